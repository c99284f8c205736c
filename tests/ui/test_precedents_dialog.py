"""Earlier decisions in the window: kept back until one has sealed, and each leads to its record."""

from pathlib import Path

import pytest

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.ui.case.precedents import PrecedentsDialog
from tests import office as sample
from tests.ui.helpers import clipped, grab, unnamed
from tests.ui.test_case_page import shown, texts


@pytest.mark.parametrize("scale", (100, 200))
def test_they_show_after_sealing_and_open_the_record(qtbot, desk_look, desk: Desk, tmp_path: Path, scale: int):
    sample.case_at(desk, tmp_path, Stage.SIGNED)
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    desk_look.change(scale=scale)
    with sample.as_person(desk, "one"):
        page = shown(qtbot, desk, case, "judging")
        page.show_precedents()
        assert "once you have sealed" in texts(page)
        assert not page.findChildren(PrecedentsDialog)
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "one"):
        page = shown(qtbot, desk, case, "judging")
        went = []
        page.went.connect(lambda place, detail: went.append((place, detail)))
        page.show_precedents()
        (dialog,) = page.findChildren(PrecedentsDialog)
        qtbot.wait(50)
        assert "the same unit" in texts(dialog)
        assert unnamed(dialog) == [] and clipped(dialog) == []
        grab(page, f"precedents-{scale}")
        dialog.act.click()
        assert went == [("case", ("CR-2026-0001", "exporting"))]


def test_a_command_lists_them_too(office: Path, tmp_path: Path, capsys):
    words = tmp_path / "one.passphrase"
    words.write_text(sample.passphrase("one") + "\n", encoding="utf-8")
    asked = ["--as", sample.address("one"), "--passphrase-file", str(words)]
    with Desk.open(office) as desk:
        sample.case_at(desk, tmp_path, Stage.SIGNED)
        case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    assert run(["precedents", str(office), case.reference, *asked]) == 1
    assert "once you have sealed" in capsys.readouterr().err
    with Desk.open(office) as desk:
        sample.judge_all(desk, case, "one")
    assert run(["precedents", str(office), case.reference, *asked]) == 0
    assert capsys.readouterr().out.startswith(
        "CR-2026-0001 version 1 Certificate in Peer Support Practice: level 8, 12 points"
    )
