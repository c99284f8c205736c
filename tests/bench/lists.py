"""L1 and L3: the case list, against the bare driver on the same file, columns and rows, small and large."""

import time
from array import array
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.services.cases import CaseFilter, CaseListRow
from rpl_desk.store import tables
from rpl_desk.store.connecting import PRAGMAS
from tests import office as sample
from tests.bench.ratios import ratio

PAGE = 200
BATCH = 100_000  # an action keeps what it did until it ends
COLUMNS = ", ".join(CaseListRow._fields)


def lists(rounds: int, stores: dict[int, Path]) -> None:
    """Measure the list in each store, given by its number of cases, then how a page grows with that number."""
    for count, store in stores.items():
        with Desk.open(store) as desk, sample.as_person(desk, "admin"):
            raw = driver.connect(f"file:{store}?mode=ro", uri=True)
            for name in ("cell_size_check", "mmap_size"):
                raw.execute(f"PRAGMA {name} = {PRAGMAS[name]}")
            _one_store(rounds, desk, raw, count)
            raw.close()
    small, large = min(stores), max(stores)
    with (
        Desk.open(stores[small]) as one,
        Desk.open(stores[large]) as many,
        sample.as_person(one, "admin"),
        sample.as_person(many, "admin"),
    ):
        name = f"L1 a page of {large:,} cases against one of {small:,}"
        ratio(name, "1.5", _pages(one, small), _pages(many, large), rounds, clock=time.process_time)


def _one_store(rounds: int, desk: Desk, raw: driver.Connection, count: int) -> None:
    every = 'SELECT id FROM "case" ORDER BY due_on ASC NULLS LAST, id ASC'
    middle = list(desk.cases.ids(CaseFilter())[count // 2 : count // 2 + PAGE])
    page = f'SELECT {COLUMNS} FROM "case" WHERE id IN ({", ".join("?" * len(middle))})'
    like = "SELECT rowid FROM case_search WHERE words LIKE '%Practice 77%'"
    times = max(1, 20_000 // count)
    name = f"{count:,} cases"
    lines: list[tuple[str, str, int, Callable[[], object], Callable[[], object]]] = [
        (
            f"L1 ids of {name}, sorted by due date",
            "1.5",
            times,
            lambda: array("q", [row[0] for row in raw.execute(every).fetchall()]),
            lambda: desk.cases.ids(CaseFilter()),
        ),
        (
            f"L1 a page of {PAGE} in the middle of {name}",
            "1.5",
            20,
            lambda: raw.execute(page, middle).fetchall(),
            lambda: desk.cases.page(middle),
        ),
        (
            f"L3 contains-filter over {name}",
            "3",
            times,
            lambda: raw.execute(like).fetchall(),
            lambda: desk.cases.ids(CaseFilter(words=("Practice 77",))),
        ),
    ]
    for words, target, repeated, floor, product in lines:
        ratio(
            words,
            target,
            lambda floor=floor, repeated=repeated: [floor() for _ in range(repeated)],
            lambda product=product, repeated=repeated: [product() for _ in range(repeated)],
            rounds,
            clock=time.process_time,
        )


def _pages(desk: Desk, count: int) -> Callable[[], object]:
    middle = list(desk.cases.ids(CaseFilter())[count // 2 : count // 2 + PAGE])
    return lambda: [desk.cases.page(middle) for _ in range(20)]


def many_cases(office: Path, store: Path, count: int) -> None:
    """Make a store with many cases through the one door, BATCH of them to an action."""
    store.write_bytes(office.read_bytes())
    kinds, stages = list(CaseKind), list(Stage)[:7]
    today = date(2026, 5, 28)
    with Desk.open(store) as desk:
        row = desk.office.office()
        for first in range(0, count, BATCH):
            with desk.database.action("open case", by="bench", subject="bench") as action:
                for n in range(first, min(first + BATCH, count)):
                    action.insert(
                        tables.case,
                        reference=f"CR-2025-{n:06d}",
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
