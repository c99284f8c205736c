"""Comparators beside a best fit in the judging queue, named by keys and read back through the services."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.ui.case.comparator_panel import ComparatorDialog
from rpl_desk.ui.theme import look
from tests import office as sample
from tests.ui.helpers import clipped, grab, unnamed
from tests.ui.test_judging_part import press, shown, texts

BEST_FIT = 5


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.REVIEW)


@pytest.mark.parametrize("scale", [100, 200])
def test_a_comparator_is_named_listed_and_taken_away(qtbot, desk: Desk, case: CaseRow, scale: int):
    look().change(scale=scale)
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case, size=(1380, 900))
        assert not part.form.comparators.isVisible()
        press(qtbot, ";")
        assert part.findChild(ComparatorDialog) is None
        part.select(BEST_FIT)
        press(qtbot, ";")
        dialog = part.findChild(ComparatorDialog)
        qtbot.keyClicks(dialog.title_field, "Certificate in Care")
        qtbot.keyClicks(dialog.compared, "Alike in practice, less enquiry.")
        dialog.accept()
        assert "0 is not an SCQF level" in dialog.refused.text()
        assert unnamed(dialog) == []
        qtbot.waitUntil(lambda: clipped(dialog) == [])
        dialog.level.setValue(7)
        dialog.accept()
        assert [one.words for one in desk.comparators.comparators(case.id)] == ["Certificate in Care, level 7"]
        part.panes.bring(2)
        assert "Certificate in Care, level 7" in texts(part.form.comparators)
        qtbot.waitUntil(lambda: clipped(part) == [])
        assert unnamed(part) == []
        grab(part, f"comparators-{scale}")
        part.select(0)
        assert not part.form.comparators.isVisible()
        part.select(BEST_FIT)
        tools = part.form.comparators.findChildren(type(part.map))
        (away,) = [one for one in tools if one.isVisible() and "Take away" in one.toolTip()]
        qtbot.keyClick(away, Qt.Key.Key_Space)
        assert desk.comparators.comparators(case.id) == ()
        part.reading.undo()
        qtbot.waitUntil(lambda: "Certificate in Care" in texts(part.form.comparators))
    with sample.as_person(desk, "two"):
        part.show_case(desk.intake.contents(case.id))
        qtbot.wait(10)
        assert "Certificate in Care" not in texts(part)


def test_a_comparator_is_named_from_the_command_line(office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with Desk.open(office) as desk:
        reference = sample.case_at(desk, tmp_path, Stage.REVIEW).reference
    words = tmp_path / "one.passphrase"
    words.write_text(sample.passphrase("one") + "\n", encoding="utf-8")

    def command(*arguments: str) -> str:
        run(
            [
                "comparator",
                str(office),
                reference,
                *arguments,
                "--as",
                sample.address("one"),
                "--passphrase-file",
                str(words),
            ]
        )
        said = capsys.readouterr()
        return said.out + said.err

    named = ("U1.fit", "--title", "Care", "--level", "7", "--compared", "Alike.")
    assert command() == f"No comparator is named on {reference}.\n"
    assert "is not a best fit" in command("U1.k", *named[1:])
    assert command(*named) == "Comparator on U1.fit: Care, level 7.\n"
    assert command() == "U1.fit    Care, level 7. Alike.\n"
    assert "named no comparator Other" in command("U1.fit", "--remove", "--title", "Other")
    assert command("U1.fit", "--remove", "--title", "Care") == "Comparator taken away from U1.fit.\n"
