"""The hidden claimant in the window: the setting, the section of the intake, and what those who judge see."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.identity import Seen
from rpl_desk.ui.case.intake_identity import LookThrough, WithReason
from rpl_desk.ui.office.page import OfficePage
from rpl_desk.ui.page import PARTS
from tests import office as sample
from tests.services.test_identity import FIRST, LEAK, NAME, hide, planted
from tests.ui.helpers import clipped, grab, unnamed
from tests.ui.test_case_page import shown, texts


@pytest.fixture
def hidden(desk: Desk, tmp_path: Path) -> CaseRow:
    hide(desk)
    return planted(desk, tmp_path, Stage.INTAKE)


def pressed(page, words: str) -> None:
    next(one for one in page.findChildren(QPushButton) if one.isVisible() and one.text() == words).click()


def answered(qtbot, page, reason: str) -> None:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in page.findChildren(WithReason)))
    dialog = next(one for one in page.findChildren(WithReason) if one.isVisible())
    assert unnamed(dialog) == []
    dialog.ui.reason_edit.setText(reason)
    dialog.accept()


def test_the_office_chooses_to_hide_claimants_in_its_settings(qtbot, desk_look, desk: Desk):
    with sample.as_person(desk, "admin"):
        page = OfficePage(desk)
        qtbot.addWidget(page)
        page.reload()
        assert not page.hides.isChecked()
        page.hides.setChecked(True)
        page.keep_settings()
        assert desk.office.policy().hide_claimant


@pytest.mark.parametrize("scale", (100, 200))
def test_files_are_looked_through_and_decided_of_in_the_intake(qtbot, desk_look, desk: Desk, hidden, scale: int):
    desk_look.change(scale=scale)
    with sample.as_person(desk, "admin"):
        page = shown(qtbot, desk, hidden, "intake")
        intake = page.parts["intake"]
        intake.open_section("identity")
        look = intake.findChild(LookThrough)
        look.start.click()
        qtbot.waitUntil(lambda: "no name found" in texts(intake).lower(), timeout=20_000)
        assert f"page 1: “The account of {NAME}, who leads" in texts(intake)
        qtbot.wait(50)
        assert unnamed(page) == [] and clipped(page) == []
        grab(page, f"identity-{scale}")
        pressed(intake, "Withhold")
        answered(qtbot, page, "It names the claimant.")
        assert "Withheld from those who judge\n" in texts(intake)
        assert "Reason: It names the claimant." in texts(intake)
        first, second = desk.identity.looked(hidden)
        assert (first.decided.seen, second.decided.seen) == (Seen.WITHHELD, Seen.CLEAR)
        assert "identity" not in {one.part for one in desk.intake.missing(hidden.id)}


def test_no_part_of_the_case_page_says_the_name_to_who_judges(qtbot, desk_look, desk: Desk, tmp_path: Path):
    hide(desk)
    case = planted(desk, tmp_path)
    with sample.as_person(desk, "one"):
        page = shown(qtbot, desk, case, "intake")
        for part in PARTS:
            page.open_part(part)
            qtbot.wait(100)
            said = texts(page)
            assert LEAK.search(said) is None, part
            assert f"Claimant {case.reference}" in said
        page.open_part("evidence")
        qtbot.waitUntil(lambda: "not released to them" in texts(page), timeout=10_000)
        grab(page, "identity-withheld")
    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk, case, "intake")
        assert FIRST in texts(page)


def test_the_chair_reveals_in_the_section(qtbot, desk_look, desk: Desk, tmp_path: Path):
    hide(desk)
    case = planted(desk, tmp_path)
    for who in ("one", "two"):
        sample.judge_all(desk, case, who)
    with sample.as_person(desk, "chair"):
        page = shown(qtbot, desk, case, "intake")
        page.parts["intake"].open_section("identity")
        qtbot.wait(50)
        pressed(page, "Reveal the claimant")
        answered(qtbot, page, "The panel meets the claimant.")
        assert "was revealed by Chair One" in texts(page)
    with sample.as_person(desk, "one"):
        assert desk.intake.case(case.reference).claimant == NAME
