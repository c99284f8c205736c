"""Which steps a case may take, and how it is named."""

from itertools import pairwise, product

import pytest

from rpl_desk.domain.cases import (
    MOVES,
    PATH,
    CaseKind,
    Stage,
    check_move,
    check_reference,
    needs_reason,
    next_reference,
)
from rpl_desk.domain.errors import RuleViolation

ALLOWED = {
    "intake": "review waiting withdrawn",
    "review": "reconcile waiting withdrawn",
    "reconcile": "panel waiting withdrawn",
    "panel": "decided reconcile waiting withdrawn",
    "decided": "signed panel withdrawn",
    "signed": "released appeal panel reconcile voided",
    "released": "appeal panel reconcile voided",
    "waiting": "intake review reconcile panel withdrawn",
    "withdrawn": "",
    "appeal": "panel reconcile",
    "voided": "",
}
PAIRS = [(stage, to, to.value in ALLOWED[stage.value].split()) for stage, to in product(Stage, Stage)]


def is_reopened(stage: Stage, to: Stage) -> bool:
    return to is Stage.RECONCILE and stage is not Stage.WAITING


def test_a_signed_case_goes_back_to_where_it_stood_and_nowhere_else():
    check_move(Stage.PANEL, Stage.RELEASED, "Dropped.", None, Stage.RELEASED)
    check_move(Stage.APPEAL, Stage.SIGNED, "Not upheld.", None, Stage.SIGNED)
    for stage, to, back_to in ((Stage.PANEL, Stage.SIGNED, Stage.RELEASED), (Stage.APPEAL, Stage.SIGNED, None)):
        with pytest.raises(RuleViolation, match="cannot go to signed"):
            check_move(stage, to, "Sample reason", None, back_to)


@pytest.mark.parametrize(("stage", "to", "allowed"), PAIRS)
def test_every_pair_of_stages_is_allowed_or_refused(stage, to, allowed):
    resumes_at = to if stage is Stage.WAITING and to is not Stage.WITHDRAWN else None
    if allowed:
        check_move(stage, to, "Sample reason", resumes_at)
    else:
        words = f"at {to} already" if stage is to else f"A case at {stage} cannot go to {to}"
        with pytest.raises(RuleViolation, match=words):
            check_move(stage, to, "Sample reason", resumes_at)


@pytest.mark.parametrize(("stage", "to"), [(stage, to) for stage, to, allowed in PAIRS if allowed])
@pytest.mark.parametrize("reason", ["", " \n"])
def test_steps_off_the_path_and_back_to_the_panel_need_a_reason(stage, to, reason):
    resumes_at = to if stage is Stage.WAITING and to is not Stage.WITHDRAWN else None
    beside = (Stage.WAITING, Stage.WITHDRAWN, Stage.APPEAL, Stage.VOIDED)
    back = (Stage.DECIDED, Stage.SIGNED, Stage.RELEASED, Stage.APPEAL)
    asked = (
        to in beside or (stage in back and to is Stage.PANEL) or (stage is not Stage.REVIEW and is_reopened(stage, to))
    )
    assert needs_reason(stage, to) == asked
    if asked:
        with pytest.raises(RuleViolation, match="Give a reason"):
            check_move(stage, to, reason, resumes_at)
    else:
        check_move(stage, to, reason, resumes_at)


@pytest.mark.parametrize(
    ("waiting_from", "to"),
    [*((one, to) for one, to in product(PATH[:4], PATH[:4]) if one is not to), *((None, to) for to in PATH[:4])],
)
def test_a_waiting_case_resumes_only_where_it_stopped(waiting_from, to):
    with pytest.raises(RuleViolation, match=f"This case waits at {waiting_from or 'no known stage'}, so it cannot go"):
        check_move(Stage.WAITING, to, "", waiting_from)


def test_the_guided_path_is_one_of_allowed_steps():
    assert all(to in MOVES[stage] for stage, to in pairwise(PATH))
    assert set(MOVES) == set(Stage)


@pytest.mark.parametrize(
    ("kind", "year", "last", "reference"),
    [
        (CaseKind.CREDIT_RATING_OWN, 2026, 11, "CR-2026-0012"),
        (CaseKind.CREDIT_RATING_THIRD_PARTY, 2026, 0, "CR-2026-0001"),
        (CaseKind.RPL_CREDIT_SPECIFIC, 2026, 33, "RPL-2026-0034"),
        (CaseKind.CREDIT_TRANSFER, 2031, 9998, "RPL-2031-9999"),
        (CaseKind.RPL_FORMATIVE, 2031, 9999, "RPL-2031-10000"),
    ],
)
def test_references_count_on_within_a_year(kind, year, last, reference):
    assert next_reference(kind, year, last) == reference
    check_reference(reference)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CR-2026-12",
        "CR-26-0012",
        "cr-2026-0012",
        "XX-2026-0012",
        "CR-2026-0012 ",
        "CR-2026-0012\n",
        "CR 2026 0012",
        "../CR-2026-0012",
        "CR-٢٠٢٦-٠٠١٢",
        "CR-2026-1234567",
    ],
)
def test_other_texts_are_no_reference(text):
    with pytest.raises(RuleViolation, match="not a case reference"):
        check_reference(text)


@pytest.mark.parametrize("kind", CaseKind)
def test_a_rating_is_of_at_least_one_point_and_a_claim_may_be_given_none(kind):
    assert kind.least_points == (1 if kind in (CaseKind.CREDIT_RATING_OWN, CaseKind.CREDIT_RATING_THIRD_PARTY) else 0)
