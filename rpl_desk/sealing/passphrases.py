"""Which passphrases may protect a key, and five words to offer."""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from ..domain.errors import RuleViolation
from ..paths import resource

SHORTEST, LONGEST = 15, 256
SUGGESTED_WORDS = 5
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azerty", "qwertz")
_STEPS = {pair for row in _ROWS for line in (row, row[::-1]) for pair in pairwise(line)}


def check_passphrase(text: str, words: Iterable[str] = ()) -> None:
    """Refuse a passphrase that is too short, too long or among the first to be guessed.

    words: the office's own (its name, its people, the product), of which it may not mostly consist.
    Raises RuleViolation with what to do. No kinds of characters are asked for, and none is forbidden.

    What it is: a length, and a look for the commonplace: one of some 500 sayings, titles and keyboard habits of 15
    characters and more that we wrote down, one piece repeated, letters or keys in order, the office's own words.
    What it is not: a list of leaked passphrases, or a measure of strength. A line from a song that is not on the list
    passes; five words offered by `suggest_passphrase` are the way to a strong one.

    Source: NIST SP 800-63B, 3.1.1.2 and OWASP ASVS 5.0, 6.2, for length and lists; the choice of them is ours.
    """
    text = unicodedata.normalize("NFC", text)
    if len(text) < SHORTEST:
        raise RuleViolation(f"This passphrase has {len(text)} characters; it needs at least {SHORTEST}.")
    if len(text) > LONGEST:
        raise RuleViolation(f"This passphrase has {len(text)} characters; at most {LONGEST} are read.")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise RuleViolation("This passphrase holds half a character, which cannot be typed again.")
    plain = _plain(text)
    if len(set(text)) < 5 or _repeats(plain) or _in_order(plain):
        raise RuleViolation("This passphrase repeats or counts along, so it is soon guessed. Take several words.")
    if plain in _common() or plain.strip("0123456789") in _common():
        raise RuleViolation("This passphrase is a commonplace one, so it is soon guessed. Take unrelated words.")
    left = plain
    for word in sorted({_plain(part) for given in words for part in given.split()}, key=len, reverse=True):
        if len(word) >= 4:
            left = left.replace(word, "")
    if len(left) < 8 and left != plain:
        raise RuleViolation("This passphrase is little more than the office's own words. Take unrelated words.")


def suggest_passphrase() -> str:
    """Return five words drawn by the system's randomness from `passphrase-words.txt`.

    The list has 1,800 words or more, which makes 54 bits: at 100,000 guesses a second, generous against the least
    cost we wrap at, half of all choices take over two thousand years.
    """
    return " ".join(secrets.choice(passphrase_words()) for _ in range(SUGGESTED_WORDS))


@cache
def passphrase_words() -> tuple[str, ...]:
    """Return the words that passphrases are suggested from: plain English, four to eight letters, no doubles."""
    return tuple(resource("passphrase-words.txt").read_text(encoding="utf-8").split())


@cache
def _common() -> frozenset[str]:
    lines = resource("common-passphrases.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(_plain(line) for line in lines if not line.startswith("#"))


def _plain(text: str) -> str:
    """Return only the letters and digits, in lower case: what a guesser would vary first is left out."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).casefold())


def _repeats(text: str) -> bool:
    """Tell whether the text is one piece twice or more, the last time perhaps cut short."""
    return any((text[:size] * len(text))[: len(text)] == text for size in range(1, len(text) // 2 + 1))


def _in_order(text: str) -> bool:
    """Tell whether two of three neighbouring characters are neighbours in the alphabet or on the keyboard."""
    pairs = [*pairwise(text)]
    return 3 * sum(pair in _STEPS or pair[0] == pair[1] for pair in pairs) > 2 * len(pairs)
