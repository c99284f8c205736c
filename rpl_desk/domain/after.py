"""After a decision is signed: conditions, reviews, what is due, and what is unlocked, amended or voided."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from .cases import Stage
from .decisions import ConditionRow
from .rows import dataclass


@dataclass(frozen=True, slots=True)
class ConditionMetRow:
    """A condition that was met: `shown_by` showed it on a day with evidence or words, and a person confirmed it.

    withdrawn_at: when the confirmation was taken back as wrong, None while it counts.
    """

    id: int
    revision: int
    case_id: int
    condition_id: int
    shown_by: str
    shown_on: date
    shown_with: str
    confirmed_by: int
    confirmed_at: datetime
    withdrawn_by: int | None
    withdrawn_at: datetime | None
    withdrawn_reason: str


@dataclass(frozen=True, slots=True)
class Followed:
    """A condition of a signed decision, with how it was met and who confirmed that; `met` is None while it is open.

    withdrawn: earlier confirmations that were taken back, oldest first, each with its reason.
    """

    condition: ConditionRow
    met: ConditionMetRow | None
    confirmed_by: str
    withdrawn: tuple[ConditionMetRow, ...] = ()


class DueKind(StrEnum):
    CONDITION = "condition"
    REVIEW = "review"
    APPEAL = "appeal"


@dataclass(frozen=True, slots=True)
class Due:
    """What a signed decision asks for on a day: an open condition by `number`, its review, or an appeal by `number`."""

    case_id: int
    reference: str
    title: str
    kind: DueKind
    due_on: date
    number: int | None
    text: str
    owner: str
    overdue: bool

    @property
    def what(self) -> str:
        """What it is, in words."""
        return self.kind.value.capitalize() + ("" if self.number is None else f" {self.number}")

    def when(self, today: date) -> str:
        """How far off it is, in words."""
        return due_words(self.due_on, today)


def due_words(day: date, today: date) -> str:
    """Return how far off a day is on which something is due, in words."""
    days = (day - today).days
    if days == 0:
        return "due today"
    count = f"{abs(days):,} day{'' if abs(days) == 1 else 's'}"
    return f"overdue by {count}" if days < 0 else f"due in {count}"


def in_order(dues: Iterable[Due]) -> tuple[Due, ...]:
    """Return what is due by its day, so that what is overdue comes first; then by reference and number."""
    return tuple(sorted(dues, key=lambda one: (one.due_on, one.reference, one.kind, one.number or 0)))


class LockState(StrEnum):
    """What is closed, and opens again only by who may, with a reason."""

    SEALED = "sealed"
    RECONCILED = "reconciled"
    DECIDED = "decided"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Lock:
    """A line of the table of unlocking: what is closed, who may open it and how, and whether that can be done now.

    state: "draft" for one's own draft, else one of LockState.
    """

    state: str
    what: str
    who: str
    how: str
    holds: bool


_TABLE = (
    ("draft", "One's own draft", "its owner", "Nothing is locked: the owner writes on."),
    (LockState.SEALED, "Sealed judgements", "the chair", "Given back to their assessor, before the reveal."),
    (LockState.RECONCILED, "Findings the panel completed", "the chair", "The case goes back to reconcile."),
    (LockState.DECIDED, "A decision not signed by all", "the chair", "Taken back; the record made of it is kept."),
    (LockState.SIGNED, "A signed decision", "nobody", "It is amended as a new version, or voided, each with a reason."),
)


def lock_table(stage: Stage, sealed: int) -> tuple[Lock, ...]:
    """Return the table of unlocking, with what is closed in a case at this stage.

    sealed: how many sets of judgements are sealed and not yet revealed. Source: interaction.md P15.
    """
    holds = {
        "draft": stage is Stage.REVIEW,
        LockState.SEALED: stage is Stage.REVIEW and sealed > 0,
        LockState.RECONCILED: stage is Stage.PANEL,
        LockState.DECIDED: stage is Stage.DECIDED,
        LockState.SIGNED: stage in (Stage.SIGNED, Stage.RELEASED, Stage.APPEAL),
    }
    return tuple(Lock(str(state), what, who, how, holds[state]) for state, what, who, how in _TABLE)


@dataclass(frozen=True, slots=True)
class UnlockingRow:
    """Why something was opened again; `operation` is that of the log's entry."""

    id: int
    revision: int
    case_id: int
    state: LockState
    reason: str
    person_id: int
    operation: str
    unlocked_at: datetime


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """The amending of a signed record, which stands until `by_record_id` has every signature."""

    id: int
    revision: int
    case_id: int
    record_id: int
    stage_before: str
    reason: str
    person_id: int
    begun_at: datetime
    appeal_id: int | None
    by_record_id: int | None
    done_at: datetime | None
    dropped_at: datetime | None
    dropped_reason: str

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None


@dataclass(frozen=True, slots=True)
class VoidingRow:
    """That a signed record stands no more, as the chair signed it."""

    id: int
    revision: int
    case_id: int
    record_id: int
    reason: str
    reason_salt: str
    person_id: int
    operation: str
    payload: bytes
    signature: bytes
    certificate_id: int
    receipt: str
    voided_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review that was held of a decision, what came of it, and when the next is; the one noted last counts."""

    id: int
    revision: int
    case_id: int
    record_id: int
    held_on: date
    note: str
    next_on: date
    person_id: int


@dataclass(frozen=True, slots=True)
class LetterTextRow:
    """The office's own wording for a part of its letters."""

    id: int
    revision: int
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a case's record as the history tells it; `ended` says in words why it stands no more."""

    version: int
    decided_on: date | None
    outcome_words: str
    level: int | None
    points: int | None
    stands: bool
    ended: str
    reason: str
