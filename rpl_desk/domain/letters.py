"""Letters about a signed decision, in plain words: made of the signed record, and of the office's own wording.

The wording shipped here is a draft of ours and no official text; a letter that still uses any of it says so.
"""

import string
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from .decisions import AWARDING, Outcome
from .errors import RuleViolation
from .evidence import day_words
from .record import DecisionRecord, RecordCondition, RecordCriterion
from .record_words import Said
from .rows import dataclass


class Reader(StrEnum):
    """Whom a letter is for."""

    CLAIMANT = "claimant"
    OWNER = "owner"


class Part(StrEnum):
    """A part of a letter that the office words itself."""

    GREETING = "greeting"
    OPENING = "opening"
    GAPS = "gaps"
    CONDITIONS = "conditions"
    APPEAL = "appeal"
    CLOSING = "closing"


PART_WORDS = {
    Part.GREETING: "Greeting",
    Part.OPENING: "Opening sentence",
    Part.GAPS: "Before what is missing",
    Part.CONDITIONS: "Before the conditions",
    Part.APPEAL: "How to appeal",
    Part.CLOSING: "Closing",
}

DRAFT = {
    Part.GREETING: "Dear {name},",
    Part.OPENING: "{office} has decided on {title} (our reference {reference}). This letter says what was decided, why,"
    " and what you can do next.",
    Part.GAPS: "This is what the panel did not find, and what would count. You may send it later.",
    Part.CONDITIONS: "The decision asks for the following. Each is to be shown by its day.",
    Part.APPEAL: "If you think that the decision is wrong, you can appeal to {office} in writing within {appeal_days}"
    " days of the date of this letter. Say what you think is wrong, and why. Nobody who took part in the decision"
    " hears the appeal.",
    Part.CLOSING: "Yours sincerely,\n{office}",
}
"""Our draft of each part, until the office writes its own."""

DRAFT_NOTICE = "Draft wording: the office has not yet put its own words in the place of {parts}."

_FIELDS = frozenset({"name", "office", "title", "reference", "appeal_days"})

_GIVES = {
    Outcome.RATED: "The programme is credit rated with {points} credit points at SCQF level {level}.",
    Outcome.RATED_WITH_CONDITIONS: "The programme is credit rated with {points} credit points at SCQF level {level}, on"
    " the conditions below.",
    Outcome.REFERRED_BACK: "The programme is not credit rated yet. It is referred back, so that it can be changed and"
    " looked at again.",
    Outcome.NOT_RATED: "The programme is not credit rated.",
    Outcome.FULL_CREDIT: "All the credit asked for is given: {points} credit points at SCQF level {level}.",
    Outcome.PART_CREDIT: "A part of the credit asked for is given: {points} credit points at SCQF level {level}.",
    Outcome.NO_CREDIT: "No credit is given.",
    Outcome.MORE_EVIDENCE: "No credit is given yet. The panel asks for more evidence first.",
    Outcome.ENTRY: "Entry to the programme is supported.",
    Outcome.ADVANCED_ENTRY: "Entry to a later stage of the programme is supported.",
    Outcome.NOT_SUPPORTED: "Entry to the programme is not supported.",
    Outcome.PROFILE: "A profile of skills was made. It carries no credit.",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it is printed; every paragraph says what the record says, or the office's own wording.

    notice: says that some wording is still a draft, empty where none is. foot: which record it was made from.
    """

    office: str
    unit: str
    to: str
    reference: str
    title: str
    dated: date
    notice: str
    opening: tuple[str, ...]
    sections: tuple[Said, ...]
    closing: tuple[str, ...]
    foot: str


def check_wording(part: Part, text: str) -> None:
    """Raise RuleViolation where a part's wording asks for something that no letter knows."""
    try:
        asked = {
            f"{name}{f'!{way}' if way else ''}{f':{spec}' if spec else ''}"
            for _, name, spec, way in string.Formatter().parse(text)
            if name is not None
        }
    except ValueError as error:
        raise RuleViolation(f"{PART_WORDS[part]}: a brace is not closed. Write names as {{name}}.") from error
    if unknown := sorted(asked - _FIELDS):
        known = ", ".join(f"{{{one}}}" for one in sorted(_FIELDS))
        raise RuleViolation(f"{PART_WORDS[part]}: {{{unknown[0]}}} is not known. A letter knows {known}.")


def letter(
    record: DecisionRecord,
    sha256: str,
    to: Reader,
    wording: Mapping[Part, str],
    *,
    appeal_days: int,
    signed_by: tuple[str, ...],
    dated: date,
) -> Letter:
    """Return the letter about a signed decision.

    sha256: of the record. wording: the office's own; our draft stands in for what it lacks. appeal_days: in which an
    appeal can be lodged. signed_by: who signed the record, with their roles. Raises RuleViolation where the record
    names nobody to write to.
    """
    subject = record.subject
    name = subject.claimant if to is Reader.CLAIMANT else subject.owner
    if not name:
        raise RuleViolation(f"The record of {record.reference} names no {to.value}, so there is nobody to write to.")
    known = {
        "name": name,
        "office": record.office.name,
        "title": subject.title,
        "reference": record.reference,
        "appeal_days": appeal_days,
    }
    sections = _sections(record)
    used = {part: (wording.get(part) or DRAFT[part]).format(**known) for part in Part}
    sections = tuple(_introduced(one, used) for one in sections)
    appeal = Said("If you disagree", (used[Part.APPEAL],))
    drafts = [PART_WORDS[part].lower() for part in Part if not wording.get(part)]
    return Letter(
        office=record.office.name,
        unit=record.office.unit,
        to=name,
        reference=record.reference,
        title=f"Decision on {subject.title}",
        dated=dated,
        notice=DRAFT_NOTICE.format(parts=", ".join(drafts)) if drafts else "",
        opening=(used[Part.GREETING], used[Part.OPENING]),
        sections=(*sections, appeal),
        closing=(
            *used[Part.CLOSING].split("\n"),
            f"The decision was signed by {'; '.join(signed_by)}.",
        ),
        foot=f"Made from decision record {record.reference}, version {record.version}, SHA-256 {sha256[:16]}. The"
        " signed record is the decision; this letter explains it.",
    )


GAPS, CONDITIONS = "What is missing, and what would count", "Conditions"


def _sections(record: DecisionRecord) -> tuple[Said, ...]:
    decision = record.decision
    parts = (
        Said("This decision was amended", _amended(record)),
        Said("What was decided", _decided(record)),
        Said("Why", (decision.level_rationale, decision.credit_rationale)),
        Said("Unit by unit", tuple(_units(record))),
        Said("What the panel found", tuple(_found(one) for one in record.criteria if _tells(one))),
        Said(GAPS, tuple(_gaps(record))),
        Said(CONDITIONS, tuple(_condition(one) for one in decision.conditions)),
        Said("Recommendations", decision.recommendations),
    )
    shown = (Said(one.heading, tuple(text for text in one.paragraphs if text.strip())) for one in parts)
    return tuple(one for one in shown if one.paragraphs)


def _introduced(section: Said, used: Mapping[Part, str]) -> Said:
    """Return a section after the office's words for it, where it has any."""
    part = {GAPS: Part.GAPS, CONDITIONS: Part.CONDITIONS}.get(section.heading)
    return section if part is None else Said(section.heading, (used[part], *section.paragraphs))


def _amended(record: DecisionRecord) -> tuple[str, ...]:
    return tuple(
        f"This is version {record.version} of the decision. It takes the place of version {one.version}, decided on"
        f" {_day(one.decided_on)}, which stands no more. Why it was amended: {one.reason}"
        for one in record.amends
    )


def _decided(record: DecisionRecord) -> tuple[str, ...]:
    decision = record.decision
    outcome = Outcome(decision.outcome)
    says = _GIVES[outcome]
    if outcome in AWARDING:
        says = says.format(points=decision.points, level=decision.level)
    review = f"The decision is to be reviewed by {_day(decision.review_on)}." if decision.review_on else ""
    return (f"On {_day(decision.decided_on)} the panel decided: {decision.words}. {says}", review)


def _units(record: DecisionRecord) -> list[str]:
    """Return each unit's level and points, for a decision that gives them."""
    if record.decision.level is None:
        return []
    return [
        f"{one.title}: {one.points} credit points at SCQF level {one.level}."
        for one in record.units
        if one.level is not None and one.points is not None
    ]


_TELLING = ("outcome", "requirement", "transfer")
_SHORT = ("partly", "not_met")


def _tells(one: RecordCriterion) -> bool:
    return one.kind in _TELLING and one.finding is not None


def _found(one: RecordCriterion) -> str:
    assert one.finding is not None
    return f"{one.label}: {one.finding.words}."


def _gaps(record: DecisionRecord) -> list[str]:
    """Return what is missing where something is not met: as the assessors wrote it, else the panel's reason."""
    found: list[str] = []
    for one in record.criteria:
        if not _tells(one) or one.finding is None or one.finding.answer not in _SHORT:
            continue
        written = [gap for gap in record.gaps if gap.criterion == one.key]
        texts = [" ".join(f"{gap.missing} {gap.would_count}".split()) for gap in written] or [one.finding.reason]
        found.extend(f"{one.label}: {text}" for text in texts if text)
    return found


def _condition(one: RecordCondition) -> str:
    due = f" By {_day(one.due_on)}." if one.due_on else ""
    owner = f" To be done by: {one.owner}." if one.owner else ""
    shown = f" Shown to be met by: {one.shown_by}" if one.shown_by else ""
    return f"{one.number}. {one.text}{owner}{due}{shown}"


def _day(text: str) -> str:
    return day_words(date.fromisoformat(text[:10]))
