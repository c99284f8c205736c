"""One undo for each person and case: taking back is a new, logged action, never an erasure of what was logged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..domain.errors import Conflict, RuleViolation
from ..domain.judgements import JudgementRow
from ..store import passage_queries, queries, tables
from ..store.database import Action, Revised
from .versions import keep_earlier

MOST_KEPT = 200
Values = Mapping[str, Any]
Step = Callable[[Action], object]
"""Something asked or done inside the action that takes a change back; raises DeskError to refuse it."""

_POINTERS = {
    "passage_id": tables.passage,
    "unit_id": tables.unit,
    "evidence_id": tables.evidence,
    "holder_id": tables.evidence,
}
"""Columns that name a row which may have been taken away and put back under another id."""


def nothing(action: Action) -> None:
    """What most changes need after them when they are taken back."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row's columns before and after, without id, revision and salt; None where the row was not there.

    Of a row that was changed, those columns alone that were: others may be changed meanwhile by others.
    """

    table: Any
    key: int
    before: Values | None
    after: Values | None


@dataclass(frozen=True, slots=True)
class Done:
    """What one action changed. `label` says it after "Undo: ": "mark E01 p.12 for U1.k".

    may: asks whether it may still be taken back, or made again, by the rules it was made under. then: keeps in step
    what hangs on the rows, and refuses what the rows may not become. back: takes it back the first time where more is
    to be done than to restore the rows; what it changes is then what is made again. entry: what the log calls it after
    "undo" and "redo", where that is not hidden while judgements are blind.
    """

    label: str
    changes: tuple[Change, ...]
    may: Step
    then: Step = nothing
    back: "Callable[[Recorder], object] | None" = None
    entry: str = ""


class Recorder:
    """Writes through an action and remembers how to take it back."""

    def __init__(self, action: Action, label: str = "") -> None:
        self.action, self.label = action, label
        self.changes: list[Change] = []

    def insert(self, table: Any, **values: Any) -> int:
        key = self.action.insert(table, **values)
        self.changes.append(Change(table, key, None, self._values(table, key)))
        return key

    def update(self, table: Any, row: Revised, **values: Any) -> None:
        before = self._values(table, row.id) or {}
        self.action.update(table, row, **values)
        after = self._values(table, row.id) or {}
        names = [name for name in after if before[name] != after[name]]
        if names:
            self.changes.append(
                Change(table, row.id, *({name: one[name] for name in names} for one in (before, after)))
            )

    def delete(self, table: Any, row: Revised) -> None:
        before = self._values(table, row.id)
        self.action.delete(table, row)
        self.changes.append(Change(table, row.id, before, None))

    def _values(self, table: Any, key: int) -> Values | None:
        return passage_queries.values_of(self.action.read, table, key)


@dataclass(eq=False)
class _Row:
    """A row as the stack knows it, however often it was taken away and put back: its id is another each time."""

    table: Any
    id: int


@dataclass(frozen=True, slots=True)
class _Step:
    """A change, of a row as the stack knows it; what its values point to is such a row too."""

    row: _Row
    before: Values | None
    after: Values | None


@dataclass(frozen=True, slots=True)
class _Kept:
    done: Done
    steps: tuple[_Step, ...]


@dataclass
class _Stack:
    """What one person did on one case; `rows` are those that are there now, by table and id."""

    done: list[_Kept] = field(default_factory=list)
    undone: list[_Kept] = field(default_factory=list)
    rows: dict[tuple[str, int], _Row] = field(default_factory=dict)

    def kept(self, done: Done) -> _Kept:
        steps = []
        for change in done.changes:
            place = (change.table.name, change.key)
            if change.before is None:  # an id may be that of an earlier row that is gone
                self.rows.pop(place, None)
            row = self.rows.setdefault(place, _Row(change.table, change.key))
            steps.append(_Step(row, self._named(change.before), self._named(change.after)))
            if change.after is None:
                del self.rows[place]
        return _Kept(done, tuple(steps))

    def turned(self, done: Done, changes: Sequence[Change]) -> _Kept:
        """Keep what the changes that took something back leave to be made again: the same, the other way round."""
        steps: list[_Step] = []
        for change in changes:
            place = (change.table.name, change.key)
            if change.before is None:
                self.rows.pop(place, None)
            row = self.rows.setdefault(place, _Row(change.table, change.key))
            steps.insert(0, _Step(row, self._named(change.after), self._named(change.before)))
        return _Kept(replace(done, changes=(), back=None), tuple(steps))

    def _named(self, values: Values | None) -> Values | None:
        if values is None:
            return None
        rows = {
            name: self.rows.setdefault((table.name, values[name]), _Row(table, values[name]))
            for name, table in _POINTERS.items()
            if values.get(name) is not None
        }
        return {**values, **rows}


@dataclass(frozen=True, slots=True)
class History:
    """Labels of what can be taken back and made again, the next one first."""

    undo: tuple[str, ...]
    redo: tuple[str, ...]


class UndoStacks:
    """The stacks of a desk, in memory only: they are gone when it closes."""

    def __init__(self) -> None:
        self._stacks: dict[tuple[str, int], _Stack] = {}

    def push(self, who: str, case_id: int, done: Done, *, typed_on: bool = False) -> None:
        """Add what was just done; what had been taken back can then not be made again.

        typed_on: a change of words in one row; typing on is one thing to take back, not one for each saving.
        """
        stack = self._stacks.setdefault((who, case_id), _Stack())
        last = stack.done[-1] if stack.done and not stack.undone else None
        stack.undone.clear()
        stack.done.append(stack.kept(done))
        del stack.done[:-MOST_KEPT]
        now = stack.done[-1]
        if not typed_on or last is None or last.done.label != now.done.label:
            return
        if len(last.steps) != 1 or len(now.steps) != 1:
            return
        (first,), (then,) = last.steps, now.steps
        if first.row is then.row and first.after is not None and then.before is not None and then.after is not None:
            before = None if first.before is None else {**then.before, **first.before}
            step = _Step(then.row, before, {**first.after, **then.after})
            stack.done[-2:] = [_Kept(now.done, (step,))]

    def clear(self, who: str, case_id: int) -> None:
        self._stacks.pop((who, case_id), None)

    def clear_case(self, case_id: int) -> None:
        """Forget what anybody did on a case: it has come to where none of that is taken back."""
        for key in [one for one in self._stacks if one[1] == case_id]:
            del self._stacks[key]

    def history(self, who: str, case_id: int) -> History:
        stack = self._stacks.get((who, case_id), _Stack())
        undo, redo = (tuple(one.done.label for one in reversed(each)) for each in (stack.done, stack.undone))
        return History(undo, redo)

    def travel(self, who: str, case_id: int, *, redo: bool) -> "Travel":
        """Return the next change to take back, or to make again; raises RuleViolation when there is none."""
        stack = self._stacks.get((who, case_id), _Stack())
        if not (stack.undone if redo else stack.done):
            raise RuleViolation(f"There is nothing to {'redo' if redo else 'undo'} on this case.")
        return Travel(stack, redo)


class Travel:
    """One step back or forth: `apply` inside an action, then `arrive` once it is saved."""

    def __init__(self, stack: _Stack, redo: bool) -> None:
        self._stack, self._redo = stack, redo
        self._kept = (stack.undone if redo else stack.done)[-1]
        self._ids: dict[_Row, int] = {}
        self._changes: list[Change] = []
        self.label, self.entry = self._kept.done.label, self._kept.done.entry

    def apply(self, action: Action) -> None:
        """Change the rows; raises Conflict when one was changed in another way meanwhile, or what the rules say."""
        self._kept.done.may(action)
        if self._kept.done.back is not None:
            recorder = Recorder(action)
            self._kept.done.back(recorder)
            self._changes = recorder.changes
        for step in self._kept.steps if self._redo else reversed(self._kept.steps):
            expected, wanted = (step.before, step.after) if self._redo else (step.after, step.before)
            table, key = step.row.table, self._ids.get(step.row, step.row.id)
            if expected is None:
                assert wanted is not None
                self._ids[step.row] = action.insert(table, **self._present(wanted))
                continue
            stored = passage_queries.values_of(action.read, table, key)
            if stored is None or any(stored[name] != value for name, value in self._present(expected).items()):
                raise Conflict("This was changed since in another way, so it cannot be taken back or made again.")
            row = queries.revised(action.read, table, key)
            if table is tables.judgement:
                self._keep_version(action, key, wanted)
            if wanted is None:
                action.delete(table, row)
            else:
                action.update(table, row, **self._present(wanted))
        self._kept.done.then(action)

    @staticmethod
    def _keep_version(action: Action, key: int, wanted: Values | None) -> None:
        """Keep the answer that is taken back, so that its assessor finds it among their earlier ones."""
        before = queries.rows_of(action.read, JudgementRow, id=key)[0]
        names = ("answer", "reason", "no_passage_reason")
        answer, reason, why_none = (
            "" if wanted is None else str(wanted.get(name, getattr(before, name))) for name in names
        )
        keep_earlier(action, before, (answer, reason, why_none))

    def arrive(self) -> None:
        """Move the change to the other side of the stack, and note the ids that rows have now."""
        stack = self._stack
        if self._changes:
            stack.done[-1] = self._kept = stack.turned(self._kept.done, self._changes)
        for step in self._kept.steps:
            stack.rows.pop((step.row.table.name, step.row.id), None)
        for step in self._kept.steps:
            step.row.id = self._ids.get(step.row, step.row.id)
            if (step.after if self._redo else step.before) is not None:
                stack.rows[step.row.table.name, step.row.id] = step.row
        source, target = (stack.undone, stack.done) if self._redo else (stack.done, stack.undone)
        target.append(source.pop())

    def _present(self, values: Values) -> dict[str, Any]:
        """Return the columns with the ids that rows have now."""
        return {
            name: self._ids.get(value, value.id) if isinstance(value, _Row) else value for name, value in values.items()
        }
