"""A panel's whole day in the real window: 12 cases, 5 people, and everything that can come between.

Two leave for a conflict, the quorum is lost once, one dissents, one has forgotten the passphrase, one decision is
amended. It ends in minutes, records and a register that stand where only the program, the roster and the line that the
minutes end in are at hand.
"""

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.decisions import Outcome
from rpl_desk.domain.meeting_papers import Minutes
from rpl_desk.domain.panels import MeetingRow
from rpl_desk.domain.people import Ending
from rpl_desk.sealing.canonical import parse
from rpl_desk.services.verifying import read_roster, verify_file
from rpl_desk.ui.case.decision_dialogs import ConfirmDialog
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.meeting.dialogs import BreakDialog, PutOffDialog
from rpl_desk.ui.meeting.page import MeetingPage
from rpl_desk.ui.office.key_dialogs import CertifyDialog, EndKeyDialog
from rpl_desk.ui.panels.minutes_dialog import MinutesDialog
from tests import office as sample
from tests.journeys.test_meeting_journey import SHIFTED, confirm, declare, draft, press, pressed
from tests.journeys.test_window_journey import open_part, sign_in

RATING, CLAIM = CaseKind.CREDIT_RATING_OWN, CaseKind.RPL_CREDIT_GENERAL
KINDS = (
    RATING,
    CLAIM,
    RATING,
    CaseKind.RPL_ENTRY,
    RATING,
    CLAIM,
    CaseKind.RPL_FORMATIVE,
    CLAIM,
    RATING,
    CLAIM,
    CLAIM,
    RATING,
)
NEW = "grey herons stand by the weir"


@pytest.fixture
def prepared(office: Path, tmp_path: Path) -> tuple[list[CaseRow], MeetingRow]:
    """Twelve cases that the assessors are done with, before one meeting with a quorum of three."""
    with Desk.open(office) as desk:
        cases = [sample.case_at(desk, tmp_path, Stage.PANEL, kind) for kind in KINDS]
        meeting = sample.meeting_of(desk, *cases)
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        desk.seals.make(sample.passphrase("admin"))
        desk.people.sign_out()
    return cases, meeting


@pytest.fixture
def window(prepared, window: MainWindow) -> MainWindow:
    """The window, opened once the cases are there."""
    return window


def outcome_of(case: CaseRow) -> tuple[Outcome, int | None]:
    """Return what the panel decides where nothing comes between, and its points."""
    return {
        RATING: (Outcome.RATED, 12),
        CLAIM: (Outcome.FULL_CREDIT, 6),
        CaseKind.RPL_ENTRY: (Outcome.ENTRY, None),
        CaseKind.RPL_FORMATIVE: (Outcome.PROFILE, None),
    }[case.kind]


def test_a_panel_day_ends_in_papers_that_stand_anywhere(qtbot, window: MainWindow, prepared, office: Path, tmp_path):
    cases, meeting = prepared
    desk = sign_in(qtbot, window, "chair")
    desk.seals.open(sample.person(desk, "admin"), sample.passphrase("admin"))  # so that the minutes are sealed too
    line = hold_meeting(qtbot, window, desk, cases, meeting, tmp_path / "minutes.pdf")
    decided = [one for number, one in enumerate(cases, 1) if number != 12]
    forget_passphrase(qtbot, window)
    sign_everything(qtbot, window, decided)
    amend(qtbot, window, decided[0])

    desk = sign_in(qtbot, window, "admin")
    exporting = open_part(qtbot, window, decided[1].reference, "exporting")
    exporting.export_to(tmp_path / "one")
    qtbot.waitUntil(lambda: exporting.written.count() == 3, timeout=60_000)
    out = tmp_path / "out"
    desk.exchange.export([desk.intake.case(one.reference) for one in decided], out, history=True)
    desk.exchange.register(out / "register.xlsx")
    (tmp_path / "minutes.pdf").rename(out / "minutes.pdf")
    roster = tmp_path / "roster.json"
    roster.write_bytes(desk.people.roster())
    assert desk.check() == []
    first = [out / f"{decided[0].reference}-v1.{ending}" for ending in ("json", "pdf", "xlsx")]
    documents = sorted(one for one in out.iterdir() if one not in first)
    assert len(documents) == 3 * len(decided) + 2
    assert stands(documents, roster, line) == (0, "")
    pdfs = [one for one in documents if one.suffix == ".pdf"]
    assert len(pdfs) == len(decided) + 1
    for one in pdfs:
        assert "That is a seal of the office, by the roster." in verify_file(one, read_roster(roster)).facts, one.name
    status, said = stands(first, roster, line)
    assert status == 1
    assert said.count("Superseded by version 2 on") == len(first)
    lines = openpyxl.load_workbook(out / "register.xlsx", read_only=True).worksheets[0].iter_rows(values_only=True)
    versions = [line for line in lines if decided[0].reference in line]
    assert len(versions) == 2
    assert any("superseded by version 2" in str(cell) for cell in versions[0])
    assert "stands" in versions[1]
    # The control: with the line of another log, or one document touched, it does not stand.
    other = f"{line[:-4]}{'0000' if line[-4:] != '0000' else '1111'}"
    assert stands(documents[:3], roster, other)[0] == 1
    touched = out / "register.xlsx"
    touched.write_bytes(touched.read_bytes()[:-40])
    assert stands([touched], roster, line)[0] != 0


def hold_meeting(qtbot, window: MainWindow, desk: Desk, cases: list[CaseRow], meeting: MeetingRow, paper: Path) -> str:
    """Run the whole meeting; return the line that its minutes end in."""
    window.go("panels")
    window.page.meeting.start_run.click()
    page = window.page
    assert isinstance(page, MeetingPage)
    press(qtbot, page, Qt.Key.Key_O, SHIFTED)
    for number, case in enumerate(cases, 1):
        press(qtbot, page, Qt.Key.Key_J)
        assert page.up is not None and page.up.case.id == case.id, number
        outcome, points = outcome_of(case)
        draft(page, outcome, points, "Assessor Two would have said level 7." if number == 3 else "")
        if number == 2:  # the first who leaves for a conflict
            declare(page, "Member One", "Former line manager")
            leave(qtbot, page, "member")
        if number == 4:
            pressed(page, "Member One: Back")
        if number == 6:  # the second
            declare(page, "Assessor Two", "Taught the claimant")
            leave(qtbot, page, "two")
        if number == 7:
            pressed(page, "Assessor Two: Back")
            rest(qtbot, page)
        if number == 12:  # two are called away, and the quorum with them
            for who in ("Assessor Two", "Member One"):
                pressed(page, f"{who}: Left")
            assert "2 present, 3 needed. The decision waits." in page.decision.form.notice.text()
            assert not page.decision.confirm.isEnabled()
            press(qtbot, page, Qt.Key.Key_O)
            dialog = page.findChildren(PutOffDialog)[-1]
            dialog.ui.reason_edit.setText("Below the quorum.")
            dialog.accept()
            continue
        confirm(qtbot, page)
        assert desk.intake.case(case.reference).stage is Stage.DECIDED, number
    press(qtbot, page, Qt.Key.Key_O, SHIFTED)
    assert desk.meetings.sitting(meeting).closed_at is not None
    qtbot.keyClick(page, Qt.Key.Key_U, SHIFTED)
    minutes = page.findChildren(MinutesDialog)[-1]
    minutes.draft.click()
    minutes.confirm.click()
    minutes.write_to(paper)
    qtbot.waitUntil(lambda: "Written" in minutes.refused.text(), timeout=20_000)
    minutes.reject()
    (row,) = desk.minutes.versions(meeting)
    said = Minutes.from_plain(parse(row.body))
    assert [one.dissent for one in said.items if one.dissent] == ["Assessor Two would have said level 7."]
    assert {who.name for one in said.items for who in one.out} == {"Member One", "Assessor Two"}
    assert said.items[-1].put_off == "Below the quorum." and [one.reason for one in said.breaks] == ["Tea"]
    return said.anchor


def leave(qtbot, page: MeetingPage, who: str) -> None:
    """Note from the keyboard that somebody who must leave has left."""
    assert "must leave the room first." in page.decision.form.notice.text()
    press(qtbot, page, Qt.Key.Key_L)
    tick = page.room.ticks[sample.person(page._desk, who).id]
    qtbot.waitUntil(tick.hasFocus)
    qtbot.keyClick(tick, Qt.Key.Key_Space)


def rest(qtbot, page: MeetingPage) -> None:
    """Break off for tea and go on."""
    press(qtbot, page, Qt.Key.Key_B, SHIFTED)
    dialog = page.findChildren(BreakDialog)[-1]
    dialog.ui.reason_edit.setText("Tea")
    dialog.accept()
    assert not page.decision.confirm.isEnabled()
    press(qtbot, page, Qt.Key.Key_B, SHIFTED)


def forget_passphrase(qtbot, window: MainWindow) -> None:
    """Assessor One has forgotten the passphrase: two people end the key, and a new one is made and certified."""
    desk = sign_in(qtbot, window, "admin")
    window.go("office")
    ending = EndKeyDialog(desk, sample.person(desk, "one"), window.page)
    ending.open()
    ending.kind.setCurrentIndex(ending.kind.findData(Ending.FORGOTTEN))
    ending.second.setCurrentIndex(ending.second.findText("Assessor Two"))
    ending.second_words.setText(sample.passphrase("two"))
    ending.own.setText(sample.passphrase("admin"))
    ending.reason.setText("Forgot it over the summer.")
    ending.accept()
    qtbot.waitUntil(ending.answer.isVisible, timeout=20_000)
    code = ending.code.text()
    ending.accept()
    window.lock()
    making = window.sign_in.make_key()
    making.code_edit.setText(code)
    making.words.setText(NEW)
    making.again.setText(NEW)
    making.accept()
    qtbot.waitUntil(lambda: making.answer.isVisibleTo(making), timeout=20_000)
    mark = making.code.text()
    making.accept()
    desk = sign_in(qtbot, window, "admin")
    certify = CertifyDialog(desk, sample.person(desk, "one"), mark, window.page)
    certify.open()
    certify.own.setText(sample.passphrase("admin"))
    certify.same.setChecked(True)
    certify.accept()
    qtbot.waitUntil(lambda: not certify.isVisible(), timeout=20_000)


def sign_everything(qtbot, window: MainWindow, cases: list[CaseRow]) -> None:
    """Sign all records in two acts, each of one person to whom every record was shown."""
    desk = sign_in(qtbot, window, "chair")
    for who, words in (("one", NEW), ("chair", sample.passphrase("chair"))):
        person = sample.person(desk, who)
        signing = open_part(qtbot, window, desk.decisions.waiting_for(person)[0][0].reference, "signing")
        dialog = signing.ask_several(person)
        while dialog.after.isEnabled():
            dialog.after.click()
        dialog.passphrase.setText(words)
        dialog.accept()
        qtbot.waitUntil(lambda dialog=dialog: len(dialog.signed) == len(cases), timeout=120_000)
        dialog.accept()
        qtbot.wait(20)
    assert {desk.intake.case(one.reference).stage for one in cases} == {Stage.SIGNED}


def amend(qtbot, window: MainWindow, case: CaseRow) -> None:
    """Amend one signed decision: a new version says what it supersedes, and is decided and signed again."""
    desk = sign_in(qtbot, window, "chair")
    after = open_part(qtbot, window, case.reference, "after")
    dialog = after.standing.ask_to_amend()
    dialog.ui.reason_edit.setText("The points were typed wrongly.")
    dialog.accept()
    deciding = window.page.parts["deciding"]
    assert "Version 1 stands until all have signed this one" in deciding.form.notice.text()
    deciding.form.points.setValue(11)
    deciding.ask_to_confirm()
    assert deciding.form.problem.text() == ""
    deciding.findChildren(ConfirmDialog)[-1].accept()
    assert desk.intake.case(case.reference).stage is Stage.DECIDED
    for who, words in (("one", NEW), ("chair", sample.passphrase("chair"))):
        signing = open_part(qtbot, window, case.reference, "signing")
        sign = signing.ask(signing.buttons[0][0], sample.person(desk, who))
        sign.passphrase.setText(words)
        sign.accept()
        qtbot.waitUntil(lambda sign=sign: sign.signed is not None, timeout=20_000)
        sign.accept()
    after = open_part(qtbot, window, case.reference, "after")
    said = [(one.version, one.points, one.stands) for one in desk.amending.versions(case.id)]
    assert said == [(1, 12, False), (2, 11, True)]
    assert after.standing.amend.isVisibleTo(after)


def stands(documents: list[Path], roster: Path, line: str) -> tuple[int, str]:
    """Check documents by command, as a machine would that has nothing else; return its status and what went wrong."""
    home = documents[0].parent.parent / "elsewhere"
    home.mkdir(exist_ok=True)
    kept = ("PATH", "PYTHONPATH", "LANG", "SYSTEMROOT")
    environment = {name: os.environ[name] for name in kept if name in os.environ} | {"HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "rpl_desk", "verify", *map(str, documents), "--roster", str(roster), "--anchor", line],
        capture_output=True,
        text=True,
        cwd=home,
        env=environment,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stderr if done.returncode == 0 else done.stdout + done.stderr
