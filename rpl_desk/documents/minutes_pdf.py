"""The minutes of a meeting as PDF, made from one frozen version of them alone."""

from rpl_desk.domain.meeting_papers import Fact, MinutedActing, MinutedBreak, MinutedItem, Minutes

from .meeting_pages import About, Attachment, MeetingPages, finished, one_at_a_time
from .pdf_flow import BODY, BODY_STRONG, NOTE, PART, QUIET, SMALL_STRONG, Column, cell, fill
from .pdf_fonts import Span
from .record_words import day, grouped, listed, moment

NOT_MINUTED = "No minute was written."
NO_PROOF = (
    "The office's file says so. No key had signed its log when they were confirmed, so nothing in this PDF proves it:"
    " what counts is a copy signed by hand, below."
)
NOT_DECIDED = "No decision was recorded at this meeting."


def minutes_pdf(minutes: Minutes, body: bytes, sha256: str, confirmed: str, *, is_proven: bool = True) -> bytes:
    """Return a version of the minutes as PDF/A-3a and PDF/UA-1 with `body` attached.

    body: itself as it was frozen, or with the proof of who confirmed it. sha256: of the minutes, in hex.
    confirmed: when and by whom, as ISO moment and name; empty for a draft. is_proven: whether `body` proves that.
    """
    with one_at_a_time:
        drawn = _drawn(minutes, sha256, confirmed, is_proven)
    return finished(
        drawn,
        About(f"Minutes, panel of {day(minutes.held_on)}, version {minutes.version}", minutes.office, minutes.made_at),
        Attachment(f"minutes-{minutes.held_on}-v{minutes.version}.json", body, "The minutes as they were frozen"),
    )


def _drawn(minutes: Minutes, sha256: str, confirmed: str, is_proven: bool) -> bytes:
    doc = MeetingPages(f"Minutes, {day(minutes.held_on)}, version {minutes.version}")
    doc.head(
        minutes.office,
        minutes.unit,
        (f"Minutes, version {minutes.version}", f"drafted {moment(minutes.made_at)} by {minutes.made_by}"),
    )
    state = _confirmed_words(confirmed) if confirmed else "Draft, not confirmed."
    doc.flow.text(Span(state, BODY_STRONG if confirmed else BODY_STRONG.but(colour=fill(PART))), after=2)
    if not is_proven:
        doc.flow.text(Span(NO_PROOF, BODY), after=2)
    if minutes.corrected:
        doc.flow.text(Span("Replaces the version before: ", BODY_STRONG), Span(minutes.corrected, BODY), after=2)
    doc.flow.heading(1, f"Minutes of the panel of {day(minutes.held_on)}")
    times = [f"opened {minutes.opened}", f"closed {minutes.closed}" if minutes.closed else "not closed yet"]
    planned = f"planned for {minutes.begins}" if minutes.begins else ""
    doc.facts(
        "",
        (
            Fact("Held", ", ".join(part for part in (day(minutes.held_on), minutes.place, planned, *times) if part)),
            Fact("Chair", minutes.chair),
            Fact("Secretary", minutes.secretary),
            Fact("Present", listed(minutes.present)),
            Fact("Apologies", listed(minutes.apologies)),
            Fact("Invited, attendance not noted", ", ".join(minutes.not_noted)),
            Fact("Quorum", f"{minutes.quorum} of the panel"),
            Fact("Chaired besides", "; ".join(_acting_words(one) for one in minutes.acting)),
            Fact("Breaks", "; ".join(_break_words(one) for one in minutes.breaks)),
        ),
    )
    doc.words("Of the meeting", (minutes.minute,), 2)
    for one in minutes.items:
        _item(doc, one)
    _signed(doc, minutes)
    doc.flow.heading(2, "How to check these minutes")
    doc.flow.text(
        Span("SHA-256 of the minutes as they were frozen, attached to this file: ", BODY_STRONG),
        Span(grouped(sha256), BODY),
    )
    doc.flow.text(
        Span(
            f"Times are the clock on the wall, {minutes.zone}. Store {minutes.store}."
            f" The log had {minutes.log_size:,} entries when this was drafted; the last is {minutes.log_head[:16]}.",
            NOTE,
        )
    )
    if minutes.anchor:
        doc.flow.text(Span(minutes.anchor, BODY_STRONG))
    doc.feet("" if confirmed else "draft, not confirmed")
    return doc.drawn()


def _acting_words(one: MinutedActing) -> str:
    return f"{one.name}, from {one.begun} {f'to {one.until}' if one.until else 'on'}, {one.why}"


def _break_words(one: MinutedBreak) -> str:
    return f"{one.began} to {one.ended or 'not ended'}{f', {one.reason}' if one.reason else ''}"


def _item(doc: MeetingPages, item: MinutedItem) -> None:
    doc.flow.heading(2, f"{item.number}. {item.title or item.reference}")
    about = [item.reference, item.kind_words]
    if item.taken:
        about.append(f"taken up {item.taken}" + (f", off the table {item.closed}" if item.closed else ""))
    else:
        about.append("not taken up")
    doc.flow.text(Span("; ".join(about), QUIET))
    if item.out:
        doc.flow.heading(3, "Out of the room")
        rows = [
            [
                cell(one.name, SMALL_STRONG, heading=True),
                cell(one.why),
                cell(one.left),
                cell(one.returned or "did not return while it was noted"),
            ]
            for one in item.out
        ]
        doc.flow.table([Column("Name", 112), Column("Why", 0), Column("Left", 48), Column("Returned", 92)], rows)
    doc.words("Minute", (item.minute or NOT_MINUTED,))
    if item.decision:
        doc.facts("", (*item.decision, Fact("Quorum", item.quorum), Fact("Dissent", item.dissent or "none recorded")))
        doc.flow.y -= 6
        doc.conditions(item.conditions)
        doc.words("Recommendations", item.recommendations)
        doc.flow.text(Span(f"Decision record {item.reference}, {item.record}.", NOTE))
    elif item.put_off:
        doc.words("Put off", (item.put_off,))
    else:
        doc.flow.text(Span(NOT_DECIDED, BODY))


def _signed(doc: MeetingPages, minutes: Minutes) -> None:
    """Leave lines for the hands of chair and secretary: a paper copy signed so vouches for the log as it stood."""

    def draw() -> None:
        doc.flow.heading(2, "Signed by hand", follows=70)
        rows = [
            [cell(f"{name}, {role}", SMALL_STRONG, heading=True), cell(" "), cell(" ")]
            for name, role in ((minutes.chair, "chair"), (minutes.secretary, "secretary"))
            if name
        ]
        doc.flow.table([Column("Name", 180), Column("Signature", 0), Column("Date", 90)], rows, pad=10)

    doc.flow.together(draw)


def _confirmed_words(confirmed: str) -> str:
    when, _, name = confirmed.partition(" ")
    return f"Confirmed {moment(when)} by {name}."


__all__ = ["NOT_DECIDED", "NOT_MINUTED", "minutes_pdf"]
