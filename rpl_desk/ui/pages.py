"""The pages that the window leads to, each imported when it is first gone to."""

from typing import TYPE_CHECKING

from rpl_desk.ui.page import Page
from rpl_desk.ui.preferences import Preferences

if TYPE_CHECKING:
    from rpl_desk.desk import Desk


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
