"""A decision record in words, made from the record alone: what a signatory is shown and the command line prints."""

from datetime import date

from .evidence import day_words
from .record import (
    DecisionRecord,
    RecordComparator,
    RecordCriterion,
    RecordEvidence,
    RecordFinding,
    RecordGap,
    RecordPassage,
    RecordStatement,
)
from .rows import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A heading and what stands under it, a paragraph each."""

    heading: str
    paragraphs: tuple[str, ...]


def record_words(record: DecisionRecord) -> tuple[Said, ...]:
    """Return the record in the order people read it: decision, findings, what it rests on, who was there."""
    decision, subject = record.decision, record.subject
    of = f"{subject.title}, {subject.kind_words.lower()}"
    gives = "" if decision.level is None else f": {decision.points} credit points at SCQF level {decision.level}"
    parts = [
        Said(
            f"Decision record {record.reference}, version {record.version}",
            (
                f"{record.office.name} decided on {of}.",
                f"{decision.words}{gives}. Decided {_day(decision.decided_on)}."
                + (f" To be reviewed by {_day(decision.review_on)}." if decision.review_on else ""),
                _replaces(record),
            ),
        ),
        Said("Why" if decision.level is None else "Why this level", (decision.level_rationale,)),
        Said("How the credit was reached", (decision.credit_rationale, *record.credit.working)),
        Said(
            "Conditions",
            tuple(
                f"{one.number}. {one.text} Owner: {one.owner}. Due {_day(one.due_on)}. Shown by: {one.shown_by}"
                for one in decision.conditions
            ),
        ),
        Said("Recommendations", decision.recommendations),
        Said("Findings", tuple(_finding(one, one.finding) for one in record.criteria if one.finding is not None)),
        Said("What is missing, and what would count", tuple(_gap(one) for one in record.gaps)),
        Said("Compared with", tuple(_comparator(one) for one in record.comparators)),
        Said("Dissent", (decision.dissent,)),
        Said("Passages relied on", tuple(_passage(record, one) for one in record.passages)),
        Said("Level descriptor statements relied on", tuple(_statement(one) for one in record.statements)),
        Said("Evidence", tuple(_item(one) for one in record.evidence)),
        Said("Panel", (_panel(record),)),
        Said("Read against", (f"{record.framework.title}, {record.framework.edition}: {record.framework.status}.",)),
        Said("What a signature says", (record.statement,)),
    ]
    shown = (Said(one.heading, tuple(text for text in one.paragraphs if text.strip())) for one in parts)
    return tuple(one for one in shown if one.paragraphs)


def _replaces(record: DecisionRecord) -> str:
    if record.amends:
        one = record.amends[0]
        return f"This version supersedes version {one.version} of {_day(one.decided_on)}. Why: {one.reason}"
    return "" if record.supersedes is None else f"This version replaces version {record.supersedes}."


def _finding(criterion: RecordCriterion, finding: RecordFinding) -> str:
    words = f"{criterion.label}: {finding.words}"
    if finding.how == "settled":
        words += f", settled by the panel. {finding.reason}"
    return words + (f" Dissent: {finding.dissent}" if finding.dissent else "")


def _gap(one: RecordGap) -> str:
    return f"{one.criterion}, assessor {one.assessor}: {' '.join(f'{one.missing} {one.would_count}'.split())}"


def _comparator(one: RecordComparator) -> str:
    about = ", ".join(part for part in (one.title, one.owner, f"level {one.level}") if part)
    return f"{one.criterion}, assessor {one.assessor}: {about}. {one.compared}"


def _passage(record: DecisionRecord, passage: RecordPassage) -> str:
    place = " ".join(part for part in (passage.evidence, passage.page) if part)
    words = f": “{passage.quotation}”" if passage.quotation else ""
    gone = " It was marked in an earlier file of the item." if passage.orphaned else ""
    stance = f"{passage.stance} {passage.criterion}, strength {passage.strength}, assessor {passage.assessor}"
    return f"{passage.number}. {place}{words} ({stance}).{gone}"


def _statement(one: RecordStatement) -> str:
    return f"{one.criterion}, assessor {one.assessor}: level {one.level}, {one.characteristic}: {one.text}"


def _item(item: RecordEvidence) -> str:
    return f"{item.key} {item.title}: {item.file_name}, fingerprint {item.sha256[:16]}"


def _panel(record: DecisionRecord) -> str:
    people = ", ".join(f"{one.name} ({', '.join(one.roles)})" for one in record.people if one.roles)
    meeting = record.meeting
    if meeting is None:
        return people
    left = f" Left for this case: {', '.join(meeting.left)}." if meeting.left else ""
    return (
        f"{people}. Met {_day(meeting.held_on)}{f', {meeting.place}' if meeting.place else ''}."
        f" Present: {', '.join(meeting.present)}. Counted {meeting.counted}, quorum {meeting.quorum}.{left}"
    )


def _day(text: str | None) -> str:
    return "no date" if text is None else day_words(date.fromisoformat(text))
