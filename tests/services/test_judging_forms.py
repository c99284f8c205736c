"""Judging forms: made for one assessor, brought back, and taken in by nobody else."""

import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.errors import NotAllowed, Refused, RuleViolation, StorageProblem, WrongPassphrase
from rpl_desk.domain.evidence import Stance
from rpl_desk.domain.judgements import AssessmentState
from rpl_desk.domain.judging_forms import Effect
from rpl_desk.store import queries, tables
from tests import office as sample

REASON = "As the specification shows."


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.REVIEW)


def made(desk: Desk, case: CaseRow, path: Path, *, who: str = "two", by: str = "admin") -> Path:
    with sample.as_person(desk, by):
        desk.forms.make(case, sample.person(desk, who), path)
    return path


def fill(path: Path, edit: Callable[[Workbook], object], to: str = "filled.xlsx") -> Path:
    book = load_workbook(path)
    edit(book)
    target = path.with_name(to)
    book.save(target)
    return target


def answer_all(book: Workbook) -> None:
    """Answer every criterion of a credit rating, each with a reason and a passage."""
    sheet, passages = book["Judgements"], book["Passages"]
    for row in range(3, sheet.max_row + 1):
        key = sheet.cell(row, 1).value
        sheet.cell(row, 4).value = 6 if key.endswith("points") else 8
        sheet.cell(row, 5).value = REASON
        for column, value in enumerate((key, "E01", "1", "Sample evidence"), 1):
            passages.cell(row, column).value = value


def problems(desk: Desk, case: CaseRow, path: Path, who: str = "two") -> dict[str, str]:
    with sample.as_person(desk, who), pytest.raises(Refused) as refused:
        desk.forms.read(case, path)
    return {one.place: one.message for one in refused.value.problems}


def take_in(desk: Desk, case: CaseRow, path: Path, who: str = "two"):
    with sample.as_person(desk, who):
        return desk.forms.take_in(case, desk.forms.read(case, path))


# -- made -------------------------------------------------------------------------------------------------------------


def test_a_form_holds_the_criteria_descriptors_and_evidence_and_nothing_else_can_be_typed_in(desk, case, tmp_path):
    book = load_workbook(made(desk, case, tmp_path / "form.xlsx"))
    assert book.sheetnames == ["Guidance", "Judgements", "Passages", "Descriptors", "Evidence", "Lists", "Proof"]
    with sample.as_person(desk, "two"):
        criteria, (item,) = desk.judging.criteria(case.id), desk.evidence.register(case.id)
    sheet = book["Judgements"]
    assert [sheet.cell(row, 1).value for row in range(3, sheet.max_row + 1)] == [one.key for one in criteria]
    assert all(page.protection.sheet for page in book)
    unlocked = {
        (page.title, cell.coordinate) for page in book for row in page for cell in row if not cell.protection.locked
    }
    asked = {("Judgements", f"{letter}{row}") for letter in "DEF" for row in range(3, 3 + len(criteria))}
    asked |= {("Passages", f"{letter}{row}") for letter in "ABCDEFG" for row in range(3, 303)}
    assert unlocked == asked
    levels = {row[0].value for row in book["Descriptors"].iter_rows(min_row=3)}
    assert levels == {7, 8, 9}
    line = book["Descriptors"]["A1"].value
    assert "working summary" in line and "not the official text" in line and "2026" in line
    assert [book["Evidence"].cell(3, column).value for column in (1, 4, 6)] == ["E01", item.file_name, item.sha256]
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert lists == {"Lists!$A$3:$A$16", "Lists!$B$3:$B$15"}


def test_equal_forms_are_equal_bytes_whoever_makes_them_and_whatever_was_judged(desk, case, tmp_path):
    first = made(desk, case, tmp_path / "by-admin.xlsx").read_bytes()
    with sample.as_person(desk, "two"):
        desk.judging.judge(case, desk.judging.criteria(case.id)[0], "11", "marmalade")
    sample.judge_all(desk, case, "one")
    assert made(desk, case, tmp_path / "by-chair.xlsx", by="chair").read_bytes() == first
    assert made(desk, case, tmp_path / "by-two.xlsx", by="two").read_bytes() == first


def test_making_one_is_logged_and_only_for_oneself_unless_one_prepares_the_case(desk, case, tmp_path):
    made(desk, case, tmp_path / "form.xlsx", by="two")
    with sample.as_person(desk, "admin"):
        assert desk.cases.log(case.reference)[0].action == "make judging form"
    with pytest.raises(NotAllowed):
        made(desk, case, tmp_path / "other.xlsx", who="one", by="two")
    assert not (tmp_path / "other.xlsx").exists()


@pytest.mark.parametrize("stage", [Stage.INTAKE, Stage.RECONCILE])
def test_there_is_no_form_outside_the_review(desk, tmp_path, stage):
    case = sample.case_at(desk, tmp_path, stage)
    with pytest.raises(RuleViolation, match="this is done at review"):
        made(desk, case, tmp_path / "form.xlsx")


@pytest.mark.parametrize("kind", list(CaseKind))
def test_every_kind_of_case_has_a_form_that_reads_back_empty(desk, tmp_path, kind):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW, kind)
    path = made(desk, case, tmp_path / "form.xlsx")
    with sample.as_person(desk, "two"):
        brought = desk.forms.read(case, path)
        assert (brought.answers, brought.passages) == ((), ())
        assert not desk.forms.plan(case, brought).changes


# -- brought back -----------------------------------------------------------------------------------------------------


def test_a_filled_form_becomes_the_draft_in_one_action_and_is_sealed_with_the_passphrase(desk, case, tmp_path):
    path = fill(made(desk, case, tmp_path / "form.xlsx"), answer_all)
    with sample.as_person(desk, "two"):
        brought = desk.forms.read(case, path)
        plan = desk.forms.plan(case, brought)
        assert {one.effect for one in plan.lines} == {Effect.NEW} and plan.missing == ()
        before = len(desk.cases.log(case.reference))
        taken = desk.forms.take_in(case, brought)
        count = len(desk.judging.criteria(case.id))
        assert taken == (count, count, 0)
        assert len(desk.cases.log(case.reference)) == before + 1
        given = desk.judging.judgements(case.id)
        assert {one.reason for one in given} == {REASON} and {one.answer for one in given} == {"8", "6"}
        assert {(one.page, one.quotation) for one in desk.judging.passages(case.id)} == {("1", "Sample evidence")}
        assert desk.judging.mine(case.id).state is AssessmentState.DRAFT
        with pytest.raises(WrongPassphrase):
            desk.forms.seal(case, sample.passphrase("admin"))
        assert desk.judging.mine(case.id).state is AssessmentState.DRAFT
        desk.session._clock = lambda clock=desk.session._clock: clock() + timedelta(seconds=5)
        sealed = desk.forms.seal(case, sample.passphrase("two"))
        assert sealed.state is AssessmentState.SEALED and sealed.commitment
    assert desk.check() == []


def test_the_same_form_twice_changes_nothing_and_says_so(desk, case, office, tmp_path):
    path = fill(made(desk, case, tmp_path / "form.xlsx"), answer_all)
    take_in(desk, case, path)
    again = fill(
        path, lambda book: book["Judgements"].column_dimensions["E"].__setattr__("width", 70), "saved-again.xlsx"
    )
    with desk.database.reading() as read:
        before = queries.largest(read, tables.audit_entry.c.seq)
    with pytest.raises(RuleViolation, match=r"filled.xlsx was taken in already, on .* Nothing was changed"):
        take_in(desk, case, path)
    with pytest.raises(RuleViolation, match=r"stands in your draft already. Nothing was changed"):
        take_in(desk, case, again)
    with desk.database.reading() as read:
        assert queries.largest(read, tables.audit_entry.c.seq) == before


def test_what_a_form_leaves_empty_stays_in_the_draft_and_what_it_replaces_is_told_before(desk, case, tmp_path):
    with sample.as_person(desk, "two"):
        first, second, third = desk.judging.criteria(case.id)[:3]
        item = desk.evidence.register(case.id)[0]
        desk.judging.judge(case, first, "7", "My first thought.")
        desk.judging.judge(case, second, "9", "Stays.")
        desk.judging.judge(case, third, "8", "The same.")
        kept = desk.judging.link(case, first, item, page="1", quotation="Sample evidence")

    def some(book: Workbook) -> None:
        book["Judgements"]["D3"], book["Judgements"]["D5"], book["Judgements"]["E5"] = "8", 8, "The same."
        for column, value in enumerate((first.key, "e01", "1", "Sample evidence", "Contradicts"), 1):
            book["Passages"].cell(7, column).value = value

    path = fill(made(desk, case, tmp_path / "form.xlsx"), some)
    with sample.as_person(desk, "two"):
        brought = desk.forms.read(case, path)
        lines = desk.forms.plan(case, brought).lines
        assert [one.effect for one in lines[:4]] == [Effect.REPLACES, Effect.UNTOUCHED, Effect.SAME, Effect.UNTOUCHED]
        assert (lines[0].before.answer, lines[0].now.answer, lines[0].changed_passages) == ("7", "8", 1)
        desk.forms.take_in(case, brought)
        given = {one.criterion_id: (one.answer, one.reason) for one in desk.judging.judgements(case.id)}
        assert given == {
            first.id: ("8", "My first thought."),
            second.id: ("9", "Stays."),
            third.id: ("8", "The same."),
        }
        (linked,) = desk.judging.passages(case.id)
        assert (linked.id, linked.stance) == (kept.id, Stance.CONTRADICTS)
        assert desk.undoing.undo(case) == "take in filled.xlsx"
        assert {one.answer for one in desk.judging.judgements(case.id)} == {"7", "9", "8"}
        assert desk.judging.passages(case.id)[0].stance is Stance.SUPPORTS
        desk.forms.take_in(case, brought)
    assert desk.check() == []


# -- refused ----------------------------------------------------------------------------------------------------------


def test_every_problem_is_reported_at_once_at_its_sheet_and_cell(desk, case, tmp_path):
    def spoil(book: Workbook) -> None:
        judgements, passages = book["Judgements"], book["Passages"]
        judgements["C3"] = "The level of something easier."
        judgements["A4"] = None
        judgements["D3"] = 13
        judgements["D4"] = "=1+7"
        judgements["D5"] = date(2026, 7, 8)
        judgements["E6"] = True
        judgements["D9"] = "six"
        judgements["H3"] = "beside"
        judgements["A40"] = "below"
        for row, values in enumerate((("U9.k", "E01"), ("U1.k", ""), ("", "E07"), ("U1.k", "E01", "", "", "Maybe")), 3):
            for column, value in enumerate(values, 1):
                passages.cell(row, column).value = value or None
        passages["C3"] = date(2026, 12, 13)
        passages["A303"] = "U1.k"
        book["Descriptors"]["C4"] = "An easier wording."
        book["Evidence"]["F3"] = "0" * 64
        book["Proof"]["C3"] = "more"
        book.create_sheet("Notes")["A1"] = "unread"
        book["Guidance"].sheet_state = "hidden"

    found = problems(desk, case, fill(made(desk, case, tmp_path / "form.xlsx"), spoil))
    expected = {
        "Judgements!C3": "locked cell was altered: it says “The level of something easier.” where “Unit 1, Knowledge:",
        "Judgements!A4": "locked cell was altered: it is empty where “U1.p” was given",
        "Judgements!D3": "“13” is not in the list. The list is: 1; 2; 3",
        "Judgements!D4": "holds a formula",
        "Judgements!D5": "made a date or time of this",
        "Judgements!E6": "TRUE or FALSE",
        "Judgements!D9": "“six” is not a whole number of credit points from 1 to 9999, or Unsure",
        "Judgements!H3": "Nothing is asked here",
        "Judgements!A40": "Nothing is asked here",
        "Passages!A3": "“U9.k” is not one of this form",
        "Passages!C3": "made a date or time of this",
        "Passages!B4": "The item of this passage is missing",
        "Passages!A5": "The criterion of this passage is missing",
        "Passages!B5": "“E07” is not one of this form. It has: E01",
        "Passages!E6": "“Maybe” is not in the list",
        "Passages!A303": "Nothing is asked here",
        "Descriptors!C4": "locked cell was altered",
        "Evidence!F3": "locked cell was altered",
        "Proof!C3": "Nothing is asked here",
        "Notes": "has no such sheet",
        "Guidance": "is hidden",
    }
    assert found.keys() == expected.keys()
    for place, words in expected.items():
        assert words in found[place], (place, found[place])
    with sample.as_person(desk, "two"):
        assert desk.judging.judgements(case.id) == ()


def test_a_form_of_another_case_assessor_or_office_is_refused_in_words(desk, case, tmp_path):
    other = sample.case_at(desk, tmp_path, Stage.REVIEW)
    path = made(desk, other, tmp_path / "form.xlsx")
    assert problems(desk, case, path) == {
        "": f"It is the form of {other.reference}, not of {case.reference}. Bring it in there."
    }
    path = made(desk, case, tmp_path / "form.xlsx", who="one")
    assert problems(desk, case, path) == {"": "It is the form of Assessor One, not yours. Bring in your own."}
    sample.found(tmp_path / "elsewhere.rpldesk")
    with Desk.open(tmp_path / "elsewhere.rpldesk") as elsewhere:
        (tmp_path / "there").mkdir()
        its = sample.case_at(elsewhere, tmp_path / "there", Stage.REVIEW)
        path = made(elsewhere, its, tmp_path / "form.xlsx")
    assert problems(desk, case, path) == {"": "It was made in another office file, by Sample College."}


def test_a_form_whose_proof_was_put_onto_another_persons_is_refused(desk, case, tmp_path):
    mine, theirs = made(desk, case, tmp_path / "mine.xlsx"), made(desk, case, tmp_path / "theirs.xlsx", who="one")
    proof = load_workbook(theirs)["Proof"]["B3"].value
    path = fill(mine, lambda book: book["Proof"].cell(3, 2, proof))
    assert "does not fit this store" in problems(desk, case, path)[""]
    pieces = [row[1].value for row in load_workbook(theirs)["Proof"].iter_rows(min_row=4)]

    def swap(book: Workbook) -> None:
        for row, piece in enumerate(pieces, 4):
            book["Proof"].cell(row, 2, piece)

    assert problems(desk, case, fill(mine, swap))[""].startswith("It is the form of Assessor One")
    path = fill(mine, lambda book: book["Proof"].cell(4, 2, "AAAA"))
    assert "was altered" in problems(desk, case, path)[""]


def test_a_form_is_refused_once_its_assessor_has_sealed_and_an_old_one_after_the_reopening(desk, case, tmp_path):
    path = fill(made(desk, case, tmp_path / "form.xlsx"), answer_all)
    sample.judge_all(desk, case, "two")
    with sample.as_person(desk, "two"), pytest.raises(RuleViolation, match="You have sealed your judgements"):
        desk.forms.read(case, path)
    with sample.as_person(desk, "admin"), pytest.raises(RuleViolation, match="Assessor Two has sealed their"):
        desk.forms.read(case, path)
    with pytest.raises(RuleViolation, match="has sealed"):
        made(desk, case, tmp_path / "late.xlsx")
    with sample.as_person(desk, "chair"):
        mine = next(one for one in desk.judging.assessments(case.id) if one.number == 2)
        desk.judging.reopen(case, mine, "Page 3 was missing.")
    assert "before the judgements it is for were sealed and reopened" in problems(desk, case, path)[""]
    assert take_in(
        desk, case, fill(made(desk, case, tmp_path / "new.xlsx"), lambda book: book["Judgements"].cell(3, 4, 9))
    )


def test_a_passage_in_a_file_that_was_replaced_since_is_named(desk, case, tmp_path):
    path = fill(made(desk, case, tmp_path / "form.xlsx"), answer_all)
    with sample.as_person(desk, "admin"):
        item = desk.evidence.register(case.id)[0]
        desk.evidence.replace(case, item, sample.write_pdf(tmp_path / "new.pdf", "Other words"), "A better scan.")
    found = problems(desk, case, path)
    assert found["Passages!B3"].startswith("E01 has another file now")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("form.xls", b"\xd0\xcf\x11\xe0" + b"0" * 600, "older Excel file or has a password"),
        ("form.xlsx", b"not a workbook", "not an Excel workbook"),
        ("form.xlsx", b"P" * 2_000_001, "larger than 2 MB"),
    ],
)
def test_what_is_no_form_at_all_is_refused_with_one_sentence(desk, case, tmp_path, name, data, words):
    path = tmp_path / name
    path.write_bytes(data)
    assert words in problems(desk, case, path)[""]


def test_other_workbooks_macros_and_comments_are_refused(desk, case, tmp_path):
    from openpyxl.comments import Comment

    form = made(desk, case, tmp_path / "form.xlsx")
    Workbook().save(tmp_path / "other.xlsx")
    assert "not a judging form" in problems(desk, case, tmp_path / "other.xlsx")[""]

    def remark(book: Workbook) -> None:
        book["Judgements"]["D3"].comment = Comment("unread", "Somebody")

    with sample.as_person(desk, "two"), pytest.raises(Refused, match="The workbook holds comments"):
        desk.forms.read(case, fill(form, remark))
    with zipfile.ZipFile(form, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert "holds macros" in problems(desk, case, form)[""]


def test_a_form_that_unpacks_to_more_than_any_of_ours_is_refused(desk, case, tmp_path):
    form = made(desk, case, tmp_path / "form.xlsx")
    with zipfile.ZipFile(form, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet99.xml", b"<sheetData>" + b" " * 101_000_000)
    assert form.stat().st_size < 2_000_000
    assert "unpacks to more than 100 MB" in problems(desk, case, form)[""]


def test_a_missing_file_is_one_sentence(desk, case, tmp_path):
    with sample.as_person(desk, "two"), pytest.raises(StorageProblem, match=r"nowhere.xlsx could not be read"):
        desk.forms.read(case, tmp_path / "nowhere.xlsx")


# -- laid ready -------------------------------------------------------------------------------------------------------


def test_the_office_lays_a_form_ready_and_only_its_assessor_can_take_it_in_and_seal(desk, case, tmp_path):
    path = fill(made(desk, case, tmp_path / "form.xlsx"), answer_all)
    with sample.as_person(desk, "admin"):
        brought = desk.forms.read(case, path)
        for refused in (desk.forms.plan, desk.forms.take_in):
            with pytest.raises(NotAllowed, match="Only they can make it their draft"):
                refused(case, brought)
        desk.forms.lay_ready(case, brought)
        with pytest.raises(RuleViolation, match="laid ready already"):
            desk.forms.lay_ready(case, brought)
        with pytest.raises(NotAllowed):
            desk.forms.seal(case, sample.passphrase("admin"))
        assert desk.forms.waiting(case) == ()
    with sample.as_person(desk, "one"):
        assert desk.forms.waiting(case) == ()
    with sample.as_person(desk, "two"):
        assert desk.judging.judgements(case.id) == ()
        (row,) = desk.forms.waiting(case)
        assert row.file_name == "filled.xlsx"
        desk.forms.take_in(case, desk.forms.read_waiting(case, row))
        assert desk.forms.waiting(case) == () and len(desk.judging.judgements(case.id)) > 5
    assert desk.check() == []


def test_nobody_else_learns_from_the_log_that_a_form_came_back(desk, case, tmp_path):
    path = fill(made(desk, case, tmp_path / "form.xlsx"), answer_all)
    take_in(desk, case, path)
    with sample.as_person(desk, "admin"):
        assert "take in form" not in {one.action for one in desk.cases.log(case.reference)}
    with sample.as_person(desk, "two"):
        assert desk.cases.log(case.reference)[0].action == "take in form"
