"""Evidence items, what is said of each, and the rules about currency and double counting."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum

from .rows import dataclass


class EvidenceKind(StrEnum):
    PORTFOLIO = "portfolio"
    REFLECTIVE_ACCOUNT = "reflective_account"
    CERTIFICATE = "certificate"
    TRANSCRIPT = "transcript"
    WORK_PRODUCT = "work_product"
    TESTIMONY = "testimony"
    PROFESSIONAL_DISCUSSION = "professional_discussion"
    OBSERVATION = "observation"
    SIMULATION = "simulation"
    ASSESSMENT_ON_DEMAND = "assessment_on_demand"
    CV = "cv"
    OTHER = "other"


EVIDENCE_WORDS = {
    EvidenceKind.PORTFOLIO: "portfolio",
    EvidenceKind.REFLECTIVE_ACCOUNT: "reflective account",
    EvidenceKind.CERTIFICATE: "certificate",
    EvidenceKind.TRANSCRIPT: "transcript",
    EvidenceKind.WORK_PRODUCT: "work product",
    EvidenceKind.TESTIMONY: "testimony",
    EvidenceKind.PROFESSIONAL_DISCUSSION: "professional discussion",
    EvidenceKind.OBSERVATION: "observation",
    EvidenceKind.SIMULATION: "simulation",
    EvidenceKind.ASSESSMENT_ON_DEMAND: "assessment on demand",
    EvidenceKind.CV: "CV",
    EvidenceKind.OTHER: "other",
}


class Sensitivity(StrEnum):
    ORDINARY = "ordinary"
    PERSONAL = "personal"
    SPECIAL = "special"


class Stance(StrEnum):
    SUPPORTS = "supports"
    PARTLY = "partly"
    CONTRADICTS = "contradicts"


STANCE_SIGNS = {Stance.SUPPORTS: "+", Stance.PARTLY: "~", Stance.CONTRADICTS: "−"}


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One register entry. `sha256` names the stored bytes; `kept_sealed` says why a refused file is kept unopened."""

    id: int
    revision: int
    case_id: int
    number: int
    title: str
    kind: EvidenceKind
    file_name: str
    sha256: str
    size: int
    media_type: str
    learned_on: date | None
    made_on: date | None
    received_on: date | None
    source: str
    supplier: str
    language: str
    sensitivity: Sensitivity
    currency_exception: str
    kept_sealed: str

    @property
    def key(self) -> str:
        return f"E{self.number:02d}"


@dataclass(frozen=True, slots=True)
class EvidenceVersionRow:
    """What an item was before its file was replaced; the bytes are kept and can be read as before."""

    id: int
    revision: int
    evidence_id: int
    file_name: str
    sha256: str
    size: int
    media_type: str
    received_on: date | None
    replaced_at: datetime
    person_id: int
    reason: str


def as_it_was(item: EvidenceRow, version: EvidenceVersionRow) -> EvidenceRow:
    """Return an item with an earlier file in its place, to be read or handed out as it was; it is in no register."""
    return replace(
        item,
        file_name=version.file_name,
        sha256=version.sha256,
        size=version.size,
        media_type=version.media_type,
        received_on=version.received_on,
        kept_sealed="It was refused when it was handed in." if version.media_type == SEALED_TYPE else "",
    )


class EvidenceTest(StrEnum):
    """What each item is tested for; the first four are usual, the others an office may add by policy."""

    VALID = "valid"
    AUTHENTIC = "authentic"
    CURRENT = "current"
    SUFFICIENT = "sufficient"
    RELIABLE = "reliable"
    ACCEPTABLE = "acceptable"


TEST_QUESTIONS = {
    EvidenceTest.VALID: "Does it show what it is put forward for?",
    EvidenceTest.AUTHENTIC: "Is it the work of the person it is said to be by?",
    EvidenceTest.CURRENT: "Is the learning in it recent enough?",
    EvidenceTest.SUFFICIENT: "Is there enough of it to judge by?",
    EvidenceTest.RELIABLE: "Would another assessor find the same in it?",
    EvidenceTest.ACCEPTABLE: "Is it in a form that the panel can take?",
}
"""What each test asks, in our words."""


class TestAnswer(StrEnum):
    """How a test of an item came out."""

    __test__ = False  # pytest takes names that begin so for its own

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNSURE = "unsure"


NEEDS_NOTE = (TestAnswer.PARTLY, TestAnswer.NO)
"""Answers that say why in a note."""


@dataclass(frozen=True, slots=True)
class EvidenceTestRow:
    """One assessor's answer to one test of an item, with a note; it is part of their judging and as blind."""

    id: int
    revision: int
    assessment_id: int
    evidence_id: int
    test: EvidenceTest
    answer: TestAnswer
    note: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class EvidenceReadRow:
    """That one assessor has read an item; the bytes they read are named, since a file may be replaced."""

    id: int
    revision: int
    assessment_id: int
    evidence_id: int
    sha256: str
    read_at: datetime


@dataclass(frozen=True, slots=True)
class AuthenticityRow:
    """That somebody confirmed whose work an item is: who, in what capacity, how and when; of the bytes named."""

    id: int
    revision: int
    evidence_id: int
    sha256: str
    confirmed_by: str
    capacity: str
    how: str
    confirmed_on: date
    person_id: int


@dataclass(frozen=True, slots=True)
class OriginRow:
    """That an item was a file attached to an e-mail or a PDF of the register.

    holder_id, holder_sha256: the item it came out of, and the bytes that had then. part: its place among the files
    attached there, from 1. name: what it is called there.
    """

    id: int
    revision: int
    evidence_id: int
    holder_id: int
    holder_sha256: str
    part: int
    name: str


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file attached to an e-mail or a PDF, the `part`-th of them, from 1.

    size: bytes, None where unknown. kept_as: the item it is already.
    """

    part: int
    name: str
    media_type: str
    size: int | None
    kept_as: str = ""


MAIL_TYPES = frozenset({"message/rfc822", "application/vnd.ms-outlook"})
SEALED_TYPE = "application/octet-stream"
"""Of files that were refused and are kept sealed; the gate lets none of this type in."""

HOLDER_TYPES = MAIL_TYPES | {"application/pdf"}
"""What files may be attached to."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """That the applicant claims an item for a criterion."""

    id: int
    revision: int
    evidence_id: int
    criterion_id: int


@dataclass(frozen=True, slots=True)
class RecordDraftRow:
    """An interview, observation or testimony as far as one person has written it down; nobody else reads it.

    heard: who was heard or observed; capacity: their role, or how they know the claimant.
    """

    id: int
    revision: int
    case_id: int
    person_id: int
    kind: EvidenceKind
    held_on: date | None
    title: str
    heard: str
    capacity: str
    recorded_by: str
    text: str


RECORDED_KINDS = (EvidenceKind.PROFESSIONAL_DISCUSSION, EvidenceKind.OBSERVATION, EvidenceKind.TESTIMONY)
"""Evidence that may be written down in the program itself: interviews, observations and testimony."""


# strftime's month names change with the locale, and records must not.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_words(day: date) -> str:
    """Return a day in words, such as "28 May 2026", the same on every machine."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def years_after(day: date, years: int) -> date:
    """Return the same day some years on; 29 February becomes 28 February where the year has none (our convention)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def is_current(learned_on: date | None, panel_on: date, years: int) -> bool | None:
    """Return whether learning is recent enough on the day of the panel; None where its date is not known.

    Exactly `years` years is still current. That evidence be current is general RPL practice; how many years is an
    office setting.
    """
    if learned_on is None:
        return None
    return panel_on <= years_after(learned_on, years)


def currency_note(item: EvidenceRow, panel_on: date, years: int, *, called: str = "the panel on") -> str:
    """Return in words how current an item is on the day of the panel, with any recorded exception.

    called: what that day is, before its date; "today," where no panel is called yet.
    """
    limit = f"{years} year{'' if years == 1 else 's'}"
    if item.learned_on is None:
        note = "No date of learning is recorded, so currency cannot be told."
    elif item.learned_on > panel_on:
        note = f"Learned {day_words(item.learned_on)}, which is after {called} {day_words(panel_on)}."
    elif is_current(item.learned_on, panel_on, years):
        note = f"Learned {day_words(item.learned_on)}, within {limit} of {called} {day_words(panel_on)}."
    else:
        note = f"Learned {day_words(item.learned_on)}, more than {limit} before {called} {day_words(panel_on)}."
    exception = item.currency_exception.strip()
    return f"{note} Exception: {exception}" if exception else note


@dataclass(frozen=True, slots=True)
class DoubleUse:
    """The same bytes registered more than once; `places` are case references and item keys ("RPL-2026-0034 E02")."""

    sha256: str
    places: tuple[str, ...]

    @property
    def words(self) -> str:
        return f"The same file is registered as {' and '.join(self.places)}."


def same_bytes(evidence: Iterable[tuple[str, EvidenceRow]]) -> tuple[DoubleUse, ...]:
    """Return every file that is registered more than once, in the order it was first met.

    evidence: pairs of a case reference and an item. Flagging it is an office convention against double counting.
    """
    places: dict[str, list[str]] = {}
    for reference, item in evidence:
        places.setdefault(item.sha256, []).append(f"{reference} {item.key}")
    return tuple(DoubleUse(sha256, tuple(found)) for sha256, found in places.items() if len(found) > 1)
