"""A1 and A2: checking the whole log against one stream of SHA-256, and the check at opening in a small and a large log."""

import hashlib
import json
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow
from rpl_desk.sealing.canonical import canonical
from rpl_desk.sealing.log import EntryFields, entry_bytes, entry_hash
from rpl_desk.services.opening_check import Seen, check_opening
from rpl_desk.store.check import log_faults
from tests import office as sample
from tests.bench.ratios import ratio

NEW = 40  # entries since the store was last seen: fewer than a note has to close
SMALL = 10_000


def long_log(store: Path, target: Path, case: CaseRow, size: int) -> None:
    """Copy a store and let its log grow to about `size` entries, each like a judgement's; the last NEW are true ones."""
    target.write_bytes(store.read_bytes())
    with Desk.open(target) as desk, sample.as_person(desk, "one"):
        desk.judging.judge(case, desk.judging.criteria(case.id)[0], "8", "As the specification shows.")
    raw = driver.connect(str(target), isolation_level=None)
    ((seq, entry, body),) = raw.execute("SELECT seq, entry, body FROM audit_entry ORDER BY seq DESC LIMIT 1").fetchall()
    said, changed, prev = json.loads(entry), json.loads(body), entry_hash(entry)

    def rows() -> Any:
        nonlocal prev
        for number in range(seq + 1, size - NEW + 1):
            operation = str(uuid.uuid4())
            told = canonical(changed | {"operation": operation})
            values = said | {"seq": number, "prev": prev, "body_hash": hashlib.sha256(told).hexdigest()}
            made = entry_bytes(EntryFields(**values))
            prev = entry_hash(made)
            yield number, made, told, prev, said["at"], said["actor"], said["action"], said["subject"], operation

    raw.execute("BEGIN")
    raw.executemany(
        "INSERT INTO audit_entry (seq, entry, body, hash, at, actor, action, subject, operation)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows(),
    )
    raw.execute("COMMIT")
    raw.close()
    with Desk.open(target) as desk, sample.as_person(desk, "one"):
        for number in range(NEW):
            desk.judging.judge(case, desk.judging.criteria(case.id)[0], "8", f"Reason {number}")


def chain(rounds: int, store: Path, entries: int) -> None:
    """A1: the whole check of the log against one stream of SHA-256 over its bytes.

    The floor reads entries and bodies by the same driver and feeds them to one SHA-256. The check hashes each entry and
    each body, holds each entry to the one before, and every column that repeats it to what was hashed. How much of that
    is the hashes alone, an entry's and a body's each by itself, stands beside it.
    """
    raw = driver.connect(f"file:{store}?mode=ro", uri=True)

    def read() -> Any:
        return raw.execute("SELECT entry, body FROM audit_entry ORDER BY seq")

    def floor() -> None:
        stream = hashlib.sha256()
        for entry, body in read():
            stream.update(entry)
            stream.update(body)
        stream.digest()

    def hashes() -> None:
        for entry, body in read():
            entry_hash(entry), hashlib.sha256(body).hexdigest()

    def product() -> None:
        assert not list(log_faults(raw))

    ratio(f"A1 log of {entries:,} entries, columns too", "2.3", floor, product, rounds, clock=time.process_time)
    ratio(f"A1 hashes alone of {entries:,} entries", "-", floor, hashes, rounds, clock=time.process_time)
    raw.close()


def chain_growth(rounds: int, small: Path, large: Path, times: int) -> None:
    """A1: the small log as many times over as the large one is longer; 1.0 is linear."""
    lines = [driver.connect(f"file:{one}?mode=ro", uri=True) for one in (small, large)]

    def floor() -> None:
        for _ in range(times):
            assert not list(log_faults(lines[0]))

    def product() -> None:
        assert not list(log_faults(lines[1]))

    ratio(f"A1 long log against {times} short ones", "1.0 (linear)", floor, product, rounds, clock=time.process_time)
    for one in lines:
        one.close()


def opening(rounds: int, small: Path, large: Path, entries: int) -> None:
    """A2: the check at opening with the same new entries, in a log of SMALL entries and in a long one."""
    with ExitStack() as opened:
        checks: list[Callable[[], None]] = []
        for store in (small, large):
            desk = opened.enter_context(Desk.open(store, read_only=True))
            size = desk.database.head().size - NEW
            with desk.database.connection() as raw:
                ((head,),) = raw.execute("SELECT hash FROM audit_entry WHERE seq = ?", (size,)).fetchall()
            seen = Seen(desk.office.office().store, size, head)

            def check(desk: Desk = desk, seen: Seen = seen) -> None:
                for _ in range(5):
                    found = [one for one in check_opening(desk.database, seen) if one.kind.value == "changed"]
                    assert not found, found

            checks.append(check)
        name = f"A2 check at opening, {NEW} new of {entries:,} and {SMALL:,}"
        ratio(name, "1.2", *checks, rounds, clock=time.process_time)


def log_checks(rounds: int, folder: Path, store: Path, case: CaseRow, entries: int) -> None:
    """Make a short and a long log, and measure A1 and A2 on them."""
    stores = {size: folder / f"log-{size}.rpldesk" for size in (SMALL, entries)}
    for size, target in stores.items():
        long_log(store, target, case, size)
    chain(rounds, stores[entries], entries)
    chain_growth(rounds, stores[SMALL], stores[entries], max(1, entries // SMALL))
    opening(rounds, stores[SMALL], stores[entries], entries)
