"""One way to write a value as bytes, so that what is stored, shown, hashed and signed is one thing."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Any

from ..domain.errors import Problem, RuleViolation

# The C encoder escapes exactly what RFC 8785, 3.2.2.2 asks for; only the order of keys is left to us.
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

LARGEST = 2**53 - 1
DEEPEST = 32
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def canonical(value: Any) -> bytes:
    """Return `value` as canonical JSON in UTF-8.

    value: text, whole numbers within ±(2**53 - 1), truth values, None, lists or tuples, and dicts with text keys,
        at most 32 deep.
    Raises TypeError for any other type (floats and Decimal included) and ValueError for a number out of range, a lone
    surrogate or too deep a nesting; both name the place.

    Source: RFC 8785 (JCS); leaving out fractions is ours.
    """
    return _written(_ordered(value, (), 0)).encode()


def parse(data: bytes) -> Any:
    """Return the value of JSON text that `canonical` could have written, layout apart.

    Raises RuleViolation, naming the place, for what is not UTF-8 or not JSON, a name given twice, a fraction, NaN,
    a number out of range, a lone surrogate, or more than 32 levels.
    """
    try:
        read = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_Pairs,
            parse_int=_whole,
            parse_float=_NotWhole,
            parse_constant=_NotWhole,
        )
    except UnicodeDecodeError as error:
        raise RuleViolation(f"This is not UTF-8 text: byte {error.start} does not fit.") from error
    except json.JSONDecodeError as error:
        raise RuleViolation(f"This is not JSON: see line {error.lineno}, column {error.colno}.") from error
    except RecursionError as error:
        raise RuleViolation(f"This JSON has more than {DEEPEST} levels.") from error
    return _plain(read, "", 0)


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of `data` in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def receipt_code(data: bytes) -> str:
    """Return the code a person keeps: the first 160 bits of SHA-256, as 8 groups of 4 Crockford characters."""
    return crockford(hashlib.sha256(data).digest(), 32)


def short_code(digest: str) -> str:
    """Return the first eight characters of a hexadecimal digest as they are shown: "4f2a 91c7"."""
    return f"{digest[:4]} {digest[4:8]}"


def crockford(data: bytes, length: int) -> str:
    """Return the first `length` characters of `data` in Crockford's base 32, in groups of 4."""
    number = int.from_bytes(data, "big") >> (8 * len(data) - 5 * length)
    letters = "".join(CROCKFORD[number >> (5 * place) & 31] for place in reversed(range(length)))
    return " ".join(letters[start : start + 4] for start in range(0, length, 4))


def misfits(value: Any, shape: Any, place: str = "") -> Iterator[Problem]:
    """Yield a problem for each part of a parsed `value` that does not have the given shape.

    shape: a type, a tuple of types, a list of one shape for every member, or a dict of exactly these names.
    """
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            yield Problem(place, "should be an object.")
            return
        yield from (Problem(_inside(place, name), "is missing.") for name in shape if name not in value)
        for name, part in value.items():
            if name in shape:
                yield from misfits(part, shape[name], _inside(place, name))
            else:
                yield Problem(_inside(place, name), "is not known.")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield Problem(place, "should be a list.")
            return
        for number, part in enumerate(value):
            yield from misfits(part, shape[0], f"{place}[{number}]")
    else:
        kinds = shape if isinstance(shape, tuple) else (shape,)
        if type(value) not in kinds:
            yield Problem(place, f"should be {' or '.join(_WORDS[kind] for kind in kinds)}.")


_WORDS = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    dict: "an object",
    list: "a list",
    NoneType: "empty",
}


def _ordered(value: Any, place: tuple[Any, ...], depth: int) -> Any:
    """Return `value` checked, with the names of each object sorted by UTF-16 code units.

    place: (of what this is part of, its name or number there), as a text of it is needed for a refusal alone.
    """
    if depth > DEEPEST:
        raise ValueError(f"{_where(place)}: more than {DEEPEST} levels cannot be sealed")
    if isinstance(value, str):
        if not value.isascii():
            _check_text(value, _where(place))
        return value
    if isinstance(value, int):
        if not -LARGEST <= value <= LARGEST:
            raise ValueError(f"{_where(place) or 'the value'}: {value} is too large a number to be sealed")
        return value
    if value is None:
        return value
    if isinstance(value, list | tuple):
        return [_ordered(part, (place, number), depth + 1) for number, part in enumerate(value)]
    if isinstance(value, Mapping):
        return {name: _ordered(value[name], (place, name), depth + 1) for name in _sorted(value, place)}
    raise TypeError(f"{_where(place) or 'the value'}: {type(value).__name__} cannot be sealed")


def _sorted(value: Mapping[Any, Any], place: tuple[Any, ...]) -> list[str]:
    for name in value:
        if not isinstance(name, str):
            raise TypeError(f"{_where(place) or 'the value'}: the name {name!r} is not text and cannot be sealed")
        if not name.isascii():
            _check_text(name, _where(place))
    return sorted(value) if "".join(value).isascii() else sorted(value, key=_utf_16)


def _where(place: tuple[Any, ...]) -> str:
    if not place:
        return ""
    outer, name = place
    return f"{_where(outer)}[{name}]" if isinstance(name, int) else _inside(_where(outer), name)


def _utf_16(name: str) -> bytes:
    return name.encode("utf-16-be")


def _check_text(text: str, place: str) -> None:
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError(f"{place or 'the value'}: holds half a character (a lone surrogate) and cannot be sealed")


def _inside(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


class _Pairs(list[tuple[str, Any]]):
    """An object as it was read, names given twice included."""


class _NotWhole(str):
    """A number as it was written, where it is not a whole number in range."""


def _whole(digits: str) -> Any:
    # Longer ones are refused unread: turning very long digits into a number takes quadratic time.
    return int(digits) if len(digits) <= 17 and abs(int(digits)) <= LARGEST else _NotWhole(digits)


def _plain(read: Any, place: str, depth: int) -> Any:
    where = place or "the value"
    if depth > DEEPEST:
        raise RuleViolation(f"{where}: there are more than {DEEPEST} levels.")
    if isinstance(read, _NotWhole):
        raise RuleViolation(f"{where}: {read[:40]} is not a whole number that can be sealed.")
    if isinstance(read, _Pairs):
        value: dict[str, Any] = {}
        for name, part in read:
            _refuse_half_characters(name, where)
            if name in value:
                raise RuleViolation(f"{_inside(place, name)}: this name is given twice.")
            value[name] = _plain(part, _inside(place, name), depth + 1)
        return value
    if isinstance(read, list):
        return [_plain(part, f"{place}[{number}]", depth + 1) for number, part in enumerate(read)]
    if isinstance(read, str):
        _refuse_half_characters(read, where)
    return read


def _refuse_half_characters(text: str, place: str) -> None:
    try:
        _check_text(text, place)
    except ValueError as error:
        raise RuleViolation(f"{error}.") from error
