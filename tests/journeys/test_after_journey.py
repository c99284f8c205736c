"""One decided case in the real window over the years: condition met, appeal upheld, decision amended, review due."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel

from rpl_desk.desk import Desk
from rpl_desk.domain.appeals import AppealOutcome
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.letters import Reader
from rpl_desk.sealing.verify import Roster, Status
from rpl_desk.services.verifying import verify_file
from rpl_desk.ui.case.decision_dialogs import ConfirmDialog
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.register.page import RegisterPage
from tests import office as sample
from tests.journeys.test_window_journey import open_part, sign_in
from tests.ui.helpers import clipped, grab, unnamed

BEGUN = datetime(2026, 5, 18, 9, tzinfo=UTC)


class Calendar:
    """The clock of the office: its days pass when the test says so."""

    def __init__(self) -> None:
        self.now = BEGUN

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, days: int) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def case(office_template: Path, office: Path, tmp_path: Path, calendar: Calendar) -> CaseRow:
    """A case decided on two conditions, signed and released on the first day."""
    calendar.now = max(calendar.now, datetime.now(UTC).replace(microsecond=0))  # the template was founded today
    with Desk.open(office, clock=calendar) as desk:
        case = sample.case_at(desk, tmp_path, Stage.PANEL)
        sample.decide_with_conditions(desk, case)
        sample.sign_all(desk, case)
        with sample.as_person(desk, "admin"):
            desk.decisions.release(desk.intake.case(case.reference))
            return desk.intake.case(case.reference)


@pytest.fixture
def window(qtbot, office: Path, case: CaseRow, calendar: Calendar, preferences, desk_look):
    made = MainWindow(preferences)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.use_desk(Desk.open(office, clock=calendar))
    yield made
    made.close()


def wait_for_words(qtbot, widget, *wanted: str) -> None:
    """Wait until what is shown says these words: after a change the page is drawn anew."""

    def shown() -> None:
        words = "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))
        assert [one for one in wanted if one not in words] == [], words

    qtbot.waitUntil(shown)


def looked_at(qtbot, window: MainWindow, name: str) -> None:
    qtbot.wait(30)
    grab(window, f"journey-{name}")
    assert unnamed(window) == [], name
    assert clipped(window) == [], name


def due(window: MainWindow) -> list[tuple[str, str]]:
    """Turn the register to what is due, and return how far off each is and what it is."""
    window.go("register")
    page = window.page
    assert isinstance(page, RegisterPage)
    if not page.due.isVisibleTo(page):
        page.turn()
    model = page.due.table.model()
    return [(model.index(row, 0).data(), model.index(row, 2).data()) for row in range(model.rowCount())]


def open_first(qtbot, window: MainWindow):
    """Open the case of the first line that is due, at its After part."""
    table = window.page.due.table
    table.activated.emit(table.model().index(0, 0))
    qtbot.wait(30)
    return window.page.parts["after"]


def another_day(qtbot, window: MainWindow, calendar: Calendar, days: int, who: str) -> Desk:
    window.lock()
    calendar.go_on(days)
    return sign_in(qtbot, window, who)


def test_a_decision_is_followed_appealed_against_amended_and_reviewed(
    qtbot, window: MainWindow, case: CaseRow, calendar: Calendar, tmp_path: Path
):
    desk = sign_in(qtbot, window, "chair")
    confirm_condition(qtbot, window)
    desk = another_day(qtbot, window, calendar, 9, "admin")
    lodge(qtbot, window, case)
    desk = another_day(qtbot, window, calendar, 40, "admin")
    uphold(qtbot, window, desk, case)
    desk = another_day(qtbot, window, calendar, 2, "chair")
    amend(qtbot, window, desk, case)
    after = open_part(qtbot, window, case.reference, "after")
    wait_for_words(qtbot, after, "Stands.", "Appeal 1: upheld", "1 of 2 met")
    looked_at(qtbot, window, "amended")
    after.letters.write_to(Reader.OWNER, tmp_path / "letter.pdf")
    qtbot.waitUntil((tmp_path / "letter.pdf").exists, timeout=20_000)
    desk = another_day(qtbot, window, calendar, 5 * 366, "chair")
    review(qtbot, window)
    written = desk.exchange.export([case], tmp_path / "out", xlsx=False, history=True)
    roster = Roster.from_bytes(desk.people.roster())
    assert {(one.path.stem[-2:], verify_file(one.path, roster).status) for one in written} == {
        ("v1", Status.ENDED),
        ("v2", Status.GOOD),
    }
    assert desk.check() == []


def confirm_condition(qtbot, window: MainWindow) -> None:
    assert [what for _, what in due(window)] == ["Condition 2", "Condition 1", "Review"]
    assert due(window)[0][0] == "overdue by 1 day"
    looked_at(qtbot, window, "due")
    after = open_first(qtbot, window)
    dialog = after.conditions.ask_to_confirm()
    dialog.choice.numbers.setCurrentIndex(1)
    dialog.shown_with.setPlainText("The page of the owner, read on the web.")
    dialog.accept()
    wait_for_words(qtbot, after, "Condition 2: met")
    assert [what for _, what in due(window)] == ["Condition 1", "Review"]


def lodge(qtbot, window: MainWindow, case: CaseRow) -> None:
    after = open_part(qtbot, window, case.reference, "after")
    dialog = after.appeals.ask_to_lodge()
    dialog.grounds.setPlainText("The hours of unit 2 were read as those of unit 1.")
    dialog.accept()
    after.appeals.ask_to_acknowledge().accept()
    naming = after.appeals.ask_who_hears()
    naming.ticks[0][1].setChecked(True)
    naming.accept()
    wait_for_words(qtbot, after, "To be heard by Administrator One.")
    looked_at(qtbot, window, "appeal")
    assert due(window)[1] == ("due in 30 days", "Appeal 1")


def uphold(qtbot, window: MainWindow, desk: Desk, case: CaseRow) -> None:
    assert due(window)[0][0] == "overdue by 19 days"
    after = open_first(qtbot, window)
    wait_for_words(qtbot, after.appeals, "overdue by 10 days")
    dialog = after.appeals.ask_to_decide()
    (upheld,) = (one for one in dialog.outcome.findChildren(QAbstractButton) if one.text() == "Upheld")
    upheld.click()
    dialog.reasons.setPlainText("Unit 2 carries 62 hours.")
    dialog.accept()
    assert desk.intake.case(case.reference).stage is Stage.PANEL
    assert desk.appeals.appeals(case.id)[0].row.outcome is AppealOutcome.UPHELD
    assert [what for _, what in due(window)] == ["Condition 1", "Review"]


def amend(qtbot, window: MainWindow, desk: Desk, case: CaseRow) -> None:
    deciding = open_part(qtbot, window, case.reference, "deciding")
    assert "Version 1 stands until all have signed this one" in deciding.form.notice.text()
    deciding.form.points.setValue(11)
    deciding.ask_to_confirm()
    assert deciding.form.problem.text() == ""
    deciding.findChildren(ConfirmDialog)[-1].accept()
    for who in ("one", "chair"):
        signing = open_part(qtbot, window, case.reference, "signing")
        sign = signing.ask(signing.buttons[0][0], sample.person(desk, who))
        wait_for_words(qtbot, sign, "Appeal 1 upheld: Unit 2 carries 62 hours.")
        sign.passphrase.setText(sample.passphrase(who))
        sign.accept()
        qtbot.waitUntil(lambda sign=sign: sign.signed is not None, timeout=20_000)
        sign.accept()
    said_of = [(one.version, one.points, one.stands) for one in desk.amending.versions(case.id)]
    assert said_of == [(1, 12, False), (2, 11, True)]


def review(qtbot, window: MainWindow) -> None:
    listed = due(window)
    assert [what for _, what in listed] == ["Condition 1", "Review"]
    assert all(when.startswith("overdue") for when, _ in listed)
    after = open_first(qtbot, window)
    dialog = after.reviews.ask()
    dialog.found.setPlainText("The programme is taught as it was rated.")
    dialog.accept()
    wait_for_words(qtbot, after.reviews, "The programme is taught as it was rated.")
    assert due(window)[1][0].startswith("due in 1,82")
