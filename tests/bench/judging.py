"""J1 and C1: saving one judgement, and opening a case, against the bare driver on a copy of the same store."""

import itertools
import secrets
import time
import uuid
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow
from rpl_desk.store.connecting import PRAGMAS
from tests import office as sample
from tests.bench.ratios import ratio

TIMES = 50


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

    def floor() -> None:
        for _ in range(TIMES):
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

        def judge() -> None:
            for _ in range(TIMES):
                desk.judging.judge(case, first, "8", f"Reason {next(waiting)}")

        ratio(f"J1 {TIMES} judgements saved, processor time", "4", floor, judge, rounds, clock=time.process_time)
        ratio(f"J1 {TIMES} judgements saved, wall time", "2 (p50)", floor, judge, rounds, clock=time.perf_counter)
    raw.close()


def opened_case(rounds: int, store: Path, case: CaseRow, of: int) -> None:
    """All that a case page reads of a case, against the very same statements sent and fetched by the bare driver."""
    with Desk.open(store, read_only=True) as desk, sample.as_person(desk, "one"):

        def read() -> None:
            desk.intake.contents(case.id)
            desk.judging.judgements(case.id)
            desk.judging.passages(case.id)

        sent: list[str] = []
        with desk.database.connection() as connection:
            traced = connection.connection.dbapi_connection
            traced.set_trace_callback(sent.append)
        read()  # the pool gives the same connection again
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
