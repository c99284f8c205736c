"""The decision record as a PDF: decision first, then everything it rests on, with the signed record inside.

Made from the record alone, so that what was signed is what is printed; the same record, signatures and versions give
the same bytes.
"""

import base64
import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from pathlib import Path
from threading import Lock

from reportlab.lib.utils import ImageReader

from rpl_desk.domain.errors import StorageProblem
from rpl_desk.domain.record import (
    DecisionRecord,
    RecordAnswer,
    RecordCondition,
    RecordCriterion,
    RecordFinding,
    RecordPassage,
    RecordUnit,
)

from .pdf_finish import About, Attachment, finished
from .pdf_flow import (
    ACCENT,
    BODY,
    BODY_BOLD,
    BODY_STRONG,
    CAPTION,
    FOOT,
    H2,
    HEAD,
    HEAT,
    INK,
    LEFT,
    LINE,
    NOTE,
    PART,
    QUIET,
    RIGHT,
    SECOND,
    SMALL,
    SMALL_BOLD,
    SMALL_STRONG,
    TOP,
    Cell,
    Column,
    Flow,
    cell,
    fill,
    raised,
    stroke,
)
from .pdf_fonts import REGULAR, STRONG, Span, Style, width_of, wrap
from .scripts import is_right_to_left
from .signature_line import SignatureLine
from .tagged import Node

DRAFT = "Draft, not signed"
SIGNS = {"met": "✓", "partly_met": "~", "partly": "~", "not_met": "✕", "unsure": "?"}
STANCES = {"supports": "+ supports", "partly": "~ partly", "contradicts": "− contradicts"}
CHECK_ANSWERS = {"pass": "✓ pass", "fail": "✕ fail", "open": "open"}
CHECK_GROUPS = {"eligibility": "Eligibility for credit rating", "due_diligence": "Due diligence on the third party"}
COLUMN_GAP = 22.0

_one_at_a_time = Lock()  # ReportLab 5.1 cuts fonts with a file position that threads would share


def write_record_pdf(
    record: DecisionRecord, bundle: bytes, signatures: Sequence[SignatureLine], sha256: str, path: Path
) -> None:
    """Write `record_pdf` to a path, whole or not at all; raises StorageProblem."""
    data = record_pdf(record, bundle, signatures, sha256)
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageProblem(
            f"{path.name} was not written: {error.strerror}. Is it open in another program, or the disk full?"
        ) from error


def record_pdf(record: DecisionRecord, bundle: bytes, signatures: Sequence[SignatureLine], sha256: str) -> bytes:
    """Return the decision record as PDF/A-3a and PDF/UA-1.

    bundle: the signed record as JSON, attached as it is.
    signatures: in order of signing; none marks every page as a draft.
    sha256: of the record's canonical bytes, in hex; its first half is printed as the seal.
    """
    with _one_at_a_time:
        drawn = _Document(record, signatures, sha256).drawn()
    name = f"{record.reference}-v{record.version}.json".replace("/", "-")
    return finished(
        drawn,
        About(f"Decision record {record.reference}, version {record.version}", record.office.name, record.made_at),
        Attachment(name, bundle, "The decision record and its signatures, as signed"),
    )


def day(text: str | None) -> str:
    """Return an ISO date or moment as `28 May 2026`; empty for None."""
    if not text:
        return ""
    when = date.fromisoformat(text[:10])
    return f"{when.day} {when:%B %Y}"


def moment(text: str) -> str:
    """Return an ISO moment as `28 May 2026 11:40 UTC`."""
    when = datetime.fromisoformat(text)
    return f"{when.day} {when:%B %Y %H:%M} UTC"


def number(text: str) -> str:
    """Return hours without a needless `.0`."""
    return text.removesuffix(".0")


def grouped(code: str, size: int = 4) -> str:
    return " ".join(code[at : at + size] for at in range(0, len(code), size))


def plain(word: str) -> str:
    return word.replace("_", " ")


def listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "none"


def hours(low: str, high: str) -> str:
    if not low and not high:
        return ""
    return number(low) if low == high or not high else f"{number(low)} to {number(high)}"


class _Document:
    def __init__(self, record: DecisionRecord, signatures: Sequence[SignatureLine], sha256: str) -> None:
        self.record, self.signatures, self.sha256 = record, signatures, sha256
        self.flow = Flow()
        self.names = {one.assessor: one.name for one in record.people if one.assessor is not None}
        self.passages = {one.number: one for one in record.passages}
        self.labels = {one.key: f"{one.group}, {one.label}" if one.group else one.label for one in record.criteria}

    def drawn(self) -> bytes:
        self.head()
        self.title()
        self.decision_box()
        self.reasons()
        self.profile()
        self.outcomes()
        self.how_and_against()
        self.signed()
        self.notes()
        self.case()
        self.criteria()
        self.differences()
        self.units()
        self.credit()
        self.checks()
        self.evidence()
        self.passage_list()
        self.people()
        self.meeting()
        self.stages()
        self.log()
        self.checking()
        self.feet()
        return self.flow.canvas.finish(self.flow.root, self.flow.pages)

    # The first page

    def head(self) -> None:
        flow, office = self.flow, self.record.office
        x = LEFT
        if office.logo:
            x += self.logo(office.logo) + 9
        top = flow.y + 12
        strong, quiet = Style(STRONG, 11.5, 15, fill(INK)), Style(REGULAR, 8.75, 13, fill(SECOND))
        right = [
            (f"Decision record {self.record.reference}", strong),
            (f"version {self.record.version}, {day(self.record.made_at)}", quiet),
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

    def logo(self, encoded: str) -> float:
        """Place the office's picture and return its width in points."""
        try:
            reader = ImageReader(BytesIO(base64.b64decode(encoded, validate=True)))
            wide, high = reader.getSize()
        except (ValueError, OSError) as error:
            raise StorageProblem("The office's logo in this record is not a PNG that can be read.") from error
        height = 30.0
        width = min(height * wide / high, 120.0)
        height = width * high / wide
        node = Node("Figure", self.flow.root, alt=f"Logo of {self.record.office.name}")
        self.flow.page.images.append((reader, LEFT, TOP + 12 - 30 + (30 - height) / 2, width, height, node))
        return width

    def title(self) -> None:
        subject = self.record.subject
        of = subject.claimant or subject.owner
        about = ", ".join(part for part in (subject.kind_words, of, subject.claimant_reference) if part)
        if not self.signatures:
            self.flow.text(Span(f"{DRAFT}.", BODY_STRONG.but(colour=fill(PART))), after=3)
        self.flow.text(Span(about, BODY.but(colour=fill(SECOND))), after=2)
        self.flow.heading(1, subject.title or self.record.reference)

    def decision_box(self) -> None:
        decision, flow = self.record.decision, self.flow
        parts = [
            ("Decision", decision.words, 205.0),
            ("SCQF level", "none" if decision.level is None else str(decision.level), 84.0),
            ("SCQF credit points", "none" if decision.points is None else str(decision.points), 108.0),
            ("Review by", day(decision.review_on) or "no date set", 0.0),
        ]
        parts[3] = (*parts[3][:2], RIGHT - LEFT - sum(width for _, _, width in parts))
        wrapped = []
        for place, (_, value, width) in enumerate(parts):
            style = Style(STRONG, 16 if place < 3 else 12.5, 20, fill(INK))
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
        for (label, _, width), (lines, style) in zip(parts, wrapped, strict=True):
            if x > LEFT:
                flow.page.artifact("Layout", stroke(LINE), f"0.7 w {x:.2f} {top:.2f} m {x:.2f} {top - height:.2f} l S")
            node = Node("TH", heads, attributes="/O /Table /Scope /Column")
            flow.put(wrap([Span(label, HEAD)], width - 16), node, HEAD.leading, x + 12, top - 10, width - 16)
            flow.put(lines, Node("TD", values), style.leading, x + 12, top - 26, width - 16)
            x += width
        flow.y = top - height - 4

    def reasons(self) -> None:
        decision = self.record.decision
        why = [Span(decision.level_rationale, BODY)] if decision.level_rationale else []
        if why and (numbers := self.leading_passages()):
            why.append(footnotes(decision.level_rationale, numbers, BODY))
        left: list[tuple[str, list[list[Span]]]] = [("Why", [why or [Span("No reason is recorded.", BODY)]])]
        if decision.credit_rationale:
            left[0][1].append([Span(decision.credit_rationale, BODY)])
        right: list[tuple[str, list[list[Span]]]] = []
        if decision.conditions:
            many = "Condition" if len(decision.conditions) == 1 else "Conditions"
            right.append((many, [self.condition(one) for one in decision.conditions]))
        else:
            right.append(("Conditions", [[Span("None.", BODY)]]))
        if decision.recommendations:
            many = "Recommendation" if len(decision.recommendations) == 1 else "Recommendations"
            right.append((many, [[Span(one, BODY)] for one in decision.recommendations]))
        self.side_by_side(left, right)

    def leading_passages(self) -> list[int]:
        """Return the footnotes shown on the first page: those of level judgements, where they are few."""
        kinds = {one.key: one.kind for one in self.record.criteria}
        numbers = [one.number for one in self.record.passages if kinds.get(one.criterion) != "points"]
        return numbers if len(numbers) <= 8 else []

    def condition(self, one: RecordCondition) -> list[Span]:
        parts = [one.text]
        if one.owner:
            parts.append(f"Owner: {one.owner}.")
        if one.due_on:
            parts.append(f"Due {day(one.due_on)}.")
        if one.shown_by:
            parts.append(f"Shown by: {one.shown_by.rstrip('.')}.")
        return [Span(f"{one.number} ", BODY_BOLD), Span(" ".join(parts), BODY)]

    def side_by_side(self, left: list[tuple[str, list[list[Span]]]], right: list[tuple[str, list[list[Span]]]]) -> None:
        """Set two columns of headed paragraphs, under each other where they are too long for that."""
        flow = self.flow
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

    def profile(self) -> None:
        """The level profile: a row for each unit, a column for each characteristic."""
        found = {(one.unit, one.characteristic): one for one in self.record.criteria if one.characteristic}
        fits = {one.unit: one.finding for one in self.record.criteria if one.kind == "best_fit" and one.finding}
        letters = list(dict.fromkeys(letter for _, letter in found))
        if not found and not fits:
            return
        record, flow = self.record, self.flow
        rated = any(unit.key in fits or (unit.key, letters[0] if letters else "") in found for unit in record.units)
        first = "Unit" if rated else "Claim"
        flow.heading(
            2, f"Profile by {first.lower()} and characteristic" if letters else f"Level of each {first.lower()}"
        )
        columns = [Column(first, 0), *(Column(letter.upper(), 32, "center") for letter in letters)]
        columns += [Column("Best fit", 60, "center"), Column("Hours", 62, "right"), Column("Points", 54, "right")]
        rows = []
        for unit in record.units if rated else ():
            levels = [found.get((unit.key, letter)) for letter in letters]
            best = unit.level
            rows.append(
                [
                    cell(f"{unit_name(unit)}{self.unit_note(unit)}", heading=True),
                    *(heat(one, best) for one in levels),
                    cell("–" if best is None else str(best), SMALL_BOLD, "center"),
                    cell(hours(unit.low_hours, unit.high_hours), align="right"),
                    cell("–" if unit.points is None else str(unit.points), SMALL_BOLD, "right"),
                ]
            )
        whole = [cell("Programme" if rated else "Whole claim", heading=True)]
        if any((("", letter) in found) for letter in letters):
            whole += [heat(found.get(("", letter)), record.decision.level) for letter in letters]
        elif letters:
            whole.append(cell(self.rounding(), QUIET, "center", across=len(letters)))
        level, points = record.decision.level, record.decision.points
        whole += [
            cell("–" if level is None else str(level), SMALL_BOLD, "center"),
            cell(self.total_hours() if rated else "", align="right"),
            cell("–" if points is None else str(points), SMALL_BOLD, "right"),
        ]
        flow.table(columns, [*rows, whole], pad=4.2, last_strong=True)
        flow.y -= 6
        names = ". ".join(f"{letter.upper()}\u00a0{name}" for letter, name in self.characteristic_names(letters))
        said = f"{names}. " if names else ""
        flow.text(
            Span(f"{said}One point is ten notional hours. Levels are the panel's judgement; none is computed.", NOTE)
        )

    def unit_note(self, unit: RecordUnit) -> str:
        return f" (rated by {unit.imported_from})" if unit.imported_from else ""

    def characteristic_names(self, letters: Sequence[str]) -> list[tuple[str, str]]:
        labels = {one.characteristic: one.label for one in self.record.criteria if one.characteristic}
        return [(letter, labels[letter]) for letter in letters]

    def rounding(self) -> str:
        credit = self.record.credit
        if credit.sum_of_rounded is None or credit.rounded_sum is None:
            return ""
        if credit.sum_of_rounded == credit.rounded_sum:
            return f"both ways of rounding give {credit.rounded_sum}"
        return f"units rounded first {credit.sum_of_rounded}, sum rounded {credit.rounded_sum}"

    def total_hours(self) -> str:
        """Return the hours of all units together, where every learner takes them all."""
        units = self.record.units
        if any(unit.requirement == "optional" or not unit.low_hours for unit in units):
            return ""
        low, high = (sum((Decimal(value) for value in side), Decimal()) for side in (
            [unit.low_hours for unit in units], [unit.high_hours or unit.low_hours for unit in units]
        ))  # fmt: skip
        return hours(str(low), str(high))

    def outcomes(self) -> None:
        """The answers to outcomes and entry requirements, in place of a profile."""
        asked = [one for one in self.record.criteria if one.kind in ("outcome", "requirement", "transfer")]
        if not asked:
            return
        self.flow.heading(2, "Outcomes and what the panel found")
        rows = []
        for one in asked:
            found = finding_words(one.finding)
            place = ", ".join(part for part in (one.group, one.label) if part)
            rows.append([cell(place, SMALL_STRONG, heading=True), cell(one.text), cell(found, SMALL_BOLD)])
        self.flow.table([Column("Outcome", 128), Column("What was claimed", 0), Column("Finding", 84)], rows)

    def how_and_against(self) -> None:
        record = self.record
        sealed = [one for one in record.people if one.assessor is not None]
        settled = sum(1 for one in record.criteria if one.finding and one.finding.how == "settled")
        agreed = sum(1 for one in record.criteria if one.finding and one.finding.how == "agreed")
        how = "Nothing was judged apart. "
        if sealed:
            how = (
                f"{counted_word(len(sealed), 'assessor')} judged "
                f"{counted(len(record.criteria), 'criterion', 'criteria')} apart and sealed the answers. "
                f"The answers agreed on {agreed}; {counted(settled, 'difference')} "
                f"{'was' if settled == 1 else 'were'} settled by the panel. "
            )
        how += f"Dissent: {record.decision.dissent}" if record.decision.dissent else "No dissent."
        frame = record.framework
        against = f"{frame.title}, edition {frame.edition}: {frame.status}."
        self.side_by_side(
            [("How the panel reached it", [[Span(how, BODY)]])], [("Read against", [[Span(against, BODY)]])]
        )

    def signed(self) -> None:
        flow = self.flow
        flow.heading(2, "Signatures", follows=64)
        if not self.signatures:
            wanted = "; ".join(one.role_words for one in self.record.signatories)
            asked = f"Signatures asked for: {wanted}." if wanted else "The record asks for no signature."
            flow.text(Span("Nobody has signed yet. ", BODY_STRONG), Span(asked, BODY))
            return
        width = (RIGHT - LEFT - 11) / 2
        for at in range(0, len(self.signatures), 2):
            pair = self.signatures[at : at + 2]
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
                flow.page.artifact(
                    "Layout", fill(ACCENT), f"{x:.2f} {flow.y - height + 8:.2f} 2.4 {height - 16:.2f} re f"
                )
                y = flow.y - 7
                for lines, leading in zip(card, leadings, strict=True):
                    flow.put(lines, Node("P", flow.root), leading, x + 14, y, width - 28)
                    y -= len(lines) * leading
            flow.y -= height + 7

    def notes(self) -> None:
        numbers = self.leading_passages()
        if not numbers:
            return
        spans: list[Span] = []
        for one in numbers:
            passage = self.passages[one]
            spans += [Span(str(one), raised(NOTE)), Span(f" {self.place_of(passage)}{quoted(passage)}. ", NOTE)]
        height = len(wrap(spans, RIGHT - LEFT)) * NOTE.leading
        if height + 10 > self.flow.room:
            return  # the numbers lead to the list of passages
        self.flow.y -= 4
        self.flow.rule(self.flow.y, CAPTION)
        self.flow.y -= 6
        self.flow.text(*spans)

    def place_of(self, passage: RecordPassage) -> str:
        titles = {one.key: one.title for one in self.record.evidence}
        return ", ".join(
            part for part in (f"{passage.evidence} {titles.get(passage.evidence, '')}".strip(), passage.page) if part
        )

    # What it rests on

    def case(self) -> None:
        record, subject, frame = self.record, self.record.subject, self.record.framework
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
            ("Read against", f"{frame.title}, edition {frame.edition}: {frame.status}. Based on {frame.basis}."),
            ("Opened", day(subject.opened_on)),
            ("Decided", day(record.decision.decided_on)),
            ("Record made", moment(record.made_at)),
            ("Replaces", f"version {record.supersedes}" if record.supersedes is not None else ""),
        ]
        self.facts("The case", facts)

    def facts(self, title: str, facts: Iterable[tuple[str, str]]) -> None:
        """Set a heading and what is known under it; nothing where nothing is."""
        rows = [[cell(name, SMALL_STRONG, heading=True), cell(value)] for name, value in facts if value]
        if not rows:
            return
        self.flow.heading(2, title)
        self.flow.table([Column("", 128), Column("", 0)], rows, pad=2.8)

    def criteria(self) -> None:
        flow = self.flow
        if not self.record.criteria:
            return
        flow.heading(2, "Criteria, answers and findings", follows=90)
        numbers = sorted({answer.assessor for one in self.record.criteria for answer in one.answers})
        beside = 0 < len(numbers) <= 3
        titles = [self.names.get(one, f"Assessor {one}") for one in numbers] if beside else ["Answers"]
        columns = [Column("Criterion", 108), *(Column(title, 0) for title in titles), Column("Finding", 106)]
        for group, members in groupby(self.record.criteria, key=lambda one: one.group):
            if group:
                flow.heading(3, group, follows=80)
            rows = []
            for one in members:
                spans = [Span(one.label, SMALL_STRONG)]
                if one.text:
                    spans.append(Span(f"\n{one.text}", SMALL))
                row = [Cell(spans, heading=True)]
                if beside:
                    by = {answer.assessor: answer for answer in one.answers}
                    row += [Cell(self.answer(by.get(number))) for number in numbers]
                else:
                    row.append(Cell(self.all_answers(one.answers)))
                rows.append([*row, Cell(finding(one.finding))])
            flow.table(columns, rows)

    def answer(self, one: RecordAnswer | None) -> list[Span]:
        if one is None:
            return [Span("not judged", QUIET)]
        spans = [Span(one.words or plain(one.answer) or "no answer", SMALL_BOLD)]
        reason = one.reason
        if one.no_passage_reason:
            reason = f"{reason}\nNo passage: {one.no_passage_reason}".strip()
        if reason:
            spans.append(Span(f"\n{reason}", SMALL))
        if one.passages:
            spans.append(footnotes(reason, one.passages, SMALL))
        return spans

    def all_answers(self, answers: Iterable[RecordAnswer]) -> list[Span]:
        spans: list[Span] = []
        for one in answers:
            name = self.names.get(one.assessor, f"Assessor {one.assessor}")
            if spans:
                spans.append(Span("\n", SMALL))
            spans += [Span(f"{name}: ", SMALL_STRONG), *self.answer(one)]
        return spans or [Span("none", QUIET)]

    def differences(self) -> None:
        if not self.record.criteria:
            return
        self.flow.heading(2, "Differences between the assessors")
        if not self.record.differences:
            self.flow.text(Span("None. The sealed answers agree on every criterion.", BODY))
            return
        rows = [
            [
                cell(one.label, SMALL_STRONG, heading=True),
                cell(" / ".join(one.answers)),
                cell("" if one.by is None else str(one.by), align="center"),
                Cell([Span(one.finding, SMALL_BOLD), Span(f"\n{one.reason}" if one.reason else "", SMALL)]),
            ]
            for one in self.record.differences
        ]
        columns = [Column("Criterion", 168), Column("Answers", 96), Column("Apart", 44, "center")]
        self.flow.table([*columns, Column("What the panel settled, and why", 0)], rows)

    def units(self) -> None:
        flow = self.flow
        if not self.record.units:
            return
        flow.heading(2, "Units and hours", follows=110)
        for unit in self.record.units:
            flow.heading(3, unit_name(unit), follows=70)
            flow.text(Span(unit_facts(unit), QUIET))
            self.outcome_list(unit)
            if unit.activities:
                rows = [
                    [
                        cell(one.words, heading=True),
                        cell(hours(one.low_hours, one.high_hours), align="right"),
                        cell(one.note),
                    ]
                    for one in unit.activities
                ]
                total = hours(unit.low_hours, unit.high_hours)
                rows.append(
                    [
                        cell("All notional hours", SMALL_STRONG, heading=True),
                        cell(total, SMALL_BOLD, "right"),
                        cell(points_words(unit)),
                    ]
                )
                columns = [Column("Activity", 190), Column("Hours", 70, "right"), Column("Note", 0)]
                flow.table(columns, rows, pad=2.6, last_strong=True)
            elif unit.low_hours:
                total = f"{hours(unit.low_hours, unit.high_hours)} notional hours"
                flow.text(Span(". ".join(part for part in (total, points_words(unit)) if part) + ".", SMALL))

    def outcome_list(self, unit: RecordUnit) -> None:
        if not unit.outcomes:
            return
        flow = self.flow
        numbered = Node("L", flow.root, attributes="/O /List /ListNumbering /Decimal")
        for one in unit.outcomes:
            item = Node("LI", numbered)
            indent = width_of(f"{one.key}  ", SMALL_STRONG) + 2
            flow.need(SMALL.leading)
            flow.put(
                wrap([Span(one.key, SMALL_STRONG)], indent), Node("Lbl", item), SMALL.leading, LEFT, flow.y, indent
            )
            flow.text(Span(one.text, SMALL), after=1.5, parent=item, x=LEFT + indent, tag="LBody")
        flow.y -= 4

    def credit(self) -> None:
        credit, flow = self.record.credit, self.flow
        bounds = (
            ""
            if credit.minimum_points is None
            else str(credit.minimum_points)
            if credit.maximum_points in (None, credit.minimum_points)
            else f"{credit.minimum_points} to {credit.maximum_points}"
        )
        self.facts(
            "Credit",
            [
                ("Rule", credit.rule),
                ("Units rounded, then added", whole(credit.sum_of_rounded, "points")),
                ("Hours added, then rounded", whole(credit.rounded_sum, "points")),
                ("Points of the programme", bounds),
                ("Working", "\n".join(credit.working)),
            ],
        )
        if credit.checks:
            flow.space(8)
            said = {True: "✓ yes", False: "✕ no", None: "cannot tell"}
            rows = [[cell(one.words, heading=True), cell(said[one.met]), cell(one.source)] for one in credit.checks]
            flow.table([Column("Checked, as advice", 0), Column("Met", 70), Column("Source", 170)], rows)

    def checks(self) -> None:
        flow = self.flow
        for group, members in groupby(self.record.checks, key=lambda one: one.group):
            flow.heading(2, CHECK_GROUPS.get(group, plain(group).capitalize()))
            rows = [
                [
                    cell(one.words, heading=True),
                    cell(CHECK_ANSWERS.get(one.answer, one.answer), SMALL_STRONG),
                    cell(one.note),
                ]
                for one in members
            ]
            flow.table([Column("Criterion", 200), Column("Answer", 62), Column("Note", 0)], rows)

    def evidence(self) -> None:
        self.flow.heading(2, "Evidence register")
        rows = []
        for one in self.record.evidence:
            dates = "\n".join(
                f"{name} {day(when)}"
                for name, when in (("learned", one.learned_on), ("made", one.made_on), ("received", one.received_on))
                if when
            )
            current = {True: "yes", False: "no", None: "no date of learning"}[one.current]
            notes = [current, one.currency_note, f"Kept sealed: {one.kept_sealed}" if one.kept_sealed else ""]
            source = ", ".join(dict.fromkeys(part for part in (one.source, one.supplier) if part))
            rows.append(
                [
                    cell(one.key, SMALL_BOLD, heading=True),
                    Cell([Span(one.title, SMALL_STRONG), Span(f"\n{plain(one.kind)}; {one.file_name}", QUIET)]),
                    cell(dates),
                    cell(source),
                    cell("\n".join(part for part in notes if part)),
                    cell(f"{grouped(one.sha256[:16])}\n{size(one.size)}", QUIET),
                ]
            )
        if not rows:
            self.flow.text(Span("No evidence is registered.", BODY))
            return
        columns = [Column("Item", 34), Column("Title, kind and file", 0), Column("Dates", 130), Column("From", 80)]
        self.flow.table([*columns, Column("Current", 78), Column("SHA-256, first half", 60)], rows)

    def passage_list(self) -> None:
        if not self.record.passages:
            return
        self.flow.heading(2, "Passages relied on")
        rows = [
            [
                cell(str(one.number), SMALL_BOLD, heading=True),
                cell(self.place_of(one)),
                Cell([Span(f"“{one.quotation}”" if one.quotation else "", SMALL), Span(note_line(one), QUIET)]),
                cell(
                    "; ".join(
                        part for part in (self.labels.get(one.criterion, ""), self.names.get(one.assessor, "")) if part
                    )
                ),
                cell(f"{STANCES.get(one.stance, plain(one.stance))}, strength {one.strength}"),
            ]
            for one in self.record.passages
        ]
        columns = [Column("No", 26), Column("Place", 104), Column("Words and note", 0), Column("For", 122)]
        self.flow.table([*columns, Column("Stance", 84)], rows)

    def people(self) -> None:
        if not self.record.people:
            return
        self.flow.heading(2, "People")
        rows = []
        for one in self.record.people:
            sealed = ""
            if one.sealed_at:
                sealed = f"Sealed {moment(one.sealed_at)}\n{grouped(one.commitment[:16])}"
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
        self.flow.table([*columns, Column("Sealed answers", 146)], rows)

    def meeting(self) -> None:
        meeting = self.record.meeting
        if meeting is None:
            return
        self.facts(
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

    def stages(self) -> None:
        if not self.record.stages:
            return
        self.flow.heading(2, "Stages")
        rows = [
            [
                cell(plain(one.stage), SMALL_STRONG, heading=True),
                cell(moment(one.entered_at)),
                cell(one.name),
                cell(one.reason),
            ]
            for one in self.record.stages
        ]
        self.flow.table(
            [Column("Stage", 90), Column("Entered", 140), Column("By", 110), Column("Reason", 0)], rows, pad=2.6
        )

    def log(self) -> None:
        if not self.record.log:
            return
        self.flow.heading(2, "From the audit log")
        rows = [
            [
                cell(f"{one.seq:,}", align="right", heading=True),
                cell(moment(one.at)),
                cell(one.name),
                cell(plain(one.action)),
                cell(grouped(one.hash[:16]), QUIET),
            ]
            for one in self.record.log
        ]
        columns = [Column("Entry", 52, "right"), Column("When", 140), Column("By", 110), Column("What", 0)]
        self.flow.table([*columns, Column("Hash, first half", 110)], rows, pad=2.6)

    def checking(self) -> None:
        flow, record = self.flow, self.record
        signed = bool(self.signatures)
        flow.heading(2, "What was signed, and how to check it" if signed else "What is to be signed")
        if record.statement:
            flow.text(Span("Each signer says: ", BODY_STRONG), Span(record.statement, BODY))
        if signed:
            flow.text(
                Span("The record is attached to this file with its signatures. To check both, offline: ", BODY),
                Span("rpl-desk verify", BODY_STRONG),
                Span(" and the name of this file.", BODY),
            )
        flow.text(Span("SHA-256 of the record: ", BODY_STRONG), Span(grouped(self.sha256), BODY))
        flow.text(Span(f"Store {record.store}, epoch {record.epoch}. Record type {record.type}.", NOTE))

    def feet(self) -> None:
        """Draw the foot of every page, now that their number is known."""
        record, flow = self.record, self.flow
        doc = flow.canvas.doc
        style = Style(REGULAR, 8.25, 11, fill(SECOND))
        strong = Style(STRONG, 8.25, 11, fill(PART))
        left = wrap([Span(f"{record.reference}, version {record.version}", style)], 145)[0]
        seal = wrap([Span(f"seal {grouped(self.sha256[:16])}", style)], 1e9)[0]
        office = wrap([Span(record.office.name, style)], 150)[0]
        draft = wrap([Span(DRAFT, strong)], 1e9)[0]
        for page in flow.pages:
            count = wrap([Span(f"page {page.number + 1} of {len(flow.pages)}", style)], 1e9)[0]
            page.artifact("Layout", stroke(LINE), f"0.6 w {LEFT} {FOOT + 15} m {RIGHT} {FOOT + 15} l S")
            page.code.append("/Artifact <</Type /Pagination>> BDC")
            page.line(doc, left, LEFT, FOOT)
            page.line(doc, seal, LEFT + 150, FOOT)
            page.line(doc, office, LEFT + 292, FOOT)
            page.line(doc, count, RIGHT - count.width, FOOT)
            if not self.signatures:
                page.line(doc, draft, RIGHT - draft.width, TOP + 22)
            page.code.append("EMC")


def footnotes(text: str, numbers: Iterable[int], style: Style) -> Span:
    """Return the raised numbers after a text; on their own line after one written from right to left."""
    start = "\n" if is_right_to_left(text) else ""
    return Span(start + " ".join(str(one) for one in numbers), raised(style))


def unit_name(unit: RecordUnit) -> str:
    return f"Unit {unit.key.removeprefix('U')} {unit.title}".strip()


def unit_facts(unit: RecordUnit) -> str:
    parts = [unit.requirement]
    if unit.asked_level is not None:
        parts.append(f"asked for level {unit.asked_level}")
    if unit.asked_points is not None:
        parts.append(f"asked for {unit.asked_points} points")
    if unit.imported_from:
        parts.append(f"rated by {unit.imported_from}: level {unit.imported_level}, {unit.imported_points} points")
    if unit.level is not None:
        parts.append(f"level agreed {unit.level}")
    if unit.points is not None:
        parts.append(f"points agreed {unit.points}")
    words = "; ".join(part for part in parts if part)
    return f"{words[:1].upper()}{words[1:]}."


def points_words(unit: RecordUnit) -> str:
    """Return how the unit's hours become points."""
    parts = [] if unit.proposed_points is None else [f"The hours give {unit.proposed_points} points"]
    if unit.override_points is not None:
        parts.append(f"{unit.override_points} points instead: {unit.override_reason}")
    return "; ".join(parts)


def heat(one: RecordCriterion | None, best: int | None) -> Cell:
    """Return a level in a cell shaded by its distance from the best fit, always with its number."""
    answer = one.finding.answer if one and one.finding else ""
    if not answer.isdigit():
        words = "n/a" if answer == "not_applicable" else "–"
        return cell(words, QUIET, "center")
    if best is None:
        return cell(answer, SMALL_BOLD, "center")
    step = max(0, min(int(answer) - best + 1, 3))
    style = SMALL_BOLD.but(colour=fill("#FFFFFF")) if step == 3 else SMALL_BOLD
    return cell(answer, style, "center", ground=HEAT[step])


def finding_words(found: RecordFinding | None) -> str:
    if found is None:
        return "open"
    return f"{SIGNS.get(found.answer, '')} {found.words or plain(found.answer)}".strip()


def finding(found: RecordFinding | None) -> list[Span]:
    if found is None:
        return [Span("open", QUIET)]
    spans = [Span(finding_words(found), SMALL_BOLD), Span(f", {found.how}" if found.how else "", QUIET)]
    if found.reason:
        spans.append(Span(f"\n{found.reason}", SMALL))
    if found.dissent:
        spans.append(Span(f"\nDissent: {found.dissent}", SMALL))
    return spans


def quoted(passage: RecordPassage) -> str:
    return f", “{passage.quotation}”" if passage.quotation else ""


def note_line(passage: RecordPassage) -> str:
    if not passage.note:
        return ""
    return f"\n{passage.note}" if passage.quotation else passage.note


def whole(value: int | None, unit: str) -> str:
    return "" if value is None else f"{value} {unit}"


def counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def counted_word(count: int, one: str) -> str:
    """Return a count to begin a sentence with, in a word where it is small."""
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six")
    return f"{words[count] if count < len(words) else count} {one if count == 1 else one + 's'}"


def size(count: int) -> str:
    """Return a number of bytes for people, in thousands."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:,.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:,.1f} MB"
