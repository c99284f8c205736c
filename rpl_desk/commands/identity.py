"""Commands about who a claimant is: hiding it from those who judge, looking through the evidence, revealing it."""

import argparse
from typing import TYPE_CHECKING

from ..domain.errors import NotFound
from ..domain.identity import SEEN_WORDS, Seen, places_of
from .common import Commands, counted, on_case, progress_line, say, signed_in

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow
    from ..services.identity import Looked


def register(commands: Commands) -> None:
    """Add the commands of identity to the command line."""
    identity = commands.group("identity", "hide the claimant from those who judge, look through files, reveal")
    office = identity.add("hide", "whether cases opened from now on hide their claimant", signed_in(_hide))
    office.add_argument("on", choices=("on", "off"))
    identity.add_for_case("show", "how a case hides its claimant", on_case(_show))
    names = identity.add_for_case("names", "further names the claimant goes by, which are covered too", on_case(_names))
    names.add_argument("names", metavar="NAMES", help="one after the other with commas; empty for none")
    identity.add_for_case("look", "look through the evidence for the claimant's names", on_case(_look))
    decide = identity.add_for_case("decide", "decide whether those who judge see an item's file", on_case(_decide))
    decide.add_argument("item", metavar="ITEM", help="such as E01")
    way = decide.add_mutually_exclusive_group(required=True)
    way.add_argument("--show", dest="seen", action="store_const", const=Seen.SHOWN, help="they see it as it is")
    way.add_argument("--withhold", dest="seen", action="store_const", const=Seen.WITHHELD, help="they do not")
    decide.add_argument("--reason", required=True)
    reveal = identity.add_for_case("reveal", "reveal who the claimant is, by the chair", on_case(_reveal))
    reveal.add_argument("--reason", required=True)


def _hide(desk: "Desk", options: argparse.Namespace) -> None:
    desk.office.set_policy(hide_claimant=options.on == "on")
    words = "hide their claimant from those who judge" if options.on == "on" else "show their claimant to everybody"
    say(
        options,
        {"hide_claimant": options.on == "on"},
        f"Cases opened from now on {words}. Open cases stay as they are.",
    )


def _show(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    hiding = desk.identity.hiding(case.id)
    if hiding is None:
        say(options, {"hidden": False}, f"{case.reference} does not hide its claimant.")
        return
    plain = {
        "hidden": hiding.row.revealed_at is None,
        "stand_in": hiding.row.pseudonym,
        "known_to_you": hiding.known,
        "revealed_at": hiding.row.revealed_at,
        "revealed_by": hiding.revealed_by,
        "reason": hiding.row.reason,
    }
    say(options, plain, hiding.words)


def _names(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    desk.identity.names(case, options.names)
    say(options, {"other_names": options.names}, f"Kept. Look through the evidence of {case.reference} again.")


def _look(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    desk.identity.look(case, progress_line("Looking through"))
    released = desk.identity.clear(case)
    found = desk.identity.looked(case)
    left = sum(one.is_open for one in found)
    lines = [line for one in found for line in _lines(one)]
    lines.append(f"{counted(released, 'item')} without a name released; {counted(left, 'item')} to decide.")
    say(options, {"released": released, "items": [_plain(one) for one in found]}, "\n".join(lines))


def _lines(looked: "Looked") -> list[str]:
    item, decided = looked.item, looked.decided
    said = SEEN_WORDS[decided.seen] + (f": {decided.reason}" if decided.reason else "") if decided else "to decide"
    lines = [f"{item.key} {item.title}: {said}"]
    lines += [f"    {one.where}: {one.words}" for one in looked.places]
    return lines + ([f"    not looked through: {looked.note}"] if looked.note else [])


def _plain(looked: "Looked") -> dict[str, object]:
    return {
        "item": looked.item.key,
        "places": [{"where": one.where, "words": one.words} for one in looked.places],
        "not_looked_through": looked.note,
        "decided": looked.decided and looked.decided.seen.value,
        "reason": looked.decided and looked.decided.reason,
        "found_then": [one.where for one in places_of(looked.decided.places)] if looked.decided else [],
    }


def _decide(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    items = {one.key.casefold(): one for one in desk.evidence.register(case.id)}
    item = items.get(options.item.casefold())
    if item is None:
        raise NotFound(f"There is no item {options.item} in {case.reference}.")
    desk.identity.decide(case, item, options.seen, options.reason)
    say(options, {"item": item.key, "decided": options.seen.value}, f"{item.key}: {SEEN_WORDS[options.seen]}.")


def _reveal(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    desk.identity.reveal(case, options.reason)
    name = desk.intake.case(case.reference).claimant
    say(options, {"claimant": name}, f"The claimant of {case.reference} is {name}; everybody may know it from now on.")
