"""The strength of a passage in judging forms, and forms of the version before it, which still come back."""

from dataclasses import replace

from openpyxl import Workbook, load_workbook

from rpl_desk.desk import Desk
from rpl_desk.documents.judging_form import write_judging_form
from rpl_desk.domain.judging_forms import FORM_TYPES, JudgingForm
from rpl_desk.sealing.canonical import canonical
from rpl_desk.services.judging_forms import _proofs
from rpl_desk.store import queries
from tests import office as sample
from tests.services.test_judging_forms import answer_all, case, fill, made, problems, take_in

__all__ = ["case"]  # the fixture


def strengths(desk: Desk, case) -> list[int]:
    with sample.as_person(desk, "two"):
        return [one.strength for one in sorted(desk.judging.passages(case.id), key=lambda one: one.criterion_id)]


def test_the_strength_of_each_passage_comes_back_and_is_two_where_none_is_chosen(desk, case, tmp_path):
    def with_strengths(book: Workbook) -> None:
        answer_all(book)
        book["Passages"]["G3"], book["Passages"]["G4"] = 3, "1"

    take_in(desk, case, fill(made(desk, case, tmp_path / "form.xlsx"), with_strengths))
    assert strengths(desk, case)[:3] == [3, 1, 2]
    assert desk.check() == []


def test_a_strength_left_empty_keeps_the_one_in_the_draft_and_another_changes_it(desk, case, tmp_path):
    with sample.as_person(desk, "two"):
        first, second = desk.judging.criteria(case.id)[:2]
        item = desk.evidence.register(case.id)[0]
        for criterion in (first, second):
            desk.judging.link(case, criterion, item, page="1", quotation="Sample evidence", strength=1)

    def second_only(book: Workbook) -> None:
        answer_all(book)
        book["Passages"]["G4"] = 3

    path = fill(made(desk, case, tmp_path / "form.xlsx"), second_only)
    with sample.as_person(desk, "two"):
        plan = desk.forms.plan(case, desk.forms.read(case, path))
        assert [one.changed_passages for one in plan.lines[:3]] == [0, 1, 0]
    take_in(desk, case, path)
    assert strengths(desk, case)[:3] == [1, 3, 2]


def test_another_strength_is_refused_at_its_cell(desk, case, tmp_path):
    def wrong(book: Workbook) -> None:
        answer_all(book)
        book["Passages"]["G3"], book["Passages"]["G4"] = 4, "strong"

    found = problems(desk, case, fill(made(desk, case, tmp_path / "form.xlsx"), wrong))
    assert found == {
        "Passages!G3": "“4” is no strength. It is 1, 2, 3 or left empty.",
        "Passages!G4": "“strong” is no strength. It is 1, 2, 3 or left empty.",
    }


def test_a_form_of_the_version_without_strength_still_comes_back(desk, case, tmp_path):
    path = tmp_path / "earlier.xlsx"
    with sample.as_person(desk, "two"), desk.database.reading() as read:
        two = sample.person(desk, "two")
        contents = queries.contents(read, case.id, two.id)
        form = replace(desk.forms._form(read, contents, two), version=1)
        assessment = next(one for one in contents.assessments if one.person_id == two.id)
        body = canonical(form.to_plain())
        write_judging_form(form, body, _proofs(read, assessment, body)[-1], path)
    assert form.to_plain()["type"] == FORM_TYPES[1]
    assert JudgingForm.from_plain(form.to_plain() | {"type": FORM_TYPES[2]}) == replace(form, version=2)
    book = load_workbook(path)
    assert book["Passages"]["G2"].value is None
    assert "Strength" not in [cell.value for cell in book["Lists"][2]]
    take_in(desk, case, fill(path, answer_all))
    assert set(strengths(desk, case)) == {2}
