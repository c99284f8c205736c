"""Reading evidence: pages on screen, the first page of a long file, intake, and how long the window stands still.

    python -m tests.bench.reading [--rounds 5] [--megabytes 64] [--every 4]

Pages are compared with PDFium alone in this process, drawn into an image of the same kind; all images of a round are
kept, as the viewer keeps them. Processor time of both processes is given beside the wall's, which on a busy machine says
little. Intake is compared with hashing the same files and copying them to disk for good, and with hashing them and giving
them to a bare SQLite with the store's settings: what lies between the two is SQLite's, which writes the bytes to its log
page by page with a checksum each, and to the database afterwards.
"""

import argparse
import ctypes
import hashlib
import io
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pypdfium2_raw as pdfium
import sqlcipher3.dbapi2 as driver
from PIL import Image
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.domain.intake import IntakeEvidence
from rpl_desk.reading.preview import Preview
from rpl_desk.store.connecting import PRAGMAS
from rpl_desk.ui.viewer.reader import picture_of
from rpl_desk.ui.viewer.viewer import FLOW, PLAYER, REFUSED, EvidenceViewer
from rpl_desk.ui.viewer.viewer import PAGES as PAGED
from tests import office as sample
from tests.bench.ratios import forget_peak, peak_memory, ratio, worker_seconds
from tests.reading.malformed import corpus, media_type
from tests.ui.test_viewer import item

WIDTH = 1240  # A4 at 150 dpi
PAGES = 20
LINE = "The learner shows a range of knowledge of theories, concepts and principles in use"


def text_pages(count: int) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, (595, 842))
    for page in range(count):
        words = canvas.beginText(50, 790)
        words.setFont("Helvetica", 10)
        for line in range(55):
            words.textLine(f"Page {page + 1}, line {line + 1}. {LINE}")
        canvas.drawText(words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def scanned_pages(count: int) -> bytes:
    """Return pages that are one JPEG each, as a scanner at 200 dpi makes them."""
    chance = random.Random(4)
    out = io.BytesIO()
    canvas = Canvas(out, (595, 842))
    for _ in range(count):
        grain = Image.frombytes("L", (827, 1170), chance.randbytes(827 * 1170)).resize((1654, 2339))
        held = io.BytesIO()
        grain.point(lambda value: 200 + value // 5).convert("RGB").save(held, "JPEG", quality=80)
        held.seek(0)
        canvas.drawImage(ImageReader(held), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


class Alone:
    """PDFium by itself in this process, drawing into a QImage."""

    def __init__(self, data: bytes) -> None:
        self._data = (ctypes.c_ubyte * len(data)).from_buffer_copy(data)
        self._document = pdfium.FPDF_LoadMemDocument64(self._data, len(data), None)

    def picture(self, number: int) -> QImage:
        page = pdfium.FPDF_LoadPage(self._document, number)
        high = int(pdfium.FPDF_GetPageHeightF(page) * WIDTH / pdfium.FPDF_GetPageWidthF(page))
        image = QImage(WIDTH, high, QImage.Format.Format_RGB32)
        held = (ctypes.c_ubyte * (WIDTH * high * 4)).from_buffer(image.bits())
        bitmap = pdfium.FPDFBitmap_CreateEx(WIDTH, high, pdfium.FPDFBitmap_BGRx, held, WIDTH * 4)
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, WIDTH, high, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, WIDTH, high, 0, pdfium.FPDF_ANNOT)
        pdfium.FPDFBitmap_Destroy(bitmap)
        pdfium.FPDF_ClosePage(page)
        return image


def pages_on_screen(name: str, target: str, data: bytes, rounds: int) -> None:
    """Print the ratio of pages through the worker to PDFium alone, in wall and in processor time."""
    alone = Alone(data)
    walls, works = [], []
    with Preview.open(data, "application/pdf") as preview:
        for turn in range(rounds + 1):
            began, used = time.perf_counter(), time.process_time()
            kept = [alone.picture(page) for page in range(PAGES)]
            floor, floor_used = time.perf_counter() - began, time.process_time() - used
            del kept
            began, used = time.perf_counter(), time.process_time() + worker_seconds(preview)
            kept = [picture_of(preview, page, WIDTH)[0] for page in range(PAGES)]
            product = time.perf_counter() - began
            product_used = time.process_time() + worker_seconds(preview) - used
            del kept
            if turn:
                walls.append((product / floor, floor, product))
                works.append((product_used / floor_used, floor_used, product_used))
    for kind, found in (("wall", walls), ("processor", works)):
        middle, floors, products = (statistics.median(each) for each in zip(*found, strict=True))
        print(
            f"{f'R1  {name}, {kind}':52} {middle:7.2f}x   target {target:12}"
            f" floor {floors / PAGES * 1000:9.2f} ms   product {products / PAGES * 1000:9.2f} ms a page"
        )


def first_page(rounds: int) -> None:
    """Print what the first page of a long file costs against that of a short one, from nothing to an image."""
    files = {count: text_pages(count) for count in (3, 300)}

    def show(count: int) -> None:
        with Preview.open(files[count], "application/pdf") as preview:
            picture_of(preview, 0, WIDTH)

    ratio(
        "R1  first page of 300 pages, of 3 pages",
        "1.1",
        lambda: show(3),
        lambda: show(300),
        rounds,
        clock=time.perf_counter,
    )


def photo(rounds: int) -> None:
    """Print what a photo of 12 megapixels costs as a picture 600 pixels wide, against Pillow's reduced decoding."""
    chance = random.Random(4)
    held = io.BytesIO()
    Image.frombytes("RGB", (500, 375), chance.randbytes(500 * 375 * 3)).resize((4000, 3000)).save(held, "JPEG")
    data = held.getvalue()

    def alone() -> None:
        with Image.open(io.BytesIO(data)) as image:
            image.draft("RGB", (600, 450))
            image.convert("RGB").resize((600, 450), Image.Resampling.LANCZOS, reducing_gap=2.0)

    with Preview.open(data, "image/jpeg") as preview:
        ratio(
            "I2  photo of 12 megapixels, 600 wide, Pillow",
            "1.2",
            alone,
            lambda: picture_of(preview, 0, 600),
            rounds,
            clock=time.perf_counter,
        )


def next_page(rounds: int) -> None:
    """Print how long the window takes to show the next page once it was turned, against a page of a list's frame."""
    viewer = EvidenceViewer(lambda row: Preview.open(text_pages(PAGES), row.media_type, row.key))
    viewer.resize(900, 1100)
    viewer.show()
    viewer.show_items([item(1)])
    run_until(lambda: viewer.stack.currentIndex() == PAGED and viewer.pages._pictures.get(1) is not None, 20)
    took, ready = [], 0
    for page in range(1, 1 + min(rounds * 2, PAGES - 2)):
        run_until(lambda page=page: viewer.pages._pictures.get(page) is not None, 5)
        began = time.perf_counter()
        viewer.pages.go_to(page)
        ready += viewer.pages._pictures.get(page) is not None
        viewer.pages.viewport().repaint()
        took.append(time.perf_counter() - began)
    viewer.let_go()
    viewer.close()
    print(
        f"{'R1  next page, from the key to paint':52} {'':8}   target {'1 frame':12}"
        f" median {statistics.median(took) * 1000:8.2f} ms   longest {max(took) * 1000:8.2f} ms, {ready} of {len(took)} ready"
    )


def stalls(every: int) -> None:
    """Print the longest the window's thread stood still while bad files were opened in it one by one."""
    gaps: list[tuple[float, str]] = []
    held: dict[str, bytes] = {}
    viewer = EvidenceViewer(lambda row: Preview.open(held["data"], row.media_type, row.key, seconds=3.0))
    viewer.resize(900, 1100)
    viewer.show()
    samples = list(corpus())[::every]
    ends = (PAGED, FLOW, REFUSED, PLAYER)
    for number, (name, kind, data) in enumerate(samples, 1):
        held["data"] = data
        last = [time.perf_counter()]

        def beat(last: list[float] = last, name: str = f"{kind}: {name}") -> None:
            now = time.perf_counter()
            gaps.append((now - last[0], name))
            last[0] = now

        timer = QTimer()
        timer.timeout.connect(beat)
        timer.start(0)
        viewer.show_items([replace(item(number), media_type=media_type(kind))])
        run_until(lambda: viewer.stack.currentIndex() in ends, 8)
        run_until(lambda: False, 0.1)
        timer.stop()
        viewer.let_go()
    viewer.close()
    longest, name = max(gaps)
    print(
        f"{f'    longest stall over {len(samples)} bad files':52} {'':8}   target {'100 ms':12}"
        f" longest {longest * 1000:7.2f} ms   ({name}); 99.9 in 100 below"
        f" {sorted(gap for gap, _ in gaps)[int(len(gaps) * 0.999)] * 1000:.2f} ms"
    )


def run_until(done: Callable[[], bool], seconds: float) -> None:
    """Run the window until something holds, or for so long."""
    loop, end = QEventLoop(), time.perf_counter() + seconds
    look = QTimer()
    look.timeout.connect(lambda: loop.quit() if done() or time.perf_counter() > end else None)
    look.start(5)
    loop.exec()


def intake(rounds: int, megabytes: int, folder: Path) -> None:
    """Print what taking files into a case costs against hashing them and copying them to disk for good."""
    size = 16 << 20
    chance = random.Random(4)
    sources = []
    for number in range(max(1, megabytes * (1 << 20) // size)):
        path = folder / f"recording {number}.wav"
        body = chance.randbytes(size - 44)
        head = b"RIFF" + (size - 8).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
        head += bytes.fromhex("01000100401f0000803e000002001000") + b"data" + len(body).to_bytes(4, "little")
        path.write_bytes(head + body)
        sources.append(path)
    target = folder / "copies"
    target.mkdir()

    def copy() -> None:
        for path in sources:
            digest = hashlib.sha256()
            with path.open("rb") as source, (target / path.name).open("wb") as out:
                while piece := source.read(1 << 20):
                    digest.update(piece)
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())

    bare = driver.connect(folder / "bare.db", isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA wal_autocheckpoint = 0")
    for name, value in PRAGMAS.items():
        bare.execute(f"PRAGMA {name} = {value}")
    bare.execute("CREATE TABLE piece (sha256 TEXT, number INTEGER, bytes BLOB, PRIMARY KEY (sha256, number))")

    def keep_bare() -> None:
        for path in sources:
            data = memoryview(path.read_bytes())
            name = hashlib.sha256(data).hexdigest()
            bare.execute("BEGIN IMMEDIATE")
            for number, start in enumerate(range(0, len(data), 1 << 20)):
                piece = data[start : start + (1 << 20)]
                bare.execute("INSERT INTO piece VALUES (?, ?, ?)", (name, number, piece))
            bare.execute("COMMIT")

    office = folder / "intake.rpldesk"
    sample.found(office)
    ratios, floors, products, rests, over_bare, memory = [], [], [], [], [], []
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        case = sample.case_at(desk, folder, Stage.INTAKE)
        for turn in range(rounds):
            began = time.perf_counter()
            copy()
            forget_peak()
            before = peak_memory()
            middle = time.perf_counter()
            for path in sources:
                desk.evidence.add(
                    case, path, IntakeEvidence(file=path.name, title=path.stem, kind=EvidenceKind.OBSERVATION)
                )
            end = time.perf_counter()
            memory.append(peak_memory() - before)
            desk.database._log_copying.wait()
            rests.append((time.perf_counter() - middle) / (middle - began))
            began_bare = time.perf_counter()
            keep_bare()
            over_bare.append((end - middle) / (time.perf_counter() - began_bare))
            bare.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            ratios.append((end - middle) / (middle - began))
            floors.append(middle - began)
            products.append(end - middle)
            for path in sources:  # other bytes next time, or they would be in the store already
                with path.open("r+b") as out:
                    out.seek(1000 + turn)
                    out.write(chance.randbytes(64))
    print(
        f"{f'I1  intake of {len(sources) * 16} MB':52} {statistics.median(ratios):7.2f}x   target {'1.6':12}"
        f" floor {statistics.median(floors) * 1000:9.2f} ms   product {statistics.median(products) * 1000:9.2f} ms"
        f"   {statistics.median(rests):.2f}x until all of it is in the store itself,"
        f" {statistics.median(over_bare):.2f}x hashing and a bare SQLite; at most {max(memory):.0f} MB more memory"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reading")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=64)
    parser.add_argument("--every", type=int, default=4, help="open each n-th of the bad files")
    options = parser.parse_args()
    application = QApplication([])
    pdfium.FPDF_InitLibraryWithConfig(pdfium.FPDF_LIBRARY_CONFIG(version=2))
    pages_on_screen("page of text at 150 dpi", "1.15", text_pages(PAGES), options.rounds)
    pages_on_screen("scanned page at 150 dpi", "1.05", scanned_pages(PAGES), options.rounds)
    first_page(options.rounds)
    photo(options.rounds)
    next_page(options.rounds)
    stalls(options.every)
    with tempfile.TemporaryDirectory() as place:
        intake(options.rounds, options.megabytes, Path(place))
    application.quit()


if __name__ == "__main__":
    main()
