"""The passages relied on, each a note with its number, and the descriptor statements relied on.

A note is an element of the document as PDF/UA-1 asks (ISO 14289-1, 7.9): its number leads back to the answer.
"""

import base64
from io import BytesIO
from typing import Any

from PIL import Image
from reportlab.lib.utils import ImageReader

from rpl_desk.domain.errors import StorageProblem
from rpl_desk.domain.record import RecordPassage

from .pdf_flow import LEFT, NOTE, PART, QUIET, RIGHT, SMALL, SMALL_BOLD, SMALL_STRONG, Column, cell, fill
from .pdf_fonts import Span, wrap
from .record_pages import RecordPages
from .record_words import grouped, plain, read_against
from .tagged import Node

STANCES = {"supports": "+ supports", "partly": "~ partly", "contradicts": "− contradicts"}
INDENT = 26.0
WIDEST, HIGHEST = 260.0, 130.0
"""Points of a picture; one is never drawn larger than two of its dots a point."""

MOST_DOTS = 4_000_000
_WARNED = SMALL.but(colour=fill(PART))
_GONE = "Its item has another file now, in which this passage has no place; it was marked in the earlier file."


def passage_list(doc: RecordPages) -> None:
    if not doc.record.passages:
        return
    flow = doc.flow
    flow.heading(2, "Passages relied on", follows=90)
    how = "A number leads back to the answer that relies on the passage"
    if doc.record.form > 1:
        how += "; behind the place stands the fingerprint, the first half of SHA-256, of the file it was marked in"
    flow.text(Span(f"{how}.", NOTE), after=6)
    pictures = {one.sha256: one.png for one in doc.record.pictures}
    for one in doc.record.passages:
        _note(doc, one, pictures.get(one.picture, ""))


def _note(doc: RecordPages, one: RecordPassage, png: str) -> None:
    flow = doc.flow
    picture = _picture(one, png) if png else None
    parts = _parts(doc, one)
    leading = SMALL.leading
    flow.need(min(len(parts) + 1, 4) * leading + (picture[2] + 6 if picture else 0))
    note = Node("Note", flow.root, id=f"note-{one.number}")
    number = SMALL_BOLD.but(link=f"cite-{one.number}")
    flow.put(wrap([Span(str(one.number), number)], INDENT), Node("Lbl", note), leading, LEFT, flow.y, INDENT)
    for spans in parts:
        lines = wrap(spans, RIGHT - LEFT - INDENT)
        flow.lines(lines, Node("P", note), leading, LEFT + INDENT)
    if picture:
        reader, width, height = picture
        flow.need(height + 6)
        figure = Node("Figure", note, alt=f"What passage {one.number} showed when it was marked")
        flow.page.images.append((reader, LEFT + INDENT, flow.y - height - 3, width, height, figure))
        flow.y -= height + 6
    flow.y -= 4
    flow.rule(flow.y)
    flow.y -= 4


def _parts(doc: RecordPages, one: RecordPassage) -> list[list[Span]]:
    """Return a passage in paragraphs: the place, what it is relied on for, the words, and what is said of them."""
    place = [Span(doc.place_of(one), SMALL_STRONG)]
    if one.kind == "area":
        place.append(Span(", area", SMALL))
    elif one.kind == "whole":
        place.append(Span(", whole item", SMALL))
    if one.sha256:
        place.append(Span(f"  {grouped(one.sha256[:16])}", QUIET))
    stance = f"{STANCES.get(one.stance, plain(one.stance))}, strength {one.strength}"
    about = [doc.labels.get(one.criterion, ""), doc.names.get(one.assessor, "")]
    parts = [place, [Span(stance, SMALL_BOLD), Span(": " + ", ".join(part for part in about if part), SMALL)]]
    if one.quotation:
        parts.append([Span(f"“{one.quotation}”", SMALL)])
    if one.note:
        parts.append([Span(one.note, QUIET)])
    if one.orphaned:
        parts.append([Span("! ", SMALL_BOLD.but(colour=fill(PART))), Span(_GONE, _WARNED)])
    if one.picture and not any(one.picture == kept.sha256 for kept in doc.record.pictures):
        parts.append([Span("Its picture is kept in the store.", QUIET)])
    return parts


def _picture(one: RecordPassage, png: str) -> tuple[Any, float, float]:
    """Return the picture of a passage with its width and height in points; raises StorageProblem."""
    try:
        with Image.open(BytesIO(base64.b64decode(png, validate=True)), formats=("PNG",)) as found:
            wide, high = found.size
            if wide * high > MOST_DOTS:
                raise ValueError("too many dots")
            drawn = found.convert("RGBA")
    except (ValueError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise StorageProblem(f"The picture of passage {one.number} in this record cannot be read.") from error
    ground = Image.new("RGB", drawn.size, "white")
    ground.paste(drawn, mask=drawn.getchannel("A"))
    scale = min(WIDEST / wide, HIGHEST / high, 0.5)
    return ImageReader(ground), wide * scale, high * scale


def statements(doc: RecordPages) -> None:
    found = doc.record.statements
    if not found:
        return
    doc.flow.heading(2, "Level descriptor statements relied on", follows=90)
    doc.flow.text(Span(f"{read_against(doc.record.framework)} A tick judges nothing by itself.", NOTE), after=6)
    rows = []
    for one in found:
        rows.append(
            [
                cell(doc.labels.get(one.criterion, one.criterion), SMALL_STRONG, heading=True),
                cell(f"level {one.level}\n{one.characteristic}"),
                cell(one.text),
                cell(doc.names.get(one.assessor, f"Assessor {one.assessor}")),
            ]
        )
    columns = [Column("Criterion", 120), Column("Level", 92), Column("Statement", 0), Column("By", 96)]
    doc.flow.table(columns, rows, pad=2.6)
