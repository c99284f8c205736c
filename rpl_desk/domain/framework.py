"""The level descriptors as dated data: statements by level and characteristic, in our own words."""

import dataclasses
import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from .rows import dataclass


class Characteristic(StrEnum):
    """The five headings of a level descriptor, by their stable letter; names may vary between editions."""

    KNOWLEDGE = "k"
    PRACTICE = "p"
    COGNITIVE = "g"
    COMMUNICATION = "c"
    AUTONOMY = "a"


SHORT_NAMES = {
    Characteristic.KNOWLEDGE: "Knowledge",
    Characteristic.PRACTICE: "Practice",
    Characteristic.COGNITIVE: "Cognitive skills",
    Characteristic.COMMUNICATION: "Communication",
    Characteristic.AUTONOMY: "Autonomy",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One descriptor statement; `continues` is the statement one level below that it carries further, if any."""

    id: str
    level: int
    characteristic: Characteristic
    text: str
    role: str = ""
    continues: str | None = None


@dataclasses.dataclass(frozen=True)
class Framework:
    """One edition of the descriptors. `status` is shown wherever its statements appear."""

    id: str
    edition: str
    title: str
    status: str
    basis: str
    notice: str
    names: Mapping[Characteristic, str]
    scopes: Mapping[Characteristic, str]
    levels: Mapping[int, tuple[str, ...]]
    statements: tuple[Statement, ...]

    @classmethod
    def from_plain(cls, descriptors: Mapping[str, Any], neighbours: Mapping[str, Any]) -> "Framework":
        """Build an edition from `scqf-descriptors.json` and `scqf-neighbours.json` as parsed."""
        about = descriptors["framework"]
        continues = {pair["statement"]: pair["continues"] for pair in neighbours["pairs"]}
        heads = {Characteristic(one["id"]): one for one in descriptors["characteristics"]}
        return cls(
            id=about["id"],
            edition=about["edition"],
            title=about["title"],
            status=about["status"],
            basis=about["basis"],
            notice=about["notice"],
            names={key: one["name"] for key, one in heads.items()},
            scopes={key: one["scope"] for key, one in heads.items()},
            levels={one["level"]: tuple(one["typically"]) for one in descriptors["levels"]},
            statements=tuple(
                Statement(
                    one["id"],
                    one["level"],
                    Characteristic(one["characteristic"]),
                    one["text"],
                    one.get("role", ""),
                    continues.get(one["id"]),
                )
                for one in descriptors["statements"]
            ),
        )

    @cached_property
    def _cells(self) -> dict[tuple[int, Characteristic], tuple[Statement, ...]]:
        cells: dict[tuple[int, Characteristic], list[Statement]] = {}
        for one in self.statements:
            cells.setdefault((one.level, one.characteristic), []).append(one)
        return {key: tuple(found) for key, found in cells.items()}

    def cell(self, level: int, characteristic: Characteristic) -> tuple[Statement, ...]:
        """Return the statements of one level and characteristic, in order."""
        return self._cells.get((level, characteristic), ())

    @property
    def line(self) -> str:
        """The line shown wherever statements appear; what the edition's name says again is left out of the title."""
        name, _, kind = self.title.partition(": ")
        return f"{name if kind and kind in self.edition else self.title}, {self.edition}: {self.status}"


_WORD = re.compile(r"\w+(?:['’-]\w+)*")


def differing_words(text: str, below: str | None) -> tuple[tuple[str, bool], ...]:
    """Return `text` in spans, each with whether its words differ from the paired sentence one level below.

    Words are compared in order, without regard to capitals; neighbouring words that differ join into one span, and
    the spans together are the text again. A sentence without a pair is one span, unmarked.
    """
    if not below or not text:
        return ((text, False),) if text else ()
    words = list(_WORD.finditer(text))
    lower = [one.group().casefold() for one in _WORD.finditer(below)]
    from difflib import SequenceMatcher  # here, as most starts compare no two levels

    matcher = SequenceMatcher(None, lower, [one.group().casefold() for one in words], autojunk=False)
    spans: list[tuple[str, bool]] = []
    done = 0
    for tag, _, _, first, last in matcher.get_opcodes():
        if tag in ("equal", "delete"):
            continue
        start, end = words[first].start(), words[last - 1].end()
        spans += [(text[done:start], False), (text[start:end], True)]
        done = end
    spans.append((text[done:], False))
    return tuple(one for one in spans if one[0])


@dataclass(frozen=True, slots=True)
class EditionRow:
    """Reference data as a store keeps it: dated, by its digest. `body` is JSON as it was loaded."""

    id: int
    revision: int
    framework: str
    edition: str
    title: str
    loaded_on: date
    sha256: str
    body: bytes
