"""Measures the product against the least any program could do, in turn, in one run; prints ratios and no verdicts.

    python -m tests.bench [--rounds 5] [--cases 100000] [--entries 1000000] [--only-log]

Each line is the median over the rounds of product time / floor time, floor and product taken in turn on the same
interpreter, SQLite library and file system. Targets are those of the design's page on speed.
"""

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from tests import office as sample
from tests.bench.chain import log_checks
from tests.bench.documents import documents
from tests.bench.judging import judgement, judgement_growth, opened_case
from tests.bench.lists import lists, many_cases
from tests.bench.pages import first_show
from tests.bench.start import start_up


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=1_000_000, help="of the long log that is checked")
    parser.add_argument("--only-log", action="store_true", help="measure the checks of the log and nothing else")
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
        log_checks(options.rounds, folder, office, case, options.entries)
        if options.only_log:
            return
        stores = {count: folder / f"cases-{count}.rpldesk" for count in (1000, options.cases)}
        for count, store in stores.items():
            many_cases(office, store, count)
        start_up(options.rounds, folder, stores[1000], stores[options.cases], case.reference)
        lists(options.rounds, stores)
        judgement(options.rounds, office, case)
        judgement_growth(options.rounds, stores, case)
        for count, store in stores.items():
            opened_case(options.rounds, store, case, count)
        documents(options.rounds, folder)
        shown = folder / "pages.rpldesk"
        shown.write_bytes(office.read_bytes())
        with Desk.open(shown) as desk:
            opened = sample.open_case(desk, folder)
        first_show(options.rounds, shown, opened, "credit", "intake")
        first_show(options.rounds, shown, opened, "intake", "credit")
        first_show(options.rounds, shown, case, "judging", "intake")


if __name__ == "__main__":
    main()
