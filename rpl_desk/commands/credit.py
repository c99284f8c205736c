"""The command that shows how hours become credit, line by line."""

import argparse
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ..domain.errors import RuleViolation
from .common import Commands, on_case, say

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.awards import Advice
    from ..domain.cases import CaseRow
    from ..domain.credit_sheet import CreditSheet
    from ..domain.credit_working import Step


def register(commands: Commands) -> None:
    """Add the command of hours and credit to the command line."""
    commands.add_for_case("credit", "show a case's hours and credit, and how every figure came about", on_case(_credit))


def _credit(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    if not case.kind.gives_credit:
        raise RuleViolation(f"{case.reference} is of a kind that ends without credit points.")
    sheet = desk.credit.sheet(case.id)
    say(options, _plain(sheet), "\n".join(_lines(sheet)))


def _lines(sheet: "CreditSheet") -> Iterator[str]:
    yield f"{sheet.reference}: {sheet.headline}"
    for one in sheet.units:
        yield ""
        yield f"{one.unit.key} {one.unit.title} ({one.unit.requirement})"
        for activity, said in one.activities:
            about = f", of these {said.contact.words} h in contact" if said.contact is not None else ""
            words = f"; {said.words}" if said.words else ""
            weekly = f" = {said.total.words} h" if said.weeks is not None else ""
            yield f"  {_activity(activity.kind)}: {said.how}{weekly}{about}{words}"
        yield from _worked(one.working, one.checks)
    yield ""
    yield "The whole"
    yield from _worked(sheet.working, sheet.checks)


def _worked(working: "Iterable[Step]", checks: "Iterable[Advice]") -> Iterator[str]:
    for step in working:
        yield f"  {step.words}"
        yield f"      {step.rule}"
    for one in checks:
        yield f"  {_SIGNS[one.met]} {one.words} ({one.source})"


_SIGNS = {True: "[yes]", False: "[look]", None: "[open]"}


def _activity(kind: str) -> str:
    from ..domain.programmes import ACTIVITY_WORDS, ActivityKind

    return ACTIVITY_WORDS[ActivityKind(kind)]


def _plain(sheet: "CreditSheet") -> dict[str, Any]:
    return {
        "case": sheet.reference,
        "points": sheet.points,
        "sum_of_rounded": sheet.sums.sum_of_rounded if sheet.sums else None,
        "rounded_sum": sheet.sums.rounded_sum if sheet.sums else None,
        "units": [
            {
                "unit": one.unit.key,
                "title": one.unit.title,
                "hours": one.credit.hours.words,
                "proposed_points": one.credit.proposed,
                "points": one.credit.points,
                "agreed_points": one.agreed,
                "activities": [
                    {
                        "kind": activity.kind.value,
                        "stated": said.how,
                        "hours": said.total.words,
                        "contact": said.contact.words if said.contact is not None else None,
                        "note": said.words,
                    }
                    for activity, said in one.activities
                ],
                **_worked_plain(one.working, one.checks),
            }
            for one in sheet.units
        ],
        **_worked_plain(sheet.working, sheet.checks),
    }


def _worked_plain(working: "Iterable[Step]", checks: "Iterable[Advice]") -> dict[str, Any]:
    return {
        "working": [{"words": one.words, "rule": one.rule} for one in working],
        "checks": [{"words": one.words, "met": one.met, "source": one.source} for one in checks],
    }
