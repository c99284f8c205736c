"""Text as it is stored: normalised before, so that what is stored, shown and signed is one thing."""

import unicodedata
from enum import Enum
from typing import TypeVar

from ..domain.errors import RuleViolation

Value = TypeVar("Value")


def tidy(value: Value) -> Value:
    """Return text in NFC without outer white space; anything else as it is."""
    if not isinstance(value, str) or isinstance(value, Enum):
        return value
    return unicodedata.normalize("NFC", value).strip()  # type: ignore[return-value]


def named(text: str, what: str) -> str:
    """Return tidy text, or refuse when there is none; `what` says what needs the words."""
    words = tidy(text)
    if not words:
        raise RuleViolation(f"A {what} needs some words.")
    return words
