"""The agenda of a meeting as PDF: who is invited, and which case when, with who leaves the room for it."""

from rpl_desk.domain.meeting_papers import Agenda, Fact

from .meeting_pages import About, Attachment, MeetingPages, finished, one_at_a_time
from .pdf_flow import BODY, QUIET, SMALL, SMALL_BOLD, SMALL_STRONG, Cell, Column, cell
from .pdf_fonts import Span
from .record_words import counted, day, listed, moment


def agenda_pdf(agenda: Agenda, body: bytes) -> bytes:
    """Return the agenda as PDF/A-3a and PDF/UA-1, with itself attached as JSON (`body`)."""
    with one_at_a_time:
        drawn = _drawn(agenda)
    title = f"Agenda, panel of {day(agenda.held_on)}"
    return finished(
        drawn,
        About(title, agenda.office, agenda.made_at),
        Attachment(f"agenda-{agenda.held_on}.json", body, "The agenda as data"),
    )


def _drawn(agenda: Agenda) -> bytes:
    doc = MeetingPages(f"Agenda, {day(agenda.held_on)}")
    doc.head(agenda.office, agenda.unit, (f"Agenda, panel of {day(agenda.held_on)}", f"made {moment(agenda.made_at)}"))
    doc.flow.heading(1, f"Panel of {day(agenda.held_on)}")
    doc.facts(
        "",
        (
            Fact("Held", ", ".join(part for part in (day(agenda.held_on), agenda.begins, agenda.place) if part)),
            Fact("Chair", agenda.chair),
            Fact("Secretary", agenda.secretary),
            Fact("Invited", listed(agenda.invited)),
            Fact("Apologies", ", ".join(agenda.apologies)),
            Fact("Quorum", f"{agenda.quorum} of the panel, as it was set when the meeting was called"),
        ),
    )
    doc.flow.heading(2, counted(len(agenda.entries), "case"))
    if not agenda.entries:
        doc.flow.text(Span("No case is on the table yet.", BODY))
    else:
        rows = [
            [
                cell(str(one.number), SMALL_BOLD, heading=True),
                cell(f"{one.starts or '–'}\n{one.minutes} min", SMALL),
                Cell([Span(one.title, SMALL_STRONG), Span(f"\n{one.reference}, {one.kind_words}", QUIET)]),
                cell(one.lead),
                cell(", ".join(one.leaving) or "nobody"),
            ]
            for one in agenda.entries
        ]
        columns = [Column("No.", 30), Column("Time", 52), Column("Case", 0), Column("Lead", 92)]
        doc.flow.table([*columns, Column("Leaves the room", 112)], rows)
        doc.flow.y -= 6
        doc.flow.text(Span(_leaving_words(agenda.times_left), QUIET))
    doc.feet(f"printed for {agenda.made_for}")
    return doc.drawn()


def _leaving_words(count: int) -> str:
    if not count:
        return "Nobody has to leave the room."
    return f"In this order somebody leaves the room {'once' if count == 1 else counted(count, 'time')}."
