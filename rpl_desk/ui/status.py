"""Words of the status bar and other small truths about the program and its file."""

import sys
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QStorageInfo

from rpl_desk import __version__


def version() -> str:
    """Return the version of the program as people say it."""
    return f"Version {__version__}"


def where_it_lies(path: Path) -> str:
    """Return a store's file name and on what it lies: this computer or a stick, by its name."""
    drive = QStorageInfo(str(path.parent))
    if drive.isRoot() or str(path).startswith(str(Path.home())) or not drive.isValid():
        return f"{path.name}, on this computer"
    return f"{path.name}, on {drive.displayName()}"


def documents() -> Path:
    """Return the folder where a person keeps files, as the system names it."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())


def qt_is_safe(qt: tuple[int, ...], python: tuple[int, ...] = sys.version_info[:3]) -> bool:
    """Tell whether this PySide6 may run on this Python.

    6.12.0 on Python 3.11 drops a reference to True at each emit and aborts after some hundreds; 3.12 is immune.
    """
    return not (qt[:3] == (6, 12, 0) and python[:2] < (3, 12))
