"""Tells the window what changed in the store, and tells a screen reader what happened."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget


class Announcer(QObject):
    """Passes the store's announcements on as a signal on the UI thread, whichever thread they come from.

    Give `announce` to the store; connect a screen's `reload` to `changed`, which carries the action's name and its
    subject ("decide case", "CR-2026-0012").
    """

    changed = Signal(str, str)

    def announce(self, action: str, subject: str) -> None:
        self.changed.emit(action, subject)


def say(widget: QWidget, text: str, *, at_once: bool = False) -> None:
    """Have a screen reader say `text`; `at_once` interrupts what it is saying."""
    # Its lists of roles and events take longer to make than the sign-in page, where nothing is said.
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    if not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(widget, text)
    if at_once:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
