"""Every criterion with the assessors' answers and the panel's finding, and where the answers differed."""

from collections.abc import Iterable
from itertools import groupby

from rpl_desk.domain.record import RecordAnswer, RecordCriterion, RecordDifference, RecordFinding

from .pdf_flow import BODY, QUIET, SMALL, SMALL_BOLD, SMALL_STRONG, Cell, Column, cell
from .pdf_fonts import Span
from .record_pages import RecordPages, footnotes
from .record_words import finding_words, grouped, moment, plain, under


def criteria(doc: RecordPages) -> None:
    flow = doc.flow
    if not doc.record.criteria:
        return
    flow.heading(2, "Criteria, answers and findings", follows=90)
    numbers = sorted({answer.assessor for one in doc.record.criteria for answer in one.answers})
    beside = 0 < len(numbers) <= 3
    titles = [doc.names.get(one, f"Assessor {one}") for one in numbers] if beside else ["Answers"]
    asked = 120 if any(len(one.text) > 60 for one in doc.record.criteria) else 96
    columns = [Column("Criterion", asked), *(Column(title, 0) for title in titles), Column("Finding", 118)]
    said: set[tuple[str, str]] = set()
    for group, members in groupby(doc.record.criteria, key=lambda one: one.group):
        if group:
            flow.heading(3, group, follows=80)
        rows = []
        for one in members:
            label = under(group, one.label)
            spans = [Span(label, SMALL_STRONG)]
            if one.text and (label, one.text) not in said:  # many units are asked the same
                said.add((label, one.text))
                spans.append(Span(f"\n{one.text}", QUIET))
            row = [Cell(spans, heading=True)]
            if beside:
                by = {answer.assessor: answer for answer in one.answers}
                row += [Cell(answer(doc, by.get(number))) for number in numbers]
            else:
                row.append(Cell(all_answers(doc, one.answers)))
            rows.append([*row, Cell([*finding(one.finding), *behind(doc, one)])])
        flow.table(columns, rows)


def answer(doc: RecordPages, one: RecordAnswer | None) -> list[Span]:
    if one is None:
        return [Span("not judged", QUIET)]
    spans = [Span(one.words or plain(one.answer) or "no answer", SMALL_BOLD)]
    reason = one.reason
    if one.no_passage_reason:
        reason = f"{reason}\nNo passage: {one.no_passage_reason}".strip()
    if reason:
        spans.append(Span(f"\n{reason}", SMALL))
    if one.passages:
        spans.extend(footnotes(reason, one.passages, SMALL))
    return spans


def all_answers(doc: RecordPages, answers: Iterable[RecordAnswer]) -> list[Span]:
    spans: list[Span] = []
    for one in answers:
        name = doc.names.get(one.assessor, f"Assessor {one.assessor}")
        if spans:
            spans.append(Span("\n", SMALL))
        spans += [Span(f"{name}: ", SMALL_STRONG), *answer(doc, one)]
    return spans or [Span("none", QUIET)]


def differences(doc: RecordPages) -> None:
    if not doc.record.criteria:
        return
    doc.flow.heading(2, "Differences between the assessors")
    if not doc.record.differences:
        doc.flow.text(Span("None. The sealed answers agree on every criterion.", BODY))
        return
    sides = {one.key: one for one in doc.record.criteria} if doc.record.form > 2 else {}
    rows = [
        [
            cell(one.label, SMALL_STRONG, heading=True),
            Cell([*all_answers(doc, sides[one.criterion].answers), *third_opinion(doc, one)])
            if one.criterion in sides
            else cell("\n".join(doc.by_name(answer) for answer in one.answers)),
            cell("" if one.by is None else str(one.by), align="center"),
            Cell(settled(one, sides.get(one.criterion))),
        ]
        for one in doc.record.differences
    ]
    widths = (110, 200) if sides else (138, 140)
    columns = [Column("Criterion", widths[0]), Column("Answers", widths[1]), Column("Apart", 44, "center")]
    doc.flow.table([*columns, Column("What the panel settled, and why", 0)], rows)


def third_opinion(doc: RecordPages, difference: RecordDifference) -> list[Span]:
    if not difference.third:
        return []
    (third,) = difference.third
    if not third.name:
        return [Span("\nNo third opinion: ", SMALL_STRONG), Span(third.reason, SMALL)]
    name = f"{third.name}, third opinion" if doc.record.names_assessors else "Third opinion"
    said = [Span(f"\n{name}: ", SMALL_STRONG), Span(third.words or "not given", SMALL_BOLD)]
    if third.reason:
        said.append(Span(f"\n{third.reason}", SMALL))
    if third.given_at:
        seal = f"Sealed {moment(third.given_at)}, {grouped(third.commitment[:16])}"
        said.append(Span(f"\n{seal if third.commitment else f'Given {moment(third.given_at)}'}", SMALL))
    return said


def settled(difference: RecordDifference, criterion: RecordCriterion | None) -> list[Span]:
    spans = [Span(difference.finding, SMALL_BOLD), Span(f"\n{difference.reason}" if difference.reason else "", SMALL)]
    if criterion is not None and criterion.finding is not None and criterion.finding.dissent:
        spans.append(Span(f"\nDissent: {criterion.finding.dissent}", SMALL))
    return spans


def agreement(doc: RecordPages) -> None:
    """Print how far the sealed answers agree, with what that can mean at such numbers."""
    if doc.record.agreement:
        doc.flow.heading(3, "How far the sealed answers agree")
        for one in doc.record.agreement:
            doc.flow.text(Span(f"{one.words} No figure decides anything.", SMALL))


def gaps(doc: RecordPages) -> None:
    """Set what the assessors wrote is missing and would count, beside what the panel found."""
    if not doc.record.gaps:
        return
    found = {one.key: one.finding for one in doc.record.criteria}
    doc.flow.heading(2, "What is missing, and what would count", follows=70)
    rows = [
        [
            cell(doc.labels.get(one.criterion, one.criterion), SMALL_STRONG, heading=True),
            cell(doc.names.get(one.assessor, f"Assessor {one.assessor}")),
            cell(one.missing),
            cell(one.would_count),
            cell(finding_words(found.get(one.criterion)), SMALL_BOLD),
        ]
        for one in doc.record.gaps
    ]
    columns = [Column("Criterion", 100), Column("By", 70), Column("What is missing", 0), Column("What would count", 0)]
    doc.flow.table([*columns, Column("Finding", 60)], rows)


def comparators(doc: RecordPages) -> None:
    """Set what the assessors held a best fit against."""
    if not doc.record.comparators:
        return
    doc.flow.heading(2, "Compared with", follows=70)
    rows = [
        [
            cell(doc.labels.get(one.criterion, one.criterion), SMALL_STRONG, heading=True),
            cell(doc.names.get(one.assessor, f"Assessor {one.assessor}")),
            cell("\n".join(part for part in (one.title, one.owner) if part)),
            cell(str(one.level), SMALL_BOLD, "center"),
            cell(one.compared),
        ]
        for one in doc.record.comparators
    ]
    columns = [Column("Best fit of", 100), Column("By", 80), Column("Comparator", 150), Column("Level", 44, "center")]
    doc.flow.table([*columns, Column("How it compares", 0)], rows)


def finding(found: RecordFinding | None) -> list[Span]:
    if found is None:
        return [Span("open", QUIET)]
    spans = [Span(finding_words(found), SMALL_BOLD), Span(f", {found.how}" if found.how else "", QUIET)]
    if found.reason:
        spans.append(Span(f"\n{found.reason}", SMALL))
    if found.dissent:
        spans.append(Span(f"\nDissent: {found.dissent}", SMALL))
    return spans


def behind(doc: RecordPages, criterion: RecordCriterion) -> list[Span]:
    """Return a finding's own footnotes: the passages of who answered as the panel found, each leading to its note.

    Where nobody answered so, the passages of all answers on the criterion.
    """
    found = criterion.finding
    if found is None or doc.record.form < 3:
        return []
    same = [one for one in criterion.answers if one.answer == found.answer]
    numbers = sorted({number for one in same or criterion.answers for number in one.passages})
    if not numbers:
        return []
    words = "Passages behind this answer" if same else "Passages on this criterion, in other answers"
    return [Span(f"\n{words}", QUIET), *footnotes(words, numbers, SMALL)]
