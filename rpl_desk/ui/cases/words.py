"""A case of the list in words: what its row shows and what a screen reader says."""

from datetime import date

from rpl_desk.domain.cases import KIND_WORDS, PATH, CaseKind, Stage
from rpl_desk.services.cases import CaseGroup, CaseListRow

STAGE_WORDS = {stage: stage.value.capitalize() for stage in Stage}

NEXT: dict[Stage, tuple[str, str]] = {
    Stage.INTAKE: ("clipboard-check", "Complete the intake"),
    Stage.REVIEW: ("list-checks", "Judge, seal, reveal"),
    Stage.RECONCILE: ("split", "Settle the differences"),
    Stage.PANEL: ("gavel", "Decide with the panel"),
    Stage.DECIDED: ("signature", "Sign the decision"),
    Stage.SIGNED: ("download", "Hand out the documents"),
    Stage.RELEASED: ("check", "Nothing more to do"),
    Stage.WAITING: ("pause", "Clock stopped"),
    Stage.WITHDRAWN: ("x", "Withdrawn"),
    Stage.APPEAL: ("scale", "Appeal under way"),
    Stage.VOIDED: ("x", "Voided"),
}
"""What a case at each stage waits for: icon and words. The preview says it exactly, for the person who looks."""

_FINISHED = (Stage.SIGNED, Stage.RELEASED, Stage.WITHDRAWN, Stage.VOIDED)


def letter(kind: CaseKind) -> str:
    """Return the letter of a kind's badge."""
    return "C" if kind.is_credit_rating else "R"


def subject(row: CaseListRow) -> str:
    """Return the reference and kind, as the second line of a row."""
    return f"{row.reference} · {KIND_WORDS[row.kind]}"


def bars_done(stage: Stage) -> int | None:
    """Return how many stages of the path lie behind a case, None for a stage beside the path."""
    return PATH.index(stage) if stage in PATH else None


def age(row: CaseListRow, today: date) -> str:
    return f"{max(0, (today - row.opened_on).days)} d"


def is_late(row: CaseListRow, today: date) -> bool:
    return row.due_on is not None and row.due_on < today and row.stage not in _FINISHED


def due(row: CaseListRow, today: date) -> str:
    """Return when a case is due, as the row says it; empty when it has no day or is finished."""
    if row.due_on is None or row.stage in _FINISHED:
        return ""
    day = f"{row.due_on:%a} {row.due_on.day} {row.due_on:%b}"
    day += "" if row.due_on.year == today.year else f" {row.due_on.year}"
    return f"was due {day}" if is_late(row, today) else f"due {day}"


def level(row: CaseListRow) -> tuple[int | None, bool]:
    """Return the level to show and whether it is decided; otherwise it is the one asked for."""
    return (row.decided_level, True) if row.decided_level is not None else (row.proposed_level, False)


def points(row: CaseListRow) -> str:
    value = row.decided_points if row.decided_points is not None else row.proposed_points
    return "–" if value is None else str(value)


def spoken(row: CaseListRow, today: date) -> str:
    """Return the whole row as a screen reader says it."""
    number, decided = level(row)
    parts = [
        row.title,
        row.reference,
        KIND_WORDS[row.kind],
        f"stage {STAGE_WORDS[row.stage]}",
        f"opened {(today - row.opened_on).days} days ago",
        f"level {number} {'decided' if decided else 'asked for'}" if number is not None else "no level",
        f"{points(row)} credit points" if points(row) != "–" else "no credit",
        NEXT[row.stage][1],
        due(row, today),
    ]
    return ", ".join(part for part in parts if part)


def group_words(group: CaseGroup) -> tuple[str, str]:
    """Return what the head of a group says, and its note."""
    meeting = group.meeting
    if meeting is not None:
        day = f"{meeting.held_on:%A} {meeting.held_on.day} {meeting.held_on:%B}"
        return f"Panel of {day}", meeting.place
    return "Yours to do" if group.yours else "With others", "sorted by due date"
