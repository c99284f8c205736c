"""Hours and credit of a case: the sheet with its workings, and changes to it while the intake is open, to be undone."""

from typing import Any

from ..domain.awards import Award, load_awards
from ..domain.cases import CaseRow, Stage
from ..domain.contents import CaseContents
from ..domain.credit_sheet import CreditSheet, counted_units, credit_sheet, same_claimant
from ..domain.errors import RuleViolation
from ..domain.hours import Stated
from ..domain.programmes import ACTIVITY_WORDS, ActivityKind, ActivityRow, ProgrammeRow, UnitRow
from ..store import queries, tables
from ..store.case_list import CaseFilter, case_ids
from ..store.database import Reader
from ..store.veil import is_hidden, one_text
from . import removed_lines
from .evidence import ANOTHER_CASE
from .intake import check_values
from .intake_work import IntakeWork
from .office import AWARDS, OfficeService
from .undo import UndoStacks
from .words import tidy

MOST_CASES = 500
"""As many cases that name a claimant are looked into for credit used before; no person has so many."""

UNIT_FIELDS = frozenset(
    {"requirement", "points_override", "override_reason", "imported_from", "imported_level", "imported_points"}
)
WORDS = frozenset({"override_reason", "imported_from", "note"})
"""Fields that are typed on; the others are changed at one stroke."""
PROGRAMME_FIELDS = frozenset({"award", "award_points", "minimum_points", "maximum_points"})


class CreditService(IntakeWork):
    """Who prepares a case keeps its hours; everybody on it may follow how they become points."""

    def __init__(self, *shared: Any, office: OfficeService, stacks: UndoStacks) -> None:
        super().__init__(*shared, stacks=stacks)
        self._office = office

    # -- reading ------------------------------------------------------------------------------------------------------

    def sheet(self, case_id: int) -> CreditSheet:
        """Return a case's hours, points, checks and workings, with what the person signed in may see of them."""
        table = self._office.reference(AWARDS)
        with self._database.reading() as read:
            contents = queries.contents(read, case_id, self._me.id)
            return credit_sheet(contents, table, self._elsewhere(read, contents))

    def elsewhere(self, case_id: int) -> tuple[tuple[str, str], ...]:
        """Return the units the claimant of a case counts in other cases of this store, each with the case."""
        with self._database.reading() as read:
            return self._elsewhere(read, queries.contents(read, case_id, self._me.id))

    def awards(self) -> tuple[Award, ...]:
        """Return the named awards a programme can be checked against."""
        return load_awards(self._office.reference(AWARDS))

    def may_change(self, case: CaseRow) -> bool:
        """Tell whether the person signed in may change the hours of a case as it stands."""
        if case.stage is not Stage.INTAKE:
            return False
        with self._database.reading() as read:
            return self._prepares(read, case.id)

    def _elsewhere(self, read: Reader, contents: CaseContents) -> tuple[tuple[str, str], ...]:
        """Return the units the same claimant counts in other cases of this store."""
        if is_hidden(read, contents.case.id):  # counted by who it is, and told without the case that would say so
            with self._database.reading(unveiled=True) as stored:
                counted = self._elsewhere(stored, queries.contents(stored, contents.case.id, self._me.id))
            return tuple((one_text(read, contents.case.id, title), ANOTHER_CASE) for title, _ in counted)
        case, table = contents.case, tables.case.c
        if case.kind.is_credit_rating or not case.kind.gives_credit or not case.claimant.strip():
            return ()
        # Names are in the index of the case list, so that a store of many cases is not read whole for them.
        with self._database.connection() as raw:
            named = case_ids(raw, CaseFilter(words=(case.claimant.strip(),)))
        found = queries.rows(read, CaseRow, table.id.in_(list(named[:MOST_CASES])))
        if reference := case.claimant_reference.strip():
            found += queries.rows(read, CaseRow, table.claimant_reference == reference)
        others = {one.reference: one for one in found if one.id != case.id}
        return tuple(
            one
            for _, other in sorted(others.items())
            if same_claimant(case, other)
            for one in counted_units(queries.contents(read, other.id, self._me.id))
        )

    # -- changing -----------------------------------------------------------------------------------------------------

    def add_hours(self, unit: UnitRow, kind: ActivityKind, said: Stated) -> None:
        """Add hours of one activity to a unit; raises RuleViolation for hours that cannot be."""
        total = said.checked().total
        with self._change("edit intake", unit, f"add {unit.key} {ACTIVITY_WORDS[kind]}") as recorder:
            recorder.insert(
                tables.activity,
                case_id=unit.case_id,
                unit_id=unit.id,
                kind=kind,
                low=total.low,
                high=total.high,
                note=tidy(said.note),
            )

    def change_hours(self, unit: UnitRow, activity: ActivityRow, kind: ActivityKind, said: Stated) -> None:
        """Change an activity's kind, hours or words; nothing is written where nothing changes."""
        total = said.checked().total
        values = {"kind": kind, "low": total.low, "high": total.high, "note": tidy(said.note)}
        self._edit(f"{unit.key} {ACTIVITY_WORDS[kind]}", activity, values)

    def remove_hours(self, unit: UnitRow, activity: ActivityRow) -> None:
        """Take an activity away; the log keeps that it was there."""
        label = f"{unit.key} {ACTIVITY_WORDS[activity.kind]}"
        with self._change("remove from intake", activity, f"remove {label}") as recorder:
            line = removed_lines.taken(recorder.action.read, activity)
            removed_lines.keep(recorder, unit.case_id, self._me.id, label, line)
            recorder.delete(tables.activity, activity)

    def edit_unit(self, unit: UnitRow, **values: Any) -> None:
        """Change a unit's override with its reason, its rating by another body, or who takes it."""
        self._must_know(values, UNIT_FIELDS)
        values = {name: tidy(value) for name, value in values.items()}
        if values.get("points_override", unit.points_override) is None and "points_override" in values:
            values["override_reason"] = ""
        check_values(unit, values)
        named = values.keys() - {"requirement"}
        what = "who takes it" if not named else "points set" if "points_override" in named else "rated elsewhere"
        self._edit(f"{unit.key} {what}", unit, values)

    def edit_programme(self, programme: ProgrammeRow, **values: Any) -> None:
        """Change the named award, its total, or the programme's bounds."""
        self._must_know(values, PROGRAMME_FIELDS)
        values = {name: tidy(value) for name, value in values.items()}
        check_values(programme, values)
        self._edit(" and ".join(sorted(name.replace("_", " ") for name in values)), programme, values)

    @staticmethod
    def _must_know(values: dict[str, Any], allowed: frozenset[str]) -> None:
        if unknown := values.keys() - allowed:
            raise RuleViolation(f"{', '.join(sorted(unknown))} cannot be changed here.")

    def _edit(self, label: str, row: ActivityRow | UnitRow | ProgrammeRow, values: dict[str, Any]) -> None:
        changed = {name for name, value in values.items() if getattr(row, name) != value}
        if not changed:
            return
        with self._change("edit intake", row, label, typed_on=changed <= WORDS) as recorder:
            recorder.update(queries.TABLE_OF[type(row)], row, **values)
