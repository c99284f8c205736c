"""Frozen rows: what `dataclass(frozen=True, slots=True)` of the standard library gives, made in a fifth of its time.

The standard decorator writes and compiles the source of six functions for each class. A start of the program makes two
hundred of our classes, and spent more on that than an empty window takes altogether. Here a class shares all of these
functions with every other but `__init__`, which is compiled when the first row is made: most starts make few kinds.

To its users nothing differs: `fields`, `replace`, `asdict`, `is_dataclass`, `match`, defaults, `__post_init__`,
equality by class and fields, hashing, copying, `FrozenInstanceError`. Other arguments of the decorator are refused: a
class that needs `order` or may be changed takes the standard one.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, fields
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:  # checked as the one it stands for
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: Literal[True], slots: Literal[True]) -> Callable[[type], Any]:
        """Make a class a frozen row with slots, as `dataclasses.dataclass(frozen=True, slots=True)` does."""
        return _row_class


def _row_class(plain: type) -> Any:
    plain.__doc__ = plain.__doc__ or plain.__name__  # else the standard one works a signature out to put there
    kind: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(plain)

    def make_init_then_use_it(self: Any, *values: Any, **named: Any) -> None:
        kind.__init__ = _init_of(kind)
        kind.__init__(self, *values, **named)

    compared = [one.name for one in fields(kind) if one.compare]
    added = _SHARED | {"_compared": attrgetter(*compared), "__init__": make_init_then_use_it}
    for name, value in added.items():
        if vars(plain).get(name) is None:  # what a class says itself stands
            setattr(kind, name, value)
    return kind


def _init_of(kind: Any) -> Callable[..., None]:
    """Return `__init__` for the fields of a class.

    While it sets them the new row is of another class, of the same slots, that lets itself be changed: plain setting
    takes half the time of going round the refusal, and much of what opening a case costs is the making of rows.
    """
    changeable = type(kind.__name__, kind.__bases__, {"__slots__": kind.__slots__, "__module__": kind.__module__})
    known: dict[str, Any] = {"MISSING": MISSING, "KIND": kind, "CHANGEABLE": changeable, "SET": object.__setattr__}
    arguments, lines = [], ["SET(self, '__class__', CHANGEABLE)"]
    for field in fields(kind):
        name = field.name
        known[f"default_{name}"] = field.default
        if field.default_factory is not MISSING:
            known[f"make_{name}"] = field.default_factory
            lines.append(f"if {name} is MISSING: {name} = make_{name}()")
        has_default = field.default is not MISSING or field.default_factory is not MISSING
        arguments.append(f"{name}=default_{name}" if has_default else name)
        lines.append(f"self.{name} = {name}")
    lines.append("self.__class__ = KIND")
    if hasattr(kind, "__post_init__"):
        lines.append("self.__post_init__()")
    exec(f"def __init__(self, {', '.join(arguments)}):\n    " + "\n    ".join(lines), known)
    init: Any = known["__init__"]
    init.__qualname__ = f"{kind.__qualname__}.__init__"  # so a call with a wrong argument names the class
    return init  # type: ignore[no-any-return]


def _equal(self: Any, other: Any) -> bool:
    if other.__class__ is not self.__class__:
        return NotImplemented  # type: ignore[no-any-return]
    return bool(self._compared(self) == self._compared(other))


def _hash(self: Any) -> int:
    return hash(self._compared(self))


@recursive_repr()
def _shown(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{type(self).__qualname__}({shown})"


def _refuse_to_set(self: Any, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for one, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)


_SHARED: dict[str, Any] = {
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _shown,
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
    "__getstate__": _state,
    "__setstate__": _set_state,
}
