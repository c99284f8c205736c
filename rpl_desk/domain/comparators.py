"""Comparators: what an assessor held a best fit against, rated already; named by them, and never sought or scored."""

from .errors import RuleViolation
from .judgements import CriterionKind, CriterionRow
from .policy import LEVELS
from .rows import dataclass


@dataclass(frozen=True, slots=True)
class ComparatorRow:
    """A unit or qualification with an SCQF level of its own, and how what is rated compares with it."""

    id: int
    revision: int
    assessment_id: int
    criterion_id: int
    title: str
    owner: str
    level: int
    compared: str

    @property
    def words(self) -> str:
        """The comparator in one line: "Certificate in Care, Sample Awarding Body, level 7"."""
        return ", ".join(part for part in (self.title, self.owner, f"level {self.level}") if part)


def check_comparator(criterion: CriterionRow, title: str, level: int, compared: str) -> None:
    """Raise RuleViolation unless a comparator has a name, a level of the framework and a comparison, on a best fit."""
    if criterion.kind is not CriterionKind.BEST_FIT:
        raise RuleViolation(f"{criterion.label} is not a best fit. Comparators stand beside a best fit.")
    if not title:
        raise RuleViolation("A comparator needs the title it was rated under.")
    if level not in LEVELS:
        raise RuleViolation(f"{level} is not an SCQF level: they are 1 to 12.")
    if not compared:
        raise RuleViolation("Say how it compares: what is alike, and what is more or less.")
