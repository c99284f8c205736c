"""The roster on paper: whose key has which fingerprint, signed by hand; the roster itself is attached to the PDF."""

from collections.abc import Sequence
from datetime import datetime
from threading import Lock

from ..domain.fingerprints import whole_fingerprint
from ..domain.rows import dataclass
from .pdf_finish import About, Attachment, finished
from .pdf_flow import BODY, FOOT, LEFT, QUIET, RIGHT, SECOND, SMALL_STRONG, Column, Flow, cell, fill
from .pdf_fonts import REGULAR, Span, Style, wrap

_one_at_a_time = Lock()  # ReportLab 5.1 cuts fonts with a file position that threads would share


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One key: whose it is, its fingerprint, since when it counts, and what ended it, empty while it is in use."""

    name: str
    fingerprint: str
    since: str
    ended: str


@dataclass(frozen=True, slots=True)
class SealLine:
    """One seal of the office: its fingerprint, the same in full as PDF readers show it, since when, and its end."""

    fingerprint: str
    sha256: str
    since: str
    ended: str


def roster_sheet(
    office: str,
    authority: str,
    foundings: Sequence[str],
    keys: Sequence[RosterLine],
    seals: Sequence[SealLine],
    breaks: Sequence[str],
    anchor: str,
    roster: bytes,
    made_at: datetime,
) -> bytes:
    """Return the roster sheet as PDF, with room for two signatures by hand.

    authority: fingerprint of its key. foundings, breaks: of that authority and of the log, each in a sentence. anchor:
    line of the newest note on the log, empty before the first. roster: the file that `verify` takes, attached as it is.
    made_at: in UTC.
    """
    stamp = made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    with _one_at_a_time:
        flow = Flow()
        flow.text(Span(office, QUIET), after=2)
        flow.heading(1, "Roster of keys")
        flow.text(
            Span(
                "Whoever holds a signed record of this office against this sheet knows whose key signed it. Compare the"
                " fingerprints letter by letter; the file for the program is attached to the PDF.",
                BODY,
            )
        )
        flow.heading(2, "Authority of the office")
        flow.text(Span(authority, SMALL_STRONG), Span("  certifies the keys below, and does nothing else.", BODY))
        for one in foundings:
            flow.text(Span(one, BODY))
        flow.heading(2, "Keys")
        rows = [
            [
                cell(one.name, SMALL_STRONG, heading=True),
                cell(one.fingerprint, SMALL_STRONG),
                cell(one.since, QUIET),
                cell(one.ended or "in use"),
            ]
            for one in keys
        ]
        flow.table([Column("Name", 130), Column("Fingerprint", 170), Column("Since (UTC)", 100), Column("", 0)], rows)
        if seals:
            flow.heading(2, "Seal of the office")
            for seal in seals:
                flow.text(
                    Span(seal.fingerprint, SMALL_STRONG),
                    Span(f"  since {seal.since} (UTC), {seal.ended or 'in use'}", BODY),
                )
                flow.text(Span(f"SHA-256 of its certificate: {whole_fingerprint(seal.sha256)}", QUIET))
        flow.heading(2, "Breaks of the log")
        for one in breaks or ("None was recorded by the time this sheet was made.",):
            flow.text(Span(one, BODY))
        if anchor:
            flow.heading(2, "Log of the office when this sheet was made")
            flow.text(Span(anchor, SMALL_STRONG))
        flow.heading(2, "Signed by hand", follows=110)
        flow.text(Span("By the administrator, and by each person whose key is new, after comparing it.", QUIET))
        for _ in range(2):
            flow.space(34)
            flow.rule(flow.y, right=LEFT + 220)
            flow.rule(flow.y, left=LEFT + 240)
            flow.y -= 3
            flow.text(Span("Name and signature, date", QUIET))
        _feet(flow, stamp)
        drawn = flow.canvas.finish(flow.root, flow.pages, flow.headings)
    return finished(
        drawn, About(f"Roster of keys, {office}", office, stamp), Attachment("roster.json", roster, "The roster")
    )


def _feet(flow: Flow, stamp: str) -> None:
    style = Style(REGULAR, 8.25, 11, fill(SECOND))
    for page in flow.pages:
        left = wrap([Span(f"Made {stamp}", style)], 1e9)[0]
        count = wrap([Span(f"page {page.number + 1} of {len(flow.pages)}", style)], 1e9)[0]
        page.code.append("/Artifact <</Type /Pagination>> BDC")
        page.line(flow.canvas.pen, left, LEFT, FOOT)
        page.line(flow.canvas.pen, count, RIGHT - count.width, FOOT)
        page.code.append("EMC")
