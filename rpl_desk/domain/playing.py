"""What a player tells of a recording: plain values, moments in milliseconds from its start."""

from .rows import dataclass

SPEEDS = (0.75, 1.0, 1.25, 1.5, 2.0)
LONGEST_MS = 100 * 3_600_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A recording is ready: what it has, and in sentences what of it cannot be seen or heard here.

    length: 0 where the file does not say. guards: the limits in force around the player, by name.
    """

    length: int
    has_sound: bool
    has_picture: bool
    notes: tuple[str, ...]
    guards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class At:
    """Where playing stands now. length: of the recording as far as is known by now."""

    moment: int
    length: int
    is_playing: bool
    has_ended: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of a video; `pixels` are rows of blue, green, red and 255 from the top, good until the call returns."""

    width: int
    height: int
    pixels: memoryview


@dataclass(frozen=True, slots=True)
class Noted:
    """A sentence on what of the recording cannot be seen or heard, found while it played."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The recording cannot be played, or not any more; the sentence says why and that the original is kept."""

    sentence: str


Told = Opened | At | Frame | Noted | Refused
