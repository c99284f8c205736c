"""The evidence register as printed: the items, how they were tested, who confirmed them, what they were before."""

from rpl_desk.domain.record import RecordEvidence

from .pdf_flow import BODY, QUIET, SMALL_BOLD, SMALL_STRONG, Cell, Column, cell
from .pdf_fonts import Span
from .record_pages import RecordPages
from .record_words import day, grouped, plain, short_day, size


def evidence(doc: RecordPages) -> None:
    doc.flow.heading(2, "Evidence register")
    rows = []
    for one in doc.record.evidence:
        dates = "\n".join(
            f"{name} {short_day(when)}"
            for name, when in (("learned", one.learned_on), ("made", one.made_on), ("received", one.received_on))
            if when
        )
        current = {True: "yes", False: "no", None: "no date of learning"}[one.current]
        notes = [current, one.currency_note, f"Kept sealed: {one.kept_sealed}" if one.kept_sealed else ""]
        source = ", ".join(dict.fromkeys(part for part in (one.source, one.supplier) if part))
        rows.append(
            [
                cell(one.key, SMALL_BOLD, heading=True),
                Cell(
                    [
                        Span(one.title, SMALL_STRONG),
                        Span(f"\n{plain(one.kind)}{_sensitive(one)}; {one.file_name}", QUIET),
                        *_written_here(one),
                    ]
                ),
                cell(dates),
                cell(source),
                cell("\n".join(part for part in notes if part)),
                cell(f"{grouped(one.sha256[:16])}\n{size(one.size)}", QUIET),
            ]
        )
    if not rows:
        doc.flow.text(Span("No evidence is registered.", BODY))
        return
    columns = [Column("Item", 32), Column("Title, kind and file", 0), Column("Dates", 108), Column("From", 84)]
    doc.flow.table([*columns, Column("Current", 92), Column("SHA-256, first half", 62)], rows)


def _sensitive(item: RecordEvidence) -> str:
    return f", {plain(item.sensitivity)} data" if item.sensitivity not in ("", "ordinary") else ""


def _written_here(item: RecordEvidence) -> list[Span]:
    return [Span(f"\n{item.recorded}", QUIET)] if item.recorded else []


def tests(doc: RecordPages) -> None:
    """Print what each assessor found of each item; a test of two assessors who found the same is one line."""
    rows = []
    for item in doc.record.evidence:
        found: dict[tuple[str, str, str], list[str]] = {}
        for one in item.tests:
            name = doc.names.get(one.assessor, f"Assessor {one.assessor}")
            found.setdefault((one.test, one.answer, one.note), []).append(name)
        for number, ((test, answer, note), names) in enumerate(found.items()):
            rows.append(
                [
                    cell("" if number else item.key, SMALL_BOLD, heading=True),
                    cell(plain(test)),
                    cell(plain(answer), SMALL_BOLD),
                    cell(note),
                    cell(", ".join(names)),
                ]
            )
    if rows:
        doc.flow.heading(3, "Tests of the items", follows=60)
        columns = [Column("Item", 32), Column("Test", 74), Column("Found", 56), Column("Note", 0)]
        doc.flow.table([*columns, Column("By", 140)], rows, pad=2.6)


def confirmations(doc: RecordPages) -> None:
    """Print who confirmed whose work an item is, and whether its file is still the one they confirmed."""
    rows = []
    for item in doc.record.evidence:
        for one in item.authenticity:
            whose = ", ".join(part for part in (one.confirmed_by, one.capacity) if part)
            of = "" if one.sha256 == item.sha256 else f"of an earlier file, {grouped(one.sha256[:16])}"
            rows.append(
                [
                    cell(item.key, SMALL_BOLD, heading=True),
                    cell(whose, SMALL_STRONG),
                    cell("\n".join(part for part in (one.how, of) if part)),
                    cell(day(one.confirmed_on)),
                ]
            )
    if rows:
        doc.flow.heading(3, "Authenticity confirmed", follows=60)
        columns = [Column("Item", 32), Column("By", 170), Column("How", 0), Column("On", 100)]
        doc.flow.table(columns, rows, pad=2.6)


def earlier_files(doc: RecordPages) -> None:
    """Print which files were replaced, by whom and why."""
    rows = [
        [
            cell(item.key, SMALL_BOLD, heading=True),
            Cell([Span(one.file_name, SMALL_STRONG), Span(f"\n{grouped(one.sha256[:16])}, {size(one.size)}", QUIET)]),
            cell(one.reason),
            cell(f"{day(one.replaced_at)}\n{one.name}"),
        ]
        for item in doc.record.evidence
        for one in item.earlier_files
    ]
    if rows:
        doc.flow.heading(3, "Earlier files, kept", follows=60)
        columns = [Column("Item", 32), Column("File", 190), Column("Why it was replaced", 0), Column("When, by", 110)]
        doc.flow.table(columns, rows, pad=2.6)
