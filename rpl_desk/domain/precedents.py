"""Earlier decisions on the same unit, title or level, shown beside a case for comparison; they bind nobody."""

from datetime import date
from enum import StrEnum

from .rows import dataclass


class Likeness(StrEnum):
    """What an earlier decision has in common with a case, the closest first."""

    UNIT = "unit"
    TITLE = "title"
    LEVEL = "level"


LIKENESS_WORDS = {
    Likeness.UNIT: "the same unit",
    Likeness.TITLE: "the same title",
    Likeness.LEVEL: "the level asked for here",
}


@dataclass(frozen=True, slots=True)
class Precedent:
    """One earlier decision; it never says whose claim it was.

    unit, unit_level and unit_points: the unit in common and what was found of it, where it is the likeness. reference
    and version lead to its decision record, whose short digest is record_sha256.
    """

    reference: str
    version: int
    likeness: Likeness
    kind_words: str
    title: str
    decided_on: date | None
    outcome_words: str
    level: int | None
    points: int | None
    record_sha256: str
    unit: str = ""
    unit_level: int | None = None
    unit_points: int | None = None

    @property
    def because(self) -> str:
        """Why it is shown, in words: "the same unit, Peer support basics: level 8, 6 points"."""
        words = LIKENESS_WORDS[self.likeness]
        if not self.unit:
            return words
        found = [f"level {self.unit_level}"] if self.unit_level is not None else []
        found += (
            [f"{self.unit_points} point{'' if self.unit_points == 1 else 's'}"] if self.unit_points is not None else []
        )
        return f"{words}, {self.unit}" + (f": {', '.join(found)}" if found else "")
