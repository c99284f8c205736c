"""Level cells: choose one level, by pointer, arrows or digits."""

from collections.abc import Iterable

from PySide6.QtCore import QElapsedTimer, QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import HEIGHT, RADIUS, SECOND_DIGIT_MS, WIDTH
from rpl_desk.ui.widgets.paint import CENTRE, paint_box, paint_text

_GAP = 4


class _Cell(QRadioButton):
    def __init__(self, level: int, name: str, row: "LevelCells") -> None:
        super().__init__(row)
        self.level = level
        self.in_view = False
        self.setText(str(level))
        self.setAccessibleName(f"{name}: {level}" if name else f"Level {level}")
        self.setProperty("radius", RADIUS["chip"])
        self._row = row

    def sizeHint(self) -> QSize:
        theme = look().theme
        return QSize(theme.grown(WIDTH["level_cell"]), theme.grown(HEIGHT["level_cell"]))

    def hitButton(self, pos: object) -> bool:
        return True

    def nextCheckState(self) -> None:
        self._row.choose(self.level)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._row.take_key(event, self.level):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._row.keep_tab_stop(self.level)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = look().theme, QPainter(self)
        ground, edge, ink, width = "surface", "field", "text2", 1.0
        if self.isChecked():
            ground, edge, ink = "accent", "accent", "onaccent"
        elif self.in_view:
            edge, ink, width = "accent", "text", 1.5
        elif self.underMouse() and self.isEnabled():
            ground, edge, ink = "accentsoft", "accent", "accenttext"
        if not self.isEnabled():
            ink = "onaccent" if self.isChecked() else "text3"
        paint_box(painter, self.rect(), RADIUS["chip"], theme.colour(ground), theme.colour(edge), width)
        weight = 700 if self.isChecked() or self.in_view else 400
        paint_text(painter, self.rect(), theme, self.text(), "body", ink, weight=weight, align=CENTRE)


class LevelCells(QWidget):
    """A row of levels, of which one or none is chosen; wraps into two rows when it has no room.

    Left and right move; Space or Enter chooses; digits choose at once, a second digit within 600 ms makes 10 to 12.
    Moving alone never answers anything.
    """

    chosen = Signal(int)

    def __init__(self, name: str = "Level", levels: Iterable[int] = range(1, 13)) -> None:
        super().__init__()
        self._name = name
        self.setAccessibleName(name)
        self._cells: dict[int, _Cell] = {}
        self._level: int | None = None
        self._first_digit = 0
        self._since_digit = QElapsedTimer()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_levels(levels)

    def set_levels(self, levels: Iterable[int]) -> None:
        """Show these levels instead; a chosen level that is not among them is let go."""
        levels = tuple(levels)
        if levels == tuple(self._cells):
            return
        for cell in self._cells.values():
            cell.hide()
            cell.deleteLater()
        self._cells = {level: _Cell(level, self._name, self) for level in levels}
        if self._level not in self._cells:
            self._level = None
        if self.isVisible():  # else they are shown with the row, and styled only then
            for cell in self._cells.values():
                cell.show()
        self._mark()
        self._place()
        self.updateGeometry()

    def level(self) -> int | None:
        return self._level

    def set_level(self, level: int | None) -> None:
        """Show a level as chosen, without telling anybody; raises KeyError for one that is not offered."""
        if level is not None:
            self._cells[level]
        self._level = level
        self._mark()

    def set_in_view(self, levels: Iterable[int]) -> None:
        """Give the levels open in the level finder their accent edge."""
        shown = set(levels)
        for level, cell in self._cells.items():
            cell.in_view = level in shown
            cell.update()

    def cell(self, level: int) -> QRadioButton:
        return self._cells[level]

    def choose(self, level: int) -> None:
        self.set_level(level)
        self.chosen.emit(level)

    def take_key(self, event: QKeyEvent, at: int) -> bool:
        """Act on a key pressed in the cell of level `at`; returns whether it was one of ours."""
        levels = list(self._cells)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in steps:
            place = min(max(levels.index(at) + steps[key], 0), len(levels) - 1)
            self._focus(levels[place])
        elif key == Qt.Key.Key_Home:
            self._focus(levels[0])
        elif key == Qt.Key.Key_End:
            self._focus(levels[-1])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose(at)
        elif event.text().isdecimal() and event.text().isascii():
            self.type_digit(int(event.text()))
        else:
            return False
        return True

    def type_digit(self, digit: int) -> None:
        """Choose by typing; a page may pass on digits typed after its own key."""
        soon = self._since_digit.isValid() and self._since_digit.elapsed() < SECOND_DIGIT_MS
        joined = self._first_digit * 10 + digit if soon else digit
        level = joined if joined in self._cells else digit
        self._first_digit = digit if level == digit else 0
        self._since_digit.start()
        if level in self._cells:
            self._focus(level)
            self.choose(level)

    def keep_tab_stop(self, level: int) -> None:
        """Let Tab stop once in the row: at the cell last in focus."""
        for each, cell in self._cells.items():
            cell.setFocusPolicy(Qt.FocusPolicy.StrongFocus if each == level else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self._cells[level])

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = self._rows(width)
        return rows * (self._cell_size().height() + _GAP) - _GAP

    def sizeHint(self) -> QSize:
        size = self._cell_size()
        return QSize(len(self._cells) * (size.width() + _GAP) - _GAP, size.height())

    def minimumSizeHint(self) -> QSize:
        size = self._cell_size()
        half = -(-len(self._cells) // 2)
        return QSize(half * (size.width() + _GAP) - _GAP, size.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
            self._place()

    def _cell_size(self) -> QSize:
        return next(iter(self._cells.values())).sizeHint()

    def _rows(self, width: int) -> int:
        return 1 if width >= self.sizeHint().width() else 2

    def _place(self) -> None:
        size, rows = self._cell_size(), self._rows(self.width())
        in_row = -(-len(self._cells) // rows)
        for place, cell in enumerate(self._cells.values()):
            column, row = place % in_row, place // in_row
            corner = QRect(column * (size.width() + _GAP), row * (size.height() + _GAP), 0, 0).topLeft()
            cell.setGeometry(QRect(corner, size))

    def _mark(self) -> None:
        for level, cell in self._cells.items():
            cell.setAutoExclusive(False)  # only then can the last choice be taken back
            cell.setChecked(level == self._level)
        for cell in self._cells.values():
            cell.setAutoExclusive(True)
        self.keep_tab_stop(self._level if self._level is not None else next(iter(self._cells)))

    def _focus(self, level: int) -> None:
        self._cells[level].setFocus(Qt.FocusReason.TabFocusReason)
