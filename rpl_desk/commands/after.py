"""Commands for after the decision: letters, what is due, and conditions that were met."""

import argparse
from typing import TYPE_CHECKING

from ..domain.errors import RuleViolation
from ..domain.letters import DRAFT, Part, Reader
from ..domain.seals import SEALED
from .common import Commands, a_day, a_number, document_path, on_case, say, signed_in, tell, with_seal

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow


def register(commands: Commands) -> None:
    """Add the commands for after the decision to the command line."""
    commands.add("due", "list open conditions, reviews and appeals of signed decisions, overdue first", signed_in(_due))
    letter = with_seal(
        commands.add_for_case(
            "letter", "write the letter about a signed decision to the claimant or the owner, as PDF", on_case(_letter)
        )
    )
    letter.add_argument("--to", required=True, choices=[one.value for one in Reader])
    letter.add_argument("--out", required=True, metavar="FILE")
    wording = commands.add(
        "letter-wording", "list the office's own wording of its letters, or keep a part of it", signed_in(_wording)
    )
    wording.add_argument("part", nargs="?", choices=[one.value for one in Part])
    wording.add_argument("--text", metavar="WORDS", help="the office's own words; our draft again where they are empty")
    met = commands.add_for_case(
        "condition-met", "list the conditions of a signed decision, or confirm one as met", on_case(_met)
    )
    met.add_argument("number", nargs="?", type=a_number)
    met.add_argument("--by", default="", metavar="NAME", help="who showed that it is met")
    met.add_argument("--on", type=a_day, metavar="DAY", help="the day it was shown, today if left out")
    met.add_argument("--with", dest="shown_with", default="", metavar="WORDS", help="the evidence or words that showed")
    met.add_argument("--withdraw", metavar="REASON", help="withdraw a confirmation that was wrong, for this reason")
    review = commands.add_for_case(
        "decision-review", "list reviews of a signed decision, or note one that was held", on_case(_review)
    )
    review.add_argument("--held", type=a_day, metavar="DAY", help="the day it was held")
    review.add_argument("--note", default="", metavar="WORDS", help="what came of it")
    review.add_argument("--next", type=a_day, metavar="DAY", help="when the next is due, by the settings if left out")


def _due(desk: "Desk", options: argparse.Namespace) -> None:
    found, today = desk.after.due(), desk.session.now().date()
    plain = [
        {
            "case": one.reference,
            "title": one.title,
            "due_on": one.due_on,
            "what": one.what,
            "text": one.text,
            "owner": one.owner,
            "overdue": one.overdue,
        }
        for one in found
    ]
    lines = [
        "  ".join(
            part
            for part in (
                str(one.due_on),
                one.when(today),
                one.reference,
                f"{one.what}: {one.text}" if one.text else one.what,
                f"({one.owner})" if one.owner else "",
            )
            if part
        )
        for one in found
    ]
    say(
        options,
        plain,
        "\n".join(lines) or "Nothing is due: no decision that stands has an open condition, review day or appeal.",
    )


def _letter(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    path, to = document_path(options.out, ".pdf"), Reader(options.to)
    notice = desk.letters.letter(case, to).notice
    sha256 = desk.letters.write(case, to, path)
    tell(f"{path}  SHA-256 {sha256}")
    tell(desk.seals.not_sealed_because or SEALED)
    if notice:
        tell(f"{notice} See: rpl-desk letter-wording --help")


def _wording(desk: "Desk", options: argparse.Namespace) -> None:
    if options.part is not None:
        if options.text is None:
            raise RuleViolation("Give the office's own words for this part: --text WORDS.")
        desk.letters.word(Part(options.part), options.text)
    own = desk.letters.wording()
    plain = [{"part": part, "text": own.get(part, DRAFT[part]), "is_draft": part not in own} for part in Part]
    lines = [f"{one['part']}{' (draft)' if one['is_draft'] else ''}: {one['text']}" for one in plain]
    say(options, plain, "\n".join(lines))


def _met(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    if options.withdraw is not None:
        if options.number is None:
            raise RuleViolation("Say which confirmation is withdrawn: the number of the condition.")
        desk.after.withdraw_met(case, options.number, options.withdraw)
    elif options.number is not None:
        day = options.on or desk.session.now().date()
        desk.after.confirm_met(case, options.number, shown_by=options.by, shown_on=day, shown_with=options.shown_with)
    found = desk.after.conditions(case.id)
    plain = [
        {
            "number": one.condition.number,
            "text": one.condition.text,
            "owner": one.condition.owner,
            "due_on": one.condition.due_on,
            "met_on": one.met.shown_on if one.met else None,
            "shown_by": one.met.shown_by if one.met else "",
            "shown_with": one.met.shown_with if one.met else "",
            "confirmed_by": one.confirmed_by,
            "withdrawn": [row.withdrawn_reason for row in one.withdrawn],
        }
        for one in found
    ]
    lines = []
    for one in found:
        state = f"open, due {one.condition.due_on}"
        if one.met is not None:
            how = f"shown by {one.met.shown_by} on {one.met.shown_on} with {one.met.shown_with}"
            state = f"met, {how}; confirmed by {one.confirmed_by}"
        lines.append(f"{one.condition.number}. {one.condition.text}: {state}")
        lines.extend(f"   confirmation of {row.shown_on} withdrawn: {row.withdrawn_reason}" for row in one.withdrawn)
    say(options, plain, "\n".join(lines) or f"{case.reference} has no conditions of a signed decision.")


def _review(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    if options.held is not None:
        desk.after.hold_review(case, options.held, options.note, options.next)
    found = desk.after.reviews(case.id)
    plain = [{"held_on": one.held_on, "note": one.note, "next_on": one.next_on} for one in found]
    lines = [f"{one.held_on}  {one.note}; next on {one.next_on}" for one in found]
    say(options, plain, "\n".join(lines) or f"No review of the decision on {case.reference} was noted.")
