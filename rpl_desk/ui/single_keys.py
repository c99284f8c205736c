"""The single letters that act as commands: which they are, whether they act, and what a person has moved them to."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from rpl_desk.domain.errors import RuleViolation

if TYPE_CHECKING:
    from rpl_desk.ui.preferences import Preferences

JUDGING, PICKING, COMPARING, PLAYING = "judging", "picking", "comparing", "playing"

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")

MOVABLE: Mapping[str, Mapping[str, str]] = {
    JUDGING: {
        "J": "Next criterion",
        "K": "Previous criterion",
        "G": "A level or points, the digits after it",
        "M": "Met",
        "T": "Partly",
        "X": "Not met",
        "U": "Unsure",
        "D": "Set aside, or take up again",
        "C": "How sure you are, its digit after it",
        "Y": "Your own note",
        "F": "What you answered before",
        ".": "The gap statement",
        ";": "Name a comparator",
        "R": "The reason; while reading, one of the last nine criteria",
        "[": "The level finder one level down",
        "]": "The level finder one level up",
        "W": "Evidence map",
        "V": "Read the item",
        "N": "Next linked passage",
        "P": "Previous linked passage",
        "Q": "Mark what is selected",
        "/": "A criterion by its code or words",
        "A": "Mark an area",
        "I": "Mark the whole item",
        "O": "Next of the marks that overlap",
        "S": "Move the start of a mark",
        "E": "Move the end of a mark",
        "+": "The mark supports",
        "~": "The mark supports partly",
        "-": "The mark contradicts",
        "B": "Marks as cards",
        "Z": "What you did",
        "H": "Hide the marks for other criteria",
        "L": "Link by hand",
    },
    PICKING: {str(place): f"The {words} of the last criteria" for place, words in enumerate(_ORDINALS, 1)},
    COMPARING: {
        "J": "Next difference",
        "K": "Previous difference",
        "D": "Park it for discussion",
        "T": "Ask for a third opinion",
        "R": "The reason",
    },
    PLAYING: {
        "[": "The stretch to mark starts here",
        "]": "The stretch to mark ends here",
        "<": "Slower",
        ">": "Faster",
    },
}
"""What each key of a place does, under the key it has until it is moved. Digits are what follows a key, and stay.

Those that choose one of the last criteria are keys of their own.
"""

TAKEN_EVERYWHERE = {"?": "this sheet", "<": "a recording's speed", ">": "a recording's speed"}

Hint = Callable[[str], str]
"""Gives the key that is pressed now for a command, by the key it has until it is moved; empty where none acts."""


def no_hint(command: str) -> str:
    """The hint where no single key acts, or none is to be shown."""
    return ""


def with_key(words: str, key: str) -> str:
    """Return what a tool tip says of a command and its key, if it has one now."""
    return f"{words}, key {key}" if key else words


class SingleKeys:
    """Reads and keeps what a person likes; without preferences every key acts and stands where it was made."""

    def __init__(self, preferences: "Preferences | None") -> None:
        self._preferences = preferences

    @property
    def on(self) -> bool:
        """Whether single letters act as commands."""
        return self._preferences is None or self._preferences.single_keys

    def moved(self, place: str) -> dict[str, str]:
        """Return the keys that a person has moved at a place, by the key each had; what no longer fits is left out."""
        kept = self._preferences.moved_keys.get(place, {}) if self._preferences is not None else {}
        known = {key: new for key, new in kept.items() if key in MOVABLE.get(place, {}) and key != new}
        return {} if problem_in(place, known) else known

    def move(self, place: str, moved: Mapping[str, str]) -> None:
        """Keep where the keys of a place are now; raises RuleViolation for two that would be the same."""
        if problem := problem_in(place, moved):
            raise RuleViolation(problem)
        if self._preferences is not None:
            news = {key: new for key, new in moved.items() if key != new}
            everywhere = self._preferences.moved_keys | {place: news}
            self._preferences.moved_keys = {place: keys for place, keys in everywhere.items() if keys}

    def hint(self, place: str) -> Hint:
        """Return a function that gives the key of a command as it is now."""
        moved = self.moved(place)
        return (lambda key: moved.get(key, key)) if self.on else no_hint

    def meaning(self, place: str, typed: str) -> str:
        """Return the command a typed key stands for, under the key it has until it is moved; empty for none."""
        return self.choice(place, typed) if self.on else ""

    def choice(self, place: str, typed: str) -> str:
        """Return what `meaning` does, whether or not single letters act as commands: what a list is waiting for."""
        key, moved = typed.upper(), self.moved(place)
        for command, now in moved.items():
            if now == key:
                return command
        return "" if key in moved else key

    def shown(self, place: str, lines: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Return the lines of the keys sheet as the keys of a place are now; where none acts, without them."""
        known, moved = MOVABLE.get(place, {}), self.moved(place)
        found = []
        for keys, words in lines:
            names = keys.split(" ")
            if self.on or not any(name in known for name in names):
                found.append((" ".join(moved.get(name, name) for name in names), words))
        return tuple(found)


def why_not(place: str, command: str, key: str, moved: Mapping[str, str]) -> str:
    """Return why a command of a place cannot have this key, in a sentence; empty where it can.

    moved: the keys moved so far. A key is one visible character, no digit, and no other command's.
    """
    if len(key) != 1 or not key.isprintable() or key.isspace() or key != key.upper():
        return "A key is one letter or sign."
    if key.isdecimal() and key not in MOVABLE[place]:
        return "Digits are typed after other keys, so they cannot be moved to."
    if key in TAKEN_EVERYWHERE and key not in MOVABLE[place]:
        return f"{key} is taken for {TAKEN_EVERYWHERE[key]}. Choose another key."
    for other, words in MOVABLE[place].items():
        if other != command and moved.get(other, other) == key:
            return f"{key} is taken here: {words}. Choose another key, or move that one first."
    return ""


def problem_in(place: str, moved: Mapping[str, str]) -> str:
    """Return the first conflict among the keys of a place, all of them moved at once; empty for none."""
    for command, words in MOVABLE.get(place, {}).items():
        if problem := why_not(place, command, moved.get(command, command), moved):
            return f"{words}: {problem}"
    return ""
