"""Notices that whoever sits at the machine has left it: it slept, its screen was locked, or its user was changed.

On Linux the system says so on its message bus, to which the program only listens; a machine that slept is known
everywhere by a clock that went on while the window did not.
"""

import os
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

SLEPT = timedelta(seconds=15)
"""Longer than the window ever waits between two looks, and shorter than a sleep that lets somebody else come by."""

LOGIN = "org.freedesktop.login1"
SESSION = f"{LOGIN}.Session"
SCREENS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver")

# The bus takes text where its stubs say bytes.
_COVERED: Any = SLOT("covered(bool)")
_LOCKED: Any = SLOT("locked()")
_CHANGED: Any = SLOT("changed(QString,QVariantMap,QStringList)")


class AwayWatch(QObject):
    """left: the person is away from the machine, as the system says."""

    left = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._last: datetime | None = None
        self._listens = False

    def begin(self) -> None:
        """Somebody sits at the desk now; from the first time on the system's buses are listened to."""
        self._last = None
        if sys.platform == "linux" and not self._listens:
            from PySide6.QtDBus import QDBusConnection

            self._listens = True
            self.listen(QDBusConnection.systemBus(), QDBusConnection.sessionBus())

    def listen(self, system: "QDBusConnection", session: "QDBusConnection") -> None:
        """Hear what the login manager and the desktop's screen savers say; one that is not there says nothing."""
        if system.isConnected():
            ours = _path_of(os.environ.get("XDG_SESSION_ID", ""))
            system.connect(LOGIN, "", f"{LOGIN}.Manager", "PrepareForSleep", self, _COVERED)
            system.connect(LOGIN, ours, SESSION, "Lock", self, _LOCKED)
            system.connect(LOGIN, ours, "org.freedesktop.DBus.Properties", "PropertiesChanged", self, _CHANGED)
        if session.isConnected():
            for name in SCREENS:
                session.connect(name, "", name, "ActiveChanged", self, _COVERED)

    def has_slept(self, now: datetime) -> bool:
        """Tell whether the clock went on while nobody looked; asked every second while somebody sits at the desk."""
        last, self._last = self._last, now
        return last is not None and now - last > SLEPT

    @Slot(bool)
    def covered(self, is_on: bool) -> None:
        """The machine is about to sleep or its screen is covered; False when it is back."""
        if is_on:
            self.left.emit()

    @Slot()
    def locked(self) -> None:
        """The session was locked."""
        self.left.emit()

    @Slot(str, "QVariantMap", "QStringList")
    def changed(self, interface: str, values: dict[str, object], unknown: list[str]) -> None:
        """Something is otherwise with a session: it is in front no more where another user has taken the screen."""
        if interface == SESSION and values.get("Active") is False:
            self.left.emit()


def _path_of(session: str) -> str:
    """Return where the login manager keeps a session, as it writes names; "", which is any, where none is known."""
    letters = (one if one.isascii() and one.isalnum() else f"_{ord(one):02x}" for one in session)
    plain = "".join(letters)
    if plain[:1].isdigit():
        plain = f"_{ord(plain[0]):02x}{plain[1:]}"
    return f"/org/freedesktop/login1/session/{plain}" if plain else ""
