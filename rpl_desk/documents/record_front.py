"""The first page of a decision record: who decided what, why, on which conditions, and who signed."""

import base64
from io import BytesIO

from reportlab.lib.utils import ImageReader

from rpl_desk.domain.errors import StorageProblem
from rpl_desk.domain.record import RecordCondition

from .pdf_flow import (
    ACCENT,
    BODY,
    BODY_BOLD,
    BODY_STRONG,
    CAPTION,
    H2,
    HEAD,
    INK,
    LEFT,
    LINE,
    NOTE,
    PART,
    QUIET,
    RIGHT,
    SECOND,
    TOP,
    cited,
    fill,
    stroke,
)
from .pdf_fonts import REGULAR, STRONG, Span, Style, width_of, wrap
from .record_pages import Front, RecordPages, footnotes
from .record_words import counted, counted_word, day, moment, quoted, read_against
from .tagged import Node

DRAFT = "Draft, not signed"
COLUMN_GAP = 22.0
CONTENTS_HEIGHT = 3 * NOTE.leading + 12


def head(doc: RecordPages) -> None:
    flow, office = doc.flow, doc.record.office
    x = LEFT
    if office.logo:
        x += logo(doc, office.logo) + 9
    top = flow.y + 12
    strong, quiet = Style(STRONG, 11.5, 15, fill(INK)), Style(REGULAR, 8.75, 13, fill(SECOND))
    right = [
        (f"{doc.paper} {doc.record.reference}", strong),
        (f"version {doc.record.version}, {day(doc.record.made_at)}", quiet),
    ]
    width = (RIGHT - x) * 0.55
    lowest = top
    for words, align, left, wide in (
        ([(office.name, strong), (office.unit, quiet)], "left", x, width),
        (right, "right", x + width, RIGHT - x - width),
    ):
        y = top
        for text, style in words:
            if text:
                lines = wrap([Span(text, style)], wide)
                flow.put(lines, Node("P", flow.root), style.leading, left, y, wide, align)
                y -= len(lines) * style.leading
        lowest = min(lowest, y)
    flow.y = min(lowest, top - 30) - 9
    flow.rule(flow.y, ACCENT, 2.2)
    flow.y -= 18


def logo(doc: RecordPages, encoded: str) -> float:
    """Place the office's picture and return its width in points."""
    try:
        reader = ImageReader(BytesIO(base64.b64decode(encoded, validate=True)))
        wide, high = reader.getSize()
    except (ValueError, OSError) as error:
        raise StorageProblem("The office's logo in this record is not a PNG that can be read.") from error
    height = 30.0
    width = min(height * wide / high, 120.0)
    height = width * high / wide
    node = Node("Figure", doc.flow.root, alt=f"Logo of {doc.record.office.name}")
    doc.flow.page.images.append((reader, LEFT, TOP + 12 - 30 + (30 - height) / 2, width, height, node))
    return width


def title(doc: RecordPages) -> None:
    subject = doc.record.subject
    of = subject.claimant or subject.owner
    decided = f"decided on {day(doc.record.decision.decided_on)}" if doc.signatures else ""
    about = ", ".join(part for part in (subject.kind_words, of, subject.claimant_reference, decided) if part)
    if not doc.signatures:
        doc.flow.text(Span(f"{DRAFT}.", BODY_STRONG.but(colour=fill(PART))), after=3)
    doc.flow.text(Span(about, BODY.but(colour=fill(SECOND))), after=2)
    for one in doc.record.amends:
        doc.flow.text(Span(f"Supersedes version {one.version} of {day(one.decided_on)}.", BODY_STRONG), after=2)
    doc.flow.heading(1, subject.title or doc.record.reference)


def decision_box(doc: RecordPages) -> None:
    decision, flow = doc.record.decision, doc.flow
    large, date_style = Style(STRONG, 16, 20, fill(INK)), Style(STRONG, 12.5, 20, fill(INK))
    review = day(decision.review_on) or "no date set"
    parts = [
        ("SCQF level", "none" if decision.level is None else str(decision.level), 80.0, large),
        ("SCQF credit points", "none" if decision.points is None else str(decision.points), 106.0, large),
        ("Review by", review, max(90.0, width_of(review, date_style) + 25), date_style),
    ]
    parts.insert(0, ("Decision", decision.words, RIGHT - LEFT - sum(width for _, _, width, _ in parts), large))
    wrapped = []
    for _, value, width, style in parts:
        lines = wrap([Span(value, style)], width - 20)
        if len(lines) > 4:
            style = BODY_STRONG
            lines = wrap([Span(value, style)], width - 20)
        wrapped.append((lines, style))
    height = 16 + 14 + max(len(lines) * style.leading for lines, style in wrapped) + 8
    flow.need(height + 4)
    table = Node("Table", flow.root)
    heads, values = Node("TR", table), Node("TR", table)
    x, top = LEFT, flow.y
    flow.box(LEFT, top - height, RIGHT - LEFT, height, ACCENT, 1.0, 6)
    for (label, _, width, _), (lines, style) in zip(parts, wrapped, strict=True):
        if x > LEFT:
            flow.page.artifact("Layout", stroke(LINE), f"0.7 w {x:.2f} {top:.2f} m {x:.2f} {top - height:.2f} l S")
        node = Node("TH", heads, attributes="/O /Table /Scope /Column")
        flow.put(wrap([Span(label, HEAD)], width - 16), node, HEAD.leading, x + 12, top - 10, width - 16)
        flow.put(lines, Node("TD", values), style.leading, x + 12, top - 26, width - 16)
        x += width
    flow.y = top - height - 4


def reasons(doc: RecordPages) -> None:
    decision = doc.record.decision
    why = [Span(decision.level_rationale, BODY)] if decision.level_rationale else []
    if why and (numbers := leading_passages(doc)):
        why.extend(footnotes(decision.level_rationale, numbers, BODY))
    left: list[tuple[str, list[list[Span]]]] = [("Why", [why or [Span("No reason is recorded.", BODY)]])]
    if decision.credit_rationale:
        left[0][1].append([Span(decision.credit_rationale, BODY)])
    right: list[tuple[str, list[list[Span]]]] = []
    if decision.conditions:
        many = "Condition" if len(decision.conditions) == 1 else "Conditions"
        right.append((many, [condition(doc, one) for one in decision.conditions]))
    else:
        right.append(("Conditions", [[Span("None.", BODY)]]))
    if decision.recommendations:
        many = "Recommendation" if len(decision.recommendations) == 1 else "Recommendations"
        right.append((many, [[Span(one, BODY)] for one in decision.recommendations]))
    side_by_side(doc, left, right)


def condition(doc: RecordPages, one: RecordCondition) -> list[Span]:
    parts = [one.text]
    if one.owner:
        parts.append(f"Owner: {one.owner}.")
    if one.due_on:
        parts.append(f"Due {day(one.due_on)}.")
    if one.shown_by:
        parts.append(f"Shown by: {one.shown_by.rstrip('.')}.")
    return [Span(f"{one.number} ", BODY_BOLD), Span(" ".join(parts), BODY)]


def side_by_side(
    doc: RecordPages, left: list[tuple[str, list[list[Span]]]], right: list[tuple[str, list[list[Span]]]]
) -> None:
    """Set two columns of headed paragraphs, under each other where they are too long for that."""
    flow = doc.flow
    width = (RIGHT - LEFT - COLUMN_GAP) / 2
    laid = [
        [(title, [(wrap(spans, width), spans[0].style.leading) for spans in texts]) for title, texts in side]
        for side in (left, right)
    ]
    heights = [
        sum(15 + H2.leading + 4 + sum(len(lines) * leading + 5 for lines, leading in texts) for _, texts in side)
        for side in laid
    ]
    if max(heights) > 330:
        for title, texts in (*left, *right):
            flow.heading(2, title, follows=30)
            for spans in texts:
                flow.text(*spans)
        return
    flow.need(max(heights))
    top = flow.y
    for side, x in zip(laid, (LEFT, LEFT + width + COLUMN_GAP), strict=True):
        flow.y = top
        for title, blocks in side:
            flow.y -= 15
            flow.put(wrap([Span(title, H2)], width), Node("H2", flow.root), H2.leading, x, flow.y, width)
            flow.y -= H2.leading + 4
            for lines, leading in blocks:
                flow.put(lines, Node("P", flow.root), leading, x, flow.y, width)
                flow.y -= len(lines) * leading + 5
    flow.y = top - max(heights) + 5


def how_and_against(doc: RecordPages) -> None:
    record = doc.record
    sealed = [one for one in record.people if one.assessor is not None]
    settled = sum(1 for one in record.criteria if one.finding and one.finding.how == "settled")
    agreed = sum(1 for one in record.criteria if one.finding and one.finding.how == "agreed")
    how = ""
    if sealed:
        how += (
            f"{counted_word(len(sealed), 'assessor')} judged "
            f"{counted(len(record.criteria), 'criterion', 'criteria')} apart and sealed the answers. "
            f"The answers agreed on {'all' if agreed == len(record.criteria) else agreed}"
        )
        if settled:
            how += f"; {counted(settled, 'difference')} {'was' if settled == 1 else 'were'} settled by the panel"
        how += ". "
    else:
        how += "Nothing was judged apart. "
    how += f"Dissent: {record.decision.dissent}" if record.decision.dissent else "No dissent."
    against = read_against(record.framework)
    side_by_side(doc, [("How the panel reached it", [[Span(how, BODY)]])], [("Read against", [[Span(against, BODY)]])])


def signed(doc: RecordPages) -> None:
    flow = doc.flow
    flow.heading(2, "Signatures", follows=64)
    if not doc.signatures:
        wanted = "; ".join(one.role_words for one in doc.record.signatories)
        asked = f"Signatures asked for: {wanted}." if wanted else "The record asks for no signature."
        flow.text(Span("Nobody has signed yet. ", BODY_STRONG), Span(asked, BODY))
        return
    width = (RIGHT - LEFT - 11) / 2
    for at in range(0, len(doc.signatures), 2):
        pair = doc.signatures[at : at + 2]
        cards = [
            [
                wrap([Span(one.name, BODY_STRONG), Span(f", {one.role_words}", BODY)], width - 28),
                wrap([Span(f"{moment(one.signed_at)}, receipt", QUIET)], width - 28),
                wrap([Span(one.receipt, QUIET)], width - 28),
            ]
            for one in pair
        ]
        leadings = (15.0, 13.5, 13.5)
        height = 15 + max(
            sum(len(lines) * leading for lines, leading in zip(card, leadings, strict=True)) for card in cards
        )
        flow.need(height + 6)
        for card, x in zip(cards, (LEFT, LEFT + width + 11), strict=False):
            flow.box(x, flow.y - height, width, height, LINE, 0.8)
            flow.page.artifact("Layout", fill(ACCENT), f"{x:.2f} {flow.y - height + 8:.2f} 2.4 {height - 16:.2f} re f")
            y = flow.y - 7
            for lines, leading in zip(card, leadings, strict=True):
                flow.put(lines, Node("P", flow.root), leading, x + 14, y, width - 28)
                y -= len(lines) * leading
        flow.y -= height + 7
    if anchor := doc.signatures[-1].anchor:
        words = f"Log of the office when the last signature was made: {anchor}"
        flow.text(Span(words, QUIET))


def notes(doc: RecordPages) -> None:
    numbers = leading_passages(doc)
    if not numbers:
        return
    spans: list[Span] = []
    for one in numbers:
        passage = doc.passages[one]
        spans += [cited(one, NOTE), Span(f" {doc.place_of(passage)}{quoted(passage)}. ", NOTE)]
    height = len(wrap(spans, RIGHT - LEFT)) * NOTE.leading
    if height + 10 > doc.flow.room:
        return  # the numbers lead to the list of passages
    doc.flow.y -= 4
    doc.flow.rule(doc.flow.y, CAPTION)
    doc.flow.y -= 6
    doc.flow.text(*spans)


def turn(doc: RecordPages) -> None:
    """End the first page, keeping what is left of it for `contents`; where more than a page came first, go on below."""
    flow = doc.flow
    single = len(flow.pages) == 1
    height = flow.room if single else min(flow.room, CONTENTS_HEIGHT)
    doc.front = Front(flow.page, flow.y, height, Node("P", flow.root))
    flow.y -= height
    if single:
        flow.turn()


def contents(doc: RecordPages) -> None:
    """Say where the first part ends, if there is room, what follows on which page."""
    flow, front = doc.flow, doc.front
    assert front is not None
    found = [one for one in flow.headings if one.level == 2 and (one.page, -one.y) > (front.page.number, -front.y)]
    spans = [Span("On the next pages: ", NOTE.but(font=STRONG))]
    for one in found:
        end = "." if one is found[-1] else "; "
        spans += [Span(f"{one.text}\u00a0", NOTE), Span(f"{one.page + 1}", NOTE.but(font=STRONG)), Span(end, NOTE)]
    lines = wrap(spans, RIGHT - LEFT)
    if not found or front.height < len(lines) * NOTE.leading + 12:
        flow.root.kids.remove(front.node)
        return
    flow.put(lines, front.node, NOTE.leading, LEFT, front.y - 10, RIGHT - LEFT, page=front.page)


def leading_passages(doc: RecordPages) -> list[int]:
    """Return the footnotes shown on the first page: those of level judgements, where they are few."""
    kinds = {one.key: one.kind for one in doc.record.criteria}
    numbers = [one.number for one in doc.record.passages if kinds.get(one.criterion) != "points"]
    return numbers if len(numbers) <= 8 else []
