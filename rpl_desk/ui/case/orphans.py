"""Marks made on a file that was replaced: how each looked, beside where it may stand in the new file, to be confirmed.

Nothing is moved by itself: a person looks at the page, and confirms the proposal or marks another place by hand.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPixmap, QShortcut
from PySide6.QtWidgets import QFrame, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EvidenceRow
from rpl_desk.domain.passages import Anchor, AnchorKind, clock_words
from rpl_desk.ui.announcer import say
from rpl_desk.ui.case.panes import Panes
from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.tasks import in_background
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE, Theme
from rpl_desk.ui.viewer.selection import At
from rpl_desk.ui.viewer.viewer import EvidenceViewer
from rpl_desk.ui.widgets import Paragraph, RefusedBox, SectionHead, button, chip_row, label, refuse, row_list
from rpl_desk.ui.widgets.paint import paint_text

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.services.marking import Orphan

MARKS, NEW_FILE = range(2)
RECORDINGS = ("audio/", "video/")
CROP_HEIGHT = 220  # of the picture of a mark at 100 % text, at most


class OrphansView(QWidget):
    """left: go back to the register. changed: a mark has its new place."""

    left = Signal()
    changed = Signal()

    def __init__(self, desk: "Desk", preferences: Preferences | None = None) -> None:
        super().__init__()
        self._desk, self._preferences = desk, preferences
        self._contents: CaseContents | None = None
        self._orphans: tuple[Orphan, ...] = ()
        self._proposed: Anchor | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.viewer = EvidenceViewer.of(desk)
        self.viewer.opened.connect(lambda _: self._select_proposal())
        self.viewer.texted.connect(lambda _: self._select_proposal())
        self.viewer.selected.connect(self._show_place)
        self.viewer.pages.turned_to.connect(self._show_place)
        self.panes = Panes("orphans", [("Marks", self._marks(), 420), ("New file", self._new_file(), 900)], preferences)
        column.addWidget(self.panes, 1)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.confirm)

    def _marks(self) -> QWidget:
        made = QSplitter(Qt.Orientation.Vertical)
        made.setChildrenCollapsible(False)
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = SectionHead("Marks on earlier files")
        self.back = button("Back", icon_name="arrow-left", size="small")
        self.back.setAccessibleName("Back to the register")
        self.back.clicked.connect(self.left)
        self.head.add(self.back)
        column.addWidget(self.head)
        self.model: RowTableModel[Orphan] = RowTableModel(
            {"Mark": lambda one: one.marked.passage.anchor.exact},
            lambda: list(self._orphans),
            say=self._spoken,
            parent=self,
        )
        self.list = row_list("Marks on earlier files", self.model, self._paint)
        self.list.installEventFilter(self)
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.list.activated.connect(self._look)
        column.addWidget(self.list, 1)
        below = QWidget()
        inside = QVBoxLayout(below)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        words = QWidget()
        self._words = QVBoxLayout(words)
        self._words.setContentsMargins(SPACE["l"], SPACE["m"], SPACE["l"], SPACE["m"])
        self._words.setSpacing(SPACE["s"])
        self._words.addWidget(label("As it was marked", "smallstrong"))
        self.crop = Crop()
        self._words.addWidget(self.crop)
        self.quoted = Paragraph("")
        self.says = Paragraph("", "small", tone="second")
        self.found = Paragraph("", "small")
        for one in (self.quoted, self.says, self.found):
            self._words.addWidget(one)
        self._words.addStretch(1)
        inside.addWidget(scrolled(words), 1)
        made.addWidget(above)
        made.addWidget(below)
        made.setSizes([300, 460])
        return made

    def _new_file(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.viewer, 1)
        foot = QFrame()
        foot.setProperty("part", "foot")
        act = QVBoxLayout(foot)
        act.setContentsMargins(SPACE["l"], SPACE["m"], SPACE["l"], SPACE["m"])
        act.setSpacing(SPACE["s"])
        self.problem = RefusedBox()
        act.addWidget(self.problem)
        self.place = Paragraph("", "small")
        act.addWidget(self.place)
        self.yes = button("Confirm this place", icon_name="check", kind="primary")
        self.yes.clicked.connect(self.confirm)
        self.no = button("Leave it")
        self.no.setToolTip("The mark stays as it is: counted, and printed from its picture. Key L")
        self.no.clicked.connect(lambda: self.step(1))
        self.same = button("Same times")
        self.same.setToolTip("Choose the same stretch of the new recording. Key T")
        self.same.clicked.connect(self.take_same_times)
        act.addWidget(chip_row(self.yes, self.same, self.no))
        column.addWidget(foot)
        return made

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        """Show the marks of a case that wait; the one in view stays in view."""
        if self._contents is None or self._contents.case.id != contents.case.id:
            self.problem.clear()
        self._contents = contents
        self._orphans = self._desk.marking.orphans(contents.case.id)
        kept = self.current
        count = len(self._orphans)
        self.head.note.set_full_text(f"{count} wait{'s' if count == 1 else ''}")
        self.viewer.show_items(contents.evidence)
        ids = [one.marked.passage.id for one in self._orphans]
        place = ids.index(kept.marked.passage.id) if kept is not None and kept.marked.passage.id in ids else 0
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        self.model.reload()
        if ids:
            index = self.model.index(place, 0)
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        selection.blockSignals(False)
        self._show()

    def read_texts(self) -> None:
        """Take the text of new files that was not taken yet, beside the window, since proposals are sought in it."""
        waiting = {one.sha256 for one in self._desk.texts.waiting()}
        items = {one.marked.passage.evidence_id for one in self._orphans}
        rows = [one for one in self.contents_shown.evidence if one.id in items and one.sha256 in waiting]
        if not rows:
            return

        def job(progress: object) -> int:
            for row in rows:
                self._desk.texts.take(row, lambda *_, row=row: self._desk.evidence.preview(row))
            return len(rows)

        self.found.setText("Reading the new file for the same words.")
        in_background(self, job, self._texts_read, self.problem.show_problem)

    def _texts_read(self, _: int) -> None:
        if self._contents is not None:
            self.show_case(self._contents)

    def let_go(self) -> None:
        """Drop everything of the last case or person."""
        self.viewer.let_go()
        self._contents, self._orphans, self._proposed = None, (), None
        self.model.reload()

    @property
    def current(self) -> "Orphan | None":
        row: Orphan | None = self.list.currentIndex().data(ROW)
        return row

    @property
    def contents_shown(self) -> CaseContents:
        assert self._contents is not None
        return self._contents

    def item_of(self, orphan: "Orphan") -> EvidenceRow:
        return next(one for one in self.contents_shown.evidence if one.id == orphan.marked.passage.evidence_id)

    def _moved(self, now: QModelIndex) -> None:
        if now.isValid():
            self.problem.clear()
            self._show()

    def _show(self) -> None:
        orphan = self.current
        if orphan is None:
            return
        passage = orphan.marked.passage
        self.crop.show_png(self._desk.marking.picture(passage), passage.anchor.exact or self._where(orphan))
        exact = passage.anchor.exact
        self.quoted.setText(f"“{exact}”" if exact else self._where(orphan))
        self.says.setText(self._links(orphan))
        self.found.setText(self._proposal_words(orphan))
        self._proposed = orphan.proposal
        self.viewer.clear_selection()
        item, proposal = self.item_of(orphan), orphan.proposal
        if passage.anchor.kind is AnchorKind.TIME:
            self.viewer.show_place(item.id, anchor=passage.anchor)
        else:
            page = proposal.page_index if proposal is not None else passage.anchor.page_index
            self.viewer.go_to(item.id, page, None, proposal.start_offset if proposal is not None else None)
        self.same.setVisible(passage.anchor.kind is AnchorKind.TIME and item.media_type.startswith(RECORDINGS))
        self._select_proposal()
        self._show_place()

    def _select_proposal(self) -> None:
        """Select the proposed words once their page was read, and only once: a person may then choose others."""
        proposal, orphan = self._proposed, self.current
        if proposal is None or orphan is None or proposal.start_offset is None or proposal.end_offset is None:
            return
        item = self.viewer.item
        if item is None or item.id != orphan.marked.passage.evidence_id or self.viewer.outline is None:
            return
        if proposal.page_index is None:
            if self.viewer.flow.flow is None:
                return
            self.viewer.flow.select(proposal.start_offset, proposal.end_offset)
        else:
            # A proposal has no rectangles to tell by how far it runs on: it is as far as the mark did.
            last = proposal.page_index + len(orphan.marked.passage.anchor.onward)
            if any(self.viewer.pages.text_of(page) is None for page in range(proposal.page_index, last + 1)):
                return
            first = At(proposal.page_index, proposal.start_offset)
            self.viewer.pages.select(first, At(last, proposal.end_offset))
        self._proposed = None

    # -- words --------------------------------------------------------------------------------------------------------

    def _where(self, orphan: "Orphan") -> str:
        anchor = orphan.marked.passage.anchor
        place = anchor.place
        part = "the whole item" if not place else place if anchor.kind is AnchorKind.TIME else f"p.{place}"
        return f"{self.item_of(orphan).key} {part}"

    def _links(self, orphan: "Orphan") -> str:
        labels = {one.id: one.label for one in self.contents_shown.criteria}
        said = [f"{one.stance.value}, {one.strength}: {labels[one.criterion_id]}" for one in orphan.marked.links]
        notes = [one.note for one in orphan.marked.links if one.note]
        return "\n".join([*said, *notes]) or "on no criterion"

    def _proposal_words(self, orphan: "Orphan") -> str:
        mine, proposal = orphan.marked.is_mine, orphan.proposal
        if not mine:
            return f"This is the mark of {orphan.marked.author}, who alone gives it a place."
        if orphan.marked.passage.anchor.kind is AnchorKind.TIME:
            return self._recording_words(orphan)
        if proposal is None:
            return (
                "These words do not stand just once in the new file. The mark is still counted, and printed from its"
                " picture. Choose its place by hand: select words, or press A for an area; or leave it."
            )
        if proposal.kind is AnchorKind.WHOLE:
            return "It is on the whole item. Look at the new file, then confirm that it still holds."
        return "The same words stand once in the new file. Look at the place, then confirm it or choose another."

    def _recording_words(self, orphan: "Orphan") -> str:
        if not self.item_of(orphan).media_type.startswith(RECORDINGS):
            return (
                "The item is no recording any more. The mark is still counted. Choose its place by hand: select words,"
                " or press A for an area; or leave it."
            )
        return (
            "The new recording may begin earlier or later than the old one. Listen: it stands where the mark began."
            " Then choose the stretch with [ and ] in the recording, or press T for the same times, and confirm it."
        )

    def _state(self, orphan: "Orphan") -> str:
        if not orphan.marked.is_mine:
            return f"the mark of {orphan.marked.author}"
        if orphan.proposal is None:
            lost = orphan.marked.passage.anchor.kind is not AnchorKind.TIME
            return "no place found, still counted" if lost else "to listen to, still counted"
        place = orphan.proposal.place
        return f"found on p.{place}, not confirmed" if place else "to confirm"

    def _spoken(self, orphan: "Orphan") -> str:
        return f"{self._where(orphan)}, {self._state(orphan)}, {orphan.marked.passage.anchor.exact}"

    def _paint(self, painter: QPainter, rect: QRect, theme: Theme, orphan: "Orphan", selected: bool) -> None:
        inner = rect.adjusted(SPACE["l"], 0, -SPACE["m"], 0)
        first, second = theme.line("small"), theme.line("caption")
        inner.setTop(rect.top() + (rect.height() - first - second) // 2)
        upper = QRect(inner.left(), inner.top(), inner.width(), first)
        where = paint_text(painter, upper, theme, self._where(orphan), "small", weight=600)
        words = upper.adjusted(where + SPACE["s"], 0, 0, 0)
        paint_text(painter, words, theme, orphan.marked.passage.anchor.exact, "small", "text2")
        lower = QRect(inner.left(), upper.bottom() + 1, inner.width(), second)
        token = "text2" if orphan.proposal is not None else "part"
        paint_text(painter, lower, theme, self._state(orphan), "caption", token)

    # -- the place ----------------------------------------------------------------------------------------------------

    def _chosen(self) -> tuple[Anchor, bytes] | None:
        """Return the place that would be confirmed; raises DeskError for one that cannot be."""
        orphan = self.current
        if orphan is None or self.viewer.item is None:
            return None
        selected = self.viewer.selection()
        if selected is not None:
            return selected
        old, item = orphan.marked.passage.anchor, self.viewer.item
        if old.kind is AnchorKind.WHOLE:
            return Anchor(AnchorKind.WHOLE, item.sha256), b""
        outline = self.viewer.outline
        if old.kind is AnchorKind.PAGE and outline is not None and outline.pages:
            here = self.viewer.pages.page
            return replace(old, sha256=item.sha256, page_index=here, page_label=outline.pages[here].label), b""
        return None

    def _show_place(self, *_: object) -> None:
        orphan = self.current
        try:
            chosen = self._chosen()
        except DeskError as error:
            chosen = None
            self.problem.show_problem(str(error))
        mine = orphan is not None and orphan.marked.is_mine
        if chosen is None:
            self.place.setText("Nothing is selected in the new file.")
        else:
            anchor = chosen[0]
            exact = f" “{anchor.exact}”" if anchor.exact else ""
            page = anchor.place if anchor.kind is AnchorKind.TIME else f"p.{anchor.place}"
            where = page if anchor.place else "The whole item" if not exact else "The words"
            self.place.setText(f"New place: {where}{exact}")
        how = "choose it first" if self.viewer.view is self.viewer.player else "select it first"
        why = None if mine and chosen is not None else how if mine else "not your mark"
        refuse(self.yes, why, "Confirm this place")

    def confirm(self) -> None:
        """Give the mark the place that is selected in the new file."""
        orphan = self.current
        if orphan is None:
            return
        try:
            chosen = self._chosen()
            if chosen is None:
                self.problem.show_problem("Select the place in the new file first, or leave the mark as it is.")
                return
            self._desk.marking.confirm(self.contents_shown.case, orphan.marked.passage, *chosen)
        except DeskError as error:
            self.problem.show_problem(str(error))
            return
        self.problem.clear()
        say(self, f"{self._where(orphan)} has its new place")
        self.changed.emit()

    def take_same_times(self) -> None:
        """Choose the stretch of the new recording that the mark covered in the old one; it is not kept yet."""
        orphan, player = self.current, self.viewer.player
        if orphan is None or self.viewer.view is not player:
            return
        first, last = orphan.marked.passage.anchor.from_ms, orphan.marked.passage.anchor.to_ms
        if first is None or last is None:
            return
        if last > player.length:
            ends = clock_words(player.length)
            self.problem.show_problem(f"The new recording ends at {ends}. Choose the stretch with [ and ] in it.")
            return
        self.problem.clear()
        player.choose(first, last)

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) mark, round at the ends, and leave this one as it is."""
        count = self.model.rowCount()
        if count:
            self.list.setCurrentIndex(self.model.index((self.list.currentIndex().row() + by) % count, 0))

    def start(self) -> None:
        self.panes.bring(MARKS)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self) -> None:
        self.panes.bring(NEW_FILE)
        self.viewer.view.setFocus(Qt.FocusReason.TabFocusReason)

    # -- keys ---------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take keys before the list searches by them."""
        return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._take(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._take(event):
            super().keyPressEvent(event)

    def _take(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            return False
        if event.key() == Qt.Key.Key_Escape:
            (self.left.emit if self.list.hasFocus() else self.start)()
            return True
        if not (self._preferences is None or self._preferences.single_keys):
            return False
        acts = {
            "J": lambda: self.step(1),
            "K": lambda: self.step(-1),
            "L": lambda: self.step(1),
            "V": self._look,
            "A": self.viewer.begin_area,
            "T": self.take_same_times,
        }
        act = acts.get(event.text().upper())
        if act is not None:
            act()
        return act is not None


class Crop(QWidget):
    """The picture of a mark as it looked when it was made, never larger than it was."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: QPixmap | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_png(self, png: bytes, words: str) -> None:
        """Show a picture; without one there is nothing to see. words: what is on it."""
        made = QPixmap()
        self._picture = made if png and made.loadFromData(png, "PNG") else None
        self.setAccessibleName(f"Picture of the mark: {words}")
        self.setVisible(self._picture is not None)
        self.updateGeometry()
        self.update()

    @property
    def has_picture(self) -> bool:
        return self._picture is not None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._shown(width).height() + 2

    def sizeHint(self) -> QSize:
        width = self._picture.width() + 2 if self._picture is not None else 2
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(2, 2)

    def _shown(self, width: int) -> QRect:
        if self._picture is None or self._picture.width() == 0:
            return QRect()
        most = look().theme.grown(CROP_HEIGHT)
        share = min(1.0, (width - 2) / self._picture.width(), most / self._picture.height())
        return QRect(1, 1, round(self._picture.width() * share), round(self._picture.height() * share))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            return
        painter, rect = QPainter(self), self._shown(self.width())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(rect, self._picture)
        painter.setPen(look().theme.colour("line"))
        painter.drawRect(rect.adjusted(-1, -1, 0, 0))
