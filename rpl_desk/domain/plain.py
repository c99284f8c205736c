"""Dataclasses as plain JSON values and back, checked field by field, each in the version it was written in.

They hold text, whole numbers, truth values, other such dataclasses and tuples of them; None where a type says so.
"""

from dataclasses import Field, field, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from .errors import Problem


def since(version: int, default: Any = "") -> Any:
    """Return a field that came with a version of the record, and what it holds in earlier ones."""
    return field(default=default, metadata={"since": version})


@cache
def fields_of(kind: Any, form: int) -> dict[str, Any]:
    """Return the fields that a part of the record has in a version, by name, with their types."""
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind) if _came_with(one) <= form}


def _came_with(one: "Field[Any]") -> int:
    return int(one.metadata.get("since", 1))


def taken_apart(value: Any, form: int) -> Any:
    """Return dataclasses as dicts of the fields they have in a version, ready for JSON."""
    if is_dataclass(value):
        kind: Any = type(value)
        return {name: taken_apart(getattr(value, name), form) for name in fields_of(kind, form)}
    return tuple(taken_apart(one, form) for one in value) if isinstance(value, tuple) else value


def taken_in(kind: Any, plain: Any, problems: list[Problem], form: int = 1) -> Any:
    """Return plain values as the dataclass `kind` was in a version; adds a problem with its path for what misfits."""
    return _read(kind, plain, "", form, problems)


def _read(wanted: Any, value: Any, place: str, form: int, problems: list[Problem]) -> Any:
    """Return `value` as the type `wanted` was in a version; add a problem with its place where it does not fit."""
    if is_dataclass(wanted) and isinstance(wanted, type):
        if not isinstance(value, dict):
            problems.append(Problem(place, "should be an object."))
            return None
        hints = fields_of(wanted, form)
        names = hints.keys()
        dot = f"{place}." if place else ""
        problems.extend(Problem(f"{dot}{name}", "is missing.") for name in sorted(names - value.keys()))
        problems.extend(Problem(f"{dot}{name}", "is not known.") for name in sorted(value.keys() - names))
        read = {name: _read(hints[name], value[name], f"{dot}{name}", form, problems) for name in names & value.keys()}
        return wanted(**read) if names <= value.keys() else None
    if get_origin(wanted) is tuple:
        if not isinstance(value, list | tuple):
            problems.append(Problem(place, "should be a list."))
            return ()
        return tuple(_read(get_args(wanted)[0], one, f"{place}[{n}]", form, problems) for n, one in enumerate(value))
    if isinstance(wanted, UnionType):
        kinds = get_args(wanted)
        if value is None and NoneType in kinds:
            return None
        return _read(next(kind for kind in kinds if kind is not NoneType), value, place, form, problems)
    if type(value) is not wanted:
        words = {str: "text", int: "a whole number", bool: "true or false"}
        problems.append(Problem(place, f"should be {words[wanted]}."))
    return value
