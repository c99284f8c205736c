"""Every sealing of one assessor's judgements, with what it changed of the one before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from .judgements import CriterionRow, answer_words
from .rows import dataclass

CODE_LENGTH = 16
"""Characters of a commitment that go on the cover sheet."""

Judged = Mapping[str, Mapping[str, Any]]
"""What was sealed, by the key of the criterion, as the sealed body holds it under "judgements"."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """One sealing; `changed` says in words what is other than in the one before, None for the first."""

    sealed_at: datetime
    commitment: str
    changed: tuple[str, ...] | None


def sealings(criteria: Iterable[CriterionRow], sealed: Sequence[tuple[datetime, str, Judged]]) -> tuple[Sealing, ...]:
    """Return each sealing, oldest first. sealed: when, its commitment, and what was sealed, oldest first."""
    rows = list(criteria)
    earlier: list[Judged | None] = [None, *(judged for _, _, judged in sealed)]
    return tuple(
        Sealing(at, commitment, None if before is None else _changes(rows, before, now))
        for before, (at, commitment, now) in zip(earlier, sealed, strict=False)
    )


def _changes(criteria: Iterable[CriterionRow], before: Judged, now: Judged) -> tuple[str, ...]:
    found = []
    for one in criteria:
        was, is_now = before.get(one.key, {}), now.get(one.key, {})
        if was == is_now:
            continue
        old, new = str(was.get("answer", "")), str(is_now.get("answer", ""))
        if old != new:
            found.append(f"{one.label}: {answer_words(one.kind, new)}, was {answer_words(one.kind, old)}")
        else:
            parts = [words for name, words in _PARTS if was.get(name) != is_now.get(name)]
            found.append(f"{one.label}: other {' and '.join(parts)}")
    return tuple(found)


_PARTS = (
    ("reason", "reason"),
    ("no_passage_reason", "reason why no passage"),
    ("passages", "passages"),
    ("relied_on", "statements relied on"),
)
