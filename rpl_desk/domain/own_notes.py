"""What an assessor keeps for themselves beside an answer: a note, how sure they are, what is set aside, what was.

It is no part of the judgement: it is never sealed, recorded, printed or handed over, and only its author reads it.
"""

from collections import Counter
from datetime import datetime, timedelta

from .errors import RuleViolation
from .rows import dataclass

CONFIDENCE_WORDS = {1: "low", 2: "middling", 3: "high"}
"""How sure an assessor is of an answer; apart from the answer, and never a part of it."""

ANOTHER_SITTING = timedelta(minutes=10)
"""After which what was kept before is another version and no longer what is being typed. Ours."""

WORDS_LOST = 4
"""Words taken from a text, all at once, from which what stood there before is kept as a version. Ours."""


@dataclass(frozen=True, slots=True)
class OwnNoteRow:
    """One assessor's own note on one criterion. `confidence` is 1 to 3, None where nothing was said."""

    id: int
    revision: int
    assessment_id: int
    criterion_id: int
    postponed: bool
    confidence: int | None
    note: str


@dataclass(frozen=True, slots=True)
class EarlierAnswerRow:
    """An answer as it stood before it was changed; `saved_at` is when its assessor kept it."""

    id: int
    revision: int
    assessment_id: int
    criterion_id: int
    answer: str
    reason: str
    no_passage_reason: str
    saved_at: datetime


def check_confidence(confidence: int | None) -> None:
    """Raise RuleViolation unless it is 1, 2, 3 or nothing."""
    if confidence is not None and confidence not in CONFIDENCE_WORDS:
        words = ", ".join(f"{number} {word}" for number, word in CONFIDENCE_WORDS.items())
        raise RuleViolation(f"{confidence} is not a confidence: it is {words}.")


Said = tuple[str, str, str]
"""An answer, its reason, and why it rests on no passage."""


def is_another_version(before: Said, saved_at: datetime, after: Said, now: datetime) -> bool:
    """Tell whether what stood before is worth keeping beside what replaces it, rather than being typed on.

    It is where the answer becomes another, where it was kept in an earlier sitting, and where several words go.
    """
    if before == after or not any(before):
        return False
    if before[0] and before[0] != after[0]:
        return True
    return now - saved_at >= ANOTHER_SITTING or any(
        _words_lost(was, now_said) >= WORDS_LOST for was, now_said in zip(before[1:], after[1:], strict=True)
    )


def _words_lost(before: str, after: str) -> int:
    return (Counter(before.split()) - Counter(after.split())).total()
