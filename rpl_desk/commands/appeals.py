"""The command of appeals against a signed decision."""

import argparse
from typing import TYPE_CHECKING

from ..domain.appeals import APPEAL_WORDS, Appeal, AppealOutcome
from ..domain.errors import RuleViolation
from .common import Commands, a_day, on_case, say

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow


def register(commands: Commands) -> None:
    """Add the command of appeals to the command line."""
    made = commands.add_for_case(
        "appeal",
        "list the appeals against a signed decision, lodge one, or take the open one a step further",
        on_case(_do),
    )
    made.add_argument("--lodged", type=a_day, metavar="DAY", help="the day a new appeal was received")
    made.add_argument("--by", default="", metavar="NAME", help="who lodged it")
    made.add_argument("--grounds", default="", metavar="WORDS", help="what is appealed against, in their words")
    made.add_argument(
        "--ground", default="", metavar="WORDS", help="one of the office's list of grounds, if it keeps one"
    )
    made.add_argument("--late", default="", metavar="REASON", help="why it is heard though it came late")
    made.add_argument("--acknowledged", type=a_day, metavar="DAY", help="when it was acknowledged to who lodged it")
    made.add_argument(
        "--members", nargs="+", metavar="EMAIL", help="who hears it: nobody who took part in the decision"
    )
    made.add_argument(
        "--outcome", choices=[one.value for one in AppealOutcome], help="how it ended; upheld begins an amendment"
    )
    made.add_argument("--heard", type=a_day, metavar="DAY", help="the day it was heard")
    made.add_argument("--reasons", default="", metavar="WORDS", help="why it ended so")
    made.add_argument("--reconcile", action="store_true", help="where upheld, open the findings again as well")


def _do(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    steps = [options.lodged, options.acknowledged, options.members, options.outcome]
    if sum(one is not None for one in steps) > 1:
        raise RuleViolation("One step at a time: --lodged, --acknowledged, --members or --outcome.")
    if options.lodged is not None:
        desk.appeals.lodge(
            case,
            lodged_on=options.lodged,
            lodged_by=options.by,
            grounds=options.grounds,
            ground=options.ground,
            late_reason=options.late,
        )
    elif options.acknowledged is not None:
        desk.appeals.acknowledge(case, options.acknowledged)
    elif options.members is not None:
        desk.appeals.name_members(case, [desk.people.by_email(one) for one in options.members])
    elif options.outcome is not None:
        desk.appeals.decide(
            case,
            AppealOutcome(options.outcome),
            options.reasons,
            heard_on=options.heard,
            reconcile=options.reconcile,
        )
    found = desk.appeals.appeals(case.id)
    words = "\n".join(map(_line, found)) or f"No appeal against the decision on {case.reference} was lodged."
    say(options, [_plain(one) for one in found], words)


def _line(one: Appeal) -> str:
    row, hear = one.row, ", ".join(member.name for member in one.members)
    parts = [f"Appeal {row.number}, lodged on {row.lodged_on} by {row.lodged_by}: {row.grounds}"]
    parts += [f"ground: {row.ground}"] if row.ground else []
    parts += [f"late, heard because: {row.late_reason}"] if row.late_reason else []
    parts += [f"acknowledged on {row.acknowledged_on}"] if row.acknowledged_on else []
    parts += [f"heard by {hear}"] if hear else []
    if row.outcome is None:
        parts.append(f"to be decided by {row.hear_by}")
    else:
        parts.append(
            f"{APPEAL_WORDS[row.outcome].lower()} on {row.decided_on}, recorded by {one.decided_by}: {row.reasons}"
        )
    return "; ".join(parts)


def _plain(one: Appeal) -> dict[str, object]:
    row = one.row
    return {
        "number": row.number,
        "lodged_on": row.lodged_on,
        "lodged_by": row.lodged_by,
        "ground": row.ground,
        "grounds": row.grounds,
        "late_reason": row.late_reason,
        "received_by": one.received_by,
        "acknowledged_on": row.acknowledged_on,
        "decide_by": row.hear_by,
        "members": [member.name for member in one.members],
        "heard_on": row.heard_on,
        "outcome": row.outcome,
        "decided_on": row.decided_on,
        "reasons": row.reasons,
        "decided_by": one.decided_by,
    }
