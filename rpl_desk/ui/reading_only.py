"""A store that is open in another window: said above everything here, where it can only be read."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from rpl_desk.ui.case.notice_bar import NoticeBar
from rpl_desk.ui.widgets import LevelCells


def held_bar(path: Path, held_by: str, open_again: Callable[[], object]) -> NoticeBar:
    """Return the bar that says who holds a file open here to be read, and offers to open it for work."""
    made = NoticeBar()
    made.show_words(
        f"{path.name} is open {held_by}, so here it can be read and nothing in it changed. Close it there, then open it"
        " for work.",
        [("Open it for work", open_again)],
    )
    return made


def hold(within: QWidget) -> None:
    """Let nothing in a form be changed: its texts can be read and copied, its buttons and numbers do nothing."""
    for text in within.findChildren(QPlainTextEdit):
        text.setReadOnly(True)
    for line in within.findChildren(QLineEdit):
        line.setReadOnly(True)
    for kind in (QAbstractButton, QAbstractSpinBox, QComboBox, LevelCells):
        for one in within.findChildren(kind):
            one.setEnabled(False)
