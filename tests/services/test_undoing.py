"""One undo for a case: ticks, the evidence register and the intake, each by the rule it was made under."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.errors import Conflict, NotAllowed, RuleViolation
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.domain.intake import IntakeClaimant
from rpl_desk.domain.judgements import FindingState
from rpl_desk.domain.people import Role
from rpl_desk.domain.programmes import ActivityKind
from rpl_desk.domain.removed import RemovedLineRow
from rpl_desk.services.evidence import details_for
from rpl_desk.store import queries
from tests import office as sample


def at_review(desk: Desk, folder: Path) -> CaseRow:
    return sample.case_at(desk, folder, Stage.REVIEW)


def intake(desk: Desk, case: CaseRow) -> list[object]:
    """Return all that the intake holds but ids and revisions, which taking away and putting back changes."""
    contents = desk.intake.contents(case.id)
    keys = {one.id: one.key for one in contents.units}
    programme = contents.programme
    return [
        (contents.case.title, contents.case.due_on, contents.case.claimant, contents.case.proposed_level),
        programme and (programme.title, programme.award),
        [(one.key, one.title, one.proposed_level) for one in contents.units],
        [[(unit.key, one.number, one.text) for one in contents.unit_outcomes(unit)] for unit in contents.units],
        sorted((keys[one.unit_id], one.kind, one.low) for one in contents.activities),
        [(one.key, one.answer, one.note) for one in contents.checks],
        [(one.number, one.text) for one in contents.entry_requirements],
    ]


def test_a_tick_under_a_descriptor_and_a_note_of_reading_are_taken_back(desk: Desk, tmp_path: Path):
    case = at_review(desk, tmp_path)
    with sample.as_person(desk, "one"):
        criterion, item = desk.judging.criteria(case.id)[0], desk.evidence.register(case.id)[0]
        statement = desk.office.framework_of(case).statements[0].id
        desk.judging.rely(case, criterion, statement)
        desk.appraising.set_read(case, item)
        assert desk.undoing.history(case.id).undo == ("E01 read", f"rely on {statement} for {criterion.key}")
        desk.undoing.undo(case)
        assert desk.appraising.read_items(case.id) == frozenset()
        desk.undoing.undo(case)
        assert desk.judging.relied_on(case.id) == ()
        desk.undoing.redo(case)
        assert [one.statement for one in desk.judging.relied_on(case.id)] == [statement]
        desk.judging.rely(case, criterion, statement, relied=False)
        desk.undoing.undo(case)
        assert [one.statement for one in desk.judging.relied_on(case.id)] == [statement]
        assert desk.check() == []


def test_what_the_register_says_is_taken_back_and_words_typed_on_are_one_step(desk: Desk, tmp_path: Path):
    case = at_review(desk, tmp_path)

    def item():
        return desk.evidence.register(case.id)[0]

    with sample.as_person(desk, "chair"):
        before, criterion = item(), desk.judging.criteria(case.id)[0]
        for title in ("Unit", "Unit specification, second", "Unit specification, second issue"):
            desk.evidence.edit(case, item(), title=title)
        desk.evidence.edit(case, item(), learned_on=date(2025, 4, 1))
        desk.evidence.set_claim(case, item(), criterion)
        desk.evidence.confirm_authenticity(
            case, item(), confirmed_by="Sample Line Manager", how="letter", confirmed_on=date(2026, 5, 2)
        )
        assert desk.undoing.history(case.id).undo == (
            "confirm E01",
            f"claim E01 for {criterion.key}",
            "E01 learned",
            "E01 title",
        )
        desk.undoing.undo(case)
        assert desk.evidence.authenticity(case.id) == ()
        desk.undoing.undo(case)
        assert desk.evidence.claims(case.id) == ()
        desk.undoing.undo(case)
        desk.undoing.undo(case)
        assert (item().title, item().learned_on) == (before.title, before.learned_on)
        for _ in range(4):
            desk.undoing.redo(case)
        assert (item().title, item().learned_on) == ("Unit specification, second issue", date(2025, 4, 1))
        assert len(desk.evidence.claims(case.id)) == len(desk.evidence.authenticity(case.id)) == 1
        assert desk.check() == []


def test_what_others_changed_in_the_same_row_meanwhile_stays(desk: Desk, tmp_path: Path):
    case = at_review(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        desk.evidence.edit(case, desk.evidence.register(case.id)[0], supplier="Sample Employer")
    with sample.as_person(desk, "chair"):
        desk.evidence.edit(case, desk.evidence.register(case.id)[0], title="Specification")
    with sample.as_person(desk, "admin"):
        desk.undoing.undo(case)
        item = desk.evidence.register(case.id)[0]
    assert (item.supplier, item.title) == ("", "Specification")


def test_a_change_of_the_register_is_taken_back_only_where_it_could_be_made(desk: Desk, tmp_path: Path):
    case = at_review(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        desk.intake.give_role(case, sample.person(desk, "member"), Role.SECRETARY)
    with sample.as_person(desk, "member"):
        desk.evidence.edit(case, desk.evidence.register(case.id)[0], title="Specification")
    with sample.as_person(desk, "admin"):
        held = next(one for one in desk.intake.contents(case.id).roles if one.role is Role.SECRETARY)
        desk.intake.take_role(case, held)
    size = desk.database.head().size
    with sample.as_person(desk, "member"), pytest.raises(NotAllowed, match="prepare it"):
        desk.undoing.undo(case)
    assert desk.database.head().size == size
    with sample.as_person(desk, "chair"):
        assert desk.evidence.register(case.id)[0].title == "Specification"


def test_a_unit_taken_away_comes_back_with_all_that_was_in_it(desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        states, labels = [intake(desk, case)], []

        def done() -> None:
            states.append(intake(desk, case))
            labels.append(desk.undoing.history(case.id).undo[0])

        contents = desk.intake.contents(case.id)
        desk.intake.add_outcome(contents.units[0], "Keep a record that is agreed")
        done()
        desk.intake.remove(contents.units[0])
        done()
        desk.intake.add_unit(case, "A third unit")
        done()
        desk.intake.edit(desk.intake.contents(case.id).checks[0], note="Seen again.")
        done()
        desk.intake.edit(desk.intake.case(case.reference), due_on=date(2026, 9, 1), proposed_level=7)
        done()
        assert labels == [
            "add U1 outcome 3",
            "remove U1",
            "add U3",
            f"{contents.checks[0].key.replace('_', ' ')}: note",
            "due on and proposed level",
        ]
        for _ in range(2):
            for at in range(5, 0, -1):
                assert desk.undoing.undo(case) == labels[at - 1]
                assert intake(desk, case) == states[at - 1]
            for at in range(5):
                assert desk.undoing.redo(case) == labels[at]
                assert intake(desk, case) == states[at + 1]
        assert desk.check() == []


def test_hours_added_to_a_unit_that_came_back_are_taken_back_from_it(desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        first = desk.intake.contents(case.id).units[0]
        taught = next(one for one in desk.intake.contents(case.id).activities if one.kind is ActivityKind.TAUGHT)
        desk.credit.remove_hours(first, taught)
        before = intake(desk, case)
        desk.intake.remove(first)
        desk.undoing.undo(case)
        assert intake(desk, case) == before
        desk.undoing.undo(case)  # the hours belong to the unit under the id it has now
        again = desk.intake.contents(case.id)
        unit = next(one for one in again.units if one.key == first.key)
        assert [one.low for one in again.unit_activities(unit)] == [400, 180]
        assert desk.check() == []


def test_a_name_of_the_claimant_put_back_is_covered_again(desk: Desk, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        desk.office.set_policy(hide_claimant=True)
    name = "Quillhilda Zephyrine"
    claimant = IntakeClaimant(name, reference="SC-7791", assessment_plan="A portfolio.")
    kind, title = CaseKind.RPL_CREDIT_SPECIFIC, f"Claim of {name}"
    case = sample.open_case(desk, tmp_path, kind, claimant=claimant, title=title)

    def seen() -> str:
        with sample.as_person(desk, "one"):
            return desk.intake.case(case.reference).title

    covered = seen()
    assert name not in covered
    with sample.as_person(desk, "admin"):
        desk.intake.edit(desk.intake.case(case.reference), claimant="Another Name")
    assert name in seen()  # it is nobody's any more
    with sample.as_person(desk, "admin"):
        assert desk.undoing.undo(case) == "claimant"
    assert seen() == covered


def test_beginning_the_review_ends_what_can_be_taken_back_of_the_intake(desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "chair"):
        desk.intake.edit(case, due_on=date(2026, 9, 1))
        desk.intake.remove(desk.intake.contents(case.id).units[1])
    with sample.as_person(desk, "admin"):
        desk.intake.begin_review(desk.intake.case(case.reference))
    with sample.as_person(desk, "chair"):
        assert desk.intake.removed(case.id) == ()
        with pytest.raises(RuleViolation, match="nothing to undo"):
            desk.undoing.undo(case)


# -- what was taken out of an intake ----------------------------------------------------------------------------------


def test_a_unit_taken_out_is_put_back_in_another_session(office: Path, tmp_path: Path):
    with Desk.open(office) as desk:
        case = sample.open_case(desk, tmp_path)
        with sample.as_person(desk, "admin"):
            before = intake(desk, case)
            desk.intake.remove(desk.intake.contents(case.id).units[0])
            assert intake(desk, case) != before
    with Desk.open(office) as desk, sample.as_person(desk, "chair"):
        assert desk.undoing.history(case.id).undo == ()
        (line,) = desk.intake.removed(case.id)
        assert (line.label, line.kept_until - line.removed_at) == (
            "U1, Peer support basics",
            timedelta(days=30),
        )
        desk.intake.put_back(case, line)
        assert (intake(desk, case), desk.intake.removed(case.id)) == (before, ())
        desk.undoing.undo(case)
        assert [one.label for one in desk.intake.removed(case.id)] == ["U1, Peer support basics"]
        desk.undoing.redo(case)
        assert intake(desk, case) == before
        assert desk.check() == []


def test_a_number_given_again_meanwhile_stays_and_a_line_waits_for_its_unit(desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        contents = desk.intake.contents(case.id)
        desk.intake.remove(contents.unit_outcomes(contents.units[1])[0])
        desk.intake.remove(contents.units[1])
        unit, outcome = desk.intake.removed(case.id)
        assert (unit.label, outcome.label) == (
            "U2, Listening and recording",
            "U2 outcome 1, Use several listening approaches",
        )
        desk.intake.add_unit(case, "Another second unit")
        with pytest.raises(RuleViolation, match="The unit that this belongs to is not there"):
            desk.intake.put_back(case, outcome)
        desk.intake.put_back(case, unit)
        desk.intake.put_back(case, outcome)
        again = desk.intake.contents(case.id)
        assert [len(again.unit_outcomes(one)) for one in again.units] == [2, 0, 1]
        titles = [(one.key, one.title) for one in desk.intake.contents(case.id).units]
        assert titles[1:] == [("U2", "Another second unit"), ("U3", "Listening and recording")]
        assert desk.check() == []


def test_what_was_taken_out_is_kept_for_thirty_days_and_no_longer(office: Path, tmp_path: Path):
    now = [datetime(2026, 5, 1, 9, tzinfo=UTC)]
    with Desk.open(office, clock=lambda: now[0]) as desk:
        case = sample.open_case(desk, tmp_path)
        with sample.as_person(desk, "admin"):
            first, second = desk.intake.contents(case.id).units
            desk.intake.remove(second)
        now[0] += timedelta(days=30)
        with sample.as_person(desk, "admin"):
            (line,) = desk.intake.removed(case.id)
        now[0] += timedelta(seconds=1)
        with sample.as_person(desk, "admin"):
            assert desk.intake.removed(case.id) == ()
            with pytest.raises(RuleViolation, match="more than 30 days ago"):
                desk.intake.put_back(case, line)
            desk.intake.remove(desk.intake.contents(case.id).unit_outcomes(first)[0])
            with desk.database.reading() as read:
                assert [one.label for one in queries.rows_of(read, RemovedLineRow)] == [
                    "U1 outcome 1, Explain what peer support is"
                ]
            assert desk.check() == []


# -- items and files of the register ----------------------------------------------------------------------------------


def newest(desk: Desk) -> str:
    return desk.cases.log(limit=1)[0].action


def items(desk: Desk, case: CaseRow) -> list[tuple[str, str, str]]:
    return [(one.key, one.title, one.file_name) for one in desk.evidence.register(case.id)]


def test_an_item_added_at_intake_goes_to_the_bin_with_what_was_said_of_it(desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        before = items(desk, case)
        path = sample.write_pdf(tmp_path / "letter.pdf", "A letter of an employer")
        row = desk.evidence.add(case, path, details_for(path, EvidenceKind.TESTIMONY, learned_on=date(2025, 4, 1)))
        desk.evidence.edit(case, row, title="Letter of a line manager")
        desk.evidence.confirm_authenticity(
            case, row, confirmed_by="Sample Line Manager", how="letter", confirmed_on=date(2026, 5, 2)
        )
        full = items(desk, case)
        assert desk.undoing.history(case.id).undo == ("confirm E02", "E02 title", "add E02")
        for _ in range(3):
            desk.undoing.undo(case)
        assert (items(desk, case), newest(desk)) == (before, "undo evidence")
        (line,) = desk.intake.removed(case.id)
        assert (line.label, line.kept_until - line.removed_at) == ("E02, letter", timedelta(days=30))
        for _ in range(2):
            for _ in range(3):
                desk.undoing.redo(case)
            assert (items(desk, case), desk.intake.removed(case.id)) == (full, ())
            (confirmed,) = desk.evidence.authenticity(case.id)
            assert desk.evidence.read(desk.evidence.register(case.id)[1]) == path.read_bytes()
            assert confirmed.evidence_id == desk.evidence.register(case.id)[1].id
            for _ in range(3):
                desk.undoing.undo(case)
            assert items(desk, case) == before
        assert desk.check() == []


def test_an_item_in_the_bin_is_put_back_under_its_number_after_the_review_began(office: Path, tmp_path: Path):
    path = sample.write_pdf(tmp_path / "letter.pdf", "A letter of an employer")
    with Desk.open(office) as desk:
        case = sample.open_case(desk, tmp_path)
        with sample.as_person(desk, "admin"):
            row = desk.evidence.add(case, path, details_for(path, EvidenceKind.TESTIMONY, learned_on=date(2025, 4, 1)))
            desk.evidence.replace(case, row, sample.write_pdf(tmp_path / "signed.pdf", "Signed"), "The signed one.")
            desk.undoing.undo(case)
            desk.undoing.undo(case)
    with Desk.open(office) as desk, sample.as_person(desk, "chair"):
        other = desk.evidence.add(case, path, details_for(path, EvidenceKind.TESTIMONY))
        assert other.key == "E03"
        desk.intake.begin_review(desk.intake.case(case.reference))
        (line,) = desk.intake.removed(case.id)
        with sample.as_person(desk, "one"):
            assert desk.intake.removed(case.id) == ()
            with pytest.raises(NotAllowed, match="prepare it"):
                desk.intake.put_back(case, line)
        desk.intake.put_back(case, line)
        row = desk.evidence.register(case.id)[1]
        assert (row.key, row.learned_on, row.kind) == ("E02", date(2025, 4, 1), EvidenceKind.TESTIMONY)
        assert [(one.file_name, one.reason) for one in desk.evidence.versions(row)] == [
            ("letter.pdf", "The signed one."),
            ("signed.pdf", "Taken back: replace E02"),
        ]
        assert (newest(desk), desk.undoing.history(case.id).undo) == ("put back evidence", ())
        assert desk.check() == []


def test_an_item_added_once_the_review_began_stays_as_those_who_judge_may_have_read_it(desk: Desk, tmp_path: Path):
    case = at_review(desk, tmp_path)
    path = sample.write_pdf(tmp_path / "letter.pdf", "A letter of an employer")
    with sample.as_person(desk, "chair"):
        desk.evidence.add(case, path, details_for(path, EvidenceKind.TESTIMONY))
        assert desk.undoing.history(case.id).undo == ()


def test_a_replaced_file_is_current_again_and_the_one_between_is_kept(desk: Desk, tmp_path: Path):
    case = at_review(desk, tmp_path)

    def item():
        return desk.evidence.register(case.id)[0]

    with sample.as_person(desk, "admin"):
        before = item()
        new = desk.evidence.replace(case, before, sample.write_pdf(tmp_path / "signed.pdf", "Signed"), "Signed.")
        assert desk.undoing.undo(case) == "replace E01"
        assert (item().sha256, item().file_name, item().received_on) == (
            before.sha256,
            before.file_name,
            before.received_on,
        )
        between = desk.evidence.versions(item())[-1]
        assert (between.sha256, between.reason) == (new.sha256, "Taken back: replace E01")
        with sample.as_person(desk, "member"):  # told to all: it says nothing of a judgement
            assert newest(desk) == "undo evidence"
        desk.undoing.redo(case)
        assert (item().sha256, len(desk.evidence.versions(item()))) == (new.sha256, 1)
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "admin"), pytest.raises(RuleViolation, match=r"sealed judgements on this file\. So"):
        desk.undoing.undo(case)
    assert desk.check() == []


# -- findings ---------------------------------------------------------------------------------------------------------


def test_a_finding_is_taken_back_and_made_again_until_the_comparison_is_complete(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.RECONCILE)

    def findings() -> list[tuple[FindingState, str, str, str]]:
        return [
            (one.state, one.answer, one.reason, one.dissent)
            for one in desk.reconciling.findings(case.id)
            if one.criterion_id == differing
        ]

    with sample.as_person(desk, "chair"):
        differing = desk.reconciling.differences(case.id)[0].criterion_id
        key = next(one.key for one in desk.judging.criteria(case.id) if one.id == differing)
        states = [findings()]

        def finding():
            return next(one for one in desk.reconciling.findings(case.id) if one.criterion_id == differing)

        desk.reconciling.discuss(case, finding())
        states.append(findings())
        desk.reconciling.settle(case, finding(), "8", "The portfolio shows it.", "Assessor Two would say 9.")
        states.append(findings())
        assert desk.undoing.history(case.id).undo == (f"settle {key}", f"park {key}")
        assert desk.undoing.undo(case) == f"settle {key}"
        assert (findings(), newest(desk)) == (states[1], "undo finding")
        desk.undoing.undo(case)
        assert findings() == states[0]
        desk.undoing.redo(case)
        desk.undoing.redo(case)
        assert (findings(), newest(desk)) == (states[2], "redo finding")
    with sample.as_person(desk, "one"):
        desk.reconciling.settle(case, finding(), "8", "Agreed by all.")
    size = desk.database.head().size
    with sample.as_person(desk, "chair"), pytest.raises(Conflict):
        desk.undoing.undo(case)
    assert desk.database.head().size == size
    with sample.as_person(desk, "one"):
        for one in desk.reconciling.findings(case.id):
            if one.state in (FindingState.OPEN, FindingState.DISCUSS):
                desk.reconciling.settle(case, one, "8", "The portfolio shows it.")
        desk.reconciling.complete(case)
        with pytest.raises(RuleViolation, match="is at panel"):
            desk.undoing.undo(case)
    assert desk.check() == []
