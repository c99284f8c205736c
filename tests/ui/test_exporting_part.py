"""Documents written, checked and verified from the window."""

import contextlib
from pathlib import Path
from threading import Event

import pytest
import sqlcipher3.dbapi2 as driver
from PySide6.QtCore import QThreadPool

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.ui.case.exporting import ExportingPart
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, shown_part, unnamed
from tests.ui.test_judging_part import texts


def shown(qtbot, desk: Desk, case) -> ExportingPart:
    part = ExportingPart(desk)
    shown_part(qtbot, desk, part, case, (1140, 900))
    return part


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("theme", list(ThemeName))
def test_everything_is_named_and_nothing_is_cut_off(qtbot, desk: Desk, tmp_path: Path, theme, scale):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        grab(part, f"exporting-{theme.value}-{scale}")
        assert unnamed(part) == []
        assert clipped(part) == []


def test_nothing_signed_leaves_a_store_that_was_changed(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.SIGNED)
    with contextlib.closing(driver.connect(str(desk.database.path))) as connection:
        connection.execute("UPDATE judgement SET reason = reason || ' ' WHERE id = 2")
        connection.commit()
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        part.export_to(tmp_path / "out")
        qtbot.waitUntil(lambda: "nothing was exported" in part.problem.text(), timeout=30_000)
    assert "judgement 2" in part.problem.text()
    assert not (tmp_path / "out").exists() and part.written.count() == 0
    assert part.export.isEnabled() and not part.stop.isVisible()


def test_an_export_is_stopped_while_the_file_is_checked(qtbot, desk: Desk, tmp_path: Path, monkeypatch):
    case = sample.case_at(desk, tmp_path, Stage.SIGNED)
    reached, go_on = Event(), Event()

    def held(_, progress):
        reached.set()
        go_on.wait(20)
        progress(1, 2)
        return []

    monkeypatch.setattr("rpl_desk.services.checking.check_everything", held)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        part.export_to(tmp_path / "out")
        assert reached.wait(20) and part.stop.isVisible()
        part.stop.click()
        go_on.set()
        QThreadPool.globalInstance().waitForDone()
        qtbot.wait(20)
    assert "stopped" in part.problem.text() and not part.stop.isVisible()
    assert not (tmp_path / "out").exists() and part.written.count() == 0


def test_what_is_exported_verifies_and_one_changed_byte_does_not(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.SIGNED)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        part.export_to(tmp_path / "out")
        qtbot.waitUntil(lambda: part.written.count() == 3, timeout=30_000)
        pdf = next((tmp_path / "out").glob("*.pdf"))
        part.verify(pdf)
        qtbot.waitUntil(lambda: "Good" in part.verdict.words.text(), timeout=30_000)
        assert "Chair One signed as chair" in part.facts.text()
        data = bytearray(pdf.read_bytes())
        data[len(data) // 2] ^= 1
        pdf.write_bytes(data)
        part.verify(pdf)
        qtbot.waitUntil(
            lambda: (
                "Not as it was signed" in part.verdict.words.text() or "cannot be told" in part.verdict.words.text()
            ),
            timeout=30_000,
        )
        assert part.facts.text()


def test_release_waits_for_all_signatures(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        assert "not signed by all" in part.release.text()
        part.release_case()
        assert "cannot go to released" in part.problem.text()
    sample.sign_all(desk, case)
    with sample.as_person(desk, "admin"):
        part.show_case(desk.intake.contents(case.id))
        part.release_case()
        assert desk.intake.contents(case.id).case.stage is Stage.RELEASED


def test_nothing_chosen_is_said(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.SIGNED)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        for tick in (part.pdf, part.xlsx, part.json):
            tick.setChecked(False)
        part.export_to(tmp_path / "out")
        assert "Choose at least one" in part.problem.text()


@pytest.mark.parametrize("scale", [100, 200])
def test_the_forms_of_the_decision_are_written_and_said_to_be_ours(qtbot, desk_look, desk: Desk, tmp_path: Path, scale):
    desk_look.change(scale=scale)
    case = sample.case_at(desk, tmp_path, Stage.SIGNED)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        assert "no official form of the SCQF Partnership" in texts(part.forms)
        part.forms.form.setChecked(False)
        part.forms.grid.setChecked(False)
        part.forms.grid_sheet.setChecked(False)
        part.forms.write_to(tmp_path / "forms")
        assert part.forms.problem.text() == "Choose at least one form."
        part.forms.form.setChecked(True)
        part.forms.grid_sheet.setChecked(True)
        part.forms.write_to(tmp_path / "forms")
        qtbot.waitUntil(lambda: part.forms.told.count() == 2, timeout=20_000)
        assert sorted(one.suffix for one in (tmp_path / "forms").iterdir()) == [".pdf", ".xlsx"]
        assert (unnamed(part), clipped(part)) == ([], [])
        grab(part, f"forms-{scale}")


def test_before_the_decision_there_are_no_forms_to_write(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL, CaseKind.RPL_CREDIT_SPECIFIC)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        assert part.forms.write.text() == "Write the forms: the panel decides first"
        assert not part.forms.form.isVisible()
