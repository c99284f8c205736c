"""Lines taken out of an intake, kept for a month so that they can be put back after the program was closed."""

from textwrap import shorten
from typing import Any, NamedTuple

from ..domain.errors import RuleViolation
from ..domain.programmes import (
    ActivityKind,
    ActivityRow,
    EntryRequirementRow,
    OutcomeRow,
    Requirement,
    UnitRow,
)
from ..domain.removed import KEPT_DAYS, RemovedLineRow
from ..sealing.canonical import canonical, parse
from ..store import passage_queries, queries, tables
from ..store.database import Action
from .undo import Recorder

MOST_WORDS = 60
Line = UnitRow | OutcomeRow | ActivityRow | EntryRequirementRow

_TABLES = {table.name: table for table in (tables.unit, tables.outcome, tables.activity, tables.entry_requirement)}
_WORDS: dict[str, Any] = {"requirement": Requirement, "kind": ActivityKind}
"""Columns that hold one of a few words."""


class Taken(NamedTuple):
    """A line as it is taken out: its own row first, then what is in it; and the unit it belongs to, if it has one."""

    rows: list[tuple[str, dict[str, Any]]]
    unit: UnitRow | None


def taken(read: queries.Read, line: Line) -> Taken:
    """Return a line with what is in it, each as its table and columns."""
    if isinstance(line, UnitRow):
        inner: list[OutcomeRow | ActivityRow] = [*queries.rows_of(read, OutcomeRow, order="number", unit_id=line.id)]
        inner += queries.rows_of(read, ActivityRow, order="id", unit_id=line.id)
        return Taken([_row(read, one) for one in (line, *inner)], None)
    if isinstance(line, EntryRequirementRow):
        return Taken([_row(read, line)], None)
    return Taken([_row(read, line)], queries.rows_of(read, UnitRow, id=line.unit_id)[0])


def _row(read: queries.Read, line: Line) -> tuple[str, dict[str, Any]]:
    table = queries.TABLE_OF[type(line)]
    values = passage_queries.values_of(read, table, line.id) or {}
    plain = {name: str(one) if isinstance(one, str) else one for name, one in values.items() if name != "unit_id"}
    return table.name, plain


def keep(recorder: Recorder, case_id: int, person_id: int, label: str, line: Taken) -> None:
    """Keep a line that is being taken out, and forget those of its case that were kept long enough.

    label: "U2 outcome 1"; how its words begin is added.
    """
    action, first = recorder.action, line.rows[0][1]
    words = shorten(first.get("title") or first.get("text") or "", MOST_WORDS, placeholder="…")
    label = f"{label}, {words}" if words else label
    for old in queries.rows_of(action.read, RemovedLineRow, case_id=case_id):
        if old.kept_until < action.now:
            action.delete(tables.removed_line, old)
    body = canonical(
        {
            "type": "rpl-desk/removed-line/1",
            "rows": [[name, values] for name, values in line.rows],
            "unit": None if line.unit is None else {"id": line.unit.id, "title": line.unit.title},
        }
    )
    recorder.insert(
        tables.removed_line, case_id=case_id, label=label, body=body, person_id=person_id, removed_at=action.now
    )


def put_back(recorder: Recorder, row: RemovedLineRow) -> None:
    """Add the rows of a line again; under the next number where its own was given to another since.

    Raises RuleViolation once it was kept long enough, or where the unit it belongs to is not there.
    """
    action = recorder.action
    if row.kept_until < action.now:
        raise RuleViolation(f"This was taken out more than {KEPT_DAYS} days ago and cannot be put back: {row.label}.")
    said = parse(row.body)
    unit = None if said["unit"] is None else _unit_of(action, row, said["unit"])
    for name, values in said["rows"]:
        table = _TABLES[name]
        values |= {column: _WORDS[column](values[column]) for column in values.keys() & _WORDS.keys()}
        if "unit_id" in table.columns:
            values["unit_id"] = unit
        if "number" in values:
            values["number"] = _free(action, table, values)
        key = recorder.insert(table, **values)
        if table is tables.unit:
            unit = key
    recorder.delete(tables.removed_line, row)


def _unit_of(action: Action, row: RemovedLineRow, said: dict[str, Any]) -> int:
    """Return the id of the unit a line belongs to, known by its title: an id may be that of another unit by now."""
    units = [one for one in queries.rows_of(action.read, UnitRow, case_id=row.case_id) if one.title == said["title"]]
    found = [one.id for one in units if one.id == said["id"] or len(units) == 1]
    if not found:
        raise RuleViolation(
            f"The unit that this belongs to is not there under the name it had: {row.label}. Put that back first."
        )
    return found[0]


def _free(action: Action, table: Any, values: dict[str, Any]) -> int:
    """Return the number of a line, or the next one where another line has it by now."""
    among = "unit_id" if "unit_id" in values else "case_id"
    where = table.c[among] == values[among]
    taken = {number for (number,) in queries.columns(action.read, table.c.number, where=where)}
    return max(taken) + 1 if values["number"] in taken else int(values["number"])


def forget(action: Action, case_id: int) -> None:
    """Forget what was taken out of a case whose intake is over."""
    for row in queries.rows_of(action.read, RemovedLineRow, case_id=case_id):
        action.delete(tables.removed_line, row)
