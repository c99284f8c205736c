"""Choosing a criterion to mark for: one of the last nine by its key, or any by its code or words."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from rpl_desk.domain.judgements import CriterionRow
from rpl_desk.ui.announcer import say
from rpl_desk.ui.single_keys import MOVABLE, PICKING, SingleKeys
from rpl_desk.ui.tables import ROW, RowTableModel
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import SPACE, Theme
from rpl_desk.ui.widgets import icon_button, label, row_list
from rpl_desk.ui.widgets.paint import key_size, paint_key, paint_text

_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
MOST_ROWS = 6  # seen at once; the rest are scrolled to


class CriterionPicker(QFrame):
    """Lies under the item, so that what is marked stays in view. picked: a CriterionRow.

    opened: it came into view or went out of it. closed: it was put away without one.
    """

    opened = Signal()
    picked = Signal(object)
    closed = Signal()

    def __init__(self, single: SingleKeys) -> None:
        super().__init__()
        self._single = single
        self.setProperty("part", "foot")
        self._criteria: Sequence[CriterionRow] = ()
        self._by_digit = False
        self._keys: list[str] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE["m"], SPACE["s"], SPACE["m"], SPACE["s"])
        column.setSpacing(SPACE["s"])
        head = QHBoxLayout()
        self.title = label("", "smallstrong")
        away = icon_button("x", "Close without choosing, Esc")
        away.clicked.connect(self.close_picker)
        head.addWidget(self.title, 1)
        head.addWidget(away)
        column.addLayout(head)
        self.words = QLineEdit()
        self.words.setAccessibleName("Criterion by its code or words")
        self.words.setPlaceholderText("U2.p or words of it")
        self.words.textEdited.connect(self._reload)
        column.addWidget(self.words)
        self._model: RowTableModel[CriterionRow] = RowTableModel(
            {"Criterion": lambda one: one.label}, self._rows, say=self._spoken, parent=self
        )
        self.list = row_list("Criteria to mark for", self._model, self._paint, "row")
        self.list.activated.connect(lambda index: self._pick(index.data(ROW)))
        self.list.clicked.connect(lambda index: self._pick(index.data(ROW)))
        column.addWidget(self.list)
        self.list.installEventFilter(self)
        self.hide()

    def ask_recent(self, criteria: Sequence[CriterionRow]) -> None:
        """Offer up to nine criteria, each with its digit, or the key it was moved to."""
        self._keys = [self._single.moved(PICKING).get(one, one) for one in MOVABLE[PICKING]]
        self._open(criteria, "Mark for: press its key", by_digit=True)
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def ask_any(self, criteria: Sequence[CriterionRow]) -> None:
        """Offer every criterion, to be found by typing."""
        self._open(criteria, "Mark for: type its code or words", by_digit=False)
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _open(self, criteria: Sequence[CriterionRow], title: str, *, by_digit: bool) -> None:
        self._criteria, self._by_digit = criteria, by_digit
        self.title.setText(title)
        self.words.clear()
        self.words.setVisible(not by_digit)
        self._reload()
        self.show()
        self.opened.emit()
        say(self, title)

    def close_picker(self) -> None:
        self.put_away()
        self.closed.emit()

    def put_away(self) -> None:
        self.hide()
        self.opened.emit()

    def _rows(self) -> list[CriterionRow]:
        wanted = self.words.text().casefold().split()
        found = [one for one in self._criteria if all(word in _words(one) for word in wanted)]
        # A code typed in full comes before criteria that merely hold it.
        return sorted(found, key=lambda one: one.key.casefold() not in wanted) if wanted else found

    def _reload(self, *_: object) -> None:
        self._model.reload()
        count = len(self._model.rows)
        if count:
            self.list.setCurrentIndex(self._model.index(0, 0))
        self.list.setFixedHeight(look().theme.height("row") * min(max(count, 1), MOST_ROWS))
        self.words.setAccessibleDescription(f"{count} found")

    def _spoken(self, one: CriterionRow) -> str:
        key = f"{self._keys[self._criteria.index(one)]}, " if self._by_digit else ""
        return f"{key}{one.key}, {one.label}"

    def _paint(self, painter: QPainter, rect: QRect, theme: Theme, one: CriterionRow, selected: bool) -> None:
        inner = rect.adjusted(SPACE["m"], 0, -SPACE["s"], 0)
        if self._by_digit:
            key = self._keys[self._criteria.index(one)]
            cap = QRect(inner.topLeft(), key_size(theme, key))
            cap.moveCenter(rect.center())
            cap.moveLeft(inner.left())
            paint_key(painter, cap, theme, key)
            inner.setLeft(cap.right() + SPACE["s"])
        used = paint_text(painter, inner, theme, one.key, "small", "text3", weight=600)
        inner.setLeft(inner.left() + used + SPACE["s"])
        paint_text(painter, inner, theme, one.label, "small")

    def _pick(self, criterion: CriterionRow | None) -> None:
        if criterion is not None:
            self.put_away()
            self.picked.emit(criterion)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the list before it searches its rows by them; Tab still leaves it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() not in _TABS:
            self.keyPressEvent(event)
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its key or Enter picks, arrows move from the line into the list, Esc closes; no key goes further."""
        rows, key = self._model.rows, event.key()
        if key == Qt.Key.Key_Escape:
            self.close_picker()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick(self.list.currentIndex().data(ROW) if rows else None)
        elif self._by_digit and (digit := self._single.choice(PICKING, event.text())) in MOVABLE[PICKING]:
            place = int(digit) - 1
            self._pick(rows[place] if place < len(rows) else None)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and rows:
            here = self.list.currentIndex().row() + (1 if key == Qt.Key.Key_Down else -1)
            self.list.setCurrentIndex(self._model.index(min(max(here, 0), len(rows) - 1), 0))
            say(self, self._spoken(rows[self.list.currentIndex().row()]))


def _words(one: CriterionRow) -> str:
    return f"{one.key} {one.group} {one.label} {one.text}".casefold()
