"""Conditions and recommendations as typed: lists of like lines that are added to and taken from."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Panel, button, empty_layout, icon_button, label, labelled


class ConditionLine(QWidget):
    """One condition: what is to be done, by whom, until when, and how it is shown to be met."""

    def __init__(self, touched: Callable[[], None], values: tuple[Any, ...] = ("", "", None, "")) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.text, self.owner, self.shown_by = QLineEdit(values[0]), QLineEdit(values[1]), QLineEdit(values[3])
        self.due = QDateEdit()
        self.due.setCalendarPopup(True)
        self.due.setDisplayFormat("d MMM yyyy")
        day = values[2]
        self.due.setDate(QDate(day.year, day.month, day.day) if day else QDate.currentDate().addMonths(3))
        column.addWidget(labelled("What is to be done", self.text))
        second = QHBoxLayout()
        second.addWidget(labelled("Owner", self.owner), 2)
        second.addWidget(labelled("Due", self.due), 1)
        second.addWidget(labelled("Shown to be met by", self.shown_by), 2)
        column.addLayout(second)
        for field in (self.text, self.owner, self.shown_by):
            field.textEdited.connect(lambda _: touched())
        self.due.dateChanged.connect(lambda _: touched())

    def value(self) -> tuple[str, str, date | None, str]:
        day = date.fromisoformat(self.due.date().toString(Qt.DateFormat.ISODate))
        return self.text.text().strip(), self.owner.text().strip(), day, self.shown_by.text().strip()

    def freeze(self, frozen: bool) -> None:
        for field in (self.text, self.owner, self.shown_by, self.due):
            field.setReadOnly(frozen)


class RecommendationLine(QWidget):
    """One recommendation."""

    def __init__(self, touched: Callable[[], None], values: tuple[Any, ...] = ("",)) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.text = QLineEdit(values[0])
        self.text.setAccessibleName("Recommendation")
        self.text.textEdited.connect(lambda _: touched())
        column.addWidget(self.text)

    def value(self) -> tuple[str]:
        return (self.text.text().strip(),)

    def freeze(self, frozen: bool) -> None:
        self.text.setReadOnly(frozen)


class Rows(Panel):
    """A list of like lines; `touched` is called after every change. Frozen, it is read only and offers no button."""

    def __init__(self, title: str, add: str, line: type[ConditionLine] | type[RecommendationLine]) -> None:
        super().__init__()
        self._line, self._frozen = line, False
        self.touched: Callable[[], None] = lambda: None
        head = QHBoxLayout()
        head.addWidget(label(title, "title3"), 1)
        self.add = button(add, icon_name="plus", size="small")
        self.add.clicked.connect(self._add_empty)
        self._head = head
        head.addWidget(self.add)
        self.box.addLayout(head)
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE["m"])
        self.box.addLayout(self._column)
        self.lines: list[Any] = []
        self._aways: list[QWidget] = []

    def fill(self, rows: list[tuple[Any, ...]]) -> None:
        if [one.value() for one in self.lines] == rows:
            return
        empty_layout(self._column)
        self.lines, self._aways = [], []
        for row in rows:
            self._append(row)

    def offer(self, made: QPushButton) -> None:
        """Put another button beside the one that adds a line."""
        self._head.insertWidget(self._head.count() - 1, made)

    def append(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Add lines after those there are, as if somebody had typed them."""
        for row in rows:
            self._append(row)
        self.touched()

    def values(self) -> list[Any]:
        return [one.value() for one in self.lines]

    def freeze(self, frozen: bool) -> None:
        self._frozen = frozen
        self.add.setVisible(not frozen)
        for line in self.lines:
            line.freeze(frozen)
        for away in self._aways:
            away.setVisible(not frozen)

    def _add_empty(self) -> None:
        self._append(None)
        self.lines[-1].text.setFocus()
        self.touched()

    def _append(self, values: tuple[Any, ...] | None) -> None:
        line = self._line(self._tell) if values is None else self._line(self._tell, values)
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(line, 1)
        away = icon_button("trash-2", f"Remove {len(self.lines) + 1}")
        away.clicked.connect(lambda: self._remove(line, made, away))
        row.addWidget(away, 0, Qt.AlignmentFlag.AlignBottom)
        self.lines.append(line)
        self._aways.append(away)
        self._column.addWidget(made)
        line.freeze(self._frozen)
        away.setVisible(not self._frozen)

    def _remove(self, line: Any, made: QWidget, away: QWidget) -> None:
        self.lines.remove(line)
        self._aways.remove(away)
        made.hide()
        made.deleteLater()
        self.add.setFocus()
        self.touched()

    def _tell(self) -> None:
        self.touched()
