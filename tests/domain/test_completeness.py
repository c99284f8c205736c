"""What each kind of case lacks before review, and where to mend it."""

from dataclasses import replace

import pytest

from rpl_desk.domain.cases import CHECKS, CaseKind, CheckAnswer, CheckGroup, Missing
from rpl_desk.domain.completeness import missing_for_review
from rpl_desk.domain.people import Role
from rpl_desk.domain.policy import Policy, RangeBasis

from .domain_rows import (
    CHAIR,
    MEMBER,
    ONE,
    OUTSIDER,
    TWO,
    activity,
    complete_case,
    evidence_row,
    imported_unit,
    interest,
    role,
    unit,
)

OWN, THIRD = CaseKind.CREDIT_RATING_OWN, CaseKind.CREDIT_RATING_THIRD_PARTY
SPECIFIC, GENERAL = CaseKind.RPL_CREDIT_SPECIFIC, CaseKind.RPL_CREDIT_GENERAL
ENTRY, FORMATIVE, TRANSFER = CaseKind.RPL_ENTRY, CaseKind.RPL_FORMATIVE, CaseKind.CREDIT_TRANSFER
RATINGS = (OWN, THIRD)
CLAIMS = (SPECIFIC, GENERAL, ENTRY, FORMATIVE, TRANSFER)


def missing(kind, *, case=None, **changes):
    """What a complete case lacks once these parts of it are changed."""
    contents = complete_case(kind, **changes)
    if case:
        contents = replace(contents, case=replace(contents.case, **case))
    return missing_for_review(contents)


@pytest.mark.parametrize("kind", CaseKind)
def test_a_complete_case_of_every_kind_may_be_reviewed(kind):
    assert missing(kind) == []


@pytest.mark.parametrize("kind", CaseKind)
def test_every_kind_needs_evidence_a_title_a_chair_and_two_judges(kind):
    found = missing(kind, evidence=(), roles=(), case={"title": " "})
    assert found == [
        Missing("subject", "The case has no title."),
        Missing("people", "0 of 2 assessors are named."),
        Missing("people", "Name the chair."),
        Missing("evidence", "No evidence is registered. Add at least one item."),
    ]


@pytest.mark.parametrize("kind", CLAIMS)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"claimant": ""}, "Name the claimant."),
        ({"situation": None}, "has a certificate"),
        ({"wish": None}, "wants recognition for"),
        ({"declared_on": None}, "work is their own"),
    ],
)
def test_a_claim_needs_its_claimant(kind, change, words):
    (found,) = missing(kind, case=change)
    assert found.part == "claimant" and words in found.message


@pytest.mark.parametrize("kind", CLAIMS)
def test_a_claim_needs_an_assessment_plan_unless_it_is_a_transfer(kind):
    found = missing(kind, case={"assessment_plan": " "})
    assert [one.part for one in found] == ([] if kind is TRANSFER else ["claimant"])


@pytest.mark.parametrize("kind", RATINGS)
def test_a_rating_asks_nothing_of_a_claimant(kind):
    assert missing(kind, case={"claimant": "", "situation": None, "wish": None, "declared_on": None}) == []


@pytest.mark.parametrize("kind", RATINGS)
def test_a_rating_needs_a_programme_with_units(kind):
    found = missing(kind, programme=None, units=())
    assert [one.part for one in found] == ["programme", "programme"]


@pytest.mark.parametrize("kind", RATINGS)
@pytest.mark.parametrize(
    ("tenths", "complete"), [((100,), True), ((99,), False), ((50, 50), True), ((50, 49), False), ((), False)]
)
def test_each_unit_of_a_rating_takes_ten_hours(kind, tenths, complete):
    activities = tuple(activity(1, one) for one in tenths)
    found = missing(kind, units=(unit(1),), activities=activities)
    assert (found == []) == complete
    assert complete or found[0].message.startswith("Unit 1 Sample unit 1 has ")


@pytest.mark.parametrize(("basis", "count"), [(RangeBasis.LOW, 1), (RangeBasis.MIDDLE, 0), (RangeBasis.HIGH, 0)])
def test_a_range_of_hours_is_read_by_the_office_setting(basis, count):
    found = missing(OWN, units=(unit(1),), activities=(activity(1, 90, 110),), policy=Policy(range_basis=basis))
    assert len(found) == count


@pytest.mark.parametrize("kind", [*RATINGS, SPECIFIC])
def test_each_unit_needs_an_outcome(kind):
    outcomes = tuple(one for one in complete_case(kind).outcomes if one.unit_id != 2)
    assert missing(kind, outcomes=outcomes) == [Missing("programme", "Unit 2 Sample unit 2 has no learning outcomes.")]


@pytest.mark.parametrize("kind", [*RATINGS, TRANSFER])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, None),
        ({"imported_from": " "}, "who rated it"),
        ({"imported_level": None}, "the level it was rated at"),
        ({"imported_points": None}, "the credit points it was rated with"),
    ],
)
def test_an_imported_unit_needs_its_rating_instead_of_outcomes_and_hours(kind, change, words):
    found = missing(kind, units=(replace(imported_unit(1), **change),), outcomes=(), activities=())
    assert [words in one.message for one in found] == ([] if words is None else [True])


@pytest.mark.parametrize("kind", RATINGS)
@pytest.mark.parametrize("key", CHECKS[CheckGroup.ELIGIBILITY])
@pytest.mark.parametrize(("answer", "words"), [(CheckAnswer.OPEN, "not answered"), (CheckAnswer.FAIL, "answered no")])
def test_each_criterion_for_rating_is_answered_and_passed(kind, key, answer, words):
    checks = tuple(replace(one, answer=answer) if one.key == key else one for one in complete_case(kind).checks)
    (found,) = missing(kind, checks=checks)
    assert found.part == "checks" and words in found.message


@pytest.mark.parametrize("key", CHECKS[CheckGroup.DUE_DILIGENCE])
@pytest.mark.parametrize(("answer", "count"), [(CheckAnswer.OPEN, 1), (CheckAnswer.FAIL, 0), (CheckAnswer.PASS, 0)])
def test_each_due_diligence_area_is_looked_into_for_a_third_party(key, answer, count):
    checks = tuple(replace(one, answer=answer) if one.key == key else one for one in complete_case(THIRD).checks)
    assert len(missing(THIRD, checks=checks)) == count


@pytest.mark.parametrize(("kind", "count"), [(OWN, 4), (THIRD, 10), *((kind, 0) for kind in CLAIMS)])
def test_checks_that_were_never_opened_are_missing_too(kind, count):
    assert [one.part for one in missing(kind, checks=())] == ["checks"] * count


@pytest.mark.parametrize("kind", RATINGS)
def test_a_third_party_has_an_owner_and_an_agreement(kind):
    found = missing(kind, case={"owner": "", "agreement": " "})
    assert len(found) == (2 if kind is THIRD else 0)


@pytest.mark.parametrize("kind", CLAIMS)
def test_claims_need_what_is_claimed(kind):
    found = missing(kind, programme=None, units=(), outcomes=(), entry_requirements=(), case={"proposed_level": None})
    assert [one.part for one in found] == {
        SPECIFIC: ["programme", "programme"],
        GENERAL: ["subject"],
        ENTRY: ["programme", "programme"],
        FORMATIVE: [],
        TRANSFER: ["programme"],
    }[kind]


@pytest.mark.parametrize(
    ("level", "permitted", "count"),
    [
        (1, range(1, 13), 0),
        (12, range(1, 13), 0),
        (0, range(1, 13), 1),
        (13, range(1, 13), 1),
        (7, (7, 8), 0),
        (6, (7, 8), 1),
        (9, (7, 8), 1),
    ],
)
@pytest.mark.parametrize("kind", [OWN, GENERAL])
def test_the_level_asked_for_is_one_the_office_may_use(kind, level, permitted, count):
    found = missing(kind, case={"proposed_level": level}, policy=Policy(permitted_levels=tuple(permitted)))
    assert [one.part for one in found] == ["subject"] * count


@pytest.mark.parametrize(("assessors", "judges", "count"), [(1, 1, 0), (1, 2, 0), (2, 2, 0), (2, 1, 1), (3, 2, 1)])
def test_the_office_sets_how_many_judge(assessors, judges, count):
    roles = (*(role(one, Role.ASSESSOR) for one in (ONE, TWO)[:judges]), role(CHAIR, Role.CHAIR))
    assert len(missing(GENERAL, roles=roles, policy=Policy(assessors=assessors))) == count


def test_one_person_with_two_judging_roles_is_one_judge():
    roles = (role(ONE, Role.RATER), role(ONE, Role.ASSESSOR), role(CHAIR, Role.CHAIR))
    assert missing(OWN, roles=roles)[0].message == "1 of 2 assessors are named."


@pytest.mark.parametrize(("who", "count"), [(ONE, 1), (CHAIR, 1), (MEMBER, 0), (OUTSIDER, 0)])
def test_an_interest_keeps_judges_and_chair_away(who, count):
    found = missing(GENERAL, interests=(interest(who),))
    assert [one.part for one in found] == ["people"] * count


@pytest.mark.parametrize(
    ("extra", "count"),
    [
        (role(ONE, Role.AUTHOR), 1),
        (role(ONE, Role.AUTHOR, "Only specialist; chair agreed"), 0),
        (role(OUTSIDER, Role.AUTHOR), 0),
        (role(TWO, Role.VETTER), 1),
        (role(TWO, Role.CHAIR), 0),
    ],
)
def test_roles_that_may_not_meet_are_named_unless_overridden(extra, count):
    contents = complete_case(OWN)
    found = missing(OWN, roles=(*contents.roles, extra))
    assert [one.part for one in found] == ["people"] * count


def test_everything_missing_is_told_at_once():
    found = missing(THIRD, programme=None, units=(), checks=(), roles=(), evidence=(), case={"owner": "", "title": ""})
    assert len(found) == 17
    assert list(dict.fromkeys(one.part for one in found)) == ["subject", "programme", "checks", "people", "evidence"]
    assert all(one.message.endswith(".") for one in found)


def test_evidence_kept_unopened_is_still_evidence():
    assert missing(GENERAL, evidence=(evidence_row(kept_sealed="A password is needed"),)) == []
