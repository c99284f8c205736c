"""Commands for a decision that stands or stands no more: versions, amending, voiding, and unlocking before that."""

import argparse
from typing import TYPE_CHECKING

from ..domain.after import LockState
from ..domain.errors import RuleViolation
from .common import Commands, a_number, on_case, open_desk, say, sign_in, tell, warn_of_anchors

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow


def register(commands: Commands) -> None:
    """Add the commands of amending, voiding and unlocking to the command line."""
    commands.add_for_case("versions", "list the signed versions of a decision, and which stands", on_case(_versions))
    amend = commands.add_for_case(
        "amend", "open the next version of a signed decision, or drop that amendment (the chair)", on_case(_amend)
    )
    amend.add_argument("--reason", default="", help="why, printed in the record")
    amend.add_argument("--reconcile", action="store_true", help="open the findings again as well")
    amend.add_argument("--drop", action="store_true", help="let the amendment be: the signed version stands")
    void = commands.add_for_case("void", "void a signed decision, signed by its chair", _void)
    void.add_argument("--reason", default="", help="why; the signature covers it")
    void.add_argument("--yes", action="store_true", help="do not ask again after showing what is signed")
    unlock = commands.add_for_case(
        "unlock", "list what is closed and who may open it, or open it again (the chair)", on_case(_unlock)
    )
    unlock.add_argument("what", nargs="?", choices=[one.value for one in LockState])
    unlock.add_argument("--assessor", type=a_number, metavar="NUMBER", help="whose sealed judgements")
    unlock.add_argument("--reason", default="", help="why, printed in the record")


def _versions(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    found = desk.amending.versions(case.id)
    plain = [
        {
            "version": one.version,
            "decided_on": one.decided_on,
            "outcome": one.outcome_words,
            "level": one.level,
            "points": one.points,
            "stands": one.stands,
            "ended": one.ended,
            "reason": one.reason,
        }
        for one in found
    ]
    lines = []
    for one in found:
        gives = "" if one.level is None else f", level {one.level}, {one.points} points"
        state = ", ".join(part for part in ("stands" if one.stands else "", one.ended) if part)
        why = f" ({one.reason})" if one.reason else ""
        lines.append(f"version {one.version}, decided {one.decided_on}: {one.outcome_words}{gives}: {state}{why}")
    say(options, plain, "\n".join(lines) or f"No decision on {case.reference} was signed by all yet.")


def _amend(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    if options.drop:
        desk.amending.drop(case, options.reason)
        tell(f"The amendment of {case.reference} is dropped. The signed version stands.")
        return
    desk.amending.amend(case, options.reason, reconcile=options.reconcile)
    (standing,) = (one for one in desk.amending.versions(case.id) if one.stands)
    where = "reconcile" if options.reconcile else "the panel"
    tell(f"{case.reference} goes back to {where}. Version {standing.version} stands until all have signed the next.")


def _void(options: argparse.Namespace) -> None:
    """Void as the chair: what is signed is shown first, and the passphrase signs it."""
    with open_desk(options) as desk:
        passphrase = sign_in(desk, options)
        case = desk.intake.case(options.case)
        words = desk.voiding.words(case, options.reason)
        tell("\n".join(words))
        if not options.yes and input(f"Sign this as {desk.session.user.name}? Type yes: ").strip() != "yes":
            raise RuleViolation("Not voided.")
        shown = desk.decisions.current_record(case.id).sha256
        done = desk.voiding.void(case, options.reason, passphrase, shown=shown)
        print(f"Voided. Receipt {done.receipt}. Hand out a new roster: it tells whoever checks the record.")
    warn_of_anchors(desk)


def _unlock(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    if options.what:
        desk.locks.unlock(case, LockState(options.what), options.reason, assessor=options.assessor)
        tell(f"Opened again: {options.what}. The record will print why.")
        return
    found = desk.locks.table(case.id)
    plain = [{"state": one.state, "who": one.who, "how": one.how, "closed_now": one.holds} for one in found]
    lines = [f"{'>' if one.holds else ' '} {one.state:11} {one.what}: {one.who}. {one.how}" for one in found]
    say(options, plain, "\n".join(lines))
