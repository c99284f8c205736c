"""Appeals in the window: lodged, acknowledged, heard by people who took no part, and decided."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from rpl_desk.desk import Desk
from rpl_desk.domain.appeals import AppealOutcome
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.ui.case.after import AfterPart
from rpl_desk.ui.case.appeal_dialogs import DecideAppealDialog, LodgeDialog
from rpl_desk.ui.case.page import CasePage
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, shown_part, unnamed


@pytest.fixture
def released(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.RELEASED)


def shown(qtbot, desk: Desk, case: CaseRow) -> AfterPart:
    part = AfterPart(desk)
    shown_part(qtbot, desk, part, case, (1300, 1000))
    return part


def said(part) -> str:
    QApplication.processEvents()
    return "\n".join(one.text() for one in part.findChildren(QLabel) if one.isVisibleTo(part))


def choose(dialog: DecideAppealDialog, outcome: AppealOutcome) -> None:
    """Press the choice of an outcome."""
    words = {
        AppealOutcome.UPHELD: "Upheld",
        AppealOutcome.NOT_UPHELD: "Not upheld",
        AppealOutcome.WITHDRAWN: "Withdrawn",
    }
    (made,) = (one for one in dialog.outcome.findChildren(QAbstractButton) if one.text() == words[outcome])
    made.click()


@pytest.mark.parametrize(("theme", "scale"), [(ThemeName.LIGHT, 100), (ThemeName.DARK, 100), (ThemeName.LIGHT, 200)])
def test_every_step_is_named_and_nothing_is_cut_off(qtbot, desk: Desk, released: CaseRow, theme, scale):
    look().change(name=theme, scale=scale)
    today = desk.session.now().date()
    with sample.as_person(desk, "admin"):
        desk.office.set_policy(appeal_grounds=("A step of the procedure was left out", "New evidence"))
        part = shown(qtbot, desk, released)

        def step(name: str, ask) -> None:
            dialog = ask()
            qtbot.wait(50)
            grab(part, f"appeal-{name}-{theme.value}-{scale}")
            assert unnamed(dialog) == []
            assert clipped(dialog) == []
            dialog.reject()

        def lodge(ground: str) -> None:
            words = "The hours of unit 2 were read as those of unit 1."
            desk.appeals.lodge(released, lodged_on=today, lodged_by="The owner", grounds=words, ground=ground)
            part.changed.emit()

        step("lodge", part.appeals.ask_to_lodge)
        lodge("New evidence")
        desk.appeals.name_members(released, [sample.person(desk, "admin")])
        desk.appeals.decide(released, AppealOutcome.NOT_UPHELD, "They were read rightly.", heard_on=today)
        lodge("A step of the procedure was left out")
        step("acknowledge", part.appeals.ask_to_acknowledge)
        step("members", part.appeals.ask_who_hears)
        step("decide", part.appeals.ask_to_decide)
        deciding = part.appeals.ask_to_decide()
        choose(deciding, AppealOutcome.UPHELD)
        step("uphold", lambda: deciding)
        grab(part.appeals, f"appeal-panel-{theme.value}-{scale}")
        assert unnamed(part) == []
        assert clipped(part) == []


def test_an_appeal_goes_from_lodging_to_the_next_version_of_the_decision(qtbot, desk: Desk, released: CaseRow):
    today = desk.session.now().date()
    with sample.as_person(desk, "admin"):
        page = CasePage(desk)
        qtbot.addWidget(page)
        page.resize(1380, 1000)
        page.show()
        page.open_case(released.reference, "after")
        part = page.parts["after"]
        assert isinstance(part, AfterPart)
        assert f"until {(today + timedelta(days=20)).day} " in part.appeals.words.text()
        assert part.appeals.decide.isHidden()
        in_focus(qtbot, page)
        qtbot.keyClick(page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(lambda: part.appeals.findChildren(LodgeDialog) != [])
        (dialog,) = part.appeals.findChildren(LodgeDialog)
        assert (dialog.by.text(), dialog.late_box.isVisible()) == ("Sample Training Partner", False)
        dialog.accept()
        assert "what is appealed against" in dialog.refused.text()
        dialog.grounds.setPlainText("The hours were misread.")
        dialog.accept()
        assert "under appeal" in page.notice.text() and page._part == "after"
        assert "Appeal 1: to be decided by" in said(part) and "due in 30 days" in said(part)
        assert part.standing.amend.isHidden() and part.appeals.lodge.isHidden()
        part.appeals.ask_to_acknowledge().accept()
        assert "Acknowledged" in said(part)
        asked = part.appeals.ask_who_hears()
        assert [one.name for one, _ in asked.ticks] == ["Administrator One"]
        assert "Member One is panel member on the case." in said(asked)
        asked.accept()
        assert "At least 1 person hears" in asked.refused.text()
        asked.ticks[0][1].setChecked(True)
        asked.accept()
        assert "To be heard by Administrator One." in said(part)
        deciding = part.appeals.ask_to_decide()
        assert not deciding.findings.isVisible()
        choose(deciding, AppealOutcome.UPHELD)
        assert deciding.findings.isVisible() and deciding.act.text() == "Uphold the appeal"
        deciding.accept()
        assert "decision on an appeal needs some words" in deciding.refused.text()
        deciding.reasons.setPlainText("Page 2 was not read.")
        deciding.accept()
        assert desk.intake.case(released.reference).stage is Stage.PANEL
        page.open_part("after")
        assert "Stands, being amended. Reason: Appeal 1 upheld: Page 2 was not read." in said(part)
        assert "Appeal 1: upheld" in said(part) and "Recorded by Administrator One: Page 2 was not read." in said(part)
    assert desk.check() == []


def test_an_appeal_that_was_withdrawn_needs_no_hearing(qtbot, desk: Desk, released: CaseRow):
    with sample.as_person(desk, "chair"):
        today = desk.session.now().date()
        desk.appeals.lodge(released, lodged_on=today, lodged_by="The owner", grounds="Misread.")
        part = shown(qtbot, desk, released)
        dialog = part.appeals.ask_to_decide()
        dialog.reasons.setPlainText("They wrote that they were content.")
        dialog.accept()
        assert dialog.refused.text() == "Choose how the appeal ended."
        choose(dialog, AppealOutcome.NOT_UPHELD)
        dialog.accept()
        assert "Nobody is named to hear this appeal" in dialog.refused.text()
        choose(dialog, AppealOutcome.WITHDRAWN)
        assert not dialog.heard_box.isVisible()
        dialog.accept()
        assert "Appeal 1: withdrawn by who lodged it" in said(part)
        assert desk.intake.case(released.reference).stage is Stage.RELEASED


def test_a_late_appeal_is_asked_why_it_is_heard(qtbot, desk: Desk, office: Path, released: CaseRow):
    later = desk.session.now().date() + timedelta(days=21)
    desk.close()
    with (
        Desk.open(office, clock=lambda: datetime.combine(later, time(9), UTC)) as reopened,
        sample.as_person(reopened, "admin"),
    ):
        part = shown(qtbot, reopened, released)
        assert "Appeals were in time until" in part.appeals.words.text()
        dialog = part.appeals.ask_to_lodge()
        dialog.grounds.setPlainText("The hours were misread.")
        assert dialog.late_box.isVisible()
        grab(part, "appeal-late")
        dialog.on.set_day(later - timedelta(days=1))
        assert not dialog.late_box.isVisible()
        dialog.on.set_day(later)
        dialog.accept()
        assert "heard though it came late" in dialog.refused.text()
        dialog.late.setText("The letter went astray.")
        dialog.accept()
        assert "heard because: The letter went astray." in said(part)


def test_who_neither_prepares_nor_hears_is_told_who_does(qtbot, desk: Desk, released: CaseRow):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, released)
        assert part.appeals.lodge.text() == ("Lodge an appeal: an administrator, the chair or the secretary does this")
        dialog = part.appeals.ask_to_lodge()
        dialog.grounds.setPlainText("I would.")
        dialog.accept()
        assert "prepare it" in dialog.refused.text()
        dialog.reject()
    with sample.as_person(desk, "admin"):
        desk.appeals.lodge(released, lodged_on=desk.session.now().date(), lodged_by="The owner", grounds="Misread.")
    with sample.as_person(desk, "one"):
        part.changed.emit()
        assert part.appeals.decide.text() == "Decide the appeal: who hears it does this"
