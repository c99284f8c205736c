"""Commands that read evidence: marked passages, search."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from ..domain.errors import RuleViolation
from ..domain.searching import HIT_WORDS, search_terms
from ..handed import shown
from .common import Commands, a_number, counted, on_case, open_desk, progress_line, sign_in, tell

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow


def register(commands: Commands) -> None:
    """Add the commands for evidence to the command line."""
    commands.add_for_case("passages", "list the passages of a case that you may see", on_case(_passages))
    search = commands.add(
        "search", 'search evidence and what people wrote: words, "phrases", beginnings*', _search_store
    )
    search.add_argument("words", nargs="+", metavar="WORDS")
    search.add_argument("--best", action="store_true", help="the best of the newest first, not the newest")
    search.add_argument(
        "--limit", type=a_number, default=50, metavar="N", help="at most N of what people wrote, and N of evidence"
    )
    search.add_argument("--no-fill", action="store_true", help="do not first read the evidence that was not read yet")
    search.add_argument(
        "--read-only", action="store_true", help="as --no-fill, and changes nothing: for a store somebody has open"
    )


def _passages(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    items = {one.id: one.key for one in desk.evidence.register(case.id)}
    criteria = {one.id: one.key for one in desk.judging.criteria(case.id)}
    listed: list[dict[str, Any]] = [
        {
            "evidence": items[one.passage.evidence_id],
            "kind": one.passage.anchor.kind.value,
            "place": one.passage.anchor.place,
            "quotation": one.passage.anchor.exact,
            "assessor": one.assessor,
            "links": [
                {
                    "criterion": criteria[link.criterion_id],
                    "stance": link.stance.value,
                    "strength": link.strength,
                    "note": link.note,
                }
                for link in one.links
            ],
        }
        for one in desk.marking.passages(case.id)
    ]
    if options.json:
        print(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for row in listed:
        said = "; ".join(f"{link['criterion']} {link['stance']} {link['strength']}" for link in row["links"])
        quoted = f" “{row['quotation']}”" if row["quotation"] else ""
        print(f"{row['evidence']} {row['place'] or 'whole item'}{quoted}  [{said or 'not linked'}]")
    print(f"{len(listed)} passages.")


def _search_store(options: argparse.Namespace) -> None:
    if not search_terms(" ".join(options.words)):
        raise RuleViolation("There is no word in what is searched for. Type a word, a “phrase”, or a beginning*.")
    with open_desk(options, read_only=options.read_only) as desk:
        sign_in(desk, options)
        if not options.no_fill and not desk.database.read_only:
            desk.texts.filling().run(progress_line("Reading evidence"))
        _search(desk, options)
        _say_what_was_left_out(desk)


def _search(desk: "Desk", options: argparse.Namespace) -> None:
    find = desk.search.best if options.best else desk.search.newest
    found = find(" ".join(options.words), limit=options.limit)
    if options.json:
        hits = [
            {
                "kind": one.kind.value,
                "case": one.reference,
                "evidence": one.item,
                "place": one.place,
                "criterion": one.criterion,
                "assessor": one.assessor or None,
                "text": one.text,
            }
            for one in found.hits
        ]
        print(json.dumps(hits, ensure_ascii=False, indent=2))
        return
    for one in found.hits:
        tell(f"{one.where}  {HIT_WORDS[one.kind]}: {one.text}")
    print(f"{counted(len(found.hits), 'hit')}{', and more' if found.more else ''}.")


def _say_what_was_left_out(desk: "Desk") -> None:
    """Say beside the hits what search could not look into, so that no hit is not taken for no word."""
    covered = desk.texts.coverage()
    if covered.waiting or covered.without:
        print(f"Looked into {covered.words}.", file=sys.stderr)
    for one in covered.textless:
        print(shown(f"  {one.words}"), file=sys.stderr)
