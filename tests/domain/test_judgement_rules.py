"""Which answers fit, what sealing needs, and where sealed answers differ."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpl_desk.domain.cases import CaseKind
from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.judgements import (
    LEVEL_KINDS,
    MET_KINDS,
    CriterionKind,
    Difference,
    agreed,
    answer_words,
    check_answer,
    check_finding,
    criteria_left,
    differences,
    missing_to_seal,
    remarks_asked,
    route,
    spread,
)
from rpl_desk.domain.policy import Policy

from .domain_rows import complete_case, criterion_rows, judgement, passage

RATING = criterion_rows(complete_case(CaseKind.CREDIT_RATING_OWN))
CLAIM = criterion_rows(complete_case(CaseKind.RPL_CREDIT_SPECIFIC))
GENERAL = criterion_rows(complete_case(CaseKind.RPL_CREDIT_GENERAL))
PROFILE = criterion_rows(complete_case(CaseKind.RPL_FORMATIVE))
IDS = {one.key: one.id for one in RATING}

NEVER = ["", " ", "-1", "0x8", "8.0", "08", "8 ", "٨", "²", "eight", "Met", "not met", "10000", "99999999999999999999"]


@pytest.mark.parametrize(("kind", "level"), list(product(sorted(LEVEL_KINDS), range(14))))
def test_levels_run_from_1_to_12(kind, level):
    if 1 <= level <= 12:
        check_answer(kind, str(level), Policy())
    else:
        with pytest.raises(RuleViolation, match=f"^{level} is not a level this office may use"):
            check_answer(kind, str(level), Policy())


@pytest.mark.parametrize(("level", "allowed"), [(6, False), (7, True), (8, True), (9, False)])
def test_an_office_may_permit_fewer_levels(level, allowed):
    policy = Policy(permitted_levels=(7, 8))
    if allowed:
        check_answer(CriterionKind.BEST_FIT, str(level), policy)
    else:
        with pytest.raises(RuleViolation, match="Choose one of 7, 8"):
            check_answer(CriterionKind.BEST_FIT, str(level), policy)


@pytest.mark.parametrize(
    ("answer", "least", "fits"),
    [("0", 0, True), ("0", 1, False), ("1", 1, True), ("9999", 0, True), ("10000", 0, False), ("24", 0, True)],
)
def test_points_are_whole_numbers(answer, least, fits):
    if fits:
        check_answer(CriterionKind.POINTS, answer, Policy(), least)
    else:
        with pytest.raises(RuleViolation, match=f"from {least} to 9999"):
            check_answer(CriterionKind.POINTS, answer, Policy(), least)


@pytest.mark.parametrize("kind", [CriterionKind.BEST_FIT, CriterionKind.POINTS, CriterionKind.OUTCOME])
def test_a_refusal_begins_with_what_was_given(kind):
    for answer, said in (("", "Nothing"), ("eight", "eight")):
        with pytest.raises(RuleViolation, match=f"^{said} is not "):
            check_answer(kind, answer, Policy())


def test_a_claim_may_be_given_no_points_unless_the_caller_asks_for_one():
    check_answer(CriterionKind.POINTS, "0", Policy())
    with pytest.raises(RuleViolation, match="from 1 to 9999"):
        check_answer(CriterionKind.POINTS, "0", Policy(), least_points=1)


@pytest.mark.parametrize(("kind", "answer"), list(product(sorted(MET_KINDS), ["met", "partly", "not_met"])))
def test_outcomes_requirements_and_transfers_are_met_or_not(kind, answer):
    check_answer(kind, answer, Policy())


@pytest.mark.parametrize("kind", CriterionKind)
def test_unsure_is_always_an_answer_and_not_applicable_only_for_a_characteristic(kind):
    check_answer(kind, "unsure", Policy())
    if kind is CriterionKind.CHARACTERISTIC:
        check_answer(kind, "not_applicable", Policy())
    else:
        with pytest.raises(RuleViolation):
            check_answer(kind, "not_applicable", Policy())


@pytest.mark.parametrize("kind", CriterionKind)
def test_a_finding_is_never_unsure_and_else_what_an_answer_may_be(kind):
    with pytest.raises(RuleViolation, match="cannot be unsure"):
        check_finding(kind, "unsure", Policy())
    check_finding(kind, "met" if kind in MET_KINDS else "8", Policy())
    with pytest.raises(RuleViolation):
        check_finding(kind, "8" if kind in MET_KINDS else "met", Policy())


@pytest.mark.parametrize(("kind", "answer"), list(product(CriterionKind, NEVER)))
def test_nothing_else_is_an_answer(kind, answer):
    with pytest.raises(RuleViolation):
        check_answer(kind, answer, Policy())


@pytest.mark.parametrize(
    ("kind", "answer"), [*product(sorted(MET_KINDS), ["8", "0"]), *product(sorted(LEVEL_KINDS), ["met", "partly"])]
)
def test_an_answer_to_another_kind_of_question_is_refused(kind, answer):
    with pytest.raises(RuleViolation):
        check_answer(kind, answer, Policy())


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        (CriterionKind.CHARACTERISTIC, "8", "level 8"),
        (CriterionKind.BEST_FIT, "12", "level 12"),
        (CriterionKind.CHARACTERISTIC, "not_applicable", "not applicable"),
        (CriterionKind.POINTS, "24", "24 points"),
        (CriterionKind.POINTS, "1", "1 point"),
        (CriterionKind.POINTS, "0", "0 points"),
        (CriterionKind.OUTCOME, "met", "met"),
        (CriterionKind.OUTCOME, "partly", "partly met"),
        (CriterionKind.TRANSFER, "not_met", "not met"),
        (CriterionKind.REQUIREMENT, "unsure", "unsure"),
        (CriterionKind.POINTS, "", "not answered"),
    ],
)
def test_answers_read_as_words(kind, answer, words):
    assert answer_words(kind, answer) == words


def full(criteria, **changed):
    """A judgement on every criterion: level 8, 6 points or met with a reason why no passage; changed ones by key."""
    usual = {CriterionKind.POINTS: "6", **dict.fromkeys(LEVEL_KINDS, "8"), **dict.fromkeys(MET_KINDS, "met")}
    answers = {one.key: usual[one.kind] for one in criteria} | {
        key.replace("_", "."): answer for key, answer in changed.items()
    }
    return [judgement(one.id, answers[one.key], none="Seen in the discussion") for one in criteria if answers[one.key]]


@pytest.mark.parametrize("criteria", [RATING, CLAIM, GENERAL, PROFILE])
def test_a_full_set_of_judgements_may_be_sealed(criteria):
    assert missing_to_seal(criteria, full(criteria), []) == []
    assert criteria_left(criteria, full(criteria)) == ()


@pytest.mark.parametrize("criteria", [RATING, CLAIM, GENERAL, PROFILE])
def test_nothing_judged_leaves_everything(criteria):
    assert criteria_left(criteria, []) == criteria
    found = missing_to_seal(criteria, [], [])
    assert [one.part for one in found] == [one.key for one in criteria]
    assert found[0].message == f"{criteria[0].label} is not judged yet."


@pytest.mark.parametrize("reason", ["", " \n"])
def test_every_answer_needs_a_reason(reason):
    given = [judgement(one.id, one.answer, reason, "none") for one in full(CLAIM)]
    assert [one.message for one in missing_to_seal(CLAIM, given, [])][:1] == ["Unit 1, Outcome 1 needs a reason."]
    assert len(missing_to_seal(CLAIM, given, [])) == len(CLAIM)


def test_a_draft_without_an_answer_counts_as_not_judged():
    given = [*full(CLAIM)[1:], judgement(1, "")]
    assert [one.message for one in missing_to_seal(CLAIM, given, [])] == ["Unit 1, Outcome 1 is not judged yet."]


@pytest.mark.parametrize(
    ("answer", "linked", "none", "complete"),
    [
        ("met", True, "", True),
        ("met", False, "Seen in the discussion", True),
        ("met", False, "", False),
        ("met", False, "  ", False),
        ("partly", False, "", True),
        ("not_met", False, "", True),
        ("unsure", False, "", True),
    ],
)
def test_met_rests_on_a_passage_or_says_why_none(answer, linked, none, complete):
    given = [*full(CLAIM)[1:], judgement(1, answer, none=none)]
    found = missing_to_seal(CLAIM, given, [passage(1)] if linked else [passage(2)])
    assert [one.part for one in found] == ([] if complete else ["U1.1"])
    assert complete or found[0].message == "Unit 1, Outcome 1: link a passage, or say why none is needed."


@pytest.mark.parametrize(("fit", "left"), [("1", 0), ("2", 5), ("12", 5), ("unsure", 5)])
def test_level_1_is_judged_as_one_whole(fit, left):
    skipped = dict.fromkeys(("U1_k", "U1_p", "U1_g", "U1_c", "U1_a"), "")
    given = full(RATING, **skipped, U1_fit=fit)
    assert len(criteria_left(RATING, given)) == len(missing_to_seal(RATING, given, [])) == left
    other = full(RATING, **skipped, U2_fit="1")
    assert len(criteria_left(RATING, other)) == 5


def test_level_1_as_one_whole_holds_for_a_claim_without_units():
    skipped = dict.fromkeys(("all_k", "all_p", "all_g", "all_c", "all_a"), "")
    assert criteria_left(GENERAL, full(GENERAL, **skipped, all_fit="1")) == ()
    assert len(criteria_left(GENERAL, full(GENERAL, **skipped))) == 5


@pytest.mark.parametrize(("levels", "apart"), [([], 0), ([8], 0), ([8, 8], 0), ([7, 8], 1), ([12, 1, 5], 11)])
def test_the_spread_of_levels(levels, apart):
    assert spread(levels) == apart


@pytest.mark.parametrize(
    ("practice", "autonomy", "asked"),
    [
        ("8", "8", 0),
        ("9", "8", 0),
        ("9", "7", 1),
        ("10", "8", 1),
        ("not_applicable", "7", 0),
        ("unsure", "6", 1),
        ("", "", 0),
    ],
)
def test_a_spread_of_two_levels_asks_for_a_remark_and_blocks_nothing(practice, autonomy, asked):
    given = full(RATING, U1_p=practice, U1_a=autonomy)
    found = remarks_asked(RATING, given)
    assert [one.part for one in found] == ["U1.fit"] * asked
    assert not asked or "Unit 1 Sample unit 1 spans levels" in found[0].message


def test_a_profile_without_a_best_fit_asks_beside_its_last_characteristic():
    given = full(PROFILE, all_k="6")
    assert [(one.part, one.message) for one in remarks_asked(PROFILE, given)] == [
        ("all.a", "Level by characteristic spans levels 6 to 8. Add a remark on how they fit.")
    ]


def compare(first, second, key="U1.p"):
    """The differences when two assessors agree on all but one criterion."""
    answers = {one.criterion_id: {1: one.answer, 2: one.answer} for one in full(RATING)}
    answers[IDS[key]] = {number: answer for number, answer in ((1, first), (2, second)) if answer}
    return differences(RATING, answers)


@pytest.mark.parametrize(
    ("first", "second", "by"),
    [
        ("7", "8", 1),
        ("9", "7", 2),
        ("1", "12", 11),
        ("8", "not_applicable", None),
        ("8", "unsure", None),
        ("unsure", "unsure", None),
        ("8", "", None),
        ("", "8", None),
        ("unsure", "", None),
    ],
)
def test_a_difference_says_how_far_apart(first, second, by):
    (found,) = compare(first, second)
    assert found == Difference(IDS["U1.p"], "U1.p", CriterionKind.CHARACTERISTIC, by, {1: first, 2: second})


@pytest.mark.parametrize(("first", "second"), [("8", "8"), ("not_applicable", "not_applicable"), ("", "")])
def test_the_same_answer_is_no_difference(first, second):
    assert compare(first, second) == ()


def test_units_judged_at_level_1_as_a_whole_do_not_differ_by_characteristic():
    answers = {one.criterion_id: {1: one.answer, 2: one.answer} for one in full(RATING, U1_fit="1")}
    answers[IDS["U1.k"]] = {1: "1"}
    answers[IDS["U1.p"]] = {1: "1", 2: "2"}
    assert differences(RATING, answers) == ()
    same = agreed(RATING, answers)
    assert IDS["U1.k"] not in same and IDS["U1.p"] not in same and same[IDS["U1.fit"]] == "1"
    answers[IDS["U1.fit"]] = {1: "1", 2: "2"}
    assert [one.key for one in differences(RATING, answers)] == ["U1.k", "U1.p", "U1.fit"]


def test_a_single_assessor_differs_from_nobody_but_still_settles_unsure():
    answers = {one.criterion_id: {1: one.answer} for one in full(RATING, U1_p="unsure")}
    assert [one.key for one in differences(RATING, answers)] == ["U1.p"]
    assert len(agreed(RATING, answers)) == len(RATING) - 1


@pytest.mark.parametrize(
    ("key", "first", "second", "limit", "where"),
    [
        ("U1.p", "8", "9", 2, "discuss"),
        ("U1.p", "8", "10", 2, "adjudicate"),
        ("U1.p", "8", "10", 3, "discuss"),
        ("U1.fit", "8", "11", 3, "adjudicate"),
        ("U1.p", "8", "9", 1, "adjudicate"),
        ("U1.p", "8", "unsure", 1, "discuss"),
        ("U1.points", "4", "40", 2, "discuss"),
    ],
)
def test_levels_far_apart_go_to_an_adjudicator(key, first, second, limit, where):
    (found,) = compare(first, second, key)
    assert route(found, Policy(adjudicate_from=limit)) == where


@pytest.mark.parametrize(("second", "where"), [("9", "settle"), ("10", "discuss"), ("11", "adjudicate")])
def test_levels_closer_than_the_office_discusses_are_settled_at_once(second, where):
    (found,) = compare("8", second, "U1.p")
    assert route(found, Policy(discuss_from=2, adjudicate_from=3)) == where


def test_met_against_partly_met_is_a_difference_in_words():
    answers = {one.id: {1: "met", 2: "partly" if one.key == "U1.2" else "met"} for one in CLAIM}
    (found,) = differences(CLAIM, answers)
    assert (found.key, found.by, route(found, Policy())) == ("U1.2", None, "discuss")


ANSWERS = st.dictionaries(
    st.sampled_from([one.id for one in RATING]),
    st.dictionaries(
        st.integers(1, 5), st.sampled_from(["1", "2", "8", "9", "12", "unsure", "not_applicable"]), min_size=1
    ),
)


@given(ANSWERS, st.permutations(range(1, 6)), st.randoms())
def test_differences_do_not_depend_on_who_is_which_assessor_or_on_order(answers, numbers, random):
    renamed = {}
    for key in random.sample(list(answers), len(answers)):
        given_in_order = random.sample(list(answers[key].items()), len(answers[key]))
        renamed[key] = {numbers[assessor - 1]: answer for assessor, answer in given_in_order}
    before, after = differences(RATING, answers), differences(RATING, renamed)
    assert [(one.key, one.by, sorted(one.answers.values())) for one in before] == [
        (one.key, one.by, sorted(one.answers.values())) for one in after
    ]
    assert agreed(RATING, answers) == agreed(RATING, renamed)


@given(ANSWERS)
def test_a_criterion_is_never_both_agreed_and_apart(answers):
    apart = {one.criterion_id for one in differences(RATING, answers)}
    same = agreed(RATING, answers)
    assert not apart & same.keys()
    assert "unsure" not in same.values()
    assert all(set(answers[key].values()) == {answer} for key, answer in same.items())


@given(ANSWERS)
def test_differences_come_in_the_order_of_the_criteria(answers):
    found = [one.criterion_id for one in differences(RATING, answers)]
    assert found == sorted(found)
    assert found[::-1] == [one.criterion_id for one in differences(RATING[::-1], answers)]
