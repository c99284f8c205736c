"""The recovery codes of an encrypted store on paper: a page for each, for two sealed envelopes in two places."""

from collections.abc import Sequence
from datetime import datetime
from threading import Lock
from typing import Any

from ..domain.protection import RecoveryCode
from .pdf_finish import About, finished
from .pdf_flow import BODY, FOOT, LEFT, QUIET, RIGHT, SECOND, Flow, fill
from .pdf_fonts import BOLD, REGULAR, Span, Style, wrap
from .tagged import Node

_one_at_a_time = Lock()  # ReportLab 5.1 cuts fonts with a file position that threads would share
_INK = "#000000"
_CODE = Style(BOLD, 17, 26, fill(_INK))
_SIDE = 150.0  # points of the QR code


def recovery_sheet(office: str, store: str, codes: Sequence[RecoveryCode], made_at: datetime) -> bytes:
    """Return the codes as PDF, a page each with the code in letters and as a QR code.

    store: the file's name. made_at: in UTC.
    """
    stamp = made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    with _one_at_a_time:
        flow = Flow()
        for place, one in enumerate(codes):
            if place:
                flow.turn()
            _page(flow, office, store, one, stamp)
        _feet(flow, stamp)
        drawn = flow.canvas.finish(flow.root, flow.pages, flow.headings)
    return finished(drawn, About(f"Recovery codes, {office}", office, stamp))


def _page(flow: Flow, office: str, store: str, one: RecoveryCode, stamp: str) -> None:
    flow.text(Span(office, QUIET), after=2)
    flow.heading(1, f"Recovery code {one.number}")
    flow.text(Span(f"Of the encrypted file {store}, made {stamp[:10]}.", BODY), after=14)
    groups = one.code.split()
    flow.text(Span(" ".join(groups[:4]), _CODE), after=0)
    flow.text(Span(" ".join(groups[4:]), _CODE), after=14)
    _qr_code(flow, one)
    flow.heading(2, "What it does")
    flow.text(
        Span(
            "It opens the file and its backups when everybody's passphrase is lost. It signs nothing: nobody can sign a"
            " decision with it. Its use is written in the log, and it is replaced at once by a new code.",
            BODY,
        )
    )
    flow.heading(2, "What to do with it")
    flow.text(Span("Type it back into RPL Desk from this page, so that it is known to be readable.", BODY))
    flow.text(Span("Put it in an envelope, close it, write the date and two names across the flap.", BODY))
    flow.text(Span("Keep the two envelopes in two places, such as two safes. Photograph neither page.", BODY))
    flow.text(Span("Whoever has this page and a copy of the file can read everything in it.", BODY))


def _qr_code(flow: Flow, one: RecoveryCode) -> None:
    """Draw the code for a camera: black on white whatever the theme, as readers expect."""
    from reportlab.graphics.barcode.qr import QrCodeWidget

    widget: Any = QrCodeWidget(one.code.replace(" ", ""), barLevel="M")
    widget.qr.make()
    modules = widget.qr.modules
    side = _SIDE / len(modules)
    left, top = LEFT, flow.y
    box = f"[{left:.2f} {top - _SIDE:.2f} {left + _SIDE:.2f} {top:.2f}]"
    node = Node(
        "Figure", flow.root, alt=f"Recovery code {one.number} as a QR code", attributes=f"/O /Layout /BBox {box}"
    )
    flow.page.open(node)
    flow.page.code.append(f"q {fill(_INK)}")
    for row, line in enumerate(modules):
        for column, dark in enumerate(line):
            if dark:
                flow.page.code.append(
                    f"{left + column * side:.3f} {top - (row + 1) * side:.3f} {side:.3f} {side:.3f} re"
                )
    flow.page.code.append("f Q")
    flow.page.close()
    flow.y -= _SIDE + 14


def _feet(flow: Flow, stamp: str) -> None:
    style = Style(REGULAR, 8.25, 11, fill(SECOND))
    for page in flow.pages:
        left = wrap([Span(f"Made {stamp}. Keep this page locked away.", style)], 1e9)[0]
        count = wrap([Span(f"page {page.number + 1} of {len(flow.pages)}", style)], 1e9)[0]
        page.code.append("/Artifact <</Type /Pagination>> BDC")
        page.line(flow.canvas.pen, left, LEFT, FOOT)
        page.line(flow.canvas.pen, count, RIGHT - count.width, FOOT)
        page.code.append("EMC")
