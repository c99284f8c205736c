"""Some 500 bad files: each is shown or refused with a sentence, in bounded time and memory, and no process stays."""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rpl_desk.domain.errors import DeskError
from rpl_desk.reading.gate import inspect
from rpl_desk.reading.preview import CannotPreview, Preview

from .malformed import Sample, corpus, media_type

MOST_SECONDS = 25.0  # one start and three requests, each with its own deadline of a few seconds
SECONDS = 5.0
MOST_GROWTH = 300 << 20


def judge(show: Callable[[], object], most: float = MOST_SECONDS) -> str:
    """Return "shown", "refused", or "fault: ..." for whatever may not happen."""
    began = time.monotonic()
    try:
        show()
        verdict = "shown"
    except CannotPreview as refused:
        words = str(refused)
        verdict = "refused" if words.endswith("its own program.") and "\n" not in words else f"fault: {words}"
    except BaseException as error:  # noqa: BLE001 - the point of the harness is that nothing else comes out
        verdict = f"fault: {type(error).__name__}: {error}"
    took = time.monotonic() - began
    return verdict if took < most else f"fault: it took {took:.0f} s"


def show_all(kind: str, data: bytes) -> None:
    """Ask for everything a window would ask for."""
    with Preview.open(data, media_type(kind), "E01", seconds=SECONDS) as preview:
        outline = preview.outline
        if outline.kind in ("pages", "picture"):
            preview.page_picture(0, width=600)
        if outline.kind == "pages":
            preview.page_text(0)
        if outline.kind in ("flow", "mail"):
            preview.flow()


def memory() -> int:
    """Return the bytes of memory this process holds now."""
    lines = Path("/proc/self/status").read_text().splitlines() if sys.platform == "linux" else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS")), 0)


def test_the_harness_sees_a_reader_that_hangs_and_one_that_trips():
    assert judge(lambda: time.sleep(0.3), most=0.2) == "fault: it took 0 s"
    assert judge(lambda: {}["missing"]).startswith("fault: KeyError")
    assert judge(lambda: b"\xff".decode()).startswith("fault: UnicodeDecodeError")


@pytest.mark.slow
def test_every_bad_file_is_shown_or_refused_in_words(tmp_path):
    samples = list(corpus())
    assert len(samples) >= 490
    before = memory()

    def one(numbered: tuple[int, Sample]) -> tuple[str, str]:
        number, (name, kind, data) = numbered
        path = tmp_path / f"{number}.{kind}"
        path.write_bytes(data)
        try:
            inspect(path)
        except DeskError:
            pass  # the gate refuses most; the worker has to bear them all the same
        finally:
            path.unlink()
        return f"{kind}: {name}", judge(lambda: show_all(kind, data))

    with ThreadPoolExecutor(2) as pool:
        verdicts = dict(zip(range(len(samples)), pool.map(one, enumerate(samples)), strict=True)).values()
    faults = [f"{name}: {verdict}" for name, verdict in verdicts if verdict.startswith("fault")]
    assert not faults, "\n".join(faults)
    counted = Counter(verdict for _, verdict in verdicts)
    assert counted["shown"] > 50 and counted["refused"] > 100, counted
    assert memory() - before < MOST_GROWTH
    if sys.platform != "win32":
        with pytest.raises(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
