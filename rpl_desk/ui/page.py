"""What every place in the window has in common."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:  # every kind of row there is, which the window does without until a case is opened
    from ..domain.contents import CaseContents


class Page(QWidget):
    """One place in the window. It reads through services, and asks the frame for everything outside itself.

    went: go elsewhere; the name of a place ("cases", "case", "panels", "register", "frameworks", "office") and what to
    open there, a case as `(reference, part)` with part one of PARTS, or None.
    said: words for the saved part of the status bar. counted: words for its right-hand side.
    """

    went = Signal(str, object)
    said = Signal(str)
    counted = Signal(str)

    def reload(self) -> None:
        """Read again what is shown; called when the page is opened and after any change in the store."""

    def keep(self) -> None:
        """Save at once whatever was typed and not yet saved; called before the page is left."""

    def start(self) -> None:
        """Put the keyboard where work on this page begins."""


PARTS = ("intake", "evidence", "credit", "judging", "comparing", "deciding", "signing", "exporting")
"""The parts of a case, in the order of the guided path."""


class CasePart(Page):
    """A page of one case, shown under its header and stage strip."""

    changed = Signal()
    """Emitted after a change made here, so that header and strip are read again."""

    def show_case(self, contents: "CaseContents") -> None:
        """Show a case, or the same case read again; text being typed is kept."""
        raise NotImplementedError
