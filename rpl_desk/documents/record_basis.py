"""What a decision rests on besides its evidence: case, people, meeting, stages, log, and how to check it all."""

from collections import Counter
from collections.abc import Sequence

from rpl_desk.domain.record import RecordEntry

from .pdf_flow import BODY, BODY_STRONG, NOTE, QUIET, SMALL_STRONG, Column, cell
from .pdf_fonts import Span
from .record_pages import RecordPages
from .record_words import day, grouped, listed, moment, plain, short_moment

OFTEN = 4
"""How often a person does the same in a case before the log is printed in short."""


def case(doc: RecordPages) -> None:
    record, subject, frame = doc.record, doc.record.subject, doc.record.framework
    asked = listed(
        part
        for part in (
            "" if subject.asked_level is None else f"level {subject.asked_level}",
            "" if subject.asked_points is None else f"{subject.asked_points} credit points",
        )
        if part
    )
    facts = [
        ("Kind of case", subject.kind_words),
        ("Programme", subject.programme),
        ("Award", subject.award),
        ("Owner", subject.owner),
        ("Agreement", ", ".join(part for part in (subject.agreement, day(subject.agreed_on)) if part)),
        ("Claimant", subject.claimant),
        ("Claimant's reference", subject.claimant_reference),
        ("Situation", plain(subject.situation).replace("scqf", "SCQF")),
        ("Wish", plain(subject.wish)),
        ("Assessment plan", subject.assessment_plan),
        ("Declared as own work", day(subject.declared_on)),
        ("Asked for", asked),
        ("Read against", f"{frame.title}: {frame.status}. Based on {frame.basis}."),
        ("Edition", frame.edition),
        ("Opened", day(subject.opened_on)),
        ("Decided", day(record.decision.decided_on)),
        ("Record made", moment(record.made_at)),
        ("Replaces", f"version {record.supersedes}" if record.supersedes is not None and not record.amends else ""),
        *(
            (
                "Supersedes",
                f"version {one.version} of {day(one.decided_on)}, {grouped(one.record_sha256[:16])}: {one.reason}",
            )
            for one in record.amends
        ),
    ]
    doc.facts("The case", facts)


def people(doc: RecordPages) -> None:
    if not doc.record.people:
        return
    doc.flow.heading(2, "People")
    rows = []
    for one in doc.record.people:
        sealed = ""
        if one.sealed_at:
            sealed = f"{moment(one.sealed_at)}\n{grouped(one.commitment[:16])}"
        interest = one.interest or "not asked"
        if one.override_reason:
            interest += f"\nRoles allowed together: {one.override_reason}"
        rows.append(
            [
                cell(one.name, SMALL_STRONG, heading=True),
                cell(", ".join(plain(role) for role in one.roles)),
                cell(interest),
                cell(sealed, QUIET),
            ]
        )
    columns = [Column("Name", 110), Column("Part", 96), Column("Interest declared", 0)]
    doc.flow.table([*columns, Column("Answers sealed", 150)], rows)


def meeting(doc: RecordPages) -> None:
    meeting = doc.record.meeting
    if meeting is None:
        return
    doc.facts(
        "Meeting",
        [
            ("Held", ", ".join(part for part in (day(meeting.held_on), meeting.place) if part)),
            ("Chair", meeting.chair),
            ("Secretary", meeting.secretary),
            ("Present", listed(meeting.present)),
            ("Apologies", listed(meeting.apologies)),
            ("Left for this case", listed(meeting.left)),
            ("Quorum", f"{meeting.counted} counted, {meeting.quorum} needed"),
        ],
    )


def stages(doc: RecordPages) -> None:
    if not doc.record.stages:
        return
    rows = [
        [
            cell(plain(one.stage), SMALL_STRONG, heading=True),
            cell(moment(one.entered_at)),
            cell(one.name),
            cell(one.reason),
        ]
        for one in doc.record.stages
    ]

    def draw() -> None:
        doc.flow.heading(2, "Stages")
        doc.flow.table(
            [Column("Stage", 90), Column("Entered", 150), Column("By", 110), Column("Reason", 0)], rows, pad=2.6
        )

    doc.flow.together(draw)


def log(doc: RecordPages) -> None:
    if not doc.record.log:
        return
    doc.flow.heading(2, "From the audit log")
    rows, short = [], False
    for run in runs(doc.record.log):
        first, last = run[0], run[-1]
        alike = Counter(plain(one.action) for one in run)
        short = short or len(run) > 1
        words = ", ".join(f"{action}, {count} times" if count > 1 else action for action, count in alike.items())
        when = short_moment(first.at)
        if short_moment(last.at) != when:
            when += f" to\n{short_moment(last.at)}"
        rows.append(
            [
                cell(f"{first.seq:,}" if first is last else f"{first.seq:,} to {last.seq:,}", heading=True),
                cell(when),
                cell(first.name),
                cell(f"{words}: {first.reason}" if first.reason else words),
                cell(grouped(last.hash[:16]), QUIET),
            ]
        )
    columns = [Column("Entry", 76), Column("When (UTC)", 98), Column("By", 98), Column("What", 0)]
    doc.flow.table([*columns, Column("Hash, first half", 112)], rows, pad=2.6)
    if short:
        doc.flow.y -= 6
        doc.flow.text(
            Span("Work done many times over by one person is set in one line, with the last hash; ", NOTE),
            Span("the record attached to this file has each entry.", NOTE),
        )


def runs(log: Sequence[RecordEntry]) -> list[list[RecordEntry]]:
    """Return the log's entries in order, those together that one person made in a row by doing the same many times."""
    done = Counter((one.name, one.action) for one in log)
    found: list[list[RecordEntry]] = []
    for one in log:
        often = done[one.name, one.action] >= OFTEN and not one.reason
        before = found[-1][-1] if found else None
        if (
            often
            and before
            and not before.reason
            and before.name == one.name
            and done[before.name, before.action] >= OFTEN
        ):
            found[-1].append(one)
        else:
            found.append([one])
    return found


def checking(doc: RecordPages) -> None:
    flow, record = doc.flow, doc.record
    signed = bool(doc.signatures)
    flow.heading(2, "What was signed, and how to check it" if signed else "What is to be signed")
    if record.statement:
        flow.text(Span("Each signer says: ", BODY_STRONG), Span(record.statement, BODY))
    if signed:
        flow.text(
            Span("The record is attached to this file with its signatures. To check both, offline: ", BODY),
            Span("rpl-desk verify", BODY_STRONG),
            Span(" and the name of this file.", BODY),
        )
    flow.text(Span("SHA-256 of the record: ", BODY_STRONG), Span(grouped(doc.sha256), BODY))
    flow.text(Span(f"Store {record.store}, epoch {record.epoch}. Record type {record.type}.", NOTE))
