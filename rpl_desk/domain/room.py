"""How much room a disk must have left: below the first limit it is said, below the second no new evidence comes."""

from .errors import RuleViolation

LITTLE = 500_000_000
"""Bytes free on the disk of the store, below which everybody who works in it is told."""

TOO_LITTLE = 100_000_000
"""Bytes free below which the rest is kept for answers, decisions and signatures, which are small."""

_MAKE_ROOM = "Empty the wastebasket, or move something large off this disk."


def room_words(free: int) -> str:
    """Return what is said above every page with `free` bytes left on the disk; empty where there is room."""
    if free >= LITTLE:
        return ""
    left = f"Only {free // 1_000_000:,} MB are free on the disk the office file lies on."
    if free < TOO_LITTLE:
        return f"{left} New evidence is not taken until there are {TOO_LITTLE // 1_000_000} MB. {_MAKE_ROOM}"
    return f"{left} {_MAKE_ROOM}"


def must_have_disk(free: int) -> None:
    """Raise RuleViolation where no new evidence is taken, with `free` bytes left on the disk."""
    if free < TOO_LITTLE:
        raise RuleViolation(f"{room_words(free)} Nothing was changed.")
