"""Earlier decisions beside a case: only after one has sealed, never whose claim it was, each with its record."""

from dataclasses import replace
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.errors import NotAllowed
from rpl_desk.domain.precedents import Likeness
from tests import office as sample
from tests.services.test_blind_gate import plain
from tests.services.test_calibrating import set_one

KIND = CaseKind.RPL_CREDIT_SPECIFIC
NAME = "Quillhilda Zephyrine"


def claim(
    desk: Desk, folder: Path, name: str, *, title: str = "", units: tuple[str, ...] = (), level: int = 8
) -> CaseRow:
    """Open a claim of somebody; `units` are titles in the place of the sample's own."""
    file = sample.case_file(KIND)
    programme = file.programme
    if units:
        kept = tuple(replace(one, title=title) for one, title in zip(programme.units, units, strict=False))
        programme = replace(programme, title=units[0], units=kept)
    claimant = replace(file.claimant, name=name, reference=name[:4].upper())
    return sample.open_case(
        desk,
        folder,
        KIND,
        title=title or f"Claim of {name}",
        claimant=claimant,
        programme=programme,
        proposed_level=level,
    )


def signed(desk: Desk, folder: Path, name: str, **changes) -> CaseRow:
    case = claim(desk, folder, name, **changes)
    for stage in (Stage.REVIEW, Stage.RECONCILE, Stage.PANEL, Stage.DECIDED, Stage.SIGNED):
        sample._take_to(desk, case, stage)
    with sample.as_person(desk, "admin"):
        return desk.intake.case(case.reference)


@pytest.fixture
def beside(desk: Desk, tmp_path: Path) -> CaseRow:
    """A claim under review; before it stand one decision on its units, one on its level alone, and one like nothing."""
    signed(desk, tmp_path, NAME)
    signed(desk, tmp_path, "Thistlewood Oak", units=("Alpine gardens", "Alpine paths"))
    case = claim(desk, tmp_path, "Sample Claimant B")
    sample._take_to(desk, case, Stage.REVIEW)
    return case


def test_an_assessor_sees_them_only_after_they_have_sealed(desk: Desk, beside: CaseRow):
    for who in ("one", "two", "chair", "admin", "member"):
        with sample.as_person(desk, who):
            assert not desk.precedents.may_see(beside.id)
            with pytest.raises(NotAllowed, match="once you have sealed"):
                desk.precedents.precedents(beside)
    sample.judge_all(desk, beside, "one")
    with sample.as_person(desk, "one"):
        assert desk.precedents.precedents(beside)
    for who in ("two", "chair", "admin", "member"):
        with sample.as_person(desk, who), pytest.raises(NotAllowed):
            desk.precedents.precedents(beside)
    sample.judge_all(desk, beside, "two")
    with sample.as_person(desk, "chair"):
        assert not desk.precedents.may_see(beside.id)
        desk.reconciling.reveal(beside)
        assert desk.precedents.precedents(beside)


def test_a_case_that_is_not_blind_keeps_them_back_until_one_has_sealed_too(desk: Desk, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        desk.office.set_policy(blind_review=False)
    case = claim(desk, tmp_path, NAME)
    sample._take_to(desk, case, Stage.REVIEW)
    with sample.as_person(desk, "one"):
        assert not desk.precedents.may_see(case.id)
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "one"):
        assert desk.precedents.may_see(case.id)


def test_reopened_judgements_hide_them_again(desk: Desk, beside: CaseRow):
    sample.judge_all(desk, beside, "one")
    with sample.as_person(desk, "chair"):
        mine = next(one for one in desk.judging.assessments(beside.id) if one.number == 1)
        desk.judging.reopen(beside, mine, "A passage was misread.")
    with sample.as_person(desk, "one"):
        assert not desk.precedents.may_see(beside.id)


def test_the_closest_come_first_with_what_was_found_of_the_unit_and_lead_to_a_record(desk: Desk, beside: CaseRow):
    sample.judge_all(desk, beside, "one")
    with sample.as_person(desk, "one"):
        first, second = desk.precedents.precedents(beside)
        assert (first.reference, first.likeness) == ("RPL-2026-0001", Likeness.UNIT)
        assert first.because.startswith("the same unit, ")
        assert (second.reference, second.likeness, second.because) == (
            "RPL-2026-0002",
            Likeness.LEVEL,
            "the level asked for here",
        )
        record = desk.decisions.current_record(desk.intake.case(first.reference).id)
        assert (first.version, record.sha256[:16]) == (record.version, first.record_sha256)
        assert (first.level, first.points) == (8, 12)


def test_a_credit_rating_tells_the_level_and_points_found_of_the_unit(desk: Desk, tmp_path: Path):
    sample.case_at(desk, tmp_path, Stage.SIGNED)
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    sample.judge_all(desk, case, "two")
    with sample.as_person(desk, "two"):
        (found,) = desk.precedents.precedents(case)
    assert found.because in (
        "the same unit, Peer support basics: level 8, 6 points",
        "the same unit, Listening and recording: level 8, 6 points",
    )


def test_titles_are_alike_whatever_their_capitals(desk: Desk, tmp_path: Path):
    signed(desk, tmp_path, NAME, title="Care of Old Trees", units=("Old trees", "Tools"), level=7)
    case = claim(desk, tmp_path, "Sample Claimant B", title="care of old TREES", units=("Other", "Another"), level=6)
    sample._take_to(desk, case, Stage.REVIEW)
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "one"):
        (found,) = desk.precedents.precedents(case)
    assert found.likeness is Likeness.TITLE


def test_they_never_say_whose_claim_it_was_nor_join_two_claims_of_one_person(desk: Desk, tmp_path: Path):
    signed(desk, tmp_path, NAME, units=(f"Portfolio of {NAME}", "Tools"), level=7)
    case = claim(desk, tmp_path, NAME, units=(f"Portfolio of {NAME}", "Spades"), level=6)
    other = claim(desk, tmp_path, "Sample Claimant B", units=("Tools", "Rakes"), level=6)
    for one in (case, other):
        sample._take_to(desk, one, Stage.REVIEW)
        sample.judge_all(desk, one, "one")
    with sample.as_person(desk, "one"):
        assert desk.precedents.precedents(case) == ()
        found = desk.precedents.precedents(other)
        assert [one.title for one in found] == ["Claim of the claimant"]
        assert "uillhilda" not in repr(plain(found)) and "QUIL" not in repr(plain(found))


def test_only_signed_decisions_count_and_no_exercise(desk: Desk, tmp_path: Path):
    decided = signed(desk, tmp_path, NAME)
    running = claim(desk, tmp_path, "Sample Claimant C")
    case = claim(desk, tmp_path, "Sample Claimant B")
    for one in (running, case):
        sample._take_to(desk, one, Stage.REVIEW)
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "one"):
        before = desk.precedents.precedents(case)
    set_one(desk, decided, "one", "two")
    with sample.as_person(desk, "one"):
        assert [one.reference for one in before] == [decided.reference]
        assert desk.precedents.precedents(case) == before
