"""Strict JSON from outside: every problem reported at once, each with its line or its path."""

import json
import re
from decimal import Decimal
from typing import Any

from .errors import Problem, Refused
from .rows import dataclass

MAX_BYTES = 5_000_000
MAX_DEPTH = 32

_SYNTAX = {
    "Expecting value": "a value is missing or not in quotation marks",
    "Expecting ',' delimiter": "a comma is missing",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting property name enclosed in double quotes": "a name in double quotation marks is missing",
    "Illegal trailing comma before end of object": "a comma stands before a closing bracket",
    "Illegal trailing comma before end of array": "a comma stands before a closing bracket",
    "Unterminated string starting at": "a text that starts here has no closing quotation mark",
    "Invalid control character at": "a text holds a line break or control character; write \\n for a new line",
    "Invalid \\escape": "a backslash stands before a letter that means nothing; write two for one",
    "Invalid \\uXXXX escape": "\\u is not followed by four hexadecimal digits",
    "Extra data": "something follows after the end",
}


def parse_json(data: bytes, source: str) -> Any:
    """Return strict JSON as dicts, lists, text, `int`, `Decimal`, booleans and None.

    data: UTF-8, with or without a byte order mark, at most 5 MB and 32 levels deep.
    source: how the report names what was read.
    Raises Refused for a syntax error with its line and column, and for every repeated name, NaN, Infinity, number too
    long to keep or half of a character, each with its path.
    """
    if len(data) > MAX_BYTES:
        raise Refused(source, [Problem("", f"It has {len(data):,} bytes; the most is {MAX_BYTES:,}.")])
    if not data.strip():
        raise Refused(source, [Problem("", "It is empty.")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        place = f"line {line}, column {column}"
        raise Refused(source, [Problem(place, "It is not text in UTF-8; save it again as UTF-8.")]) from None
    try:
        raw = json.loads(
            text, object_pairs_hook=_Pairs, parse_int=_whole, parse_float=_decimal, parse_constant=_Unreadable
        )
    except json.JSONDecodeError as error:
        fault = _SYNTAX.get(error.msg, error.msg)
        place = f"line {error.lineno}, column {error.colno}"
        raise Refused(source, [Problem(place, f"It is not JSON: {fault}.")]) from None
    except RecursionError:
        raise Refused(source, [Problem("", _TOO_DEEP)]) from None
    problems: list[Problem] = []
    plain = _unwrapped(raw, "", 0, problems)
    if problems:
        raise Refused(source, problems)
    return plain


_TOO_DEEP = f"It is nested more than {MAX_DEPTH} levels deep."


class _Pairs(list[tuple[str, Any]]):
    """The names and values of one object, repeated names included."""


@dataclass(frozen=True, slots=True)
class _Unreadable:
    """A number as it stands in the file that cannot be kept as one."""

    written: str


def _whole(written: str) -> int | _Unreadable:
    return int(written) if len(written) <= 25 else _Unreadable(written)


def _decimal(written: str) -> Decimal | _Unreadable:
    exponent = written.lower().partition("e")[2].lstrip("+-").lstrip("0")
    return _Unreadable(written) if len(exponent) > 2 or len(written) > 25 else Decimal(written)


def _unwrapped(raw: Any, path: str, depth: int, problems: list[Problem]) -> Any:
    if isinstance(raw, _Unreadable):
        problems.append(Problem(path, f"{shown(raw.written)} is not a number that can be kept."))
    elif isinstance(raw, str) and has_half_character(raw):
        problems.append(Problem(path, "The text holds half of a character (a lone surrogate)."))
    elif isinstance(raw, list) and depth == MAX_DEPTH:
        problems.append(Problem(path, _TOO_DEEP))
    elif isinstance(raw, _Pairs):
        plain: dict[str, Any] = {}
        for name, value in raw:
            inner = joined(path, name)
            if name in plain:
                problems.append(Problem(inner, "This name stands here twice; keep one."))
            if has_half_character(name):
                problems.append(Problem(inner, "The name holds half of a character (a lone surrogate)."))
            plain[name] = _unwrapped(value, inner, depth + 1, problems)
        return plain
    elif isinstance(raw, list):
        return [_unwrapped(value, f"{path}[{at}]", depth + 1, problems) for at, value in enumerate(raw)]
    else:
        return raw
    return None


def joined(path: str, name: str) -> str:
    """Return the path of a field within an object, such as `programme.title`."""
    plain = name if re.fullmatch(r"\w{1,60}", name) and not has_half_character(name) else shown(name)
    return f"{path}.{plain}" if path else plain


def has_half_character(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)


def shown(value: str) -> str:
    """Return foreign text as it may stand in a sentence: on one line, short, nothing invisible in it."""
    short = value if len(value) <= 60 else value[:59] + "…"
    visible = (sign if sign.isprintable() else f"[U+{ord(sign):04X}]" for sign in short)
    return f"“{''.join(visible)}”"
