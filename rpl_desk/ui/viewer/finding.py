"""Finding words in what is read: the same whether in capitals or broken over lines."""

import re
from collections.abc import Iterator

MOST_FOUND = 2_000


ONE_OF = " | "


def pattern_of(words: str) -> "re.Pattern[str] | None":
    """Return what finds these words in order with any white space between; " | " divides choices. None for none."""
    choices = [r"\s+".join(map(re.escape, each.split())) for each in words.split(ONE_OF) if each.split()]
    return re.compile("|".join(choices), re.IGNORECASE) if choices else None


def places(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each hit, in order."""
    pattern = pattern_of(words)
    if pattern is not None:
        for number, found in enumerate(pattern.finditer(text)):
            if number >= MOST_FOUND:
                return
            yield found.span()


def snippet(text: str, start: int, end: int, around: int = 40) -> str:
    """Return a hit with the words about it, on one line."""
    first, last = max(0, start - around), min(len(text), end + around)
    words = " ".join(text[first:last].split())
    return f"{'…' if first else ''}{words}{'…' if last < len(text) else ''}"
