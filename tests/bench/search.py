"""Full-text search over many pages of evidence, beside Tantivy, ripgrep and raw FTS5.

    python -m tests.bench.search [--rounds 20] [--pages 20000 500000]

F1: the product's whole first answer, its service, the gate and the places included, newest first with 50 snippets, in
processor time against Tantivy's 50 newest with snippets and against FTS5 by the driver alone; and its slowest twentieth
in wall time against ripgrep's median over the same warm text. F2: the product's best-first answer against Tantivy's
50 best with snippets. F3: the size of the index and what adding a page to it costs, against the
insert alone and against taking its text. All in turn in one run; last, how
the largest size compares with the smallest.
"""

import argparse
import io
import random
import statistics
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from reportlab.pdfgen.canvas import Canvas

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.reading.preview import Preview
from rpl_desk.store.search_index import INDEX_TEXT, KEEP_TEXT
from tests import office as sample
from tests.bench.ratios import worker_seconds
from tests.bench.search_rivals import Tantivy, has_ripgrep, ripgrep, tantivy_over

QUERIES = {
    "common word": "assessment",
    "two common words": "assessment learning",
    "rare word": "rare777",
    "phrase": '"learning outcome"',
    "long beginning": "portfol*",
    "3-letter beginning": "ass*",
    "nothing": "xylophone",
}
_COMMON = (
    "the of and to in assessment learning outcome evidence portfolio level credit practice knowledge reflective session"
    " learner records supports shows task unit standard feedback workplace assessor associate assist"
)
COMMON = _COMMON.split()
MOST_RATIO = {"3-letter beginning": 8}
"""F2, where it is not 4."""
PART = 1000


def page(random_: random.Random, number: int) -> str:
    rare = [f"rare{random_.randrange(20_000)}" for _ in range(8)]
    middle = [f"word{min(int(random_.paretovariate(0.7)), 50_000)}" for _ in range(52)]
    words = random_.choices(COMMON, k=60) + middle + rare
    random_.shuffle(words)
    return " ".join(words)


def fill(store: Path, texts: Path, pages: int) -> list[float]:
    """Put pages into the store of an office with one case, as text of its one file, and into a file, one a line.

    Returns for each thousand pages how many times the insert without an index it cost, in processor time.
    """
    chance = random.Random(pages)
    connection = driver.connect(str(store), isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    (sha256,) = connection.execute("SELECT sha256 FROM evidence").fetchone()
    connection.execute("INSERT INTO text_source VALUES (?, 'bench 1', 1, '')", (sha256,))
    bare = driver.connect(str(texts.with_suffix(".bare")), isolation_level=None)
    bare.execute("PRAGMA synchronous = OFF")
    bare.execute("CREATE TABLE page_text (id INTEGER PRIMARY KEY, sha256 TEXT, page INTEGER, label TEXT, text TEXT)")
    bare.execute("CREATE UNIQUE INDEX once ON page_text (sha256, page)")
    costs = []
    with texts.open("w", encoding="utf-8") as file:
        for start in range(0, pages, PART):
            rows = [(sha256, number, "", page(chance, number)) for number in range(start, min(start + PART, pages))]
            file.writelines(row[3] + "\n" for row in rows)
            without = timed(lambda: add(bare, rows), time.process_time)
            costs.append(timed(lambda: add(connection, rows, start), time.process_time) / without)
    bare.close()
    connection.close()
    return costs


def add(connection: driver.Connection, rows: list[tuple[str, int, str, str]], last: int | None = None) -> None:
    """Add pages in one transaction; last: the largest id so far, where they are taken into the index too."""
    connection.execute("BEGIN")
    connection.executemany(KEEP_TEXT, rows)
    if last is not None:
        connection.execute(INDEX_TEXT, (last,))
    connection.execute("COMMIT")


def beside_extraction(rounds: int) -> None:
    """Print what keeping and indexing a page costs against taking its text out of a PDF in the worker, both processors.

    The pages are of the same text, so that only the work differs.
    """
    count = 40
    chance = random.Random(1)
    texts = [page(chance, number) for number in range(count)]
    out = io.BytesIO()
    canvas = Canvas(out, (595, 842))
    for text in texts:
        words = canvas.beginText(40, 800)
        words.setFont("Helvetica", 9)
        for line in textwrap.wrap(text, 110):
            words.textLine(line)
        canvas.drawText(words)
        canvas.showPage()
    canvas.save()
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "small.rpldesk"
        sample.found(store)
        with Desk.open(store) as desk:
            case = sample.case_at(desk, Path(folder), Stage.REVIEW)
            with sample.as_person(desk, "one"):
                (item,) = desk.evidence.register(case.id)
        connection = driver.connect(str(store), isolation_level=None)
        connection.execute("INSERT INTO text_source VALUES (?, 'bench 1', 1, '')", (item.sha256,))
        with Preview.open(out.getvalue(), "application/pdf") as preview:
            for turn in range(rounds):
                used = time.process_time() + worker_seconds(preview)
                for number in range(count):
                    preview.page_text(number, boxes=False)
                taken = time.process_time() + worker_seconds(preview) - used
                (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM page_text").fetchone()
                rows = [(item.sha256, turn * count + number, "", text) for number, text in enumerate(texts)]
                ratios.append(timed(lambda: add(connection, rows, last), time.process_time) / taken)
        connection.close()
    print(f"F3 keeping and indexing a page {statistics.median(ratios):.2f}x taking its text out of a PDF (0.25)")


def timed(run: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    run()
    return clock() - start


def lines(texts: Path) -> Iterator[str]:
    with texts.open(encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n")


class Times:
    """What the rounds of one query took, in seconds."""

    def __init__(self) -> None:
        self._taken: dict[str, list[float]] = {}

    def take(self, name: str, run: Callable[[], object], clock: Callable[[], float]) -> None:
        self._taken.setdefault(name, []).append(timed(run, clock))

    def median(self, name: str) -> float:
        return statistics.median(self._taken[name])

    def slow(self, name: str) -> float:
        """Return the 95th of 100."""
        return sorted(self._taken[name])[int(0.95 * (len(self._taken[name]) - 1))]

    def ratio(self, name: str, to: str) -> float:
        """Return the median of the ratios of each round; 0 where there is nothing to compare with."""
        if to not in self._taken:
            return 0.0
        pairs = zip(self._taken[name], self._taken[to], strict=True)
        return statistics.median(one / max(other, 1e-9) for one, other in pairs)


def measure(folder: Path, pages: int, rounds: int) -> dict[str, float]:
    """Print the lines of one size; returns the product's median seconds for each class, and for ranking."""
    store, texts = folder / f"{pages}.rpldesk", folder / f"{pages}.txt"
    sample.found(store)
    with Desk.open(store) as desk:
        sample.case_at(desk, folder, Stage.REVIEW)
    costs = fill(store, texts, pages)
    raw = driver.connect(f"file:{store}?mode=ro", uri=True)
    size = raw.execute("SELECT sum(length(block)) FROM page_text_search_data").fetchone()[0]
    rival = tantivy_over(folder / f"{pages}.tantivy", lines(texts))
    print(
        f"{pages:,} pages\n  F3 index {size / texts.stat().st_size:.2f}x the text (0.5),"
        + (f" Tantivy with its text {rival.size / texts.stat().st_size:.2f}x," if rival else "")
        + f" adding a page {statistics.median(costs):.1f}x the insert without an index (10),"
        f" the last tenth {statistics.median(costs[-len(costs) // 10 :]):.1f}x"
    )
    medians: dict[str, float] = {}
    with Desk.open(store, read_only=True) as desk, sample.as_person(desk, "one"):
        for name, query in QUERIES.items():
            times = Times()
            for turn in range(rounds + 1):
                ask(times if turn else Times(), desk, raw, rival, query)
            if has_ripgrep():
                for _ in range(min(rounds, 5)):
                    times.take("grep", lambda: ripgrep(query, texts, every=False), time.perf_counter)
                    times.take("grep all", lambda: ripgrep(query, texts, every=True), time.perf_counter)
            say(name, times, rival is not None)
            medians |= {name: times.median("newest"), f"{name}, best": times.median("best")}
    raw.close()
    return medians


RAW = (
    "SELECT rowid, snippet(page_text_search, 0, '', '', '', 16) FROM page_text_search"
    " WHERE page_text_search MATCH ? ORDER BY rowid DESC LIMIT 50"
)


def ask(times: Times, desk: Desk, raw: driver.Connection, rival: Tantivy | None, query: str) -> None:
    """Ask everything once, in turn."""
    times.take("raw", lambda: raw.execute(RAW, (query,)).fetchall(), time.process_time)
    times.take("newest", lambda: desk.search.newest(query), time.process_time)
    if rival is not None:
        times.take("rival newest", lambda: rival.newest(query), time.process_time)
    times.take("best", lambda: desk.search.best(query), time.process_time)
    if rival is not None:
        times.take("rival best", lambda: rival.best(query), time.process_time)
    times.take("wall", lambda: desk.search.newest(query), time.perf_counter)


def say(name: str, times: Times, beside_rival: bool) -> None:
    def ms(seconds: float) -> str:
        return f"{seconds * 1e3:.2f} ms"

    line = f"  {name:19} F1 newest {ms(times.median('newest'))} ({times.ratio('newest', 'raw'):.2f}x raw FTS5)"
    if beside_rival:
        line += f", {times.ratio('newest', 'rival newest'):.2f}x Tantivy's {ms(times.median('rival newest'))} (1.5)"
    line += f"; wall p95 {ms(times.slow('wall'))}"
    if has_ripgrep():
        first, every = times.median("grep"), times.median("grep all")
        line += f": {times.slow('wall') / first:.2f}x ripgrep's first 50 in"
        line += f" {ms(first)}, {times.slow('wall') / every:.2f}x all of it in {ms(every)} (1)"
    line += f"; F2 best {ms(times.median('best'))}"
    if beside_rival:
        line += f", {times.ratio('best', 'rival best'):.2f}x Tantivy's {ms(times.median('rival best'))}"
        line += f" ({MOST_RATIO.get(name, 4)})"
    print(line)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--pages", type=int, nargs="+", default=[20_000, 500_000])
    options = parser.parse_args()
    beside_extraction(options.rounds)
    with tempfile.TemporaryDirectory() as folder:
        sizes = [measure(Path(folder), pages, options.rounds) for pages in options.pages]
    for name in sizes[0] if len(sizes) > 1 else ():
        print(
            f"growth {options.pages[0]:,} to {options.pages[-1]:,}: {name:28} {sizes[-1][name] / sizes[0][name]:6.2f}x"
        )


if __name__ == "__main__":
    main()
