"""Lines and items taken out of an intake, kept for a month so that they can be put back after the program was closed.

The bytes of an item stay in the store; what is taken out is its entry in the register, with what hangs on it.
"""

from textwrap import shorten
from typing import Any, NamedTuple

from ..domain.errors import RuleViolation
from ..domain.evidence import AuthenticityRow, EvidenceRow, EvidenceVersionRow, OriginRow
from ..domain.identity import LookRow
from ..domain.programmes import ActivityRow, EntryRequirementRow, OutcomeRow, UnitRow
from ..domain.removed import KEPT_DAYS, RemovedLineRow
from ..sealing.canonical import canonical, parse
from ..store import passage_queries, queries, tables
from ..store.database import Action
from ..store.tables.columns import plain_of, typed
from .undo import Recorder

MOST_WORDS = 60
Line = UnitRow | OutcomeRow | ActivityRow | EntryRequirementRow

_Inner = EvidenceVersionRow | AuthenticityRow | LookRow | OriginRow
_OF_ITEM: tuple[type[_Inner], ...] = (EvidenceVersionRow, AuthenticityRow, LookRow, OriginRow)
"""What hangs on an item of an intake: nobody marks, claims or tests it before the review."""

_TABLES = {
    table.name: table
    for table in (
        *(tables.unit, tables.outcome, tables.activity, tables.entry_requirement),
        *(tables.evidence, *(queries.TABLE_OF[kind] for kind in _OF_ITEM)),
    )
}


class Taken(NamedTuple):
    """A line as it is taken out: its own row first, then what is in it; and the unit it belongs to, if it has one.

    holder: of an item that was attached to another, that one.
    """

    rows: list[tuple[str, dict[str, Any]]]
    unit: UnitRow | None = None
    holder: EvidenceRow | None = None


def taken(read: queries.Read, line: Line) -> Taken:
    """Return a line with what is in it, each as its table and columns."""
    if isinstance(line, UnitRow):
        inner: list[OutcomeRow | ActivityRow] = [*queries.rows_of(read, OutcomeRow, order="number", unit_id=line.id)]
        inner += queries.rows_of(read, ActivityRow, order="id", unit_id=line.id)
        return Taken([_row(read, one) for one in (line, *inner)])
    if isinstance(line, EntryRequirementRow):
        return Taken([_row(read, line)])
    return Taken([_row(read, line)], queries.rows_of(read, UnitRow, id=line.unit_id)[0])


def _row(read: queries.Read, row: Any) -> tuple[str, dict[str, Any]]:
    table = queries.TABLE_OF[type(row)]
    values = passage_queries.values_of(read, table, row.id) or {}
    left = {"unit_id", "evidence_id", "holder_id"}  # known again by what they stand in
    return table.name, {name: plain_of(one) for name, one in values.items() if name not in left}


def take_out_item(recorder: Recorder, case_id: int, number: int, person_id: int) -> None:
    """Take an item of an intake out of the register with all that hangs on it, and keep it.

    Raises RuleViolation where another item was attached to it.
    """
    read, of_case = recorder.action.read, tables.evidence.c
    item = queries.one(read, EvidenceRow, "such evidence", of_case.case_id == case_id, of_case.number == number)
    if attached := queries.rows_of(read, OriginRow, holder_id=item.id):
        keys = sorted(one.key for one in queries.rows_among(read, EvidenceRow, [one.evidence_id for one in attached]))
        raise RuleViolation(f"{', '.join(keys)} came out of {item.key}, so {item.key} stays in the register.")
    inner = [one for kind in _OF_ITEM for one in queries.rows_of(read, kind, order="id", evidence_id=item.id)]
    origin = next((one for one in inner if isinstance(one, OriginRow)), None)
    holder = None if origin is None else queries.rows_of(read, EvidenceRow, id=origin.holder_id)[0]
    keep(recorder, case_id, person_id, item.key, Taken([_row(read, one) for one in (item, *inner)], holder=holder))
    for one in inner:
        recorder.delete(queries.TABLE_OF[type(one)], one)
    recorder.delete(tables.evidence, item)


def last_number(read: queries.Read, case_id: int) -> int:
    """Return the largest number of an item that was taken out and is kept, so that no other gets it; 0 for none."""
    kept = (one for one in queries.rows_of(read, RemovedLineRow, case_id=case_id) if one.is_item)
    return max((parse(one.body)["rows"][0][1]["number"] for one in kept), default=0)


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
            "holder": None if line.holder is None else line.holder.number,
        }
    )
    recorder.insert(
        tables.removed_line, case_id=case_id, label=label, body=body, person_id=person_id, removed_at=action.now
    )


def put_back(recorder: Recorder, row: RemovedLineRow) -> None:
    """Add the rows of a line again; under the next number where its own was given to another since.

    Raises RuleViolation once it was kept long enough, or where the unit or the item it belongs to is not there.
    """
    action = recorder.action
    if row.kept_until < action.now:
        raise RuleViolation(f"This was taken out more than {KEPT_DAYS} days ago and cannot be put back: {row.label}.")
    said = parse(row.body)
    unit = None if said["unit"] is None else _unit_of(action, row, said["unit"])
    holder = None if said["holder"] is None else _holder_of(action, row, said["holder"])
    whole: dict[str, int | None] = {"unit_id": unit, "holder_id": holder}
    for name, plain in said["rows"]:
        table = _TABLES[name]
        values = typed(table, plain) | {column: key for column, key in whole.items() if column in table.columns}
        if "number" in values:
            values["number"] = _free(action, table, values)
        key = recorder.insert(table, **values)
        if table is tables.unit:
            whole["unit_id"] = key
        elif table is tables.evidence:
            whole["evidence_id"] = key
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


def _holder_of(action: Action, row: RemovedLineRow, number: int) -> int:
    found = queries.rows_of(action.read, EvidenceRow, case_id=row.case_id, number=number)
    if not found:
        raise RuleViolation(f"The item that this was attached to is not there: {row.label}. Put that back first.")
    return found[0].id


def _free(action: Action, table: Any, values: dict[str, Any]) -> int:
    """Return the number of a line, or the next one where another line has it by now."""
    among = "unit_id" if "unit_id" in values else "case_id"
    where = table.c[among] == values[among]
    taken = {number for (number,) in queries.columns(action.read, table.c.number, where=where)}
    return max(taken) + 1 if values["number"] in taken else int(values["number"])


def forget(action: Action, case_id: int) -> None:
    """Forget the lines taken out of a case whose intake is over; items are kept on, as they may be added still."""
    for row in queries.rows_of(action.read, RemovedLineRow, case_id=case_id):
        if not row.is_item:
            action.delete(tables.removed_line, row)
