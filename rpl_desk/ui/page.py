"""What every place in the window has in common."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitterHandle, QWidget

from rpl_desk.domain.rows import dataclass

if TYPE_CHECKING:  # every kind of row there is, which the window does without until a case is opened
    from ..domain.contents import CaseContents


class Page(QWidget):
    """One place in the window. It reads through services, and asks the frame for everything outside itself.

    went: go elsewhere; the name of a place ("cases", "case", "search", "panels", "meeting", "register", "frameworks",
    "office") and what to open there: a meeting by its id; a case as `(reference, part)` with part one of PARTS, or
    `(reference, part, Spot)`; search as the reference of the case it is asked from; or None.
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


@contextmanager
def keyboard_kept(within: QWidget, start: Callable[[], None]) -> Iterator[None]:
    """Keep the keyboard within a widget that is drawn anew: where `start` puts it, when what held it is gone.

    Qt would pass it on to the next widget of the window, where the next letter typed acts on something else.
    """
    held = _has_keyboard(within)
    yield
    if held and not _has_keyboard(within):
        start()


def take_keyboard(page: Page) -> None:
    """Put the keyboard where work on a page begins, else on its first control, else on the page itself.

    A divider is no place to begin: whoever comes to a page would move it unawares.
    """
    page.start()
    if not _has_keyboard(page):
        takers = (
            one
            for one in page.findChildren(QWidget)
            if one.isVisibleTo(page)
            and one.isEnabled()
            and one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not isinstance(one, QSplitterHandle)
        )
        next(takers, page).setFocus(Qt.FocusReason.OtherFocusReason)


def _has_keyboard(within: QWidget) -> bool:
    holder = within.window().focusWidget()  # asked of the window, which knows it while another one is in front too
    return holder is within or (holder is not None and within.isAncestorOf(holder) and holder.isVisibleTo(within))


PARTS = ("intake", "evidence", "credit", "judging", "comparing", "deciding", "signing", "exporting", "after")
"""The parts of a case, in the order of the guided path."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place within a case, as a search found it; what does not apply is 0, None or empty.

    page_index: from 0. criterion: its key. assessor: number on the case. words: as they stand there, several with
    " | " between. near: the text about them, by which one of many hits is told from the others.
    """

    evidence_id: int = 0
    page_index: int | None = None
    passage_id: int = 0
    criterion: str = ""
    assessor: int = 0
    words: str = ""
    near: str = ""


class CasePart(Page):
    """A page of one case, shown under its header and stage strip."""

    changed = Signal()
    """Emitted after a change made here, so that header and strip are read again."""

    def show_case(self, contents: "CaseContents") -> None:
        """Show a case, or the same case read again; text being typed is kept."""
        raise NotImplementedError

    def show_spot(self, spot: Spot) -> None:
        """Bring a place of the case shown into view; a part that has no places shows itself as it is."""
