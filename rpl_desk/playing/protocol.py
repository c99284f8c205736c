"""What the application and the player say to each other, and how much of it the application believes.

Frames are those of `reading.wire`. The application asks `{"do": ...}`; the player says `{"say": ...}`. A picture lies
in one of two slots of shared memory until the application has taken it, or follows in the frame's body.
"""

from typing import Any

from ..domain.playing import LONGEST_MS, At, Noted, Opened
from ..reading.wire import ANSWER, PIXEL, Malformed

MOST_SAID = 1 << 14
MOST_WIDE, MOST_HIGH = 1_600, 1_200
SLOT = 8 << 20
SLOTS = 2
BEAT_MS = 200  # how often the player says where it stands, playing or not

WHY = {
    "time": "opening it took too long",
    "silent": "the player stopped answering",
    "ended": "it stopped the player",
    "answer": "the player's answer made no sense",
    "damaged": "it is damaged, or recorded in a way that this program does not know",
    "coding": "its picture is coded in a way that this program does not know",
    "empty": "it holds neither sound nor picture",
    "part": "a part that is needed to play it is not installed on this machine",
}
NOTES = {
    "no output": "This machine has no sound output, so the recording plays without sound.",
    "no picture": "Its picture is coded in a way that cannot be shown here; the sound plays.",
    "no length": "The file does not say how long the recording is.",
}


def check_said(mark: int, facts: Any, size: int) -> None:
    """Take a body only for a picture sent through the pipe."""
    if mark != ANSWER or not isinstance(facts, dict) or not isinstance(facts.get("say"), str):
        raise Malformed("not an answer")
    if facts["say"] != "frame":
        if size:
            raise Malformed("a body where none belongs")
        return
    expected = PIXEL * whole(facts.get("width"), 1, MOST_WIDE) * whole(facts.get("height"), 1, MOST_HIGH)
    if facts.get("slot") is None:
        if size != expected:
            raise Malformed("a picture that is not as large as it says")
    else:
        whole(facts["slot"], 0, SLOTS - 1)
        if size or expected > SLOT:
            raise Malformed("a picture that is not where it says")


def opened(facts: dict[str, Any], guards: tuple[str, ...]) -> Opened:
    return Opened(
        length=whole(facts.get("length"), 0, LONGEST_MS),
        has_sound=facts.get("sound") is True,
        has_picture=facts.get("picture") is True,
        notes=tuple(NOTES[word(one, NOTES)] for one in words(facts.get("notes"))),
        guards=guards,
    )


def at(facts: dict[str, Any]) -> At:
    moment, length = (whole(facts.get(name), 0, LONGEST_MS) for name in ("moment", "length"))
    return At(moment, length, facts.get("playing") is True, facts.get("ended") is True)


def noted(facts: dict[str, Any]) -> Noted:
    return Noted(NOTES[word(facts.get("note"), NOTES)])


def whole(found: Any, least: int, most: int) -> int:
    if type(found) is not int or not least <= found <= most:
        raise Malformed("a number out of its range")
    return found


def word(found: Any, known: dict[str, str]) -> str:
    if not isinstance(found, str) or found not in known:
        raise Malformed("a word that is not in the list")
    return found


def words(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list) or len(found) > 50 or any(type(one) is not str or len(one) > 100 for one in found):
        raise Malformed("a list that is none")
    return tuple(found)
