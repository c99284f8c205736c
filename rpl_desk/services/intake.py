"""Opening cases, completing what they need, and moving them to review."""

from collections.abc import Mapping
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any

from ..domain.cases import (
    CaseRow,
    CheckRow,
    Missing,
    Stage,
    check_move,
)
from ..domain.checked_fields import Place
from ..domain.completeness import missing_for_review
from ..domain.contents import CaseContents
from ..domain.credit import check_hours, check_override
from ..domain.criteria import criteria_for
from ..domain.errors import Conflict, NotFound, Problem, Refused, RuleViolation
from ..domain.intake import CaseFile, IntakeProgramme, IntakeUnit
from ..domain.judgements import AssessmentState
from ..domain.people import (
    INDEPENDENT,
    JUDGING,
    ROLE_WORDS,
    CaseRoleRow,
    InterestRow,
    PersonRow,
    Role,
    role_conflict,
)
from ..domain.policy import LEVELS
from ..domain.programmes import ACTIVITY_WORDS, ActivityRow, EntryRequirementRow, OutcomeRow, ProgrammeRow, UnitRow
from ..domain.removed import RemovedLineRow
from ..store import after_queries, queries, tables
from ..store.database import Action
from ..store.times import moment_text
from . import handed_in, origins, removed_lines
from .evidence import EvidenceService
from .hiding import cover_again, not_looked_through
from .intake_work import IntakeRow, IntakeWork
from .undo import Step, UndoStacks, nothing
from .words import named, tidy

EDITABLE: Mapping[type[Any], frozenset[str]] = {
    CaseRow: frozenset(
        {"title", "due_on", "owner", "agreement", "agreed_on", "claimant", "claimant_reference", "claimant_email"}
        | {"situation", "wish", "assessment_plan", "declared_on", "proposed_level", "proposed_points"}
    ),
    ProgrammeRow: frozenset({"title", "kind", "owner", "award", "minimum_points", "maximum_points", "award_points"}),
    UnitRow: frozenset(
        {"title", "requirement", "proposed_level", "proposed_points", "imported_from", "imported_level"}
        | {"imported_points", "points_override", "override_reason"}
    ),
    OutcomeRow: frozenset({"text", "assessment_criteria"}),
    ActivityRow: frozenset({"kind", "low", "high", "note"}),
    CheckRow: frozenset({"answer", "note"}),
    EntryRequirementRow: frozenset({"text"}),
}


CLAIMANT_FIELDS = frozenset({"claimant", "claimant_reference", "claimant_email"})


class _DryRun(Exception):
    """Undoes a dry run's transaction."""


class IntakeService(IntakeWork):
    """What an administrator, chair or secretary does before anybody judges."""

    def __init__(self, *shared: Any, evidence: EvidenceService, stacks: UndoStacks) -> None:
        super().__init__(*shared, stacks=stacks)
        self._evidence = evidence

    def contents(self, case_id: int) -> CaseContents:
        """Return a case with everything in it, judgements apart."""
        with self._database.reading() as read:
            return queries.contents(read, case_id, self._me.id)

    def missing(self, case_id: int) -> list[Missing]:
        """Return what the case still needs before it may be reviewed, each with the part to mend it in."""
        found = missing_for_review(self.contents(case_id))
        with self._database.reading(unveiled=True) as read:
            left = not_looked_through(read, case_id)
        if left:
            found.append(Missing("identity", f"Look through {', '.join(left)} for the claimant's names, and decide."))
        return found

    # -- opening ------------------------------------------------------------------------------------------------------

    def open_case(
        self,
        file: CaseFile,
        files: Mapping[str, Path] | None = None,
        *,
        source: str = "The case",
        unfound: Mapping[str, str] | None = None,
        place_of: Place = str,
        dry_run: bool = False,
    ) -> CaseRow:
        """Open a case from what was handed in; `files` gives each evidence file's path by the name used in `file`.

        unfound: why a file is not among them, by its name. place_of: turns a path of `file` into where a person looks.

        All in one transaction: Refused, with every problem at once, leaves the store as it was. A dry run does
        everything but keep it.
        """
        self._must_be_administrator()
        with self._database.reading() as read:
            problems = handed_in.problems_of(read, file)
        passed = self._evidence.inspect_all(file, files or {}, unfound or {}, problems)
        if not problems:
            problems = origins.check(passed)
        if problems:
            raise Refused(source, [Problem(place_of(one.place), one.message) for one in problems])
        case: CaseRow | None = None
        with suppress(_DryRun), self._database.action("open case", by=self._me.uid) as action:
            case = queries.case_by_id(action.read, self._add_case(action, file))
            kept = [(handed, found, self._evidence.keep(action, case, handed, found)) for handed, found in passed]
            origins.keep(action, kept)
            action.subject = f"case:{case.reference}"
            if dry_run:
                raise _DryRun
        assert case is not None
        return case

    def _add_case(self, action: Action, file: CaseFile) -> int:
        case_id = handed_in.add_case(action, file)
        self._enter(action, case_id, Stage.INTAKE, "")
        handed_in.add_parts(action, case_id, file)
        for one in file.people:
            where = tables.person.c.email == one.email.casefold()
            person = queries.one(action.read, PersonRow, f"person with the address {one.email}", where)
            self.add_role(action, case_id, person, one.role, "")
        return case_id

    # -- completing ---------------------------------------------------------------------------------------------------

    def edit(self, row: IntakeRow, **values: Any) -> None:
        """Change fields of a row; raises RuleViolation after intake, Conflict when it changed meanwhile."""
        unknown = values.keys() - EDITABLE[type(row)]
        if unknown:
            raise RuleViolation(f"{', '.join(sorted(unknown))} cannot be changed here.")
        values = {name: tidy(value) for name, value in values.items()}
        changed = {name for name, value in values.items() if getattr(row, name) != value}
        if not changed:
            return
        check_values(row, values)
        case = self._at_intake(row)
        self._must_not_keep_stand_in(case.id, values.values())

        def may(_: object) -> None:
            if values.keys() & CLAIMANT_FIELDS:
                self._must_know_claimant(case, "what is kept of the claimant")

        may(None)
        then: Step = (lambda action: cover_again(action, case.id)) if isinstance(row, CaseRow) else nothing
        label = f"{_what(row)}{' and '.join(sorted(name.replace('_', ' ') for name in changed))}"
        typed_on = all(isinstance(values[name], str) and not isinstance(values[name], Enum) for name in changed)
        with self._change("edit intake", row, label, typed_on=typed_on, may=may, then=then) as recorder:
            recorder.update(queries.TABLE_OF[type(row)], row, **values)

    def add_programme(self, case: CaseRow, title: str) -> None:
        with self._change("edit intake", case, "add the programme") as recorder:
            handed_in.add_programme(recorder, case.id, IntakeProgramme(title=named(title, "programme")))

    def add_unit(self, case: CaseRow, title: str) -> None:
        with self._change("edit intake", case, "") as recorder:
            number = self._next_number(recorder.action, tables.unit, tables.unit.c.case_id == case.id)
            recorder.label = f"add U{number}"
            handed_in.add_unit(recorder, case.id, number, IntakeUnit(title=named(title, "unit")))

    def add_outcome(self, unit: UnitRow, text: str) -> None:
        with self._change("edit intake", unit, "") as recorder:
            number = self._next_number(recorder.action, tables.outcome, tables.outcome.c.unit_id == unit.id)
            recorder.label = f"add {unit.key} outcome {number}"
            recorder.insert(
                tables.outcome,
                case_id=unit.case_id,
                unit_id=unit.id,
                number=number,
                text=named(text, "learning outcome"),
            )

    def add_entry_requirement(self, case: CaseRow, text: str) -> None:
        with self._change("edit intake", case, "") as recorder:
            table = tables.entry_requirement
            number = self._next_number(recorder.action, table, table.c.case_id == case.id)
            recorder.label = f"add requirement {number}"
            recorder.insert(table, case_id=case.id, number=number, text=named(text, "entry requirement"))

    def remove(self, row: UnitRow | OutcomeRow | ActivityRow | EntryRequirementRow) -> None:
        """Remove a row of the intake, a unit with all in it; it can be undone, and put back for a month."""
        with self._change("remove from intake", row, "") as recorder:
            line = removed_lines.taken(recorder.action.read, row)
            label = f"{'' if line.unit is None else f'{line.unit.key} '}{_what(row)}".strip()
            recorder.label = f"remove {label}"
            removed_lines.keep(recorder, row.case_id, self._me.id, label, line)
            if isinstance(row, UnitRow):
                for outcome in queries.rows_of(recorder.action.read, OutcomeRow, unit_id=row.id):
                    recorder.delete(tables.outcome, outcome)
                for activity in queries.rows_of(recorder.action.read, ActivityRow, unit_id=row.id):
                    recorder.delete(tables.activity, activity)
            recorder.delete(queries.TABLE_OF[type(row)], row)

    def removed(self, case_id: int) -> tuple[RemovedLineRow, ...]:
        """Return what was taken out of a case's intake and can still be put back, the newest first.

        It is for who prepares the case; the others are told of none.
        """
        now = self._session.now()
        with self._database.reading() as read:
            if not self._prepares(read, case_id):
                return ()
            found = queries.rows_of(read, RemovedLineRow, order="id", case_id=case_id)
        return tuple(one for one in reversed(found) if one.kept_until >= now)

    def put_back(self, case: CaseRow, row: RemovedLineRow) -> None:
        """Put back what was taken out of the intake; raises RuleViolation where that can be no longer."""
        if row.case_id != case.id:
            raise NotFound(f"{row.label} was not taken out of {case.reference}.")
        if row.is_item:
            self._evidence.put_back(case, row)
            return
        with self._change("put back in intake", case, f"put back {row.label}") as recorder:
            removed_lines.put_back(recorder, row)

    # -- people -------------------------------------------------------------------------------------------------------

    def give_role(self, case: CaseRow, person: PersonRow, role: Role, override_reason: str = "") -> None:
        """Give a person a role on the case; roles that may not meet are refused unless the chair gives a reason."""
        with self._database.reading() as read:
            self._must_prepare(read, case.id)
            if override_reason:
                self._must_hold(read, case.id, (Role.CHAIR,), "let roles meet that otherwise may not")
        if role in JUDGING:
            self._must_stand_at(case, Stage.INTAKE)
        with self._action("give role", case) as action:
            self.add_role(action, case.id, person, role, tidy(override_reason))

    def add_role(self, action: Action, case_id: int, person: PersonRow, role: Role, override_reason: str = "") -> None:
        """Give a person a role inside an action; raises Conflict or RuleViolation where they may not have it."""
        if person.retired_at is not None:
            raise RuleViolation(f"{person.name} has left the office and cannot be given a role.")
        table = tables.case_role
        held = queries.rows(action.read, CaseRoleRow, table.c.case_id == case_id, table.c.person_id == person.id)
        if any(one.role is role for one in held):
            raise Conflict(f"{person.name} is {role.value} of this case already.")
        if role in INDEPENDENT and queries.rows_of(action.read, InterestRow, case_id=case_id, person_id=person.id):
            raise RuleViolation(
                f"{person.name} has declared an interest in this case, so may not be its {ROLE_WORDS[role]}."
            )
        conflict = role_conflict([one.role for one in held], role)
        if conflict is not None and not override_reason:
            raise RuleViolation(f"{person.name}: {conflict} The chair may allow it with a recorded reason.")
        action.insert(table, case_id=case_id, person_id=person.id, role=role, override_reason=override_reason)

    def take_role(self, case: CaseRow, held: CaseRoleRow) -> None:
        """Take a role back; a judge only at intake, as the judgements hang on the person afterwards."""
        with self._database.reading() as read:
            self._must_prepare(read, case.id)
        if held.role in JUDGING:
            self._must_stand_at(case, Stage.INTAKE)
        with self._action("take role", case) as action:
            action.delete(tables.case_role, held)

    def declare_interest(self, case: CaseRow, person: PersonRow, statement: str) -> None:
        """Record a conflict of interest; anybody may declare their own, who prepares the case anybody's."""
        if person.id != self._me.id:
            with self._database.reading() as read:
                self._must_prepare(read, case.id)
        with self._action("declare interest", case) as action:
            action.insert(
                tables.interest,
                case_id=case.id,
                person_id=person.id,
                statement=named(statement, "interest"),
                declared_at=moment_text(action.now),
            )

    # -- stages -------------------------------------------------------------------------------------------------------

    def begin_review(self, case: CaseRow) -> None:
        """Move a complete case to review: its criteria are laid down, and each judge gets judgements to make."""
        contents = self.contents(case.id)
        check_move(contents.case.stage, Stage.REVIEW, "")
        missing = missing_for_review(contents)
        if missing:
            raise RuleViolation(
                f"{case.reference} is not ready for review: {len(missing)} missing. "
                + " ".join(one.message for one in missing)
            )
        with self._database.reading(unveiled=True) as read:
            if left := not_looked_through(read, case.id):
                raise RuleViolation(
                    f"The claimant of {case.reference} is hidden from those who judge. Look through {', '.join(left)}"
                    " for the claimant's names, and decide what is shown, before the review begins."
                )
        with self._action("begin review", self._at_intake(contents.case)) as action:
            for new in criteria_for(contents):
                action.insert(
                    tables.criterion,
                    case_id=case.id,
                    position=new.position,
                    key=new.key,
                    kind=new.kind,
                    group=new.group,
                    label=new.label,
                    text=new.text,
                    unit_id=new.unit_id,
                    outcome_id=new.outcome_id,
                    characteristic=new.characteristic,
                )
            for number, judge in enumerate(contents.holders(*JUDGING), start=1):
                action.insert(
                    tables.assessment,
                    case_id=case.id,
                    person_id=judge.id,
                    number=number,
                    state=AssessmentState.DRAFT,
                )
            removed_lines.forget(action, case.id)
            self.move(action, contents.case, Stage.REVIEW, "")
        self._stacks.clear_case(case.id)

    def wait(self, case: CaseRow, reason: str) -> None:
        """Stop the clock, with a reason."""
        with self._database.reading() as read:
            self._must_prepare(read, case.id)
        with self._action("stop the clock", case) as action:
            self.move(action, case, Stage.WAITING, reason, waiting_from=case.stage, waiting_reason=tidy(reason))

    def resume(self, case: CaseRow) -> None:
        """Start the clock again, at the stage where it stopped."""
        self._must_stand_at(case, Stage.WAITING)
        with self._database.reading() as read:
            self._must_prepare(read, case.id)
        assert case.waiting_from is not None
        with self._action("start the clock", case) as action:
            self.move(action, case, case.waiting_from, "", waiting_from=None, waiting_reason="")

    def withdraw(self, case: CaseRow, reason: str) -> None:
        """End a case without a decision, with a reason."""
        with self._database.reading() as read:
            self._must_prepare(read, case.id)
            if after_queries.open_amendment(read, case.id) is not None:
                raise RuleViolation(
                    f"A signed decision on {case.reference} stands and is being amended. Drop the amendment first."
                )
        with self._action("withdraw case", case) as action:
            self.move(action, case, Stage.WITHDRAWN, reason)

    def move(
        self, action: Action, case: CaseRow, stage: Stage, reason: str, back_to: Stage | None = None, **values: Any
    ) -> None:
        """Move a case to another stage inside an action; raises RuleViolation when the step is not one.

        back_to: where a signed case stood, that it returns to.
        """
        check_move(case.stage, stage, reason, case.waiting_from, back_to)
        action.update(tables.case, case, stage=stage, **values)
        self._enter(action, case.id, stage, tidy(reason))

    def note(self, action: Action, case: CaseRow, reason: str) -> None:
        """Keep in a case's history, inside an action, what happened while it stood where it stands."""
        self._enter(action, case.id, case.stage, reason)

    def _enter(self, action: Action, case_id: int, stage: Stage, reason: str) -> None:
        action.insert(
            tables.stage_change,
            case_id=case_id,
            stage=stage,
            entered_at=action.now,
            person_id=self._me.id,
            reason=reason,
        )

    # -- helpers ------------------------------------------------------------------------------------------------------

    @staticmethod
    def _next_number(action: Action, table: Any, where: Any) -> int:
        return int(queries.largest(action.read, table.c.number, where) or 0) + 1


def check_values(row: IntakeRow, values: Mapping[str, Any]) -> None:
    """Raise RuleViolation for values that a row of the intake may not take."""
    for name, value in values.items():
        if name in ("proposed_level", "imported_level") and value is not None and value not in LEVELS:
            raise RuleViolation(f"{value} is not an SCQF level: levels run from 1 to 12.")
        if name in ("proposed_points", "imported_points", "minimum_points", "maximum_points", "award_points"):
            if value is not None and value < 0:
                raise RuleViolation(f"{value} is not a number of credit points.")
        elif name in ("title", "text") and not value:
            raise RuleViolation("This cannot be left without words.")
    if isinstance(row, ActivityRow):
        check_hours(values.get("low", row.low), values.get("high", row.high))
    if isinstance(row, UnitRow) and values.get("points_override", row.points_override) is not None:
        check_override(
            values.get("points_override", row.points_override), values.get("override_reason", row.override_reason)
        )


def _what(row: IntakeRow) -> str:
    """Return what a row of the intake is called in the list of what was done, with a space after it; "" for a case."""
    if isinstance(row, UnitRow):
        return f"{row.key} "
    if isinstance(row, OutcomeRow | EntryRequirementRow):
        return f"{'outcome' if isinstance(row, OutcomeRow) else 'requirement'} {row.number} "
    if isinstance(row, ActivityRow):
        return f"{ACTIVITY_WORDS[row.kind]} "
    if isinstance(row, CheckRow):
        return f"{row.key.replace('_', ' ')}: "
    return "programme: " if isinstance(row, ProgrammeRow) else ""
