"""An office that rates by outcome: from the judging queue with its profile to a signed record that reads as before."""

import json
import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from openpyxl import load_workbook

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.framework import SHORT_NAMES
from rpl_desk.domain.judgements import CriterionRow
from rpl_desk.ui.case.judging_dialogs import SealDialog
from rpl_desk.ui.main_window import MainWindow
from rpl_desk.ui.theme import look
from tests import office as sample
from tests.journeys.test_window_journey import decide_and_sign, open_part, sign_in
from tests.ui.helpers import clipped, grab, unnamed
from tests.ui.test_judging_part import shown


def by_outcome(desk: Desk) -> None:
    with sample.as_person(desk, "admin"):
        desk.office.set_policy(rate_by_outcome=True)


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    by_outcome(desk)
    return sample.case_at(desk, tmp_path, Stage.REVIEW)


def cells(model, row: int) -> list[str]:
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


def test_each_outcome_is_judged_before_its_unit_whose_level_stays_a_judgement(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        criteria = desk.judging.criteria(case.id)
    keys = [one.key for one in criteria if one.key.startswith("U1.")]
    letters = [one.value for one in SHORT_NAMES]
    assert keys == [
        *(f"U1.1.{letter}" for letter in letters),
        *(f"U1.2.{letter}" for letter in letters),
        *(f"U1.{letter}" for letter in letters),
        "U1.fit",
        "U1.points",
    ]
    assert criteria[0].label == "Unit 1, Outcome 1, Knowledge"
    assert "Explain what peer support is" in criteria[0].text


def test_a_case_keeps_the_way_of_judging_it_was_opened_under(desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    by_outcome(desk)
    with sample.as_person(desk, "admin"):
        desk.intake.begin_review(case)
        assert len(desk.judging.criteria(case.id)) == 16


@pytest.mark.parametrize("scale", [100, 200])
def test_the_profile_shows_the_outcomes_over_the_unit_and_the_units_of_the_programme(
    qtbot, desk: Desk, case: CaseRow, desk_look, scale: int
):
    look().change(scale=scale)
    with sample.as_person(desk, "one"):
        criteria = desk.judging.criteria(case.id)
        levels = {"U1.1.k": "7", "U1.2.k": "9", "U1.k": "8", "U2.k": "6", "U2.fit": "8"}
        for one in criteria:
            if one.key in levels:
                desk.judging.judge(case, one, levels[one.key], "Seen.")
        part = shown(qtbot, desk, case, size=(1380, 900))
        part.panes.bring(2)
        place = {one.key: at for at, one in enumerate(criteria)}
        part.select(place["U1.fit"])
        model = part.form.profile.model()
        assert [cells(model, row)[:2] for row in range(model.rowCount())] == [
            ["Outcome 1", "level 7"],
            ["Outcome 2", "level 9"],
            ["Unit 1", "level 8"],
        ]
        assert not part.form.remark.isVisible()  # a unit is asked about by its own characteristics
        qtbot.waitUntil(lambda: clipped(part) == [])
        grab(part, f"by-outcome-unit-{scale}")
        part.select(place["all.fit"])
        assert [cells(model, row)[:2] for row in range(model.rowCount())] == [
            ["Unit 1", "level 8"],
            ["Unit 2", "level 6"],
        ]
        assert part.form.profile.profiles[1].step(next(iter(SHORT_NAMES))) == -2
        assert part.form.levels.level() is None
        qtbot.waitUntil(lambda: clipped(part) == [])
        assert unnamed(part) == []
        grab(part, f"by-outcome-programme-{scale}")


def test_the_record_gives_each_unit_its_own_level_and_is_exported(desk: Desk, tmp_path: Path, case: CaseRow):
    for who in ("one", "two"):
        sample.judge_all(desk, case, who, lambda one: "7" if one.outcome_id is not None else sample.an_answer(one))
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
        assert desk.reconciling.differences(case.id) == ()
        desk.reconciling.complete(desk.intake.case(case.reference))
    sample.decide(desk, case)
    sample.sign_all(desk, case)
    with sample.as_person(desk, "chair"):
        desk.exchange.export([desk.intake.case(case.reference)], tmp_path / "out")
        record = json.loads(desk.decisions.records(case.id)[-1].body)
    found = {one["key"]: one["finding"]["answer"] for one in record["criteria"]}
    assert (found["U1.1.k"], found["U1.k"]) == ("7", "8")
    (pdf,) = (tmp_path / "out").rglob("*.pdf")
    (document,) = [pdfium.PdfDocument(pdf)]
    words = " ".join("".join(page.get_textpage().get_text_bounded() for page in document).split())
    assert re.search(r"1 Peer support basics.{0,60}8 8 8 8 8", words), words[:3000]


# -- the whole way, in the window -------------------------------------------------------------------------------------


def first_says(criterion: CriterionRow) -> str:
    """The level of the first outcome's knowledge is 7 to the first assessor, and so is the unit's."""
    return "7" if criterion.key in ("U1.1.k", "U1.k") else sample.an_answer(criterion)


def test_from_the_office_setting_to_the_record_in_the_window(qtbot, window: MainWindow, tmp_path: Path):
    desk = sign_in(qtbot, window, "admin")
    window.go("office")
    window.page.by_outcome.setChecked(True)
    window.page.keep_settings()
    reference = sample.open_case(desk, tmp_path).reference
    open_part(qtbot, window, reference, "intake").begin_review()

    desk = sign_in(qtbot, window, "one")  # one judges in the queue
    judging = open_part(qtbot, window, reference, "judging")
    case = desk.intake.case(reference)
    criteria = desk.judging.criteria(case.id)
    for place, criterion in enumerate(criteria):
        judging.select(place)
        judging.answer(first_says(criterion))
        judging.form.reason.setPlainText("As the specification shows.")
        judging.passages.link.click()
        qtbot.wait(1)  # a window that never looked up for 15 seconds takes it that the machine slept, and locks
    grab(window, "by-outcome-queue")
    judging.ask_to_seal()
    seal = judging.findChildren(SealDialog)[-1]
    seal.accept()
    assert seal.sealed is not None
    seal.accept()

    sign_in(qtbot, window, "two")  # two fills the form in away from the program
    dialog = open_part(qtbot, window, reference, "judging").show_form()
    blank, filled = tmp_path / "form.xlsx", tmp_path / "filled.xlsx"
    dialog.make_at(blank)
    qtbot.waitUntil(blank.exists, timeout=20_000)
    qtbot.waitUntil(dialog.bar.isHidden, timeout=20_000)
    book = load_workbook(blank)
    sheet, passages = book["Judgements"], book["Passages"]
    asked = [sheet.cell(row, 1).value for row in range(3, sheet.max_row + 1)]
    assert asked == [one.key for one in criteria]
    assert "Explain what peer support is" in str(sheet.cell(3, 3).value)
    for row, criterion in enumerate(criteria, 3):
        answer = sample.an_answer(criterion)
        sheet.cell(row, 4).value = int(answer) if answer.isdecimal() else answer
        sheet.cell(row, 5).value = "Page 1."
        for column, value in enumerate((criterion.key, "E01", "1", "Sample evidence"), 1):
            passages.cell(row, column).value = value
    book.save(filled)
    dialog.bring_in(filled)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == len(criteria), timeout=20_000)
    dialog.accept()
    qtbot.waitUntil(dialog.passphrase_line.isVisible, timeout=20_000)
    dialog.passphrase.setText(sample.passphrase("two"))
    dialog.accept()
    qtbot.waitUntil(lambda: dialog.is_sealed, timeout=20_000)
    dialog.close()

    desk = sign_in(qtbot, window, "chair")
    comparing = open_part(qtbot, window, reference, "comparing")
    comparing.before.reveal.click()
    qtbot.waitUntil(lambda: len(comparing.rows) == 2)
    heads = [row.head.text() for row in comparing.rows.values()]
    assert heads == ["Unit 1, Outcome 1, Knowledge", "Unit 1, Knowledge"]
    grab(window, "by-outcome-comparing")
    for words in ("The outcome is at level 7.", "The unit as a whole is at 8."):
        comparing.take_side(1 if "outcome" in words else 2)
        comparing.rows[comparing.list.open].reason.setPlainText(words)
        comparing.settle_open()
    comparing.complete_case()
    decide_and_sign(qtbot, window, reference)
    exporting = open_part(qtbot, window, reference, "exporting")
    exporting.export_to(tmp_path / "out")
    qtbot.waitUntil(lambda: exporting.written.count() == 3, timeout=30_000)

    record = json.loads(desk.decisions.records(case.id)[-1].body)
    found = {one["key"]: one["finding"] for one in record["criteria"]}
    assert (found["U1.1.k"]["answer"], found["U1.k"]["answer"]) == ("7", "8")
    (workbook,) = (tmp_path / "out").glob("*.xlsx")
    lines = [[str(cell.value) for cell in row] for row in load_workbook(workbook)["Differences"].iter_rows()]
    said = " ".join(" ".join(line) for line in lines)
    assert "Unit 1, Outcome 1, Knowledge" in said and "The outcome is at level 7." in said
    assert len(load_workbook(workbook)["Criteria"]["A"]) > len(criteria)
    (pdf,) = (tmp_path / "out").glob("*.pdf")
    words = " ".join("".join(page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(pdf)).split())
    assert "Outcome 1, Knowledge" in words and "The outcome is at level 7." in words
    assert desk.check() == []
