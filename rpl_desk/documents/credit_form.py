"""The credit rating form of each unit: part 1, level by characteristic with its rationale; part 2, hours and credit.

The layout is our own, and every form says so: it stands for no form of the SCQF Partnership or of another body.
"""

from rpl_desk.domain.record import RecordCriterion
from rpl_desk.domain.record_units import RecordUnit

from .pdf_flow import BODY, NOTE, QUIET, SMALL, SMALL_BOLD, SMALL_STRONG, Cell, Column, cell
from .pdf_fonts import Span
from .record_credit import hours_and_points, outcome_list
from .record_pages import RecordPages
from .record_words import finding_words, listed, under, unit_facts, unit_name

NOTICE = (
    "This layout is the program's own. It is no official form of the SCQF Partnership or of any other body, and takes "
    "the place of none. It is made from the decision record alone, which travels inside this file."
)


def notice(doc: RecordPages) -> None:
    doc.flow.text(Span(NOTICE, NOTE), after=6)


def units(doc: RecordPages) -> None:
    """Set both parts for each unit, each unit from a page of its own."""
    for place, unit in enumerate(doc.record.units):
        if place:
            doc.flow.turn()
        doc.flow.heading(2, unit_name(unit), follows=90)
        doc.flow.text(Span(unit_facts(unit), QUIET))
        outcome_list(doc, unit)
        _part_1(doc, unit)
        _part_2(doc, unit)


def _part_1(doc: RecordPages, unit: RecordUnit) -> None:
    judged = [one for one in doc.record.criteria if one.unit == unit.key and one.kind in ("characteristic", "best_fit")]
    doc.flow.heading(3, "Part 1: level", follows=70)
    if not judged:
        came = f"Rated by {unit.imported_from}; the panel judged no level." if unit.imported_from else "Not judged."
        doc.flow.text(Span(came, BODY))
        return
    rows = [
        [
            cell(under(one.group, one.label), SMALL_STRONG, heading=True),
            cell("open" if one.finding is None else finding_words(one.finding), SMALL_BOLD, "center"),
            Cell(_rationale(doc, one)),
        ]
        for one in judged
    ]
    fits = any(one.kind == "best_fit" for one in judged)
    columns = [Column("Characteristic", 132), Column("Level", 72, "center"), Column("Rationale", 0)]
    doc.flow.table(columns, rows, last_strong=fits)
    doc.flow.text(Span("Levels are the panel's judgement; none is computed.", NOTE))


def _part_2(doc: RecordPages, unit: RecordUnit) -> None:
    doc.flow.heading(3, "Part 2: hours and credit", follows=70)
    hours_and_points(doc, unit)
    agreed = next((one for one in doc.record.criteria if one.unit == unit.key and one.kind == "points"), None)
    if agreed is not None:
        said = "open" if agreed.finding is None else finding_words(agreed.finding)
        rows = [
            [cell("Credit points", SMALL_STRONG, heading=True), cell(said, SMALL_BOLD), Cell(_rationale(doc, agreed))]
        ]
        doc.flow.space(6)
        doc.flow.table([Column("Agreed by the panel", 132), Column("Points", 72), Column("Rationale", 0)], rows)


def _rationale(doc: RecordPages, one: RecordCriterion) -> list[Span]:
    """Return why the panel found so: its own reason, else those of the assessors who agreed; and any dissent."""
    found = one.finding
    parts: list[list[Span]] = []
    if found is not None and found.reason:
        parts.append([Span(found.reason, SMALL)])
    else:
        for answer in one.answers:
            name = doc.names.get(answer.assessor, f"Assessor {answer.assessor}")
            if answer.reason:
                parts.append([Span(f"{name}: ", SMALL_STRONG), Span(answer.reason, SMALL)])
    places = sorted({number for answer in one.answers for number in answer.passages})
    if places:
        word = "Passage" if len(places) == 1 else "Passages"
        parts.append([Span(f"{word} {', '.join(map(str, places))} of the decision record.", QUIET)])
    if found is not None and found.dissent:
        parts.append([Span(f"Dissent: {found.dissent}", SMALL)])
    spans: list[Span] = []
    for part in parts:
        spans += [*([Span("\n", SMALL)] if spans else []), *part]
    return spans or [Span("none given", QUIET)]


def whole(doc: RecordPages) -> None:
    """Set what the panel decided of the whole, and who took part."""
    record, decision = doc.record, doc.record.decision
    rated = listed(f"{one.name} ({', '.join(one.roles)})" for one in record.people if one.roles)
    doc.facts(
        "The whole",
        [
            ("Decision", decision.words),
            ("SCQF level", "" if decision.level is None else str(decision.level)),
            ("Why this level", decision.level_rationale),
            ("SCQF credit points", "" if decision.points is None else str(decision.points)),
            ("Why these points", decision.credit_rationale),
            ("Took part", rated),
            ("Level descriptors", f"{record.framework.title}, {record.framework.edition}. {record.framework.status}"),
        ],
    )
