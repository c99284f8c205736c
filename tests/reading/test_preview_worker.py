"""What holds around the worker: its limits, its deadline, turns between requests, and answers that are not believed."""

import os
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from rpl_desk.reading import starting
from rpl_desk.reading.preview import CannotPreview, NotWanted, Preview, Wish
from rpl_desk.reading.shared import SharedMemory
from rpl_desk.reading.wire import MOST_PICTURE

from .file_makers import pdf

WORDS = "The original is kept; open it in its own program"
linux = pytest.mark.skipif(sys.platform != "linux", reason="these limits are Linux's")


@linux
def test_every_limit_is_in_force_on_linux():
    with Preview.open(pdf(), "application/pdf") as preview:
        assert set(preview.outline.guards) == {
            "processor",
            "file size",
            "open files",
            "processes",
            "core",
            "memory",
            "no new privileges",
            "system calls",
            "files",
            "network",
        }
        kept = Path(f"/proc/{preview._link.pid}")
        assert (kept / "environ").read_bytes() == b""
        assert len(list((kept / "fd").iterdir())) == 4  # three pipes and the memory for pictures


ATTEMPT = """
import errno, os, socket, sys
from rpl_desk.reading import guards
guards.lock(threads=%s)
def tried(what):
    try:
        what()
    except OSError as error:
        return errno.errorcode[error.errno]
    except MemoryError:
        return "MemoryError"
    return "done"
print(tried(lambda: open("/etc/hostname")), tried(socket.socket), tried(os.fork),
      tried(lambda: os.kill(os.getppid(), 0)), tried(lambda: os.execv("/bin/true", ["true"])),
      tried(lambda: bytearray(1 << 30)), tried(lambda: os.unlink("/nowhere")))
"""


@linux
@pytest.mark.parametrize("threads", [False, True])
def test_a_worker_that_was_taken_over_can_open_send_start_and_end_nothing(threads):
    said = subprocess.run([sys.executable, "-c", ATTEMPT % threads], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["EPERM"] * 5 + ["MemoryError", "EPERM"]


@linux
def test_the_control_that_gives_up_nothing_can(tmp_path):
    free = ATTEMPT.replace("guards.lock(threads=%s)", "pass").replace('os.execv("/bin/true", ["true"])', "None")
    free = free.replace("os.fork", "lambda: os.fork() or os._exit(0)").replace("1 << 30", "1 << 20")
    said = subprocess.run([sys.executable, "-c", free], capture_output=True, text=True, check=True).stdout
    assert said.split()[:6] == ["done"] * 6


def stand_in(monkeypatch, script: str) -> None:
    """Start another program in the worker's place; it reads the document and does as `script` says."""
    monkeypatch.setattr(starting, "command", lambda module: [sys.executable, "-I", "-S", "-c", script])


FRAME = "import sys, struct, time, json\nout = sys.stdout.buffer\ndef frame(mark, facts, body=b'', size=None):\n"
FRAME += "    facts = facts if isinstance(facts, bytes) else json.dumps(facts).encode()\n"
FRAME += "    out.write(struct.pack('<BII', mark, len(facts), len(body) if size is None else size) + facts + body)\n"
FRAME += "    out.flush()\n"
READY = FRAME + "frame(46, {'used': 0})\n"
OPEN = READY + "frame(46, {'used': 0, 'kind': 'pages', 'media_type': 'a', 'pages': [[1, 1, '1']]})\n"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("import time; time.sleep(60)", "took too long"),
        (READY + "time.sleep(60)", "took too long"),
        (READY + "[(out.write(b'.'), out.flush(), time.sleep(0.2)) for _ in range(99)]", "took too long"),
        ("raise SystemExit", "stopped the reader"),
        (READY + "frame(46, {}, size=4_000_000_000)", "made no sense"),
        (READY + "frame(46, b'x' * 3_000_000)", "made no sense"),
        (READY + "frame(46, b'[' * 100_000)", "made no sense"),
        (READY + "frame(46, b'{\"used\": NaN}')", "made no sense"),
        (READY + "frame(46, {'used': 0, 'kind': 'evil'})", "made no sense"),
        (
            READY + "frame(46, {'used': 0, 'kind': 'pages', 'media_type': 'a', 'pages': [[1, 1, 'x' * 2000]]})",
            "no sense",
        ),
        (READY + "frame(33, {'used': 0, 'why': '<b>anything</b>', 'detail': ''})", "made no sense"),
        (READY + "frame(7, {'used': 0})", "made no sense"),
    ],
)
def test_a_worker_that_hangs_dies_or_lies_ends_as_a_sentence(monkeypatch, script, words):
    # One that lies stays, so that handing over the document does not end before its answer is looked at.
    stand_in(monkeypatch, f"{script}\ntime.sleep(60)" if "sense" in words else script)
    began = time.monotonic()
    with pytest.raises(CannotPreview, match=words) as refused:
        Preview.open(pdf(), "application/pdf", "E04", seconds=1.5)
    assert str(refused.value).startswith("E04 cannot be previewed: ") and WORDS in str(refused.value)
    assert time.monotonic() - began < 15


@pytest.mark.parametrize(
    "facts",
    [
        {"width": 5_001, "height": 1, "stride": 20_004, "place": [0, 0, 1, 1, 0]},
        {"width": 5_000, "height": 5_000_000, "stride": 20_000, "place": [0, 0, 1, 1, 0]},
        {"width": 10, "height": 10, "stride": 40, "place": [0, 0, 1, 1, 45]},
        {"width": 10, "height": 10, "stride": 32, "place": [0, 0, 1, 1, 0]},
        {"width": True, "height": 10, "stride": 40, "place": [0, 0, 1, 1, 0]},
    ],
)
def test_a_picture_that_is_not_what_it_says_is_not_taken(monkeypatch, facts):
    body = f"bytes({facts['stride']} * {min(facts['height'], 10)})"
    stand_in(monkeypatch, OPEN + f"frame(46, {facts | {'used': 0}}, {body})\ntime.sleep(60)")
    with Preview.open(pdf(), "application/pdf", seconds=2) as preview, pytest.raises(CannotPreview, match="no sense"):
        preview.page_picture(0)


@pytest.mark.parametrize("shared", [1, 401, -400, 1 << 40, True, "400"])
def test_a_picture_that_is_said_to_lie_in_shared_memory_is_as_large_as_it_says_or_not_taken(monkeypatch, shared):
    facts = {"width": 10, "height": 10, "stride": 40, "place": [0, 0, 1, 1, 0], "shared": shared, "used": 0}
    stand_in(monkeypatch, OPEN + f"frame(46, {facts})\ntime.sleep(60)")
    with Preview.open(pdf(), "application/pdf", seconds=2) as preview, pytest.raises(CannotPreview, match="no sense"):
        preview.page_picture(0)


@linux
def test_shared_memory_cannot_be_made_shorter_by_who_is_handed_it():
    memory = SharedMemory()
    for size in (0, MOST_PICTURE + 1):
        with pytest.raises(PermissionError):
            os.ftruncate(memory.number, size)
    assert bytes(memory.first(4)) == bytes(4)
    with pytest.raises(ValueError, match="no such memory"):
        memory.first(MOST_PICTURE + 1)
    memory.close()
    with pytest.raises(ValueError, match="no such memory"):
        memory.first(1)


def test_a_picture_through_the_pipe_is_the_one_through_shared_memory(monkeypatch):
    with Preview.open(pdf(), "application/pdf") as preview:
        shared = preview.page_picture(0, width=300)
    monkeypatch.setattr(SharedMemory, "_make", lambda self: None)
    with Preview.open(pdf(), "application/pdf") as preview:
        piped = preview.page_picture(0, width=300)
        assert preview._link._shared.number is None
    assert piped == shared
    assert set(piped.pixels[3::4]) == {255}


def test_a_picture_may_lie_in_room_of_the_askers_own_and_the_next_leaves_it_as_it_is():
    rooms: list[bytearray] = []

    def room(across: int, down: int) -> bytearray:
        rooms.append(bytearray(across * down * 4))
        return rooms[-1]

    with Preview.open(pdf(), "application/pdf") as preview:
        first = preview.page_picture(0, width=200, room=room)
        assert first.pixels is rooms[0] and len(rooms) == 1
        kept = bytes(first.pixels)
        preview.page_picture(0, width=5_000)  # larger than the worker keeps mapped
        assert preview.page_picture(0, width=200).pixels == kept == first.pixels


def test_text_with_a_box_that_is_nowhere_is_not_taken(monkeypatch):
    facts = {"characters": 1, "boxes": 4, "extractor": "x", "place": [0, 0, 1, 1, 0], "used": 0}
    boxes = struct.pack("<4f", 0, 0, float("nan"), 1)
    stand_in(monkeypatch, OPEN + f"frame(46, {facts}, {boxes!r} + b'a')\ntime.sleep(60)")
    with Preview.open(pdf(), "application/pdf", seconds=2) as preview, pytest.raises(CannotPreview, match="no sense"):
        preview.page_text(0)


def test_a_worker_that_ended_is_started_again_three_times_and_no_more():
    with Preview.open(pdf(), "application/pdf", "E04") as preview:
        for _ in range(3):
            assert preview.page_text(0).text
            preview._link._process.kill()
            with pytest.raises(CannotPreview, match="it stopped the reader"):
                preview.page_text(0)
        assert preview._link is None
        with pytest.raises(CannotPreview, match="it stopped the reader"):
            preview.page_text(0)


def test_the_most_urgent_request_is_done_first_and_a_cancelled_one_never():
    done: list[str] = []
    with Preview.open(pdf(), "application/pdf") as preview:
        wishes = {"later": Wish(2), "never": Wish(1), "seen": Wish(0)}

        def ask(name: str) -> None:
            try:
                preview.page_picture(0, wish=wishes[name])
                done.append(name)
            except NotWanted:
                done.append(f"{name} left")

        with preview._turns.turn(Wish()):
            threads = [threading.Thread(target=ask, args=(name,)) for name in wishes]
            for thread in threads:
                thread.start()
            while len(preview._turns._waiting) < 3:
                time.sleep(0.01)
            wishes["never"].cancel()
            while len(preview._turns._waiting) > 2:
                time.sleep(0.01)
        for thread in threads:
            thread.join()
    assert done == ["never left", "seen", "later"]


def test_closing_ends_the_worker_and_every_request(monkeypatch):
    stand_in(monkeypatch, OPEN + "time.sleep(60)")
    preview = Preview.open(pdf(), "application/pdf")
    ended: list[type] = []

    def ask() -> None:
        try:
            preview.page_picture(0)
        except (NotWanted, CannotPreview) as error:
            ended.append(type(error))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    while len(preview._turns._waiting) < 2:
        time.sleep(0.01)
    process = preview._link._process
    preview.close()
    for thread in threads:
        thread.join()
    assert ended == [NotWanted] * 3
    assert process.returncode is not None
    preview.close()
