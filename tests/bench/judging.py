"""J1 and C1: saving one judgement, and opening a case, against the bare driver on a copy of the same store."""

import itertools
import secrets
import statistics
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow
from rpl_desk.store.connecting import PRAGMAS
from tests import office as sample
from tests.bench.ratios import ratio

TIMES = 50
SLOWEST_OF = 200  # single acts in a round: with five rounds a thousand, so that the slowest hundredth is ten of them


def judgement(rounds: int, store: Path, case: CaseRow) -> None:
    """One judgement through the service, against the least that saves one in these tables and keeps it.

    The floor sends BEGIN IMMEDIATE, changes the same row of the same table, adds a log entry of the same size with its
    indexes, and commits under WAL and FULL, on the same driver with the same settings. It reads nothing and hashes
    nothing, where the product reads the case, the assessment, the row and the log's head, and digests row and entry.
    """
    bare = store.with_name("judging-floor.rpldesk")
    product, waiting = store.with_name("judging.rpldesk"), itertools.count()
    product.write_bytes(store.read_bytes())
    with Desk.open(product) as desk, sample.as_person(desk, "one"):
        first = desk.judging.criteria(case.id)[0]
        desk.judging.judge(case, first, "8", "As the specification shows.")
    bare.write_bytes(product.read_bytes())
    raw = driver.connect(str(bare), isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    for name, value in PRAGMAS.items():
        raw.execute(f"PRAGMA {name} = {value}")
    ((key, entry, body),) = raw.execute("SELECT seq, entry, body FROM audit_entry ORDER BY seq DESC LIMIT 1").fetchall()
    ((judged, revision),) = raw.execute("SELECT id, revision FROM judgement").fetchall()
    numbers = itertools.count(1)

    def floor(times: int = TIMES) -> None:
        for _ in range(times):
            number = next(numbers)
            raw.execute("BEGIN IMMEDIATE")
            raw.execute(
                "UPDATE judgement SET revision = ?, answer = ?, reason = ?, no_passage_reason = ?, saved_at = ?"
                " WHERE id = ? AND revision = ?",
                (revision + number, "8", f"Reason {number}", "", "2026-05-28T10:53:07Z", judged, revision + number - 1),
            )
            raw.execute(
                "INSERT INTO audit_entry (seq, entry, body, hash, at, actor, action, subject, operation)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    key + number,
                    entry,
                    body,
                    secrets.token_hex(32),
                    "2026-05-28T10:53:07Z",
                    "5d7c1b3a-2f0e-4a59-9a53-0d9a1f1b7c11",
                    "judge",
                    f"case:{case.reference}",
                    str(uuid.uuid4()),
                ),
            )
            raw.execute("COMMIT")

    with Desk.open(product) as desk, sample.as_person(desk, "one"):

        def judge(times: int = TIMES) -> None:
            for _ in range(times):
                desk.judging.judge(case, first, "8", f"Reason {next(waiting)}")

        ratio(f"J1 {TIMES} judgements saved, processor time", "4", floor, judge, rounds, clock=time.process_time)
        ratio(f"J1 {TIMES} judgements saved, wall time", "2 (p50)", floor, judge, rounds, clock=time.perf_counter)
        _p99(rounds, lambda: floor(1), lambda: judge(1))
    raw.close()


def _p99(rounds: int, floor: Callable[[], object], judge: Callable[[], object]) -> None:
    """Print how the slowest of a hundred saved compare, floor and product taken one after the other."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds * SLOWEST_OF):
        for act, times in zip((floor, judge), took, strict=True):
            start = time.perf_counter()
            act()
            times.append(time.perf_counter() - start)
    floors, products = (statistics.quantiles(times, n=100)[98] for times in took)
    print(
        f"{f'J1 one judgement, slowest of a hundred ({rounds * SLOWEST_OF})':52} {products / floors:7.2f}x   target"
        f" {'2 (p99)':12} floor {floors * 1000:9.2f} ms   product {products * 1000:9.2f} ms"
    )


def judgement_growth(rounds: int, stores: dict[int, Path], case: CaseRow) -> None:
    """Judgements saved in a copy of the largest store against as many in one of the smallest."""
    small, large = min(stores), max(stores)
    waiting = itertools.count()
    with ExitStack() as held:
        acts = []
        for count in (small, large):
            copy = stores[count].with_name(f"growing-{count}.rpldesk")
            held.callback(copy.unlink)
            copy.write_bytes(stores[count].read_bytes())
            desk = held.enter_context(Desk.open(copy))
            held.enter_context(sample.as_person(desk, "one"))
            acts.append(_judging(desk, case, waiting))
        name = f"J1 {TIMES} saved of {large:,} cases against {small:,}"
        ratio(name, "1.3", *acts, rounds, clock=time.process_time)


def _judging(desk: Desk, case: CaseRow, waiting: "itertools.count[int]") -> Callable[[], object]:
    first = desk.judging.criteria(case.id)[0]
    return lambda: [desk.judging.judge(case, first, "8", f"Reason {next(waiting)}") for _ in range(TIMES)]


def opened_case(rounds: int, store: Path, case: CaseRow, of: int) -> None:
    """All that a case page reads of a case, against the very same statements sent and fetched by the bare driver."""
    with Desk.open(store, read_only=True) as desk, sample.as_person(desk, "one"):

        def read() -> None:
            desk.cases.opened(case.reference)
            desk.judging.judgements(case.id)
            desk.judging.passages(case.id)

        sent: list[str] = []
        with desk.database.reading() as reader:
            traced = reader._cursor.connection
            traced.set_trace_callback(sent.append)
        read()  # the same connection is given again
        traced.set_trace_callback(None)
        selects = [statement for statement in sent if statement.startswith("SELECT")]
        raw = driver.connect(f"file:{store}?mode=ro", uri=True, isolation_level=None)

        def floor() -> None:
            for _ in range(TIMES):
                raw.execute("BEGIN")
                for statement in selects:
                    raw.execute(statement).fetchall()
                raw.execute("COMMIT")

        ratio(
            f"C1 a case opened {TIMES} times, of {of:,} cases",
            "2",
            floor,
            lambda: [read() for _ in range(TIMES)],
            rounds,
            clock=time.process_time,
        )
        raw.close()
