"""The problems of one file, gathered so that all are told at once."""

from ..domain.errors import Problem, Refused, RuleViolation

MOST_TOLD = 50


class GateRefusal(Refused, RuleViolation):
    """The gate refused a file; `problems` holds every fault found in it."""


class Findings:
    """Gathers problems; a file built to have thousands is told in its first fifty and a count."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._count = 0

    def add(self, message: str, place: str = "") -> None:
        """Note a problem once. place: the visible name of the part it lies in; empty for the file itself."""
        problem = Problem(place, message)
        if problem in self._problems:
            return
        self._count += 1
        if len(self._problems) < MOST_TOLD:
            self._problems.append(problem)

    def __bool__(self) -> bool:
        return self._count > 0

    def refusal(self, source: str) -> GateRefusal:
        left = self._count - len(self._problems)
        rest = [Problem("", f"There are {left:,} more problems of this sort.")] if left else []
        return GateRefusal(source, [*self._problems, *rest])
