"""The evidence register: what came in, through the gate, with its dates and fingerprint; and the original out again."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QFileDialog, QFrame, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from rpl_desk.domain.cases import Stage
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EVIDENCE_WORDS, EvidenceKind, EvidenceRow, currency_note, is_current
from rpl_desk.ui.case.marking import lead_to, lies_in, mark_of
from rpl_desk.ui.case.panes import Panes
from rpl_desk.ui.case.register_entry import RegisterEntry
from rpl_desk.ui.page import CasePart, Spot
from rpl_desk.ui.preferences import Preferences
from rpl_desk.ui.tables import ROW, RowTableModel, as_text
from rpl_desk.ui.tasks import Progress, in_background
from rpl_desk.ui.tokens import SPACE, Theme
from rpl_desk.ui.viewer.viewer import EvidenceViewer
from rpl_desk.ui.widgets import EmptyState, RefusedBox, SectionHead, Toast, button, chip_row, row_list
from rpl_desk.ui.widgets.paint import paint_text

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

REGISTER, ITEM, ENTRY = range(3)
MAY_CHANGE = (Stage.INTAKE, Stage.REVIEW, Stage.RECONCILE, Stage.PANEL, Stage.WAITING)


def size_words(size: int) -> str:
    """Return a size as people say it: 1,024 bytes to a kB."""
    return (
        f"{size} bytes" if size < 1024 else f"{size / 1024:.0f} kB" if size < 1 << 20 else f"{size / (1 << 20):.1f} MB"
    )


class EvidencePart(CasePart):
    """The register at the left, the item chosen to read, and what the register says of it.

    preferences: where the dividers stand; None remembers nothing.
    """

    keys = (
        ("Ctrl+O", "Add files"),
        ("Ctrl+S", "Hand out the original of the chosen item"),
        ("Enter", "Read the chosen item; Esc goes back to the register"),
        ("Ctrl+F", "Find in the item"),
        ("Ctrl+Page Down", "Next item"),
        ("Alt++ Alt+- Alt+0", "Larger and smaller pages; fit the width"),
        ("Alt+R", "Turn the pages"),
    )

    def __init__(self, desk: "Desk", preferences: Preferences | None = None) -> None:
        super().__init__()
        self._desk = desk
        self._contents: CaseContents | None = None
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.problem, self.notice = RefusedBox(), RefusedBox("notice")
        column.addWidget(self.problem)
        column.addWidget(self.notice)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Adding files")
        self.bar.hide()
        column.addWidget(self.bar)
        self.viewer = EvidenceViewer(desk.evidence.preview)
        self.viewer.item_shown.connect(self._item_shown)
        self.viewer.handed_out.connect(lambda _: self._ask_where())
        self.entry = RegisterEntry(self._save)
        self.entry.saved.connect(self._saved)
        self.entry.refused.connect(self.problem.show_problem)
        panes = [("Register", self._register(), 320), ("Item", self.viewer, 700), ("Entry", self.entry, 340)]
        self.panes = Panes("evidence", panes, preferences)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.panes)
        self.stack.addWidget(
            EmptyState("paperclip", "No evidence yet. Add files, or drop them here.", "Add files", self._ask)
        )
        column.addWidget(self.stack, 1)

    def _register(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = SectionHead("Evidence")
        self.add = button("Add files", icon_name="plus", size="small")
        self.add.setShortcut("Ctrl+O")
        self.add.clicked.connect(self._ask)
        self.head.add(self.add)
        column.addWidget(self.head)
        self._model: RowTableModel[EvidenceRow] = RowTableModel(
            {"Item": lambda one: one.key, "Title": lambda one: one.title},
            lambda: list(self._contents.evidence) if self._contents else [],
            say=self._spoken,
            parent=self,
        )
        self.list = row_list("Evidence register", self._model, self._paint)
        self.list.selectionModel().currentChanged.connect(lambda now, _: self._choose(now))
        self.list.activated.connect(self._read)
        column.addWidget(self.list, 1)
        foot = QFrame()
        foot.setProperty("part", "foot")
        row = QVBoxLayout(foot)
        row.setContentsMargins(SPACE["m"], SPACE["s"], SPACE["m"], SPACE["s"])
        self.check = button("Check the fingerprints", icon_name="shield-check", size="small")
        self.check.clicked.connect(self.check_all)
        self.out = button("Hand out the original", icon_name="download", size="small")
        self.out.setShortcut("Ctrl+S")
        self.out.clicked.connect(self._ask_where)
        row.addWidget(chip_row(self.check, self.out))
        column.addWidget(foot)
        return made

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_case(self, contents: CaseContents) -> None:
        if self.entry.autosave.is_due:
            self.entry.autosave.now()
        same = self._contents is not None and contents.case.id == self._contents.case.id
        kept = self.entry.row.id if self.entry.row is not None and same else None
        if not same:
            self.viewer.let_go()
            self.entry.show_entry(None, "", may_change=False)
        self._contents = contents
        self._model.reload()
        count = len(contents.evidence)
        self.head.note.set_full_text(f"{count} item{'' if count == 1 else 's'}")
        self.stack.setCurrentIndex(0 if count else 1)
        self.viewer.show_items(contents.evidence)
        ids = [one.id for one in contents.evidence]
        if ids:
            self.list.setCurrentIndex(self._model.index(ids.index(kept) if kept in ids else 0, 0))
        doubles = self._desk.evidence.double_uses(contents.case.id)
        self.notice.show_problem("\n".join(one.words for one in doubles))
        self.add.setEnabled(contents.case.stage in (Stage.INTAKE, Stage.REVIEW, Stage.WAITING))

    def _current(self, row: EvidenceRow) -> str:
        assert self._contents is not None
        found = is_current(row.learned_on, self._panel_day(), self._contents.policy.currency_years)
        old = "older, with an exception" if row.currency_exception else "not current"
        return {None: "date of learning not known", True: "current", False: old}[found]

    def _panel_day(self) -> date:
        assert self._contents is not None
        meeting = self._contents.meeting
        return meeting.held_on if meeting is not None else self._desk.session.now().date()

    def _facts(self, row: EvidenceRow) -> str:
        return f"{EVIDENCE_WORDS[row.kind]}, {size_words(row.size)}, {self._current(row)}"

    def _spoken(self, row: EvidenceRow) -> str:
        return f"{row.key}, {row.title}, {self._facts(row)}"

    def _paint(self, painter: QPainter, rect: QRect, theme: Theme, row: EvidenceRow, selected: bool) -> None:
        inner = rect.adjusted(SPACE["l"], 0, -SPACE["m"], 0)
        first, second = theme.line("small"), theme.line("caption")
        inner.setTop(rect.top() + (rect.height() - first - second) // 2)
        upper = QRect(inner.left(), inner.top(), inner.width(), first)
        key = paint_text(painter, upper, theme, row.key, "small", "text3", weight=600)
        paint_text(painter, upper.adjusted(key + SPACE["s"], 0, 0, 0), theme, row.title, "small", weight=600)
        lower = QRect(inner.left(), upper.bottom() + 1, inner.width(), second)
        paint_text(painter, lower, theme, self._facts(row), "caption", "text2")

    def _choose(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if not isinstance(row, EvidenceRow) or self._contents is None:
            return
        note = currency_note(row, self._panel_day(), self._contents.policy.currency_years)
        self.entry.show_entry(row, note, may_change=self._contents.case.stage in MAY_CHANGE)
        self.viewer.show_item(row.id)

    def _item_shown(self, item: EvidenceRow) -> None:
        """Follow the viewer when another item is chosen there."""
        rows = [one.id for one in self._model.rows]
        if item.id in rows and (self.entry.row is None or self.entry.row.id != item.id):
            self.list.setCurrentIndex(self._model.index(rows.index(item.id), 0))

    def _read(self) -> None:
        self.panes.bring(ITEM)
        self.viewer.view.setFocus(Qt.FocusReason.TabFocusReason)

    def show_spot(self, spot: Spot) -> None:
        """Read an item at the page, words or passage that a search found."""
        assert self._contents is not None
        ids = [one.id for one in self._model.rows]
        if spot.evidence_id not in ids:
            return
        self.list.setCurrentIndex(self._model.index(ids.index(spot.evidence_id), 0))
        self._read()
        passages = self._desk.marking.passages(self._contents.case.id) if spot.passage_id else ()
        one = next((one for one in passages if one.passage.id == spot.passage_id), None)
        if one is not None:
            lead_to(self.viewer, one)
            marks = [mark_of(one, "plain", f"passage of {one.author}")] if lies_in(one, self.viewer.item) else []
            self.viewer.show_marks(marks, spot.passage_id)
        else:
            self.viewer.go_to(spot.evidence_id, spot.page_index)
            self.viewer.find_again(spot.words, spot.page_index, spot.near)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.list.hasFocus():
            self.panes.bring(REGISTER)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    # -- changing -----------------------------------------------------------------------------------------------------

    def _save(self, row: EvidenceRow, values: dict[str, Any]) -> EvidenceRow:
        assert self._contents is not None
        self._desk.evidence.edit(self._contents.case, row, **values)
        return next(one for one in self._desk.evidence.register(self._contents.case.id) if one.id == row.id)

    def _saved(self) -> None:
        self.problem.clear()
        self.said.emit(f"Saved {as_text(self._desk.session.now()).rsplit(' ', 1)[-1]}")
        self.changed.emit()

    def keep(self) -> None:
        self.entry.autosave.now()

    def start(self) -> None:
        self.list.setFocus()

    def _ask(self) -> None:
        found, _ = QFileDialog.getOpenFileNames(self, "Add evidence")
        if found:
            self.add_files([Path(one) for one in found])

    def add_files(self, paths: list[Path]) -> None:
        """Take files through the gate and into the store beside the window; each refusal is told by its file."""
        assert self._contents is not None
        from rpl_desk.services.evidence import details_for

        case = self._contents.case

        def job(progress: Progress) -> list[str]:
            refused = []
            for place, path in enumerate(paths):
                progress(place, len(paths))
                try:
                    self._desk.evidence.add(case, path, details_for(path, EvidenceKind.OTHER))
                except DeskError as error:
                    refused.append(str(error))
            progress(len(paths), len(paths))
            return refused

        self.add.setEnabled(False)
        self.bar.setRange(0, len(paths))
        self.bar.show()
        in_background(self, job, self._added, self._refused, self._tell)

    def _tell(self, done: int, total: int) -> None:
        self.bar.setValue(done)

    def _added(self, refused: list[str]) -> None:
        self._refused("\n".join(refused))
        self.changed.emit()

    def _refused(self, sentence: str) -> None:
        self.bar.hide()
        self.add.setEnabled(True)
        self.problem.show_problem(sentence)

    def _ask_where(self) -> None:
        if self.entry.row is None:
            return
        where, _ = QFileDialog.getSaveFileName(self, "Hand out the original", self.entry.row.file_name)
        if where:
            self.hand_out(Path(where))

    def hand_out(self, path: Path) -> None:
        """Write the chosen item's original bytes to a file."""
        row = self.entry.row
        assert row is not None
        in_background(
            self,
            lambda progress: self._desk.evidence.hand_out(row, path, progress),
            lambda _: Toast(self.window(), f"{row.key} was handed out as {path.name}."),
            self.problem.show_problem,
        )

    def check_all(self) -> None:
        """Read every file of the case and hold it against its fingerprint."""
        assert self._contents is not None
        rows = self._contents.evidence

        def job(progress: Progress) -> int:
            for place, row in enumerate(rows):
                progress(place, len(rows))
                self._desk.evidence.verify(row)
            return len(rows)

        in_background(self, job, self._checked, self.problem.show_problem)

    def _checked(self, count: int) -> None:
        self.problem.clear()
        Toast(self.window(), f"All {count} files match their fingerprints.")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.add.isEnabled() and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(one.toLocalFile()) for one in event.mimeData().urls() if one.isLocalFile()]
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.add_files(paths)
