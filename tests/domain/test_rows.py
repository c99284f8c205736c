"""Frozen rows do all that the standard library's frozen dataclasses do."""

import copy
import dataclasses
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, asdict, field, fields, is_dataclass, replace
from typing import Any

import pytest

from rpl_desk.domain.rows import dataclass


@dataclass(frozen=True, slots=True)
class Ours:
    """A row of each kind of field."""

    name: str
    level: int = 7
    marks: Mapping[str, int] = field(default_factory=dict)
    note: str = field(default="", compare=False, repr=False)

    @property
    def spoken(self) -> str:
        return f"{self.name}, level {self.level}"


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """The same of the standard library."""

    name: str
    level: int = 7
    marks: Mapping[str, int] = field(default_factory=dict)
    note: str = field(default="", compare=False, repr=False)

    @property
    def spoken(self) -> str:
        return f"{self.name}, level {self.level}"


@dataclass(frozen=True, slots=True)
class Level:
    """A row with one field that checks itself."""

    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise ValueError(f"There is no level {self.number}.")


BOTH = pytest.mark.parametrize("kind", [Ours, Theirs])


@BOTH
def test_rows_are_equal_by_class_and_the_fields_compared(kind: Any):
    assert kind("a") == kind(name="a", level=7, note="said")
    assert kind("a") != kind("b")
    assert kind("a") != kind("a", 8)
    assert Ours("a") != Theirs("a")
    assert kind("a") != ("a", 7, {})


@BOTH
def test_rows_show_their_fields(kind: Any):
    assert repr(kind("a", note="hidden")) == f"{kind.__name__}(name='a', level=7, marks={{}})"
    assert kind("a", 9).spoken == "a, level 9"


@BOTH
def test_the_standard_functions_take_a_row(kind: Any):
    row = kind("a", 8, {"x": 1})
    assert is_dataclass(row)
    assert [one.name for one in fields(kind)] == ["name", "level", "marks", "note"]
    assert asdict(row) == {"name": "a", "level": 8, "marks": {"x": 1}, "note": ""}
    assert replace(row, level=9) == kind("a", 9, {"x": 1})
    assert kind("a").marks is not kind("a").marks
    match row:
        case kind(name, level):
            assert (name, level) == ("a", 8)


@BOTH
def test_rows_are_copied_and_pickled_whole(kind: Any):
    row = kind("a", 8, {"x": 1}, "said")
    for again in (copy.copy(row), copy.deepcopy(row), pickle.loads(pickle.dumps(row))):
        assert asdict(again) == asdict(row)


@BOTH
def test_a_row_cannot_be_changed(kind: Any):
    row = kind("a")
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'name'"):
        row.name = "b"
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'name'"):
        del row.name
    assert row == kind("a")
    assert not hasattr(row, "__dict__")


def test_a_row_takes_no_other_attributes():
    row: Any = Ours("a")
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'colour'"):
        row.colour = "red"


@BOTH
def test_a_wrong_call_names_the_class(kind: Any):
    with pytest.raises(
        TypeError, match=rf"{kind.__name__}\.__init__\(\) missing 1 required positional argument: 'name'"
    ):
        kind()
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'colour'"):
        kind("a", colour="red")


@BOTH
def test_rows_hash_by_the_fields_compared(kind: Any):
    with pytest.raises(TypeError, match="unhashable"):
        hash(kind("a"))  # for the mapping in it
    assert hash(kind("a", marks=(), note="b")) == hash(kind("a", marks=(), note="c"))


def test_a_row_checks_itself_once_it_is_made():
    assert Level(7) == Level(7)
    assert {Level(7): "seven"}[Level(7)] == "seven"
    with pytest.raises(ValueError, match="no level 13"):
        Level(13)
    with pytest.raises(ValueError, match="no level 0"):
        replace(Level(7), number=0)


def test_other_arguments_are_refused():
    with pytest.raises(TypeError, match="order"):
        dataclass(frozen=True, slots=True, order=True)
