"""The list's groups: each case stands with those who have its next step, or under the meeting it goes to."""

from datetime import date
from pathlib import Path

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.services.cases import CaseFilter
from tests import office as sample

PEOPLE = ("admin", "chair", "one", "two", "member")


def whose(desk: Desk, case_id: int) -> set[str]:
    """Return those under whose own cases a case stands; everybody else has it once, with others' or at a meeting."""
    found = set()
    for who in PEOPLE:
        with sample.as_person(desk, who):
            (group,) = [one for one in desk.cases.groups(CaseFilter()) if case_id in one.ids]
            found |= {who} if group.yours else set()
    return found


def test_a_case_stands_with_whoever_has_its_next_step(desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    assert whose(desk, case.id) == {"chair", "one", "two", "member"}
    with sample.as_person(desk, "admin"):
        desk.intake.begin_review(case)
    assert whose(desk, case.id) == {"one", "two"}
    sample.judge_all(desk, case, "one")
    assert whose(desk, case.id) == {"two"}
    sample.judge_all(desk, case, "two")
    assert whose(desk, case.id) == {"chair"}
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
        assert whose(desk, case.id) == {"chair", "one", "two"}
        desk.reconciling.complete(case)
    assert whose(desk, case.id) == {"chair"}
    with sample.as_person(desk, "admin"):
        meeting = desk.panels.call(date(2026, 6, 4), "Room 2", sample.person(desk, "chair"), [])
        desk.panels.put_on(meeting, desk.intake.contents(case.id).case)
    assert whose(desk, case.id) == set()
    with sample.as_person(desk, "one"):
        assert [(one.meeting, list(one.ids)) for one in desk.cases.groups(CaseFilter())] == [(meeting, [case.id])]


def test_groups_hold_every_case_that_fits_once_in_the_order_asked(desk: Desk, tmp_path: Path):
    for number, stage in enumerate((Stage.INTAKE, Stage.REVIEW, Stage.RECONCILE, Stage.PANEL, Stage.REVIEW)):
        place = tmp_path / str(number)
        place.mkdir()
        sample.case_at(desk, place, stage)
    wanted = CaseFilter(sort="reference", descending=True)
    with sample.as_person(desk, "one"):
        ids = list(desk.cases.ids(wanted))
        groups = desk.cases.groups(wanted)
        for one in groups:
            assert list(one.ids) == [key for key in ids if key in one.ids]
        assert sorted(key for one in groups for key in one.ids) == sorted(ids)
        (review,) = desk.cases.groups(CaseFilter(stages=(Stage.REVIEW,)))
        assert review.yours and len(review.ids) == 2


def test_the_first_page_of_groups_is_the_whole_but_for_what_others_have_more_of(desk: Desk, tmp_path: Path):
    for number, stage in enumerate((Stage.INTAKE, Stage.REVIEW, Stage.INTAKE, Stage.INTAKE)):
        place = tmp_path / str(number)
        place.mkdir()
        sample.case_at(desk, place, stage)
    with sample.as_person(desk, "admin"):
        for wanted in (CaseFilter(), CaseFilter(sort="reference", descending=True), CaseFilter(stages=(Stage.INTAKE,))):
            whole = desk.cases.groups(wanted)
            for most in (0, 1, 2, 4, 200):
                first = desk.cases.first_groups(wanted, most)
                assert [(one.yours, one.meeting) for one in first] == [(one.yours, one.meeting) for one in whole]
                for one, other in zip(first, whole, strict=True):
                    known = len(other.ids) if one.yours or one.meeting else most
                    assert list(one.ids) == list(other.ids[:known])
                    assert one.whole is (one.ids == other.ids)
    with sample.as_person(desk, "one"):
        assert desk.cases.first_groups(CaseFilter(), 200) == desk.cases.groups(CaseFilter())
