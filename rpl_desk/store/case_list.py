"""The case list: ids of all that fits, in order and in groups, and the rows of a page of them, as the driver gives."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from ..domain.cases import CaseKind, Stage
from ..domain.rows import dataclass
from . import compiling, tables, visibility
from .action import Reader
from .veil import Veil


class CaseListRow(NamedTuple):
    """One line of the case list; a tuple, because a frozen dataclass takes four times as long to make."""

    id: int
    reference: str
    kind: CaseKind
    stage: Stage
    title: str
    claimant: str
    owner: str
    opened_on: date
    due_on: date | None
    proposed_level: int | None
    proposed_points: int | None
    decided_level: int | None
    decided_points: int | None
    outcome: str


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the case list shows. `words` must all be contained in reference, title, claimant or owner.

    `sort` is one of SORTS; `person` narrows to cases on which this person has a role. viewer: for whom claimants are
    covered, in what is found and in how it is sorted too; None for rules.
    """

    words: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    kinds: tuple[CaseKind, ...] = ()
    level: int | None = None
    due_before: date | None = None
    person: int | None = None
    sort: str = "due"
    descending: bool = False
    viewer: int | None = None


SORTS: dict[str, str] = {
    "due": "due_on",
    "opened": "opened_on",
    "reference": "reference",
    "title": "title",
    "stage": "stage",
}

_LIST_COLUMNS = ", ".join(f'"{name}"' for name in CaseListRow._fields)
_KINDS = {one.value: one for one in CaseKind}
_STAGES = {one.value: one for one in Stage}
OPEN_STAGES = (Stage.INTAKE, Stage.REVIEW, Stage.RECONCILE, Stage.PANEL, Stage.DECIDED, Stage.WAITING)


@cache
def _hidden(viewer: int) -> str:
    """Return SQL for the cases whose claimant is hidden from a viewer, with their title and words as they see them."""
    identity = tables.identity.c
    return compiling.literal(visibility.hidden_cases(viewer).add_columns(identity.title, identity.words))


_ANY_HIDDEN = "SELECT 1 FROM identity WHERE revealed_at IS NULL LIMIT 1"


def _seen(raw: Any, wanted: CaseFilter) -> CaseFilter:
    """Return the filter without its viewer where nobody at all is hidden, so that lists cost what they did."""
    if wanted.viewer is None or raw.execute(_ANY_HIDDEN).fetchone():
        return wanted
    return replace(wanted, viewer=None)


def _case_where(wanted: CaseFilter) -> tuple[str, list[Any]]:
    clauses: list[str] = []
    values: list[Any] = []
    for word in wanted.words:
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        escaped = pattern != f"%{word}%"
        # Without ESCAPE the trigram index answers LIKE; with it SQLite reads every row, which is right but slower.
        like = f"words LIKE ?{' ESCAPE ' + repr(chr(92)) if escaped else ''}"
        found = f"id IN (SELECT rowid FROM case_search WHERE {like})"
        values.append(pattern)
        if wanted.viewer is not None:
            hidden = _hidden(wanted.viewer)
            shown = f"id IN (SELECT case_id FROM ({hidden}) WHERE {like})"
            found = f"({found} AND id NOT IN (SELECT case_id FROM ({hidden})) OR {shown})"
            values.append(pattern)
        clauses.append(found)
    for column, chosen in (("stage", wanted.stages), ("kind", wanted.kinds)):
        if chosen:
            clauses.append(f"{column} IN ({', '.join('?' * len(chosen))})")
            values.extend(str(one) for one in chosen)
    if wanted.level is not None:
        clauses.append("coalesce(decided_level, proposed_level) = ?")
        values.append(wanted.level)
    if wanted.due_before is not None:
        clauses.append("due_on < ?")
        values.append(wanted.due_before.isoformat())
    if wanted.person is not None:
        clauses.append("id IN (SELECT case_id FROM case_role WHERE person_id = ?)")
        values.append(wanted.person)
    return (" WHERE " + " AND ".join(clauses) if clauses else ""), values


def case_ids(raw: Any, wanted: CaseFilter, *, also: str = "TRUE", most: int | None = None) -> "array[int]":
    """Return the ids of the cases that fit, sorted: 800 kB at 100,000 cases, so build it off the window's thread.

    also: a condition of ours that they fit as well. most: no more than the first so many.
    """
    wanted = _seen(raw, wanted)
    where, values = _case_where(wanted)
    where += f"{' AND' if where else ' WHERE'} {also}"
    column, way = SORTS[wanted.sort], "DESC" if wanted.descending else "ASC"
    last = " NULLS LAST" if column == "due_on" else ""
    if column == "title" and wanted.viewer is not None:
        column = f'coalesce((SELECT title FROM ({_hidden(wanted.viewer)}) WHERE case_id = "case".id), title)'
    statement = f'SELECT id FROM "case"{where} ORDER BY {column} {way}{last}, id {way}'
    if most is not None:
        statement += f" LIMIT {most}"
    return array("q", [row[0] for row in raw.execute(statement, values)])


YOURS, OTHERS = -1, -2
"""The keys of the two groups of a case list that are no meeting's."""

_GROUPED = f"""SELECT id, CASE
  WHEN stage = 'panel' AND meeting_id IS NOT NULL THEN meeting_id
  WHEN stage IN ('intake', 'decided') AND id IN (SELECT case_id FROM case_role WHERE person_id = :me) THEN {YOURS}
  WHEN stage = 'review' AND id IN
    (SELECT case_id FROM assessment WHERE person_id = :me AND state <> 'sealed') THEN {YOURS}
  WHEN stage = 'review'
    AND NOT EXISTS (SELECT 1 FROM assessment WHERE case_id = "case".id AND state <> 'sealed')
    AND id IN (SELECT case_id FROM case_role WHERE person_id = :me AND role = 'chair') THEN {YOURS}
  WHEN stage = 'reconcile' AND id IN
    (SELECT case_id FROM case_role WHERE person_id = :me AND role IN ('chair', 'rater', 'assessor')) THEN {YOURS}
  WHEN stage = 'panel' AND id IN
    (SELECT case_id FROM case_role WHERE person_id = :me AND role = 'chair') THEN {YOURS}
  ELSE {OTHERS} END
  FROM "case" WHERE id IN (
    SELECT id FROM "case" WHERE meeting_id > 0
    UNION ALL SELECT case_id FROM case_role WHERE person_id = :me
    UNION ALL SELECT case_id FROM assessment WHERE person_id = :me)"""
"""The cases that can stand anywhere but under OTHERS: those of meetings and those the person has to do with."""


def case_groups(raw: Any, wanted: CaseFilter, person: int) -> dict[int, "array[int]"]:
    """Return the ids of the cases that fit by what they wait for, each group sorted as asked.

    The keys are YOURS for cases where `person` has the next step, OTHERS, and the id of a meeting for cases before it.
    """
    place_of = _place_of(raw, person)
    ids = case_ids(raw, wanted)
    others = array("q", [key for key in ids if key not in place_of]) if place_of else ids
    return _grouped(others, [key for key in ids if key in place_of], place_of)


def first_case_groups(raw: Any, wanted: CaseFilter, person: int, most: int) -> dict[int, "array[int]"]:
    """Return what `case_groups` returns, but under OTHERS no more than the first `most`.

    A list shows its first page from this without reading or counting them all, which takes a tenth of a second for
    100,000.
    """
    place_of = _place_of(raw, person)
    listed = ", ".join(map(str, place_of))
    placed = case_ids(raw, wanted, also=f"id IN ({listed})")
    others = case_ids(raw, wanted, also=f"id NOT IN ({listed})", most=most)
    return _grouped(others, placed, place_of)


def _place_of(raw: Any, person: int) -> dict[int, int]:
    named = raw.execute(_GROUPED, {"me": person})
    return {key: place for key, place in named if place != OTHERS}


def _grouped(others: "array[int]", placed: Iterable[int], place_of: dict[int, int]) -> dict[int, "array[int]"]:
    groups = {OTHERS: others}
    for key in placed:
        groups.setdefault(place_of[key], array("q")).append(key)
    return {place: found for place, found in groups.items() if found}


def case_count(raw: Any, wanted: CaseFilter) -> int:
    """Return how many cases fit."""
    where, values = _case_where(_seen(raw, wanted))
    return int(raw.execute(f'SELECT count(*) FROM "case"{where}', values).fetchone()[0])


def case_page(read: Reader, ids: Sequence[int], viewer: int | None = None) -> list[CaseListRow]:
    """Return the list rows of these ids, in their order; an id that is gone is left out."""
    if not ids:
        return []
    by_id = {row[0]: row for row in _list_rows(read.listed(_page_sql(len(ids)), ids))}
    if viewer is not None and read.listed(_ANY_HIDDEN, ()):
        veil = Veil(read, viewer)
        for key, row in by_id.items():
            if mask := veil.mask(key):
                claimant = mask.pseudonym if row.claimant.strip() else ""
                by_id[key] = row._replace(title=mask.text(row.title), claimant=claimant, owner=mask.text(row.owner))
    if len(by_id) == len(ids):
        return list(map(by_id.__getitem__, ids))
    return [by_id[key] for key in ids if key in by_id]


@cache
def _page_sql(count: int) -> str:
    return f'SELECT {_LIST_COLUMNS} FROM "case" WHERE id IN ({", ".join("?" * count)})'


class _Days(dict[str | None, date | None]):
    """Days by their text: a list has few different ones, and reading one anew takes as long as the rest of its row."""

    def __missing__(self, text: str | None) -> date | None:
        assert text is not None
        day = date.fromisoformat(text)
        if len(self) < _DAYS_KEPT:
            self[text] = day
        return day


_DAYS_KEPT = 10_000
_DAYS = _Days({None: None})


def _list_rows(found: Iterable[Sequence[Any]]) -> list[CaseListRow]:
    """Make the rows; written out, as a call for each row takes as long as reading it."""
    new, kinds, stages, days = tuple.__new__, _KINDS, _STAGES, _DAYS  # __new__: CaseListRow(...) is one call more
    return [
        new(
            CaseListRow,
            (a, b, kinds[kind], stages[stage], c, d, e, days[opened], days[due], f, g, h, i, j),
        )
        for a, b, kind, stage, c, d, e, opened, due, f, g, h, i, j in found
    ]


def stage_counts(read: Reader) -> dict[Stage, int]:
    """Return how many cases stand at each stage."""
    counted = read.listed('SELECT stage, count(*) FROM "case" GROUP BY stage', ())
    return {_STAGES[stage]: count for stage, count in counted}
