"""The command for earlier decisions beside a case."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from .common import Commands, on_case, say

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow
    from ..domain.precedents import Precedent


def register(commands: Commands) -> None:
    """Add the command to the command line."""
    words = "earlier decisions on the same unit, title or level, once you have sealed"
    commands.add_for_case("precedents", words, on_case(_precedents))


def _precedents(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    found = desk.precedents.precedents(case)
    none = f"No earlier decision has a unit, the title or the level of {case.reference}."
    say(options, [asdict(one) for one in found], "\n".join(map(_line, found)) or none)


def _line(one: "Precedent") -> str:
    decided = f"level {one.level}, " if one.level is not None else ""
    decided += f"{one.points} points, " if one.points is not None else ""
    about = f"{one.reference} version {one.version} {one.title}"
    return f"{about}: {decided}{one.outcome_words}, {one.decided_on}. {one.because}"
