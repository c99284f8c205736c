"""Backups: what is known of each, which of them are kept and when one is due; what a restore takes away."""

from collections.abc import Callable, Collection
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path

from .errors import RuleViolation
from .rows import dataclass

LIGHT_FROM = 64 << 20
"""Bytes of evidence in a store from which the backups of a day after the first leave to that what it holds."""

NEVER_REMOVED = 3
"""The newest verified backups, whatever else is asked."""

AFTER_RESTORE = timedelta(days=7)
"""How long after a restore no backup is removed: whoever restores once may look for a better one for days."""


@dataclass(frozen=True, slots=True)
class Need:
    """Another backup in the same folder, which holds evidence that a light one has not itself."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup as its manifest tells of it.

    size: in bytes. log_size, log_head: the end of the log in it. fault: why it does not count, empty where it does.
    salt: what an encrypted one begins with, in hexadecimal; empty for one in the clear. needs: of a light one, the
    backups beside it that hold the rest of its evidence. signed_by: who signed its manifest, once that was checked.
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
    salt: str = ""
    needs: tuple[Need, ...] = ()
    signed_by: str = ""


def signed_words(name: str) -> str:
    """Say who signed the manifest of a backup, `name` being empty where nobody did."""
    if name:
        return f"What its manifest says is signed by the sitting of {name}."
    return "Its manifest is not signed: nobody was signed in when it was made, or the signature was taken away."


@dataclass(frozen=True, slots=True)
class BackupRules:
    """An office's numbers for its backups; those of the program until an administrator says others. All are ours.

    minutes: of work between two that are made unasked. late_days: after which the newest in the second place is late.
    The others: how many of the newest are kept, and of how many days, weeks and months the newest of each.
    """

    minutes: int = 30
    late_days: int = 7
    newest: int = 10
    daily: int = 14
    weekly: int = 8
    monthly: int = 12

    def checked(self) -> "BackupRules":
        """Return the numbers themselves; raises RuleViolation with each that does not do."""
        found = [
            f"{RULE_WORDS[name]}: {getattr(self, name)} is not a whole number from {least} to {most}."
            for name, (least, most) in RULE_LIMITS.items()
            if type(getattr(self, name)) is not int or not least <= getattr(self, name) <= most
        ]
        if found:
            raise RuleViolation(f"These numbers cannot be kept. {' '.join(found)}")
        return self


RULE_LIMITS = {
    "minutes": (5, 480),
    "late_days": (1, 60),
    "newest": (NEVER_REMOVED, 100),
    "daily": (0, 366),
    "weekly": (0, 104),
    "monthly": (0, 120),
}
RULE_WORDS = {
    "minutes": "minutes of work between backups",
    "late_days": "days until a backup is late",
    "newest": "newest kept",
    "daily": "days kept",
    "weekly": "weeks kept",
    "monthly": "months kept",
}


@dataclass(frozen=True, slots=True)
class BackupRuleRow:
    """The numbers as an administrator said them."""

    id: int
    revision: int
    minutes: int
    late_days: int
    newest: int
    daily: int
    weekly: int
    monthly: int

    @property
    def rules(self) -> BackupRules:
        return BackupRules(**{one.name: getattr(self, one.name) for one in fields(BackupRules)})


@dataclass(frozen=True, slots=True)
class RestoreRow:
    """A backup that took the store's place; sizes are of its log, `lost` is JSON. See the table."""

    id: int
    revision: int
    epoch: int
    person_id: int
    restored_at: datetime
    reason: str
    backup: str
    sha256: str
    from_size: int
    from_head: str
    lost_size: int
    kept: str
    lost: str


@dataclass(frozen=True, slots=True)
class DrillRow:
    """A rehearsal of a restore; `fault` is empty where all went well."""

    id: int
    revision: int
    person_id: int
    rehearsed_at: datetime
    backup: str
    made_at: datetime
    sha256: str
    log_size: int
    seconds: int
    fault: str


@dataclass(frozen=True, slots=True)
class LostSignOff:
    """A signature that a store has and a backup of it has not: its receipt is on paper; it is to be given again."""

    reference: str
    version: int
    role: str
    name: str
    receipt: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Losses:
    """What a store has that a backup of it has not.

    sign_offs: by name and receipt. opened, decided: references of cases. ended: people whose key ended, or who left.
    entries: of the log. unknown: why it cannot be told, in a sentence; empty where it can. signed_by: who signed the
    manifest of the backup, empty where nobody did; None where the backup was not opened.
    """

    sign_offs: tuple[LostSignOff, ...] = ()
    opened: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    entries: int = 0
    unknown: str = ""
    signed_by: str | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """What is lost, as a person reads it, a line for each thing; what weighs most comes first."""
        said = [self.unknown] if self.unknown else []
        said += [
            f"Sign-off by {one.name} ({one.role}) of {one.reference} version {one.version}, receipt {one.receipt}"
            for one in self.sign_offs
        ]
        said += [f"Decision on {one}" for one in self.decided]
        said += [f"Case {one}, opened since" for one in self.opened]
        said += [f"The end of {one}'s key, or that they left: end it again at once" for one in self.ended]
        if self.entries:
            said.append(f"{self.entries} entries of the log altogether")
        return tuple(said)


@dataclass(frozen=True, slots=True)
class HeldBackup:
    """A backup in one place or both. path: a file of it that counts, where any does. fault: why none does, or empty."""

    row: BackupRow
    path: Path
    in_first: bool
    in_second: bool
    fault: str = ""

    @property
    def where(self) -> str:
        """Where it lies, in words."""
        return {(True, True): "both places", (False, True): "second place"}.get(
            (self.in_first, self.in_second), "beside the file"
        )


@dataclass(frozen=True, slots=True)
class BackupOverview:
    """All there is to see of a store's backups, the newest first.

    second: None where nobody chose one. reachable: whether the second place answers. drill: the last rehearsal.
    """

    first: Path
    second: Path | None
    reachable: bool
    held: tuple[HeldBackup, ...]
    rules: BackupRules
    drill: DrillRow | None = None
    problem: str = ""

    @property
    def newest(self) -> datetime | None:
        return max((one.row.made_at for one in self.held if not one.fault), default=None)

    @property
    def newest_outside(self) -> datetime | None:
        return max((one.row.made_at for one in self.held if one.in_second and not one.fault), default=None)

    def warnings(self, now: datetime) -> tuple[str, ...]:
        """Return what needs somebody's attention, a sentence for each thing."""
        said = [self.problem] if self.problem else []
        if self.newest is None:
            said.append("No backup of this file counts yet. Make one now.")
        if self.second is None:
            said.append(
                "There is no second place: what lies beside the file is lost with this computer. Choose a share or a"
                " stick."
            )
        elif not self.reachable:
            said.append(f"The second place, {self.second}, cannot be reached. Connect it, or choose another.")
        elif self.newest_outside is None:
            said.append("The second place holds no backup of this file yet. Make one now.")
        elif is_late(self.newest_outside, now, self.rules.late_days):
            said.append(f"The newest backup in the second place is {age(self.newest_outside, now)} old. Make one now.")
        return tuple(said)


def held_in(first: Collection[BackupRow], second: Collection[BackupRow], places: tuple[Path, Path]) -> list[HeldBackup]:
    """Return the backups of two places, each once, the newest first; what counts nowhere comes with its fault."""
    here, there = ({one.file: one for one in rows} for rows in (first, second))
    found = []
    for name in here.keys() | there.keys():
        rows = [(one[name], place) for one, place in zip((here, there), places, strict=True) if name in one]
        good = [(row, place) for row, place in rows if not row.fault]
        row, place = (good or rows)[0]
        fault = "" if good else row.fault
        counts = [name in one and (bool(fault) or not one[name].fault) for one in (here, there)]
        found.append(HeldBackup(row, place / name, counts[0], counts[1], fault))
    return sorted(found, key=lambda one: (one.row.made_at, one.row.log_size, one.row.file), reverse=True)


def age(at: datetime, now: datetime) -> str:
    """Return how old something is, in the largest unit that fits: "12 minutes", "1 day", "under a minute"."""
    minutes = max(0, int((now - at).total_seconds() // 60))
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes >= size:
            number = minutes // size
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "under a minute"


def newest_first(backups: Collection[BackupRow]) -> list[BackupRow]:
    """Return backups in the order in which they count as new."""
    return sorted(backups, key=lambda one: (one.made_at, one.log_size, one.file), reverse=True)


def removable(verified: Collection[BackupRow], rules: BackupRules | None = None) -> tuple[BackupRow, ...]:
    """Return those that may go, oldest first: of the verified backups of one store, which alone count.

    Kept are the newest, and the newest of each of as many days, weeks and months as the rules say that have one. The
    three newest are always kept, by their time and by their log: a clock may have been wrong. Kept too is what holds
    evidence of one that is kept.
    """
    rules = rules or BackupRules()
    newest = newest_first(verified)
    kept = set(newest[: max(rules.newest, NEVER_REMOVED)])
    kept.update(sorted(newest, key=lambda one: (one.epoch, one.log_size), reverse=True)[:NEVER_REMOVED])
    spans: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (rules.daily, lambda at: at.date()),
        (rules.weekly, lambda at: at.isocalendar()[:2]),
        (rules.monthly, lambda at: (at.year, at.month)),
    )
    for most, span in spans:
        of_each: dict[object, BackupRow] = {}
        for one in newest:
            of_each.setdefault(span(one.made_at), one)
        kept.update(list(of_each.values())[:most])
    needed = {(need.file, need.sha256) for one in kept for need in one.needs}
    kept.update(one for one in newest if (one.file, one.sha256) in needed)
    return tuple(one for one in reversed(newest) if one not in kept)


def keeps_all(restored_at: datetime | None, now: datetime) -> bool:
    """Tell whether no backup may go, since the store was restored not long ago, or the clock went back since."""
    return restored_at is not None and now - restored_at < AFTER_RESTORE


def is_late(newest: datetime | None, now: datetime, days: int) -> bool:
    """Tell whether the newest backup outside is older than an office lets it become, or there is none."""
    return newest is None or now - newest >= timedelta(days=days)
