"""The office's settings. Institutions differ, so what is not a rule of the framework is a setting here.

A policy is kept with the office, changed only by an audited action, and frozen on each case when it is opened.
"""

from dataclasses import asdict, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from .errors import Problem, RuleViolation
from .evidence import EvidenceTest
from .languages import language_problems
from .people import Role
from .rows import dataclass

LEVELS = range(1, 13)
_LISTS = ("permitted_levels", "signatories", "evidence_tests", "recognition_languages", "appeal_grounds")


class Rounding(StrEnum):
    """How notional hours divided by ten become whole points; the framework publishes no rule, so it is a setting."""

    HALF_UP = "half_up"
    DOWN = "down"
    UP = "up"


class RangeBasis(StrEnum):
    """Which figure of a range of hours points are proposed from."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Policy:
    """Settings of one office; every default is ours and is to be checked against the office's own regulations."""

    permitted_levels: tuple[int, ...] = tuple(LEVELS)
    rounding: Rounding = Rounding.HALF_UP
    range_basis: RangeBasis = RangeBasis.MIDDLE
    weekly_hours_asked_about: int = 48
    currency_years: int = 5
    rpl_cap_percent: int = 50
    whole_units_only: bool = False
    rate_by_outcome: bool = False
    blind_review: bool = True
    hide_claimant: bool = False
    name_assessors: bool = True
    assessors: int = 2
    discuss_from: int = 1
    adjudicate_from: int = 2
    quorum: int = 3
    evidence_tests: tuple[str, ...] = ("valid", "authentic", "current", "sufficient")
    signatories: tuple[str, ...] = ("assessor", "chair")
    working_days_target: int = 30
    review_years: int = 5
    retention_years: int = 6
    appeal_days: int = 20
    appeal_hearing_days: int = 30
    appeal_members: int = 1
    appeal_grounds: tuple[str, ...] = ()
    idle_lock_minutes: int = 5
    recognition_languages: tuple[str, ...] = ("eng",)
    labels: dict[str, str] = field(default_factory=dict)
    signing_statement: str = "I confirm that this is the panel's decision and that I had no interest in the case."

    def to_plain(self) -> dict[str, Any]:
        """Return the settings as plain JSON values."""
        plain = asdict(self)
        return plain | {name: list(getattr(self, name)) for name in _LISTS}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Policy":
        """Read what `to_plain` made; a setting added since then takes its default."""
        known = {one.name for one in fields(cls)}
        values = {key: value for key, value in plain.items() if key in known}
        for name in _LISTS:
            if name in values:
                values[name] = tuple(values[name])
        if "rounding" in values:
            values["rounding"] = Rounding(values["rounding"])
        if "range_basis" in values:
            values["range_basis"] = RangeBasis(values["range_basis"])
        return cls(**values)

    def problems(self) -> list[Problem]:
        """Return what is wrong with these settings, each named by its setting."""
        found = []
        for name, least, most in (
            ("weekly_hours_asked_about", 1, 168),
            ("currency_years", 1, 50),
            ("rpl_cap_percent", 0, 100),
            ("assessors", 1, 5),
            ("discuss_from", 1, 11),
            ("adjudicate_from", 1, 11),
            ("quorum", 1, 50),
            ("working_days_target", 1, 365),
            ("review_years", 1, 25),
            ("retention_years", 1, 100),
            ("appeal_days", 1, 365),
            ("appeal_hearing_days", 1, 365),
            ("appeal_members", 1, 15),
            ("idle_lock_minutes", 1, 15),
        ):
            value = getattr(self, name)
            if type(value) is not int or not least <= value <= most:
                found.append(Problem(name, f"{value} is not a whole number from {least} to {most}."))
        if not found and self.adjudicate_from < self.discuss_from:
            found.append(Problem("adjudicate_from", "An adjudicator is asked no sooner than a discussion."))
        if not self.permitted_levels or any(level not in LEVELS for level in self.permitted_levels):
            found.append(
                Problem("permitted_levels", "The permitted levels are whole numbers from 1 to 12, at least one.")
            )
        for name in self.evidence_tests:
            if name not in set(EvidenceTest):
                found.append(Problem("evidence_tests", f"{name!r} is not a test of evidence."))
        if len(set(self.evidence_tests)) < len(self.evidence_tests):
            found.append(Problem("evidence_tests", "Each test of evidence is asked once."))
        if not self.signatories:
            found.append(Problem("signatories", "At least one role signs a decision."))
        if len(set(self.signatories)) < len(self.signatories):
            found.append(Problem("signatories", "Each role signs a decision once."))
        for name in self.signatories:
            if name not in set(Role):
                found.append(Problem("signatories", f"{name!r} is not a role on a case."))
        if len({one.strip().casefold() for one in self.appeal_grounds} - {""}) < len(self.appeal_grounds):
            found.append(Problem("appeal_grounds", "Each ground of an appeal has words, and is listed once."))
        found += language_problems(self.recognition_languages)
        return found

    def assessor_name(self, name: str, number: int) -> str:
        """Return an assessor's name, or their number on the case where the office shows numbers instead of names."""
        return name if self.name_assessors else f"Assessor {number}"

    def checked(self) -> "Policy":
        """Return the policy itself; raises RuleViolation with every problem."""
        if found := self.problems():
            raise RuleViolation("These settings cannot be kept. " + " ".join(str(one) for one in found))
        return self


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """The credit-rating body or quality office that owns the store. `policy` is JSON, `logo` a PNG."""

    id: int
    revision: int
    store: str
    epoch: int
    founded_at: datetime
    name: str
    unit: str
    logo: bytes | None
    policy: str
    framework_id: int
    authority_public: bytes
