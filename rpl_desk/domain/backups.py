"""Backups: what is known of each, and which of them are kept."""

from collections.abc import Callable, Collection
from datetime import datetime

from .rows import dataclass

NEWEST, DAILY, WEEKLY, MONTHLY = 10, 14, 8, 12
NEVER_REMOVED = 3
"""The newest verified backups, whatever else is asked."""


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup as its manifest tells of it.

    size: in bytes. log_size, log_head: the end of the log in it. fault: why it does not count, empty where it does.
    """

    file: str
    store: str
    epoch: int
    made_at: datetime
    size: int
    sha256: str
    log_size: int
    log_head: str
    fault: str = ""


def removable(verified: Collection[BackupRow], *, last: int = NEWEST) -> tuple[BackupRow, ...]:
    """Return those that may go, oldest first: of the verified backups of one store, which alone count.

    Kept are the newest ten, and the newest of each of 14 days, 8 weeks and 12 months that have one. The three newest
    are always kept. The numbers are ours.
    """
    newest = sorted(verified, key=lambda one: (one.made_at, one.log_size, one.file), reverse=True)
    kept = set(newest[: max(last, NEVER_REMOVED)])
    spans: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (DAILY, lambda at: at.date()),
        (WEEKLY, lambda at: at.isocalendar()[:2]),
        (MONTHLY, lambda at: (at.year, at.month)),
    )
    for most, span in spans:
        of_each: dict[object, BackupRow] = {}
        for one in newest:
            of_each.setdefault(span(one.made_at), one)
        kept.update(list(of_each.values())[:most])
    return tuple(one for one in reversed(newest) if one not in kept)
