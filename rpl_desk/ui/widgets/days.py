"""A day as people write it: typed in words or figures, or picked from a calendar."""

from datetime import date, datetime

from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QVBoxLayout, QWidget

from rpl_desk.ui.icons import icon
from rpl_desk.ui.tables import as_text

HINT = "Such as 29 Nov 2026 or 2026-11-29"
_WAYS = ("%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%d/%m/%Y", "%d.%m.%Y")


def day_typed(text: str) -> date | None:
    """Return the day somebody typed, None for nothing; raises ValueError for what is no day.

    Read are 2026-11-29, 29 Nov 2026, 29 November 2026, and day before month in 29/11/2026 and 29.11.2026.
    """
    words = " ".join(text.split())
    if not words:
        return None
    for way in _WAYS:
        try:
            return datetime.strptime(words, way).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(f"{words!r} is not a day. Type it as 29 Nov 2026 or 2026-11-29, or leave it empty.")


def day_needed(text: str, asked: str) -> date:
    """Return the day somebody typed; raises ValueError saying `asked` for nothing, and as `day_typed`."""
    day = day_typed(text)
    if day is None:
        raise ValueError(asked)
    return day


class DayField(QLineEdit):
    """Takes a day; its calendar opens by the sign at the right or by Alt+Down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pick: QAction = self.addAction(icon("calendar", "text2"), QLineEdit.ActionPosition.TrailingPosition)
        self._pick.setText("Choose from a calendar")
        self._pick.setToolTip("Choose from a calendar")
        self._pick.setShortcut("Alt+Down")
        self._pick.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._pick.triggered.connect(self.open_calendar)

    def set_day(self, day: date | None) -> None:
        self.setText(as_text(day))

    def setReadOnly(self, frozen: bool) -> None:
        super().setReadOnly(frozen)
        self._pick.setVisible(not frozen)

    def open_calendar(self) -> QWidget:
        """Open the calendar under the field, at the day typed or today; a day picked in it is written as if typed."""
        popup = QWidget(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(popup)
        column.setContentsMargins(1, 1, 1, 1)
        calendar = QCalendarWidget()
        calendar.setAccessibleName("Calendar")
        try:
            day = day_typed(self.text())
        except ValueError:
            day = None
        if day is not None:
            calendar.setSelectedDate(QDate(day.year, day.month, day.day))

        def picked(chosen: QDate) -> None:
            self.set_day(date(chosen.year(), chosen.month(), chosen.day()))
            self.textEdited.emit(self.text())
            popup.close()
            self.setFocus()

        calendar.clicked.connect(picked)
        calendar.activated.connect(picked)
        column.addWidget(calendar)
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 4)))
        popup.show()
        calendar.setFocus()
        return popup
