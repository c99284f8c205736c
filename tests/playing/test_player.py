"""Recordings played in a process of their own: what it tells, what holds around it, and how it ends."""

import queue
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rpl_desk.domain.errors import RuleViolation
from rpl_desk.domain.playing import At, Frame, Opened, Refused, Told
from rpl_desk.playing import player as playing
from rpl_desk.playing import starting
from rpl_desk.playing.player import Player

from .media_makers import mp3, video, wav

linux = pytest.mark.skipif(sys.platform != "linux", reason="these limits are Linux's")
WAIT = 30.0


class Listener:
    """Runs a player on a thread and keeps what it tells; of a frame its size and first pixel."""

    def __init__(self, data: bytes, open_seconds: float = 15.0) -> None:
        self.player = Player(data, "E04", open_seconds)
        self._told: queue.Queue[object] = queue.Queue()
        self._thread = threading.Thread(target=self.player.run, args=(self._take,))
        self._thread.start()

    def _take(self, told: Told) -> None:
        if isinstance(told, Frame):
            self._told.put((told.width, told.height, *told.pixels[:3]))
        else:
            self._told.put(told)

    def next(self, wanted) -> object:
        """Return the next thing told for which `wanted` holds."""
        end = time.monotonic() + WAIT
        while True:
            told = self._told.get(timeout=max(end - time.monotonic(), 0.01))
            assert not isinstance(told, Refused) or wanted(told), told
            if wanted(told):
                return told

    def of(self, kind: type) -> object:
        return self.next(lambda told: isinstance(told, kind))

    def frame(self) -> tuple[int, ...]:
        return self.next(lambda told: isinstance(told, tuple))

    def end(self) -> None:
        self.player.close()
        self._thread.join(WAIT)
        assert not self._thread.is_alive()


@contextmanager
def listening(data: bytes, open_seconds: float = 15.0) -> Iterator[Listener]:
    listener = Listener(data, open_seconds)
    try:
        yield listener
    finally:
        listener.end()


def test_a_sound_recording_opens_plays_to_its_end_and_plays_again_without_any_sound_output():
    with listening(wav(1.5)) as heard:
        opened = heard.of(Opened)
        assert (opened.length, opened.has_sound, opened.has_picture) == (1_500, True, False)
        heard.player.play()
        assert heard.next(lambda told: isinstance(told, At) and told.is_playing and told.moment > 0).length == 1_500
        ended = heard.next(lambda told: isinstance(told, At) and told.has_ended)
        assert (ended.moment, ended.is_playing) == (1_500, False)
        heard.player.play()
        assert heard.next(lambda told: isinstance(told, At) and told.is_playing).moment < 1_500


def test_it_goes_to_a_moment_while_paused_and_plays_faster():
    with listening(wav(30)) as heard:
        heard.of(Opened)
        heard.player.go_to(20_000)
        assert heard.next(lambda told: isinstance(told, At) and told.moment >= 20_000).is_playing is False
        heard.player.set_speed(2.0)
        heard.player.set_volume(40)
        heard.player.play()
        began = time.monotonic()
        heard.next(lambda told: isinstance(told, At) and told.moment >= 23_000)
        assert time.monotonic() - began < 2.9
        heard.player.go_to(10**9)
        heard.next(lambda told: isinstance(told, At) and told.moment >= 29_900)
        with pytest.raises(RuleViolation, match="is not a speed: choose from"):
            heard.player.set_speed(16)


def test_a_video_shows_its_first_picture_and_the_one_at_a_moment_in_the_size_asked_for():
    with listening(video()) as seen:
        opened = seen.of(Opened)
        assert (opened.has_sound, opened.has_picture) == (True, True) and 2_900 <= opened.length <= 3_200
        wide, high, blue, green, red = seen.frame()
        assert (wide, high) == (320, 240) and red > 200 and blue < 60 and green < 60
        seen.player.go_to(2_500)
        seen.next(lambda told: isinstance(told, tuple) and told[2] > 200 and told[4] < 60)
        seen.player.set_size(160, 160)
        assert seen.next(lambda told: isinstance(told, tuple) and told[0] == 160)[1] == 120


def test_pictures_come_through_the_pipe_where_there_is_no_shared_memory(monkeypatch):
    monkeypatch.setattr(playing.SharedMemory, "_make", lambda self: None)
    with listening(video(sound=False)) as seen:
        assert seen.of(Opened).has_sound is False
        assert seen.frame()[:2] == (320, 240)
        seen.player.play()
        seen.next(lambda told: isinstance(told, tuple) and told[2] > 200 and told[4] < 60)


def test_an_mp3_recording_plays():
    with listening(mp3()) as heard:
        assert 2_500 <= heard.of(Opened).length <= 3_500
        heard.player.play()
        heard.next(lambda told: isinstance(told, At) and told.moment > 300)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is damaged, or recorded in a way"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "it is damaged, or recorded in a way"),
        (b"RIFF\xff\xff\xff\x7fWAVE", "it is damaged, or recorded in a way"),
        (struct.pack(">I4s4s", 12, b"ftyp", b"isom") + bytes(500), "it is damaged, or recorded in a way"),
    ],
    ids=["nothing", "a list of files", "a cut WAV", "an empty MP4"],
)
def test_what_cannot_be_played_is_told_in_one_sentence(data, words):
    with listening(data) as heard:
        refused = heard.of(Refused)
        assert refused.sentence.startswith("E04 cannot be played here: ") and words in refused.sentence
        assert refused.sentence.endswith("The original is kept; open it in its own program.")


@linux
def test_the_player_holds_no_file_no_network_and_no_environment_of_the_person():
    with listening(wav()) as heard:
        guards = set(heard.of(Opened).guards)
        assert {"system calls", "files", "network", "no new privileges", "memory", "core", "file size"} <= guards
        kept = Path(f"/proc/{heard.player.pid}")
        names = {entry.partition(b"=")[0].decode() for entry in (kept / "environ").read_bytes().split(b"\0") if entry}
        ours = {
            "QT_QPA_PLATFORM",
            "QT_FFMPEG_DECODING_HW_DEVICE_TYPES",
            "QT_MEDIA_BACKEND",
            "MALLOC_ARENA_MAX",
            "LC_ALL",
        }
        assert names <= ours | {"XDG_RUNTIME_DIR", "PULSE_SERVER", "PULSE_COOKIE", "HOME"}
        arguments = (kept / "cmdline").read_bytes()
        assert b"sample" not in arguments and b"E04" not in arguments


ATTEMPT = """
import errno, os, socket, threading
from rpl_desk.reading import guards
guards.lock_player()
def tried(what):
    try:
        what()
    except OSError as error:
        return errno.errorcode[error.errno]
    return "done"
thread = threading.Thread(target=lambda: None)
print(tried(lambda: open("/etc/hostname")), tried(socket.socket), tried(os.fork),
      tried(lambda: os.kill(os.getppid(), 0)), tried(lambda: os.execv("/bin/true", ["true"])),
      tried(lambda: os.unlink("/nowhere")), tried(thread.start))
"""


@linux
def test_a_player_that_was_taken_over_can_open_send_start_and_end_nothing_but_its_threads():
    import subprocess

    said = subprocess.run([sys.executable, "-c", ATTEMPT], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["EPERM"] * 6 + ["done"]


FRAME = "import sys, struct, time, json\nout = sys.stdout.buffer\ndef say(facts, body=b'', size=None):\n"
FRAME += "    facts = json.dumps(facts).encode()\n"
FRAME += "    out.write(struct.pack('<BII', 46, len(facts), len(body) if size is None else size) + facts + body)\n"
FRAME += "    out.flush()\n"
READY = FRAME + "say({'say': 'ready', 'guards': []})\n"
OPEN = READY + "say({'say': 'opened', 'length': 1, 'sound': True, 'picture': False, 'notes': []})\n"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("raise SystemExit", "a part that is needed to play it is not installed"),
        (FRAME + "say({'say': 'fault', 'why': 'part'})", "a part that is needed to play it is not installed"),
        (READY + "raise SystemExit", "it stopped the player"),
        (READY + "time.sleep(60)", "opening it took too long"),
        (READY + "[(say({'say': 'beat'}), time.sleep(0.2)) for _ in range(99)]", "opening it took too long"),
        (OPEN + "time.sleep(60)", "the player stopped answering"),
        (OPEN + "say({'say': 'at', 'moment': -1, 'length': 1}); time.sleep(60)", "made no sense"),
        (OPEN + "say({'say': 'at', 'moment': 1, 'length': 1}, size=4_000_000_000); time.sleep(60)", "made no sense"),
        (OPEN + "say({'say': 'frame', 'width': 9_000, 'height': 1, 'slot': 0}); time.sleep(60)", "made no sense"),
        (OPEN + "say({'say': 'frame', 'width': 9, 'height': 9, 'slot': 2}); time.sleep(60)", "made no sense"),
        (OPEN + "say({'say': 'frame', 'width': 9, 'height': 9}, b'x'); time.sleep(60)", "made no sense"),
        (OPEN + "say({'say': 'fault', 'why': '<b>anything</b>'}); time.sleep(60)", "made no sense"),
        (OPEN + "say({'say': 'open', 'path': '/etc/passwd'}); time.sleep(60)", "made no sense"),
    ],
)
def test_a_player_that_hangs_dies_or_lies_ends_as_a_sentence(monkeypatch, script, words):
    monkeypatch.setattr(starting, "command", lambda _: [sys.executable, "-I", "-S", "-c", script])
    monkeypatch.setattr(playing, "SILENT_SECONDS", 1.0)
    with listening(wav(), open_seconds=1.5) as heard:
        assert words in heard.of(Refused).sentence


def test_closing_ends_the_process_at_once_and_nothing_more_is_told():
    with listening(wav(30)) as heard:
        heard.of(Opened)
        heard.player.play()
        process = heard.player._process
        heard.end()
        assert process.returncode is not None
        heard.player.play()
        heard.player.close()
