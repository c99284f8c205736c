"""Measures the product against the least any program could do, in turn, in one run; prints ratios and no verdicts.

    python -m tests.bench [--rounds 5] [--cases 100000]

Each line is the median over the rounds of product time / floor time, floor and product taken in turn on the same
interpreter, SQLite library and file system. Targets are those of the design's page on speed.
"""

import argparse
import os
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from tests import office as sample
from tests.bench.judging import judgement, opened_case
from tests.bench.lists import lists, many_cases
from tests.bench.ratios import ratio
from tests.bench.start import start_up


def documents(rounds: int, folder: Path) -> None:
    """The record as PDF against the same pages of text by ReportLab's canvas; the register against openpyxl alone."""
    from openpyxl import Workbook
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    from rpl_desk.documents.pdf_finish import attached_bundle
    from rpl_desk.documents.record_pdf import record_pdf
    from rpl_desk.documents.register import decision_register
    from rpl_desk.domain.register import RegisterRow
    from tests.factories import sample_record

    record = sample_record()
    made = record_pdf(record, b"{}", [], "0" * 64)
    import pypdfium2

    document = pypdfium2.PdfDocument(made)
    pages = [document[n].get_textpage().get_text_bounded().splitlines() for n in range(len(document))]
    _ = attached_bundle

    def canvas() -> None:
        drawn = Canvas(str(folder / "floor.pdf"), pagesize=A4, invariant=1)
        for lines in pages:
            for place, line in enumerate(lines):
                drawn.drawString(56, 800 - 12 * (place % 62), line.encode("latin-1", "replace").decode("latin-1"))
            drawn.showPage()
        drawn.save()

    ratio(
        f"record to PDF, {len(pages)} pages, tagged and archival",
        "2",
        canvas,
        lambda: record_pdf(record, b"{}", [], "0" * 64),
        rounds,
        clock=time.process_time,
    )
    rows = [
        RegisterRow(
            f"CR-2026-{n:05d}",
            1,
            "Credit rating, own",
            f"Certificate {n}",
            "Sample Training Partner",
            "",
            "",
            "Rated",
            8,
            12,
            date(2026, 5, 28),
            date(2026, 5, 28),
            date(2031, 5, 28),
            0,
            "signed",
            "8f31 c0a7 52de 914b",
            ("Assessor One", "Chair One"),
        )
        for n in range(10_000)
    ]

    def write_only() -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Register")
        for row in rows:
            sheet.append(
                [
                    row.reference,
                    row.version,
                    row.kind_words,
                    row.title,
                    row.owner,
                    "",
                    "",
                    row.outcome_words,
                    row.level,
                    row.points,
                    row.decided_on,
                    row.signed_on,
                    row.review_on,
                    0,
                    row.status,
                    row.record_sha256,
                    "; ".join(row.signatories),
                ]
            )
        book.save(folder / "floor.xlsx")

    ratio(
        "register of 10,000 rows, against bare write-only openpyxl",
        "(0.75 styled)",
        write_only,
        lambda: decision_register(
            rows, folder / "register.xlsx", office="Sample College", anonymised=False, made_on=date(2026, 5, 28)
        ),
        max(2, rounds // 2),
        clock=time.process_time,
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cases", type=int, default=100_000)
    options = parser.parse_args()
    print(
        f"Python {sys.version.split()[0]}, {options.rounds} rounds, {datetime.now(UTC):%Y-%m-%d}; median of per-round ratios"
    )
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        office = folder / "office.rpldesk"
        sample.found(office)
        with Desk.open(office) as desk:
            case = sample.case_at(desk, folder, Stage.REVIEW)
        stores = {count: folder / f"cases-{count}.rpldesk" for count in (1000, options.cases)}
        for count, store in stores.items():
            many_cases(office, store, count)
        start_up(options.rounds, folder, stores[1000], stores[options.cases], case.reference)
        lists(options.rounds, stores)
        judgement(options.rounds, office, case)
        for count, store in stores.items():
            opened_case(options.rounds, store, case, count)
        documents(options.rounds, folder)


if __name__ == "__main__":
    main()
