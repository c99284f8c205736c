"""Copies of recordings with parts made silent: what stays, what goes, and what ends as a sentence."""

import math
import struct
import sys

import pytest

from rpl_desk.playing import pcm, silencing, starting
from rpl_desk.playing.pcm import Form, samples_of, wav_file
from rpl_desk.playing.silencer import LADDER
from rpl_desk.playing.silencing import CannotSilence, silenced

from .media_makers import mp3, video, wav

MOST = 100 << 20


def made(data: bytes, media_type: str, *spans: tuple[int, int], seconds: float = 0, most: int = MOST):
    return silenced(data, media_type, spans, name="E04", seconds=seconds, most=most)


def tone(form: Form, seconds: float) -> bytes:
    """Return a tone that is never silent, in any form of sample."""
    one = []
    for at in range(round(form.rate * seconds)):
        value = 0.5 + 0.3 * math.sin(at / 7)
        number = round(value * (1 << (8 * form.width - 1))) - 1
        packed = (
            bytes([128 + number // 2 + 1]) if form.width == 1 else number.to_bytes(form.width, "little", signed=True)
        )
        one.append(packed * form.channels)
    return b"".join(one)


@pytest.mark.parametrize("width", pcm.WIDTHS)
@pytest.mark.parametrize("channels", [1, 2])
def test_samples_outside_the_spans_stay_bit_by_bit_and_those_inside_are_silent(width: int, channels: int):
    form = Form(8_000, channels, width)
    sound = tone(form, 2)
    found = made(wav_file(form, sound, "Jane Doe was here"), "audio/wav", (500, 750), (1_900, 2_500))
    assert (found.form, found.as_it_was, len(found.sound)) == (form, True, len(sound))
    first, last, late = (at * form.frame for at in (4_000, 6_000, 15_200))
    assert bytes(found.sound[:first]) == sound[:first]
    assert bytes(found.sound[first:last]) == form.silence * (last - first)
    assert bytes(found.sound[last:late]) == sound[last:late]
    assert bytes(found.sound[late:]) == form.silence * (len(sound) - late)


def test_a_frame_that_a_span_only_touches_is_silent_too():
    form = Form(1_000_000 // 1_001, 1, 2)
    found = made(wav_file(form, tone(form, 1), ""), "audio/wav", (101, 102))
    samples = struct.unpack(f"<{len(found.sound) // 2}h", found.sound)
    silent = [at for at, value in enumerate(samples) if value == 0]
    assert silent[0] * 1_000 / form.rate <= 101 and (silent[-1] + 1) * 1_000 / form.rate >= 102
    assert len(silent) <= 2


def test_words_and_pictures_beside_the_samples_do_not_come_along():
    data = wav(1.0)
    noted = data + b"LIST" + struct.pack("<I", 4 + 8 + 10) + b"INFO" + b"IART" + struct.pack("<I", 10) + b"Jane Doe \0"
    noted = noted[:4] + struct.pack("<I", len(noted) - 8) + noted[8:]
    found = made(noted, "audio/wav", (0, 100))
    whole = wav_file(found.form, found.sound, "Redacted copy")
    assert b"Jane" not in whole and b"Redacted copy" in whole
    assert samples_of(whole)[1] == found.sound


def test_packed_recordings_are_decoded_and_written_as_sound():
    found = made(mp3(4.0), "audio/mpeg", (1_000, 2_000))
    assert (found.form, found.as_it_was) == (LADDER[0], False)
    assert abs(found.milliseconds - 4_000) < 100


def test_the_sound_of_a_video_is_written_without_its_picture():
    found = made(video(), "video/mp4", (0, 500))
    assert not found.as_it_was and abs(found.milliseconds - 3_000) < 200


def test_packed_sound_is_silent_a_little_before_and_after_too():
    form = Form(16_000, 1, 2)
    held = wav_file(form, tone(form, 3), "")
    as_float = held.replace(struct.pack("<HHIIHH", 1, 1, 16_000, 32_000, 2, 16), law_head(form), 1)
    found = made(as_float, "audio/wav", (1_000, 1_500))
    assert not found.as_it_was
    assert pcm.is_silent(found.form, [(960, 1_540)], found.sound)
    assert not pcm.is_silent(found.form, [(0, 900)], found.sound)
    assert not pcm.is_silent(found.form, [(1_600, 2_000)], found.sound)


def law_head(form: Form) -> bytes:
    """Return a head that says the bytes are A-law, which is decoded and not copied."""
    return struct.pack("<HHIIHH", 6, 1, form.rate, form.rate, 1, 8)


def test_what_would_be_too_large_is_written_less_finely_and_what_is_still_too_large_is_refused():
    most = 16_000 * 2 * 5
    assert made(mp3(4.0), "audio/mpeg", (0, 100), most=most).form == Form(16_000, 1, 2)
    assert made(mp3(4.0), "audio/mpeg", (0, 100), seconds=4.0, most=most).form == Form(16_000, 1, 2)
    with pytest.raises(CannotSilence, match="E04: it is too long for one evidence file"):
        made(mp3(20.0), "audio/mpeg", (0, 100), most=most)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"RIFF" + bytes(40), "audio/wav"),
        (b"not a recording at all" * 50, "audio/mpeg"),
        (video(sound=False), "video/mp4"),
        (b"", "video/webm"),
    ],
)
def test_a_recording_without_sound_that_can_be_read_costs_a_sentence(data: bytes, media_type: str):
    with pytest.raises(CannotSilence, match="E04: the recording is damaged, has no sound"):
        made(data, media_type, (0, 100))


def test_work_that_is_stopped_ends_the_process():
    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        silenced(mp3(60.0), "audio/mpeg", [(0, 100)], name="E04", seconds=60, most=MOST, progress=stop)


_ANSWERS = """
import json, struct, sys
def say(facts, body=b""):
    packed = json.dumps(facts).encode()
    sys.stdout.buffer.write(struct.pack("<BII", ord("."), len(packed), len(body)) + packed + body)
    sys.stdout.buffer.flush()
say({"say": "ready", "guards": []})
"""


@pytest.mark.parametrize("gone", [False, True], ids=["", "gone before it is asked"])
@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("raise SystemExit", "a part that is needed to decode it is not installed"),
        (_ANSWERS + "raise SystemExit", "it stopped the process that makes it"),
        (_ANSWERS + "say({'say': 'made', 'form': [8000, 1, 2]}, b'\\1' * 16000)", "made no sense"),
        (_ANSWERS + "say({'say': 'made', 'form': [8000, 1, 2]}, bytes(15999))", "made no sense"),
        (_ANSWERS + "say({'say': 'made', 'form': [0, 1, 2]}, bytes(16000))", "made no sense"),
        (_ANSWERS + "say({'say': 'made', 'form': 'wav'}, bytes(16000))", "made no sense"),
        (_ANSWERS + "say({'say': 'fault', 'why': '<b>anything</b>'})", "made no sense"),
        (_ANSWERS + "say({'say': 'at', 'moment': 1}, bytes(9))", "made no sense"),
        (_ANSWERS + "say({'say': 'open', 'path': '/etc/passwd'})", "made no sense"),
    ],
)
def test_a_process_that_dies_or_lies_ends_as_a_sentence(monkeypatch, script: str, words: str, gone: bool):
    def started(module: str):
        process = starting.started(module)
        if gone:
            process.wait()
        return process

    monkeypatch.setattr(starting, "command", lambda _: [sys.executable, "-I", "-S", "-c", script])
    monkeypatch.setattr(silencing, "started", started)
    with pytest.raises(CannotSilence, match=words):
        made(wav(1.0), "audio/wav", (0, 100))


@pytest.mark.skipif(sys.platform != "linux", reason="these limits are Linux's")
def test_the_process_gives_up_files_and_network_before_it_takes_a_recording(monkeypatch):
    heard: list[list[str]] = []
    whole = silencing._next

    def listening(source, most):
        facts, body = whole(source, most)
        if facts["say"] == "ready":
            heard.append(facts["guards"])
        return facts, body

    monkeypatch.setattr(silencing, "_next", listening)
    made(wav(1.0), "audio/wav", (0, 100))
    assert {"memory", "files", "network", "no new privileges"} <= set(heard[0])
