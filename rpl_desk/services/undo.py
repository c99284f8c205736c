"""One undo for each person and case: taking back is a new, logged action, never an erasure of what was logged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..domain.errors import Conflict, RuleViolation
from ..store import passage_queries, queries, tables
from ..store.database import Action, Revised

MOST_KEPT = 200
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One row's columns before and after, without id, revision and salt; None where the row was not there."""

    table: Any
    key: int
    before: Values | None
    after: Values | None


@dataclass(frozen=True, slots=True)
class Done:
    """What one action changed. `label` says it after "Undo: ": "mark E01 p.12 for U1.k"."""

    label: str
    changes: tuple[Change, ...]


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
        before = self._values(table, row.id)
        self.action.update(table, row, **values)
        self.changes.append(Change(table, row.id, before, self._values(table, row.id)))

    def delete(self, table: Any, row: Revised) -> None:
        before = self._values(table, row.id)
        self.action.delete(table, row)
        self.changes.append(Change(table, row.id, before, None))

    def _values(self, table: Any, key: int) -> Values | None:
        return passage_queries.values_of(self.action.read, table, key)


@dataclass
class _Stack:
    """What one person did on one case. A row put back gets another id; `now` leads from those known to the present."""

    done: list[Done] = field(default_factory=list)
    undone: list[Done] = field(default_factory=list)
    now: dict[tuple[str, int], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class History:
    """Labels of what can be taken back and made again, the next one first."""

    undo: tuple[str, ...]
    redo: tuple[str, ...]


class UndoStacks:
    """The stacks of a desk, in memory only: they are gone when it closes."""

    def __init__(self) -> None:
        self._stacks: dict[tuple[str, int], _Stack] = {}

    def push(self, who: str, case_id: int, done: Done) -> None:
        """Add what was just done; what had been taken back can then not be made again."""
        stack = self._stacks.setdefault((who, case_id), _Stack())
        stack.undone.clear()
        stack.done.append(done)
        del stack.done[:-MOST_KEPT]

    def push_text(self, who: str, case_id: int, done: Done) -> None:
        """Add a change of words; typing on in the same row is one thing to take back, not one for each saving."""
        stack = self._stacks.setdefault((who, case_id), _Stack())
        last = stack.done[-1] if stack.done and not stack.undone else None
        if last is not None and last.label == done.label and _one_row(last) == _one_row(done):
            change = Change(done.changes[0].table, done.changes[0].key, last.changes[0].before, done.changes[0].after)
            stack.done[-1] = Done(done.label, (change,))
        else:
            self.push(who, case_id, done)

    def clear(self, who: str, case_id: int) -> None:
        self._stacks.pop((who, case_id), None)

    def history(self, who: str, case_id: int) -> History:
        stack = self._stacks.get((who, case_id), _Stack())
        return History(
            tuple(one.label for one in reversed(stack.done)), tuple(one.label for one in reversed(stack.undone))
        )

    def next(self, who: str, case_id: int, *, redo: bool) -> Done:
        """Return what would be taken back, or made again; raises RuleViolation when there is nothing."""
        stack = self._stacks.get((who, case_id), _Stack())
        found = stack.undone if redo else stack.done
        if not found:
            raise RuleViolation(f"There is nothing to {'redo' if redo else 'undo'} on this case.")
        return found[-1]

    def apply(self, action: Action, who: str, case_id: int, done: Done, *, redo: bool) -> dict[tuple[str, int], int]:
        """Change the rows inside an action; returns the ids to note once it is saved. Raises Conflict."""
        now = dict(self._stacks[who, case_id].now)
        for change in done.changes if redo else reversed(done.changes):
            expected, wanted = (change.before, change.after) if redo else (change.after, change.before)
            _apply(action, now, change, expected, wanted)
        return now

    def moved(self, who: str, case_id: int, now: dict[tuple[str, int], int], *, redo: bool) -> None:
        """Note that the next one was applied and saved."""
        stack = self._stacks[who, case_id]
        stack.now = now
        source, target = (stack.undone, stack.done) if redo else (stack.done, stack.undone)
        target.append(source.pop())


def _one_row(done: Done) -> tuple[str, int] | None:
    return (done.changes[0].table.name, done.changes[0].key) if len(done.changes) == 1 else None


def _apply(
    action: Action, now: dict[tuple[str, int], int], change: Change, expected: Values | None, wanted: Values | None
) -> None:
    table = change.table
    key = now.get((table.name, change.key), change.key)
    if expected is None:
        assert wanted is not None
        new = action.insert(table, **_present(wanted, now))
        for known in [one for one, led in now.items() if one[0] == table.name and led == key]:
            now[known] = new
        now[table.name, key] = now[table.name, change.key] = new
        return
    if passage_queries.values_of(action.read, table, key) != _present(expected, now):
        raise Conflict("This was changed since in another way, so it cannot be taken back or made again.")
    row = queries.revised(action.read, table, key)
    if wanted is None:
        action.delete(table, row)
    else:
        action.update(table, row, **_present(wanted, now))


def _present(values: Values, now: Mapping[tuple[str, int], int]) -> dict[str, Any]:
    """Return the columns with the passage's present id where they name one."""
    found = dict(values)
    if "passage_id" in found:
        found["passage_id"] = now.get((tables.passage.name, found["passage_id"]), found["passage_id"])
    return found
