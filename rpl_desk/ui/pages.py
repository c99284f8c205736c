"""The pages that the window leads to, each made when it is first gone to, and the way through them."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from rpl_desk.ui.navigation import SEARCH
from rpl_desk.ui.page import Page, keyboard_kept
from rpl_desk.ui.preferences import Preferences

if TYPE_CHECKING:
    from rpl_desk.desk import Desk

CASE = "case"
MEETING = "meeting"
OFFICE = "office"


class Pages(QStackedWidget):
    """The pages of one open store: the one in view, and those that were gone through before it.

    moved: another place is in view and opens now; its name. went, said, counted: as of `Page`, from whichever page.
    restoring, quiet: as of the office's page.
    """

    moved = Signal(str)
    went = Signal(str, object)
    said = Signal(str)
    counted = Signal(str)
    restoring = Signal(object)
    quiet = Signal(bool)

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._desk: Desk | None = None
        self._pages: dict[str, Page] = {}
        self._trail: list[tuple[str, Any]] = []

    def begin(self, desk: "Desk") -> None:
        """Show what an open store holds from now on."""
        self.drop()
        self._desk = desk

    def drop(self) -> None:
        """Let every page go, with all it had read."""
        for page in self._pages.values():
            self._remove(page)
        self._pages, self._trail = {}, []

    @property
    def page(self) -> Page:
        """The page in view."""
        shown = self.currentWidget()
        assert isinstance(shown, Page)
        return shown

    @property
    def place(self) -> str:
        """The name of the place in view, empty before one was gone to."""
        return self._trail[-1][0] if self._trail else ""

    @property
    def is_case_of_search(self) -> bool:
        """Whether the case in view was opened from what was found."""
        return [name for name, _ in self._trail[-2:]] == [SEARCH.name, CASE]

    def go(self, name: str, what: Any = None) -> None:
        """Go to a place; `what` is what to open there, as `Page.went` says."""
        self.keep()
        if (name, what) in self._trail[-1:]:
            self.page.start()
            return
        self._trail.append((name, what))
        self._show(name, what)

    def search(self) -> None:
        """Go to search, from a case with the choice to search that case only."""
        if not self._trail:
            return
        name, what = self._trail[-1]
        if name == SEARCH.name:
            self.go(name, what)
        else:
            self.go(SEARCH.name, what[0] if name == CASE else None)

    def back(self) -> None:
        """Return to the place before."""
        if len(self._trail) < 2:
            return
        self.keep()
        self._trail.pop()
        self._show(*self._trail[-1])

    def show_office_part(self, part: int) -> None:
        """Go to a part of the office's page."""
        self.go(OFFICE)
        self.page.show_part(part)  # type: ignore[attr-defined]

    def keep(self) -> None:
        """Save what was typed on the page in view."""
        if self._trail:
            self.page.keep()

    def reload(self) -> None:
        """Read the page in view again, with the keyboard where it was."""
        if self._trail:
            with keyboard_kept(self.page, self.page.start):
                self.page.reload()

    def note_text(self) -> None:
        """Tell the search in view that more of the evidence can be searched."""
        if self.place == SEARCH.name:
            self.page.text_came()  # type: ignore[attr-defined]

    def take_new_keys(self) -> None:
        """Make the pages anew where they show keys; the one in view stays where it is."""
        self.keep()
        for name, page in list(self._pages.items()):
            if name == CASE:
                page.take_new_keys()  # type: ignore[attr-defined]
            else:
                self._remove(self._pages.pop(name))
        if self._trail and self._trail[-1][0] != CASE:
            self._show(*self._trail[-1])

    def _show(self, name: str, what: Any) -> None:
        page = self._page(name)
        self.setCurrentWidget(page)
        self.moved.emit(name)
        if name == CASE:
            page.open_case(*what)  # type: ignore[attr-defined]
        elif name == MEETING:
            page.open_meeting(what)  # type: ignore[attr-defined]
        elif name == SEARCH.name:
            page.open_from(what)  # type: ignore[attr-defined]
        else:
            page.reload()
        page.start()

    def _page(self, name: str) -> Page:
        if name not in self._pages:
            assert self._desk is not None
            page = make_page(name, self._desk, self._preferences)
            page.went.connect(self.went)
            page.said.connect(self.said)
            page.counted.connect(self.counted)
            if name == OFFICE:
                page.restoring.connect(self.restoring)  # type: ignore[attr-defined]
                page.quiet.connect(self.quiet)  # type: ignore[attr-defined]
            self._pages[name] = page
            self.addWidget(page)
        return self._pages[name]

    def _remove(self, page: Page) -> None:
        self.removeWidget(page)
        page.deleteLater()


def make_page(name: str, desk: "Desk", preferences: Preferences) -> Page:
    """Return a new page; raises ValueError for a name that no place has."""
    match name:
        case "cases":
            from rpl_desk.ui.cases.page import CasesPage

            return CasesPage(desk, preferences)
        case "case":
            from rpl_desk.ui.case.page import CasePage

            return CasePage(desk, preferences)
        case "search":
            from rpl_desk.ui.search.page import SearchPage

            return SearchPage(desk)
        case "panels":
            from rpl_desk.ui.panels.page import PanelsPage

            return PanelsPage(desk, preferences)
        case "meeting":
            from rpl_desk.ui.meeting.page import MeetingPage

            return MeetingPage(desk, preferences)
        case "register":
            from rpl_desk.ui.register.page import RegisterPage

            return RegisterPage(desk)
        case "frameworks":
            from rpl_desk.ui.frameworks.page import FrameworksPage

            return FrameworksPage(desk.office)
        case "office":
            from rpl_desk.ui.office.page import OfficePage

            return OfficePage(desk)
        case _:
            raise ValueError(f"There is no page {name}.")
