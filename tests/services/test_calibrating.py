"""A decided case judged anew as an exercise: apart until all have sealed, and in no list, count or search of cases."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from rpl_desk.desk import Desk
from rpl_desk.domain.calibration import ExerciseAnswerRow, ExerciseAssessorRow, ExerciseRow, Frozen
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.errors import DeskError, NotAllowed, NotFound, RuleViolation
from rpl_desk.domain.judgements import LEVEL_KINDS, MET, CriterionKind
from rpl_desk.services.calibrating import Exercise
from rpl_desk.services.cases import CaseFilter
from rpl_desk.store import queries, tables
from tests import office as sample
from tests import second_verifier
from tests.services.test_blind_gate import CHANNELS, plain
from tests.services.test_blind_gate import told as told_of_case

MARKER = "marmalade"
WRITING = ("paper pack and agenda", "hand-over", "log of the case")
"""Channels of a case that change the store, or grow by it, each time they are asked."""

Channel = Callable[[Desk, int, Path], Any]
OF_EXERCISES: dict[str, Channel] = {
    "exercises": lambda desk, key, tmp: desk.calibrating.exercises(),
    "exercise": lambda desk, key, tmp: desk.calibrating.exercise(key),
    "frozen": lambda desk, key, tmp: desk.calibrating.frozen(key),
    "answers": lambda desk, key, tmp: desk.calibrating.answers(key),
    "left": lambda desk, key, tmp: desk.calibrating.left(key),
    "results": lambda desk, key, tmp: desk.calibrating.results(key),
    "log": lambda desk, key, tmp: [(one.action, one.subject) for one in desk.cases.log()],
    "search": lambda desk, key, tmp: (desk.search.newest(MARKER), desk.search.best(MARKER)),
    "export": lambda desk, key, tmp: exported(desk, tmp),
    "check": lambda desk, key, tmp: desk.check(),
}


def exported(desk: Desk, tmp: Path) -> list[Any]:
    """Return every cell of the register, and the exported records as JSON."""
    out = tmp / "out"
    out.mkdir(exist_ok=True)
    desk.exchange.register(out / "register.xlsx")
    made = desk.exchange.export(desk.exchange.all_recorded(), out, pdf=False, xlsx=False)
    cells = [[cell.value for row in page for cell in row] for page in load_workbook(out / "register.xlsx")]
    return [cells, [one.path.read_text(encoding="utf-8") for one in made]]


@pytest.fixture
def decided(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.SIGNED)


def set_one(desk: Desk, case: CaseRow, *who: str) -> Exercise:
    with sample.as_person(desk, "admin"):
        return desk.calibrating.set_exercise(case, "Peer support, spring", [sample.person(desk, one) for one in who])


def an_answer(kind: CriterionKind, level: str) -> str:
    return level if kind in LEVEL_KINDS else "6" if kind is CriterionKind.POINTS else MET


def judge(desk: Desk, key: int, who: str, *, level: str = "8", seal: bool = True) -> None:
    with sample.as_person(desk, who):
        for one in desk.calibrating.frozen(key).criteria:
            desk.calibrating.answer(key, one, an_answer(one.kind, level), f"{MARKER} of {who}")
        if seal:
            desk.calibrating.seal(key)


def told(desk: Desk, key: int, who: str, channel: str, tmp: Path) -> str:
    with sample.as_person(desk, who):
        try:
            answer = OF_EXERCISES[channel](desk, key, tmp)
        except DeskError as error:
            answer = error.args
    return repr(plain(answer))


def test_a_signed_case_is_frozen_with_its_edition_settings_and_files(desk: Desk, decided: CaseRow):
    made = set_one(desk, decided, "one", "two", "member")
    assert (made.name, made.state) == ("CAL-1", "0 of 3 sealed")
    with sample.as_person(desk, "one"):
        frozen = desk.calibrating.frozen(made.id)
        criteria = desk.judging.criteria(decided.id)
        assert [(one.key, one.text) for one in frozen.criteria] == [(one.key, one.text) for one in criteria]
        (item,) = frozen.items
        assert item.sha256 == desk.evidence.register(decided.id)[0].sha256
        row = desk.calibrating.item(made.id, item)
        assert desk.evidence.read(row) == desk.evidence.read(desk.evidence.register(decided.id)[0])
        assert Frozen.from_plain(frozen.to_plain()) == frozen
    assert desk.check() == []


def test_only_a_signed_case_is_set_and_only_by_who_may(desk: Desk, tmp_path: Path, decided: CaseRow):
    people = [sample.person(desk, one) for one in ("one", "two")]
    live = sample.case_at(desk, tmp_path, Stage.REVIEW)
    with sample.as_person(desk, "chair"), pytest.raises(RuleViolation, match="this is done at signed or released"):
        desk.calibrating.set_exercise(live, "A live case", people)
    with sample.as_person(desk, "one"), pytest.raises(NotAllowed, match="Only the chair"):
        desk.calibrating.set_exercise(decided, "By an assessor", people)
    with sample.as_person(desk, "chair"):
        with pytest.raises(RuleViolation, match="at least two assessors"):
            desk.calibrating.set_exercise(decided, "Alone", people[:1])
        assert desk.calibrating.set_exercise(decided, "By the chair", people).set_by == "Chair One"


@pytest.mark.parametrize("who", ("two", "chair", "admin"))
@pytest.mark.parametrize("channel", OF_EXERCISES)
def test_nothing_of_one_assessor_is_told_before_all_have_sealed(
    desk: Desk, tmp_path: Path, decided: CaseRow, who: str, channel: str
):
    made = set_one(desk, decided, "one", "two")
    before = told(desk, made.id, who, channel, tmp_path)
    judge(desk, made.id, "one", level="11", seal=False)
    after = told(desk, made.id, who, channel, tmp_path)
    assert MARKER not in after and "'11'" not in after
    if channel not in ("export", "log"):  # asking for a register is an entry of the log itself
        assert after == before
    if channel == "log":
        assert "answer exercise" not in after
    with sample.as_person(desk, "one"):
        desk.calibrating.seal(made.id)
    sealed = told(desk, made.id, who, channel, tmp_path)
    assert MARKER not in sealed and "'11'" not in sealed


def test_the_assessor_reads_their_own_and_after_all_have_sealed_everybody_all(desk: Desk, decided: CaseRow, tmp_path):
    made = set_one(desk, decided, "one", "two")
    judge(desk, made.id, "one")
    assert MARKER in told(desk, made.id, "one", "answers", tmp_path)
    judge(desk, made.id, "two", level="9")
    for who in ("one", "two", "admin"):
        for channel in ("answers", "results"):
            assert f"{MARKER} of one" in told(desk, made.id, who, channel, tmp_path), (who, channel)
    assert "answer exercise" in told(desk, made.id, "two", "log", tmp_path)


def test_agreement_is_told_by_characteristic_beside_what_the_panel_found(desk: Desk, decided: CaseRow):
    made = set_one(desk, decided, "one", "two", "member")
    for who, level in (("one", "8"), ("two", "8"), ("member", "9")):
        judge(desk, made.id, who, level=level)
    with sample.as_person(desk, "two"):
        found = desk.calibrating.results(made.id)
    names = [one.name for one in found.parts]
    assert names[:5] == ["Knowledge", "Practice", "Cognitive skills", "Communication", "Autonomy"]
    assert "Best fit" in names and "Credit points" in names
    assert all(one.percent == pytest.approx(100 / 3) for one in found.parts[:5])
    assert all(one.percent == 100 for one in found.parts if one.name == "Credit points")
    assert [one.name for one in found.whole] == ["Levels", "Other answers"]
    first = found.compared[0]
    assert {number: answer for number, (answer, _) in first.answers.items()} == {1: "8", 2: "8", 3: "9"}
    assert first.finding == "8"
    assert found.judged_it_before == ("Assessor One", "Assessor Two")
    assert desk.check() == []


def test_what_the_panel_found_is_not_told_before_all_have_sealed(desk: Desk, decided: CaseRow):
    made = set_one(desk, decided, "one", "two")
    with sample.as_person(desk, "one"):
        assert desk.calibrating.frozen(made.id).findings == {}
        with pytest.raises(RuleViolation, match="blind until everybody has sealed: yours to judge; 0 of 2 sealed"):
            desk.calibrating.results(made.id)


def test_an_exercise_is_in_no_list_count_register_search_or_statistic(desk: Desk, tmp_path: Path, decided: CaseRow):
    """Every service that reads cases says the very same with an exercise set, judged and sealed as without it."""
    own = ("log of the store", "register file", "export", "check", *WRITING)
    (tmp_path / "a").mkdir()
    before = {
        name: told_of_case(desk, decided, who, name, tmp_path / "a")
        for name in CHANNELS
        for who in ("one",)
        if name not in own
    }
    with sample.as_person(desk, "one"):
        counts, ids = desk.cases.counts(), list(desk.cases.ids(CaseFilter()))
    made = set_one(desk, decided, "one", "two")
    judge(desk, made.id, "one")
    judge(desk, made.id, "two")
    after = {
        name: told_of_case(desk, decided, who, name, tmp_path / "a")
        for name in CHANNELS
        for who in ("one",)
        if name not in own
    }
    assert after == before
    with sample.as_person(desk, "one"):
        assert not any("exercise" in one.action for one in desk.cases.log(decided.reference))
        assert (desk.cases.counts(), list(desk.cases.ids(CaseFilter()))) == (counts, ids)
        assert not desk.search.newest(MARKER).hits
        assert desk.exchange.all_recorded() == (desk.intake.case(decided.reference),)


def test_sealed_answers_stay_and_missing_ones_keep_from_sealing(desk: Desk, decided: CaseRow):
    made = set_one(desk, decided, "one", "two")
    with sample.as_person(desk, "one"):
        first = desk.calibrating.frozen(made.id).criteria[0]
        with pytest.raises(RuleViolation, match="is not a level"):
            desk.calibrating.answer(made.id, first, "13", "Too high.")
        desk.calibrating.answer(made.id, first, "8", "")
        with pytest.raises(RuleViolation, match=f"no answer with a reason. The first: {first.label}"):
            desk.calibrating.seal(made.id)
    judge(desk, made.id, "one")
    with sample.as_person(desk, "one"), pytest.raises(RuleViolation, match="stay as they are"):
        desk.calibrating.answer(made.id, first, "7", "Changed my mind.")


def answered_anew(desk: Desk, action: Any, part: ExerciseAssessorRow) -> None:
    row = queries.rows_of(action.read, ExerciseAnswerRow, assessor_id=part.id)[0]
    action.update(tables.exercise_answer, row, reason="Something else.")


def other_commitment(desk: Desk, action: Any, part: ExerciseAssessorRow) -> None:
    action.update(tables.exercise_assessor, part, commitment="0" * 64)


def frozen_anew(desk: Desk, action: Any, part: ExerciseAssessorRow) -> None:
    action.update(tables.exercise, queries.rows(action.read, ExerciseRow)[0], body=b"{}")


@pytest.mark.parametrize(
    "change, ours, theirs",
    [
        (answered_anew, "assessor 1: has answers that are not what was sealed", "answers of an exercise are not"),
        (other_commitment, "assessor 1: has answers that are not what was sealed", "answers of an exercise are not"),
        (frozen_anew, "exercise 1: is not the case that was frozen", "a frozen case was changed"),
    ],
)
def test_what_was_sealed_in_an_exercise_and_changed_with_an_entry_is_found_by_its_commitment(
    desk: Desk, office: Path, decided: CaseRow, change: Callable[..., None], ours: str, theirs: str
):
    key = set_one(desk, decided, "one", "two").id
    judge(desk, key, "one")
    judge(desk, key, "two", seal=False)
    assert desk.check() == []
    assert not [one for one in second_verifier.check_store(office)[1] if "exercise" in one or "frozen" in one]
    with desk.database.action("answer exercise", by=sample.person(desk, "one").uid) as action:
        change(desk, action, queries.rows_of(action.read, ExerciseAssessorRow, number=1)[0])
    found = [str(one) for one in desk.check()]
    assert len(found) == 1 and ours in found[0], found
    assert any(theirs in one for one in second_verifier.check_store(office)[1])


def test_who_has_nothing_to_do_with_an_exercise_does_not_find_it(desk: Desk, decided: CaseRow):
    made = set_one(desk, decided, "one", "two")
    with sample.as_person(desk, "member"):
        assert desk.calibrating.exercises() == ()
        with pytest.raises(NotFound, match="that you set or judge"):
            desk.calibrating.frozen(made.id)


def test_an_assessor_who_never_seals_is_excused_with_a_reason(desk: Desk, decided: CaseRow):
    made = set_one(desk, decided, "one", "two", "member")
    judge(desk, made.id, "one")
    judge(desk, made.id, "two")
    waited = made.participants[2]
    with sample.as_person(desk, "one"), pytest.raises(NotAllowed, match="who set the exercise"):
        desk.calibrating.excuse(made.id, waited, "Away.")
    with sample.as_person(desk, "admin"):
        with pytest.raises(RuleViolation, match="has sealed"):
            desk.calibrating.excuse(made.id, made.participants[0], "Away.")
        desk.calibrating.excuse(made.id, waited, "Away until summer.")
        assert desk.calibrating.results(made.id).whole[0].assessors == 2
    with sample.as_person(desk, "member"), pytest.raises(NotAllowed, match="You do not judge"):
        desk.calibrating.answer(made.id, desk.calibrating.frozen(made.id).criteria[0], "8", "Late.")


def test_the_claimants_name_is_covered_in_a_frozen_claim(desk: Desk, tmp_path: Path):
    file = {"title": "Claim of Quillhilda Zephyrine"}
    case = sample.open_case(desk, tmp_path, CaseKind.RPL_CREDIT_SPECIFIC, **file)
    with sample.as_person(desk, "chair"):
        desk.intake.edit(case, claimant="Quillhilda Zephyrine")
        desk.evidence.edit(case, desk.evidence.register(case.id)[0], title="Portfolio of Quillhilda")
    for stage in (Stage.REVIEW, Stage.RECONCILE, Stage.PANEL, Stage.DECIDED, Stage.SIGNED):
        sample._take_to(desk, case, stage)
    made = set_one(desk, desk_case(desk, case), "one", "two")
    with sample.as_person(desk, "one"):
        frozen = desk.calibrating.frozen(made.id)
        assert frozen.items[0].title == "Portfolio of the claimant"
        assert "uillhilda" not in repr(plain(frozen))


def desk_case(desk: Desk, case: CaseRow) -> CaseRow:
    with sample.as_person(desk, "admin"):
        return desk.intake.case(case.reference)
