"""Full-text search over many pages of evidence, against raw FTS5 and, where it is installed, ripgrep.

    python -m tests.bench.search [--rounds 5] [--pages 20000 500000]

For each class of query: the product's whole answer (its service, the gate and the places included) against the same
50 newest ids and snippets asked of FTS5 by the driver alone, in turn, in processor time; p95 in wall time against
ripgrep over the same warm text; then how each size compares with the smallest.
"""

import argparse
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from tests import office as sample

QUERIES = {
    "common word": "assessment",
    "two common words": "assessment learning",
    "rare word": "rare777",
    "phrase": '"learning outcome"',
    "long beginning": "portfol*",
    "3-letter beginning": "ass*",
    "nothing": "xylophone",
}
COMMON = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "assessment",
    "learning",
    "outcome",
    "evidence",
    "portfolio",
    "level",
    "credit",
    "practice",
    "knowledge",
    "reflective",
    "session",
    "learner",
    "records",
    "supports",
    "shows",
    "task",
    "unit",
    "standard",
    "feedback",
    "workplace",
    "assessor",
    "associate",
    "assist",
]


def page(random_: random.Random, number: int) -> str:
    rare = [f"rare{random_.randrange(20_000)}" for _ in range(8)]
    middle = [f"word{min(int(random_.paretovariate(0.7)), 50_000)}" for _ in range(52)]
    words = random_.choices(COMMON, k=60) + middle + rare
    random_.shuffle(words)
    return " ".join(words)


def fill(store: Path, texts: Path, pages: int) -> float:
    """Put pages into the store of an office with one case, as text of its one file; returns seconds for a page."""
    chance = random.Random(pages)
    connection = driver.connect(str(store), isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    (sha256,) = connection.execute("SELECT sha256 FROM evidence").fetchone()
    connection.execute("BEGIN")
    connection.execute("INSERT INTO text_source VALUES (?, 'bench 1', 1, '')", (sha256,))
    spent = 0.0
    with texts.open("w", encoding="utf-8") as file:
        for start in range(0, pages, 1000):
            rows = [(sha256, number, "", page(chance, number)) for number in range(start, min(start + 1000, pages))]
            file.writelines(row[3] + "\n" for row in rows)
            begun = time.process_time()
            connection.executemany("INSERT INTO page_text (sha256, page, label, text) VALUES (?, ?, ?, ?)", rows)
            spent += time.process_time() - begun
    connection.execute("COMMIT")
    connection.close()
    return spent / pages


def timed(run: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    run()
    return clock() - start


def measure(folder: Path, pages: int, rounds: int) -> dict[str, float]:
    """Print the lines of one size; returns the product's median seconds for each class, and for ranking."""
    store, texts = folder / f"{pages}.rpldesk", folder / f"{pages}.txt"
    sample.found(store)
    with Desk.open(store) as desk:
        sample.case_at(desk, folder, Stage.REVIEW)
    for_page = fill(store, texts, pages)
    raw = driver.connect(f"file:{store}?mode=ro", uri=True)
    size = raw.execute("SELECT sum(length(block)) FROM page_text_search_data").fetchone()[0]
    print(f"{pages:,} pages: index {size / texts.stat().st_size:.2f}x the text, {for_page * 1e6:.0f} µs to add one")
    sql = (
        "SELECT rowid, snippet(page_text_search, 0, '', '', '', 16) FROM page_text_search"
        " WHERE page_text_search MATCH ? ORDER BY rowid DESC LIMIT 50"
    )
    medians: dict[str, float] = {}
    with Desk.open(store, read_only=True) as desk, sample.as_person(desk, "one"):
        for name, query in QUERIES.items():
            products, floors, walls, ranked, greps = [], [], [], [], []
            for turn in range(rounds + 1):
                floor = timed(lambda: raw.execute(sql, (query,)).fetchall(), time.process_time)
                start = time.perf_counter()
                product = timed(lambda: desk.search.newest(query), time.process_time)
                wall = time.perf_counter() - start
                best = timed(lambda: desk.search.best(query), time.process_time)
                if turn:  # the first warms both
                    products.append(product)
                    floors.append(floor)
                    walls.append(wall)
                    ranked.append(best)
                    if shutil.which("rg") and name == "rare word":
                        grep = ["rg", "-c", query, str(texts)]
                        greps.append(timed(lambda: subprocess.run(grep, capture_output=True), time.perf_counter))
            ratios = [product / max(floor, 1e-9) for product, floor in zip(products, floors, strict=True)]
            p95 = sorted(walls)[int(0.95 * (len(walls) - 1))]
            print(
                f"  {name:20} newest {statistics.median(ratios):6.2f}x raw FTS5"
                f"  p50 {statistics.median(products) * 1e3:7.2f} ms  p95 wall {p95 * 1e3:7.2f} ms"
                f"  raw {statistics.median(floors) * 1e3:7.2f} ms  best {statistics.median(ranked) * 1e3:7.2f} ms"
                + (f"  ripgrep {statistics.median(greps) * 1e3:7.2f} ms" if greps else "")
            )
            medians[name] = statistics.median(products)
            medians[f"{name}, ranked"] = statistics.median(ranked)
    raw.close()
    return medians


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, nargs="+", default=[20_000, 500_000])
    options = parser.parse_args()
    if not shutil.which("rg"):
        print("ripgrep is not installed: not compared with it")
    with tempfile.TemporaryDirectory() as folder:
        sizes = [measure(Path(folder), pages, options.rounds) for pages in options.pages]
    for name in sizes[0] if len(sizes) > 1 else ():
        print(
            f"growth {options.pages[0]:,} to {options.pages[-1]:,}: {name:28} {sizes[-1][name] / sizes[0][name]:6.2f}x"
        )


if __name__ == "__main__":
    main()
