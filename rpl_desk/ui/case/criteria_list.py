"""The list of what is judged, under its headings, with the state of one's own answer to each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from rpl_desk.domain.judgements import MET, NOT_MET, PARTLY, UNSURE, CriterionRow, answer_words, short_label
from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.icons import paint_icon
from rpl_desk.ui.single_keys import Hint, no_hint
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.tokens import RADIUS, SPACE, Theme
from rpl_desk.ui.widgets import SectionHead, button, key_hint, row_list
from rpl_desk.ui.widgets.paint import CENTRE, RIGHT, paint_box, paint_state_box, paint_text
from rpl_desk.ui.widgets.signs import SIGNS

_SIGNS = {MET: "met", PARTLY: "partly", NOT_MET: "not met", UNSURE: "unsure"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one's own judging is, by criterion id: answers, counts of passages, what is begun, what may be sealed.

    aside: what was set aside to be judged later.
    """

    answers: Mapping[int, str] = field(default_factory=dict)
    begun: frozenset[int] = frozenset()
    ready: frozenset[int] = frozenset()
    aside: frozenset[int] = frozenset()
    passages: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heading:
    """A group of criteria; `opened` says whether they are shown."""

    name: str
    ready: int
    total: int
    opened: bool


class CriteriaList(QWidget):
    """`chosen` gives the criterion the list moved to; `entered` comes when Enter is pressed on one.

    hint: gives the key of a command as it is now.
    """

    chosen = Signal(object)
    entered = Signal()

    def __init__(self, hint: Hint = no_hint) -> None:
        super().__init__()
        self._criteria: tuple[CriterionRow, ...] = ()
        self._standing = Standing()
        self._closed: set[str] = set()
        self.current: CriterionRow | None = None
        self.take_key: Callable[[QKeyEvent], bool] = lambda event: False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = SectionHead("Criteria")
        self.left_only = button("Left only", kind="filter", size="small")
        self.left_only.setCheckable(True)
        self.left_only.setToolTip("Show only the criteria that are not ready to seal")
        self.left_only.toggled.connect(self._reload)
        self.head.add(self.left_only)
        column.addWidget(self.head)
        self._model: RowTableModel[Heading | CriterionRow] = RowTableModel(
            {"Criterion": self._words}, self._lines, say=self._spoken, parent=self
        )
        self.list = row_list("Criteria", self._model, self._paint, "row")
        self.list.installEventFilter(self)
        self.list.clicked.connect(self._clicked)
        self.list.selectionModel().currentChanged.connect(self._moved)
        column.addWidget(self.list, 1)
        if hint("J"):
            foot = QFrame()
            foot.setProperty("part", "foot")
            row = QHBoxLayout(foot)
            row.setContentsMargins(SPACE["l"], SPACE["s"], SPACE["s"], SPACE["s"])
            row.addWidget(key_hint([hint("J"), hint("K")], "criterion"))
            row.addWidget(key_hint([hint("N"), hint("P")], "passage"))
            row.addStretch(1)
            column.addWidget(foot)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def show_criteria(self, criteria: Iterable[CriterionRow], standing: Standing) -> None:
        """Show these criteria; the one in view stays in view."""
        self._criteria, self._standing = tuple(criteria), standing
        ready = sum(one.id in standing.ready for one in self._criteria)
        self.head.note.set_full_text(f"{ready}/{len(self._criteria)}")
        self._reload()

    def select(self, criterion: CriterionRow) -> None:
        """Move to a criterion, opening its group, without telling anybody."""
        self.current = criterion
        self._closed.discard(criterion.group)
        self._reload()

    def next_to(self, criterion: CriterionRow, by: int) -> CriterionRow:
        """Return the criterion after (1) or before (-1) this one among those listed; at the end, the same."""
        ids = [one.id for one in self._criteria if self._is_listed(one)]
        listed = {one.id: one for one in self._criteria}
        place = ids.index(criterion.id) + by
        return listed[ids[min(max(place, 0), len(ids) - 1)]]

    def _is_listed(self, one: CriterionRow) -> bool:
        is_current = self.current is not None and one.id == self.current.id
        return is_current or not self.left_only.isChecked() or one.id not in self._standing.ready

    def _lines(self) -> list[Heading | CriterionRow]:
        lines: list[Heading | CriterionRow] = []
        for group in dict.fromkeys(one.group for one in self._criteria):
            members = [one for one in self._criteria if one.group == group]
            listed = [one for one in members if self._is_listed(one)]
            if not listed:
                continue
            opened = group not in self._closed
            ready = sum(one.id in self._standing.ready for one in members)
            lines.append(Heading(group, ready, len(members), opened))
            lines += listed if opened else []
        return lines

    def _reload(self) -> None:
        at = self.list.currentIndex().data(ROW)
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        self._model.reload()
        wanted = at.name if isinstance(at, Heading) and self.list.hasFocus() else None
        for place, line in enumerate(self._model.rows):
            is_it = (
                isinstance(line, Heading) and line.name == wanted
                if wanted is not None
                else isinstance(line, CriterionRow) and self.current is not None and line.id == self.current.id
            )
            if is_it:
                index = self._model.index(place, 0)
                selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
                self.list.scrollTo(index)
        selection.blockSignals(False)
        self.list.viewport().update()

    # -- acting -------------------------------------------------------------------------------------------------------

    def _moved(self, now: QModelIndex) -> None:
        line = now.data(ROW)
        if isinstance(line, CriterionRow) and (self.current is None or line.id != self.current.id):
            self.chosen.emit(line)

    def _clicked(self, index: QModelIndex) -> None:
        line = index.data(ROW)
        if isinstance(line, Heading):
            self._turn(line)

    def _turn(self, heading: Heading) -> None:
        (self._closed.add if heading.opened else self._closed.discard)(heading.name)
        self._reload()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take keys before the list searches by them."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        line = self.list.currentIndex().data(ROW)
        if isinstance(line, Heading):
            turns = {Qt.Key.Key_Left: line.opened, Qt.Key.Key_Right: not line.opened}
            if turns.get(Qt.Key(event.key()), event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)):
                self._turn(line)
                return True
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered.emit()
            return True
        return self.take_key(event)

    # -- words and drawing --------------------------------------------------------------------------------------------

    def _words(self, line: Heading | CriterionRow) -> str:
        return line.name if isinstance(line, Heading) else line.label

    def _spoken(self, line: Heading | CriterionRow) -> str:
        if isinstance(line, Heading):
            return f"{line.name}, {line.ready} of {line.total} ready, {'open' if line.opened else 'closed'}"
        answer = self._standing.answers.get(line.id, "")
        said = (
            answer_words(line.kind, answer) if answer else "begun" if line.id in self._standing.begun else "not judged"
        )
        ready = "" if line.id in self._standing.ready else ", not ready to seal"
        ready = ", set aside" + ready if line.id in self._standing.aside else ready
        links = self._standing.passages.get(line.id, 0)
        return f"{line.label}, {said}{ready}, {links} passage{'' if links == 1 else 's'}"

    def _paint(
        self, painter: QPainter, rect: QRect, theme: Theme, line: Heading | CriterionRow, selected: bool
    ) -> None:
        if isinstance(line, Heading):
            self._paint_heading(painter, rect, theme, line)
        else:
            self._paint_criterion(painter, rect, theme, line, selected)

    def _paint_heading(self, painter: QPainter, rect: QRect, theme: Theme, line: Heading) -> None:
        side = theme.icon("inline")
        chevron = QRect(rect.left() + SPACE["m"], rect.top(), side, rect.height())
        paint_icon(painter, chevron, "chevron-down" if line.opened else "chevron-right", "text2")
        words = rect.adjusted(SPACE["m"] + side + SPACE["s"], 0, -SPACE["l"], 0)
        count = paint_text(painter, words, theme, f"{line.ready}/{line.total}", "caption", "text2", align=RIGHT)
        paint_text(painter, words.adjusted(0, 0, -count - SPACE["s"], 0), theme, line.name, "small", weight=600)

    def _paint_criterion(self, painter: QPainter, rect: QRect, theme: Theme, row: CriterionRow, selected: bool) -> None:
        side = theme.height("chip")
        left = rect.left() + SPACE["m"] + theme.icon("inline") + SPACE["s"]
        box = QRect(left, rect.top() + (rect.height() - side) // 2, side, side)
        answer = self._standing.answers.get(row.id, "")
        if row.id in self._standing.aside:
            paint_state_box(painter, box, theme, SIGNS["set aside"])
        elif answer == UNSURE:
            paint_state_box(painter, box, theme, SIGNS["unsure"])
        elif row.id not in self._standing.ready:
            paint_state_box(painter, box, theme, SIGNS["draft" if row.id in self._standing.begun else "empty"])
        elif answer in _SIGNS:
            paint_state_box(painter, box, theme, SIGNS[_SIGNS[answer]])
        else:
            edge = theme.colour("line") if theme.high_contrast else None
            paint_box(painter, box, RADIUS["chip"], theme.colour("accentsoft"), edge)
            said = answer if answer.isdecimal() else "–"
            role = "small" if len(said) < 3 else "caption"
            paint_text(painter, box, theme, said, role, "accenttext", weight=700, align=CENTRE)
        words = QRect(box.right() + SPACE["m"], rect.top(), rect.right() - SPACE["l"] - box.right(), rect.height())
        words.setRight(rect.right() - SPACE["l"])
        links = self._standing.passages.get(row.id, 0)
        if links:
            count = paint_text(painter, words, theme, str(links), "caption", "text2", align=RIGHT)
            icon_side = theme.icon("status")
            spot = QRect(words.right() - count - icon_side - SPACE["xs"], words.top(), icon_side, words.height())
            paint_icon(painter, spot, "link", "text3")
            words.setRight(spot.left() - SPACE["s"])
        paint_text(painter, words, theme, short_label(row.label), "small", weight=600 if selected else None)
