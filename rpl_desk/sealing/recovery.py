"""Recovery codes as people copy them from paper: 130 random bits, and two characters by which a slip is noticed."""

import os

from ..domain.errors import RuleViolation
from .canonical import CROCKFORD, crockford

DRAWN, CHECKED = 26, 28
_PRIME = 1021  # the largest under 32 * 32: a wrong character, or two changed about, never passes


def new_code() -> str:
    """Return a new code: 28 Crockford characters in groups of 4, the last two of them to check the others."""
    drawn = crockford(os.urandom(17), DRAWN).replace(" ", "")
    return _grouped(drawn + _check(drawn))


def read_code(text: str) -> str:
    """Return a code as it was made, from however it was typed; raises RuleViolation where it cannot be one."""
    plain = "".join(text.upper().split()).replace("-", "").translate(str.maketrans("OIL", "011"))
    strange = sorted({letter for letter in plain if letter not in CROCKFORD})
    if strange:
        raise RuleViolation(f"A recovery code has no {' or '.join(strange)} in it. Look at the sheet again.")
    if len(plain) != CHECKED:
        raise RuleViolation(
            f"This has {len(plain)} characters; a recovery code has {CHECKED}, in seven groups of four."
        )
    if _check(plain[:DRAWN]) != plain[DRAWN:]:
        raise RuleViolation("A character of this recovery code is not as on the sheet. Compare it group by group.")
    return _grouped(plain)


def _check(drawn: str) -> str:
    number = 0
    for letter in drawn:
        number = number * 32 + CROCKFORD.index(letter)
    rest = number % _PRIME
    return CROCKFORD[rest >> 5] + CROCKFORD[rest & 31]


def _grouped(plain: str) -> str:
    return " ".join(plain[at : at + 4] for at in range(0, CHECKED, 4))
