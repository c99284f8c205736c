"""Measures the product against the least any program could do, in turn, in one run; prints ratios and no verdicts.

    python -m tests.bench [--rounds 5] [--cases 100000]

Each line is the median over the rounds of product time / floor time, floor and product taken in turn on the same
interpreter, SQLite library and file system. Targets are those of the design's page on speed.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

Run = Callable[[], object]


def ratio(name: str, target: str, floor: Run, product: Run, rounds: int, *, clock: Callable[[], float]) -> None:
    """Run floor and product in turn and print the median of their per-round ratios."""
    floor(), product()
    found, floors, products = [], [], []
    for _ in range(rounds):
        start = clock()
        floor()
        middle = clock()
        product()
        end = clock()
        floors.append(middle - start)
        products.append(end - middle)
        found.append((end - middle) / max(middle - start, 1e-9))
    print(
        f"{name:52} {statistics.median(found):7.2f}x   target {target:12}"
        f" floor {statistics.median(floors) * 1000:9.2f} ms   product {statistics.median(products) * 1000:9.2f} ms"
    )


def start_up(rounds: int, store: Path) -> None:
    """Cold start to a window that can be used, each in a process of its own, against a bare Qt window."""
    bare = (
        "from PySide6.QtWidgets import QApplication, QMainWindow\n"
        "a = QApplication([]); w = QMainWindow(); w.show(); a.processEvents()"
    )
    ours = (
        "import sys\nfrom pathlib import Path\nfrom PySide6.QtWidgets import QApplication\n"
        "from rpl_desk.ui.theme import look\nfrom rpl_desk.ui.tokens import Theme\n"
        "from rpl_desk.ui.sign_in import SignInPage\nfrom rpl_desk.desk import Desk\n"
        "a = QApplication([]); look().start(a, Theme()); w = SignInPage(); w.show(); a.processEvents()\n"
        f"d = Desk.open({str(store)!r}, read_only=True); w.open(d, None) if hasattr(w, 'open') else d.people.people()\n"
        "a.processEvents(); d.close()"
    )

    def run(code: str) -> None:
        subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.DEVNULL)

    ratio(
        "cold start to sign-in, against a bare Qt window",
        "1.9 (instr.)",
        lambda: run(bare),
        lambda: run(ours),
        rounds,
        clock=time.perf_counter,
    )


def lists(rounds: int, folder: Path, counts: tuple[int, ...]) -> None:
    """The first page of the case list and a page in its middle, against the same rows by raw SQL."""
    import sqlcipher3.dbapi2 as driver

    from rpl_desk.desk import Desk
    from rpl_desk.services.cases import CaseFilter
    from tests import office as sample

    for count in counts:
        store = folder / f"cases-{count}.rpldesk"
        many_cases(folder / "office.rpldesk", store, count)
        with Desk.open(store) as desk, sample.as_person(desk, "admin"):
            raw = driver.connect(f"file:{store}?mode=ro", uri=True)
            sql = 'SELECT id FROM "case" ORDER BY due_on ASC NULLS LAST, id ASC'
            ids = desk.cases.ids(CaseFilter())
            middle = list(ids[count // 2 : count // 2 + 200])
            marks = ", ".join("?" * len(middle))
            columns = "id, reference, kind, stage, title, claimant, owner, opened_on, due_on, proposed_level"

            def raw_page(at: list[int] = middle, marks: str = marks, raw: object = raw) -> object:
                return raw.execute(f'SELECT {columns} FROM "case" WHERE id IN ({marks})', at).fetchall()  # type: ignore[attr-defined]

            ratio(
                f"ids of {count:,} cases, sorted by due date",
                "1.5",
                lambda: raw.execute(sql).fetchall(),
                lambda: desk.cases.ids(CaseFilter()),
                rounds,
                clock=time.process_time,
            )
            ratio(
                f"a page of 200 in the middle of {count:,}",
                "1.5",
                lambda: [raw_page() for _ in range(20)],
                lambda: [desk.cases.page(middle) for _ in range(20)],
                rounds,
                clock=time.process_time,
            )
            like = "SELECT rowid FROM case_search WHERE words LIKE '%Practice 77%'"
            ratio(
                f"contains-filter over {count:,}",
                "3",
                lambda: raw.execute(like).fetchall(),
                lambda: desk.cases.ids(CaseFilter(words=("Practice 77",))),
                rounds,
                clock=time.process_time,
            )
            raw.close()


def many_cases(office: Path, store: Path, count: int) -> None:
    """Make a store with many cases through the one door, in one action."""
    from rpl_desk.desk import Desk
    from rpl_desk.domain.cases import CaseKind, Stage
    from rpl_desk.store import queries, tables

    store.write_bytes(office.read_bytes())
    kinds, stages = list(CaseKind), list(Stage)[:7]
    today = date(2026, 5, 28)
    with Desk.open(store) as desk:
        row = desk.office.office()
        with desk.database.action("open case", by="bench", subject="bench") as action:
            for n in range(count):
                action.insert(
                    tables.case,
                    reference=f"CR-2026-{n:06d}",
                    kind=kinds[n % len(kinds)],
                    stage=stages[n % len(stages)],
                    title=f"Certificate in Practice {n}",
                    opened_on=today - timedelta(days=n % 400),
                    due_on=today + timedelta(days=n % 90),
                    claimant=f"Sample Claimant {n}",
                    proposed_level=1 + n % 12,
                    framework_id=row.framework_id,
                    policy=row.policy,
                    blind=True,
                )
        _ = queries


def judgement(rounds: int, folder: Path) -> None:
    """One judgement saved through the service, against one durable commit of the same two rows by raw SQL."""
    import sqlcipher3.dbapi2 as driver

    from rpl_desk.desk import Desk
    from rpl_desk.domain.cases import Stage
    from tests import office as sample

    store = folder / "judging.rpldesk"
    store.write_bytes((folder / "office.rpldesk").read_bytes())
    raw = driver.connect(str(folder / "raw.db"), isolation_level=None)
    for words in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"):
        raw.execute(words)
    raw.execute("CREATE TABLE judgement (id INTEGER PRIMARY KEY, answer TEXT, reason TEXT)")
    raw.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, body BLOB)")
    raw.execute("INSERT INTO judgement VALUES (1, '8', 'x')")
    number = iter(range(10**9))

    def floor() -> None:
        for _ in range(50):
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("UPDATE judgement SET answer = '8', reason = ? WHERE id = 1", (f"Reason {next(number)}",))
            raw.execute("INSERT INTO entry (body) VALUES (zeroblob(400))")
            raw.execute("COMMIT")

    with Desk.open(store) as desk:
        case = sample.case_at(desk, folder, Stage.REVIEW)
        with sample.as_person(desk, "one"):
            first = desk.judging.criteria(case.id)[0]

            def product() -> None:
                for _ in range(50):
                    desk.judging.judge(case, first, "8", f"Reason {next(number)}")

            ratio("50 judgements saved, processor time", "4", floor, product, rounds, clock=time.process_time)
            ratio("50 judgements saved, wall time", "2 (p50)", floor, product, rounds, clock=time.perf_counter)
    raw.close()


def main() -> None:
    from tests import office as sample
    from tests.bench.documents import documents

    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cases", type=int, default=100_000)
    options = parser.parse_args()
    print(
        f"Python {sys.version.split()[0]}, {options.rounds} rounds, {datetime.now(UTC):%Y-%m-%d}; median of per-round ratios"
    )
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        sample.found(folder / "office.rpldesk")
        start_up(options.rounds, folder / "office.rpldesk")
        lists(options.rounds, folder, (1000, options.cases))
        judgement(options.rounds, folder)
        documents(options.rounds, folder)


if __name__ == "__main__":
    main()
