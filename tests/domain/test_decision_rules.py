"""What a panel may decide, and who may sign it."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from rpl_desk.domain.cases import CaseKind, Missing
from rpl_desk.domain.decisions import (
    AWARDING,
    OUTCOMES,
    Outcome,
    check_decision,
    check_signer,
    required_signatories,
    review_date,
)
from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.judgements import FindingState
from rpl_desk.domain.people import Role
from rpl_desk.domain.policy import Policy

from .domain_rows import (
    CHAIR,
    MEMBER,
    NOW,
    ONE,
    OUTSIDER,
    PEOPLE,
    SECRETARY,
    TWO,
    VETTER,
    attendance,
    condition,
    finding,
    interest,
    meeting,
    role,
    roles_for,
    settled_case,
    unit,
)

OWN, SPECIFIC = CaseKind.CREDIT_RATING_OWN, CaseKind.RPL_CREDIT_SPECIFIC
GENERAL, TRANSFER = CaseKind.RPL_CREDIT_GENERAL, CaseKind.CREDIT_TRANSFER


def check(contents, outcome, **changes):
    """What keeps the panel from a decision that is otherwise in order."""
    awards = outcome in AWARDING
    values = {
        "level": 8 if awards else None,
        "points": 12 if awards else None,
        "level_rationale": "Most of it sits at level 8.",
        "credit_rationale": "Sum of the units." if awards else "",
        "conditions": [condition()] if outcome is Outcome.RATED_WITH_CONDITIONS else [],
        "recommendations": [],
    }
    return check_decision(contents, outcome, **(values | changes))


@pytest.mark.parametrize(("kind", "outcome"), list(product(CaseKind, Outcome)))
def test_each_kind_of_case_has_its_own_outcomes(kind, outcome):
    found = check(settled_case(kind), outcome)
    if outcome in OUTCOMES[kind]:
        assert found == []
    else:
        assert [one.part for one in found if one.part != "conditions"] == ["outcome"]
        assert found[0].message.endswith("is not an outcome of this kind of case.")


def test_a_decision_has_an_outcome():
    assert check(settled_case(OWN), None)[0] == Missing("outcome", "Choose an outcome.")


@pytest.mark.parametrize(("level", "fits"), [(None, False), (0, False), (1, True), (12, True), (13, False)])
def test_an_award_carries_a_level_from_1_to_12(level, fits):
    assert [one.part for one in check(settled_case(OWN), Outcome.RATED, level=level)] == ([] if fits else ["level"])


@pytest.mark.parametrize(("level", "fits"), [(6, False), (7, True), (8, True), (9, False)])
def test_an_award_carries_a_level_the_office_may_use(level, fits):
    contents = settled_case(OWN, policy=Policy(permitted_levels=(7, 8)))
    assert [one.part for one in check(contents, Outcome.RATED, level=level)] == ([] if fits else ["level"])


@pytest.mark.parametrize(
    ("points", "fits"), [(None, False), (-1, False), (0, False), (1, True), (9999, True), (10_000, False)]
)
def test_an_award_carries_at_least_one_point(points, fits):
    assert [one.part for one in check(settled_case(OWN), Outcome.RATED, points=points)] == ([] if fits else ["points"])


@pytest.mark.parametrize("part", ["level_rationale", "credit_rationale"])
@pytest.mark.parametrize("outcome", [Outcome.RATED, Outcome.RATED_WITH_CONDITIONS])
def test_an_award_says_why(part, outcome):
    assert [one.part for one in check(settled_case(OWN), outcome, **{part: " \n"})] == [part]


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [(kind, outcome) for kind, found in OUTCOMES.items() for outcome in found if outcome not in AWARDING],
)
def test_other_outcomes_carry_neither_level_nor_points(kind, outcome):
    contents = settled_case(kind)
    assert [one.part for one in check(contents, outcome, level=8)] == ["level"]
    assert [one.part for one in check(contents, outcome, points=0)] == ["points"]
    assert check(contents, outcome) == []


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [(kind, outcome) for kind, found in OUTCOMES.items() for outcome in found if outcome not in AWARDING],
)
@pytest.mark.parametrize(
    ("level_rationale", "credit_rationale", "fits"),
    [
        ("", "", False),
        (" \n", "\t", False),
        ("It does not reach level 1.", "", True),
        ("", "The hours are not shown.", True),
    ],
)
def test_other_outcomes_say_why_under_either_heading(kind, outcome, level_rationale, credit_rationale, fits):
    found = check(settled_case(kind), outcome, level_rationale=level_rationale, credit_rationale=credit_rationale)
    assert [one.part for one in found] == ([] if fits else ["level_rationale"])
    assert fits or found[0].message.endswith("needs a written reason.")


@pytest.mark.parametrize(
    ("outcome", "count", "fits"),
    [
        (Outcome.RATED_WITH_CONDITIONS, 0, False),
        (Outcome.RATED_WITH_CONDITIONS, 1, True),
        (Outcome.RATED_WITH_CONDITIONS, 2, True),
        (Outcome.RATED, 0, True),
        (Outcome.RATED, 1, False),
        (Outcome.REFERRED_BACK, 1, False),
        (Outcome.NOT_RATED, 1, False),
    ],
)
def test_conditions_go_with_rated_with_conditions_alone(outcome, count, fits):
    found = check(settled_case(OWN), outcome, conditions=[condition()] * count)
    assert [one.part for one in found] == ([] if fits else ["conditions"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": ""}, "Condition 2 lacks what is to be done."),
        ({"owner": " "}, "Condition 2 lacks its owner."),
        ({"due_on": None}, "Condition 2 lacks the day it is due."),
        ({"shown_by": ""}, "Condition 2 lacks how it is shown to be met."),
        ({"owner": "", "due_on": None}, "Condition 2 lacks its owner, the day it is due."),
    ],
)
def test_a_condition_is_complete(change, words):
    found = check(
        settled_case(OWN), Outcome.RATED_WITH_CONDITIONS, conditions=[condition(), condition(number=2, **change)]
    )
    assert found == [Missing("conditions", words)]


def test_a_recommendation_has_words():
    found = check(settled_case(OWN), Outcome.RATED, recommendations=["Share the guidance", " "])
    assert found == [Missing("recommendations", "Recommendation 2 has no text.")]


@pytest.mark.parametrize(
    ("points", "percent", "award", "fits"),
    [
        (60, 50, 120, True),
        (61, 50, 120, False),
        (7, 33, 24, True),
        (8, 33, 24, False),
        (120, 100, 120, True),
        (121, 100, 120, False),
        (1, 0, 120, False),
        (500, 50, None, True),
    ],
)
@pytest.mark.parametrize("kind", [SPECIFIC, TRANSFER])
def test_prior_learning_stays_under_the_office_limit(kind, points, percent, award, fits):
    contents = settled_case(kind, policy=Policy(rpl_cap_percent=percent))
    contents = replace(contents, programme=replace(contents.programme, award_points=award))
    found = check(contents, Outcome.PART_CREDIT, points=points)
    assert [one.part for one in found] == ([] if fits else ["points"])


def test_the_limit_is_for_prior_learning_alone_and_needs_a_programme():
    assert check(settled_case(OWN), Outcome.RATED, points=120) == []
    assert check(settled_case(GENERAL), Outcome.FULL_CREDIT, points=120) == []


@pytest.mark.parametrize(
    ("kind", "answers", "points", "fits"),
    [
        (SPECIFIC, {}, 12, True),
        (SPECIFIC, {}, 6, False),
        (SPECIFIC, {"U2.2": "partly"}, 6, True),
        (SPECIFIC, {"U2.2": "partly"}, 9, False),
        (SPECIFIC, {"U2.2": "unsure"}, 12, False),
        (TRANSFER, {}, 16, True),
        (TRANSFER, {"U1.transfer": "not_met"}, 8, True),
        (TRANSFER, {"U1.transfer": "not_met"}, 16, False),
    ],
)
def test_an_office_may_count_whole_units_only(kind, answers, points, fits):
    contents = settled_case(kind, policy=Policy(whole_units_only=True))
    findings = tuple(finding(one.id, answers.get(one.key, "met")) for one in contents.criteria)
    contents = replace(contents, findings=findings)
    found = check(contents, Outcome.PART_CREDIT, points=points)
    assert [one.part for one in found] == ([] if fits else ["points"])
    part_units = replace(contents, policy=Policy())
    assert check(part_units, Outcome.PART_CREDIT, points=points) == []


@pytest.mark.parametrize(
    ("change", "points", "fits"),
    [
        ({"proposed_points": None}, 12, True),
        ({"points_override": 4, "override_reason": "why"}, 10, True),
        ({"points_override": 4, "override_reason": "why"}, 12, False),
    ],
)
def test_a_whole_unit_carries_its_stated_points_or_what_its_hours_give(change, points, fits):
    contents = settled_case(SPECIFIC, policy=Policy(whole_units_only=True), units=(unit(1, **change), unit(2)))
    found = check(contents, Outcome.FULL_CREDIT, points=points)
    assert [one.part for one in found] == ([] if fits else ["points"])


@pytest.mark.parametrize(("not_met", "points"), [("U1.1", 4), ("U2.1", 9)])
def test_the_units_that_are_met_are_the_ones_that_count(not_met, points):
    units = (unit(1, proposed_points=9), unit(2, proposed_points=4))
    contents = settled_case(SPECIFIC, policy=Policy(whole_units_only=True), units=units)
    findings = tuple(finding(one.id, "not_met" if one.key == not_met else "met") for one in contents.criteria)
    contents = replace(contents, findings=findings)
    assert check(contents, Outcome.PART_CREDIT, points=points) == []
    assert [one.part for one in check(contents, Outcome.PART_CREDIT, points=13 - points)] == ["points"]


def test_a_whole_unit_without_points_is_named():
    contents = settled_case(
        SPECIFIC, policy=Policy(whole_units_only=True), units=(unit(1, proposed_points=None), unit(2)), activities=()
    )
    (found,) = check(contents, Outcome.FULL_CREDIT)
    assert found == Missing("points", "Only whole units count here, and U1 has no credit points recorded.")


@pytest.mark.parametrize(
    ("state", "settled"),
    [
        (FindingState.AGREED, True),
        (FindingState.SETTLED, True),
        (FindingState.OPEN, False),
        (FindingState.DISCUSS, False),
    ],
)
def test_every_difference_is_settled_first(state, settled):
    contents = settled_case(SPECIFIC)
    contents = replace(contents, findings=(finding(1, "met", state), *contents.findings[1:]))
    found = check(contents, Outcome.FULL_CREDIT)
    assert found == ([] if settled else [Missing("findings", "Unit 1, Outcome 1 is not settled yet.")])


def test_judgements_are_compared_before_a_decision():
    contents = replace(settled_case(SPECIFIC), findings=())
    assert [one.part for one in check(contents, Outcome.FULL_CREDIT)] == ["findings"]


@pytest.mark.parametrize(
    ("present", "quorum", "leaving", "quorate"),
    [
        ((ONE, TWO, CHAIR), 3, (), True),
        ((ONE, TWO, CHAIR), 4, (), False),
        ((ONE, TWO, CHAIR, MEMBER), 4, (), True),
        ((ONE, TWO, CHAIR, MEMBER), 4, (MEMBER,), False),
        ((ONE, TWO, CHAIR, MEMBER), 3, (MEMBER,), True),
        ((ONE, TWO, SECRETARY), 3, (), False),
        ((ONE, TWO, OUTSIDER), 3, (), False),
        ((), 1, (), False),
    ],
)
def test_a_meeting_has_its_quorum_once_those_who_must_have_left(present, quorum, leaving, quorate):
    contents = settled_case(
        SPECIFIC,
        meeting=meeting(quorum),
        attendance=attendance(*present),
        interests=tuple(interest(one) for one in leaving),
    )
    found = check(contents, Outcome.FULL_CREDIT)
    assert [one.part for one in found] == ([] if quorate else ["panel"])
    assert quorate or found[0].message.endswith(f"{quorum} needed. The decision waits.")


def test_a_case_without_a_meeting_needs_no_quorum():
    assert check(settled_case(SPECIFIC, attendance=attendance()), Outcome.FULL_CREDIT) == []


def test_everything_wrong_is_told_in_the_order_of_the_form():
    contents = settled_case(SPECIFIC, meeting=meeting(), findings=())
    found = check(
        contents,
        Outcome.FULL_CREDIT,
        level=13,
        points=None,
        level_rationale="",
        credit_rationale="",
        conditions=[condition(owner="")],
        recommendations=[""],
    )
    assert [one.part for one in found] == [
        "level",
        "points",
        "level_rationale",
        "credit_rationale",
        "conditions",
        "conditions",
        "recommendations",
        "findings",
        "panel",
    ]


@pytest.mark.parametrize(
    ("decided", "years", "review"),
    [
        (date(2026, 5, 28), 5, date(2031, 5, 28)),
        (date(2024, 2, 29), 5, date(2029, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 12, 31)),
    ],
)
def test_a_decision_is_looked_at_again(decided, years, review):
    assert review_date(decided, years) == review


def test_the_policy_says_who_signs_and_in_which_order():
    policy = Policy(signatories=("chair", "assessor", "vetter"))
    found = required_signatories(policy, [*roles_for(OWN), role(TWO, Role.ASSESSOR)], PEOPLE)
    assert [(one.position, one.role, one.role_words) for one in found] == [
        (1, Role.CHAIR, "chair"),
        (2, Role.ASSESSOR, "assessor"),
        (3, Role.VETTER, "vetter"),
    ]
    assert [[person.id for person in one.people] for one in found] == [[CHAIR], [ONE, TWO], []]


def test_who_has_retired_is_not_asked_to_sign():
    people = PEOPLE | {ONE: replace(PEOPLE[ONE], retired_at=NOW)}
    found = required_signatories(Policy(), roles_for(SPECIFIC), people)
    assert [[person.id for person in one.people] for one in found] == [[TWO], [CHAIR]]


def test_a_role_no_case_has_is_refused():
    with pytest.raises(RuleViolation, match="'dean'"):
        required_signatories(Policy(signatories=("dean",)), [], PEOPLE)


SIGNING = (role(ONE, Role.RATER), role(TWO, Role.ASSESSOR), role(CHAIR, Role.CHAIR), role(VETTER, Role.VETTER))


@pytest.mark.parametrize(
    ("who", "name", "already"),
    [
        (ONE, "assessor", {}),
        (TWO, "assessor", {}),
        (ONE, "rater", {}),
        (CHAIR, "chair", {"assessor": ONE}),
        (VETTER, "vetter", {"assessor": ONE, "chair": CHAIR}),
        (CHAIR, Role.CHAIR, {Role.ASSESSOR: TWO}),
    ],
)
def test_each_signs_in_a_role_they_hold(who, name, already):
    check_signer(who, name, SIGNING, [interest(OUTSIDER)], already)


@pytest.mark.parametrize(
    ("who", "name", "extra", "interested", "already", "words"),
    [
        (CHAIR, "assessor", (), (), {}, "Only somebody who is assessor"),
        (TWO, "rater", (), (), {}, "Only somebody who is rater"),
        (OUTSIDER, "chair", (), (), {}, "Only somebody who is chair"),
        (ONE, "dean", (), (), {}, "not a role that signs"),
        (ONE, "assessor", (), (ONE,), {}, "declared an interest"),
        (CHAIR, "chair", (), (CHAIR, TWO), {}, "declared an interest"),
        (ONE, "assessor", (role(ONE, Role.AUTHOR, "chair agreed"),), (), {}, "wrote or deliver"),
        (ONE, "vetter", (role(ONE, Role.VETTER, "chair agreed"),), (), {}, "sign as two people"),
        (VETTER, "assessor", (role(VETTER, Role.RATER, "chair agreed"),), (), {}, "sign as two people"),
        (TWO, "assessor", (), (), {"assessor": ONE}, "already signed in the role of assessor"),
        (ONE, "assessor", (), (), {"assessor": ONE}, "already signed in the role of assessor"),
        (ONE, "chair", (role(ONE, Role.CHAIR),), (), {"assessor": ONE}, "in one role only"),
    ],
)
def test_nobody_signs_out_of_role_with_an_interest_or_twice(who, name, extra, interested, already, words):
    with pytest.raises(RuleViolation, match=words):
        check_signer(who, name, (*SIGNING, *extra), [interest(one) for one in interested], already)
