"""Comparators beside a best fit, kept and read back through the services."""

from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.errors import NotAllowed, RuleViolation
from rpl_desk.domain.judgements import CriterionKind, CriterionRow
from tests import office as sample


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.REVIEW)


def fit(desk: Desk, case: CaseRow) -> CriterionRow:
    return next(one for one in desk.judging.criteria(case.id) if one.kind is CriterionKind.BEST_FIT)


def test_a_comparator_is_named_taken_away_and_brought_back(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        named = desk.comparators.add(
            case, fit(desk, case), title=" Certificate in Care ", owner="Sample Body", level=7, compared="Less enquiry."
        )
        assert desk.comparators.comparators(case.id) == (named,)
        assert named.words == "Certificate in Care, Sample Body, level 7"
        desk.comparators.remove(case, named)
        assert desk.comparators.comparators(case.id) == ()
        desk.undoing.undo(case)
        assert [one.title for one in desk.comparators.comparators(case.id)] == ["Certificate in Care"]
    assert desk.check() == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"title": " "}, "needs the title"),
        ({"level": 13}, "13 is not an SCQF level"),
        ({"level": 0}, "0 is not an SCQF level"),
        ({"compared": ""}, "Say how it compares"),
    ],
)
def test_a_comparator_without_its_parts_is_refused(desk: Desk, case: CaseRow, changed: dict, words: str):
    given = {"title": "Certificate in Care", "level": 7, "compared": "Alike."}
    with sample.as_person(desk, "one"):
        with pytest.raises(RuleViolation, match=words):
            desk.comparators.add(case, fit(desk, case), **(given | changed))
        with pytest.raises(RuleViolation, match="is not a best fit"):
            desk.comparators.add(case, desk.judging.criteria(case.id)[0], **given)
        assert desk.comparators.comparators(case.id) == ()


def test_sealed_comparators_stand_and_others_read_them_after_the_reveal(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        named = desk.comparators.add(case, fit(desk, case), title="Care", level=7, compared="Alike.")
    for who in ("one", "two"):
        sample.judge_all(desk, case, who)
    with sample.as_person(desk, "one"), pytest.raises(RuleViolation, match="sealed"):
        desk.comparators.remove(case, named)
    with sample.as_person(desk, "two"):
        assert desk.comparators.comparators(case.id) == ()
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
    with sample.as_person(desk, "two"):
        assert desk.comparators.comparators(case.id) == (named,)


def test_nobody_takes_away_anothers_comparator(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        named = desk.comparators.add(case, fit(desk, case), title="Care", level=7, compared="Alike.")
    with sample.as_person(desk, "two"), pytest.raises(NotAllowed, match="another assessor"):
        desk.comparators.remove(case, named)
