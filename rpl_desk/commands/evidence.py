"""Commands for the evidence of a case: adding, marked passages, search."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..domain.errors import NotFound, RuleViolation
from ..domain.searching import HIT_WORDS
from .common import Commands, a_day, counted, document_path, on_case, progress_line, signed_in, tell

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow
    from ..domain.evidence import EvidenceRow


def register(commands: Commands) -> None:
    """Add the commands for evidence to the command line."""
    evidence = commands.add_for_case("evidence", "add an evidence file to a case", on_case(_add))
    evidence.add_argument("file")
    evidence.add_argument("--kind", default="other")
    evidence.add_argument("--title")
    evidence.add_argument("--learned-on", type=a_day, metavar="DAY")
    marked = commands.add_for_case(
        "copy-marked", "write a copy of a PDF item with the marks you may see in it", on_case(_copy_marked)
    )
    marked.add_argument("item", metavar="ITEM", help="such as E03")
    marked.add_argument("--to", required=True, metavar="FILE")
    redact = commands.add_for_case(
        "redact", "make a copy of an item with areas or words covered; kept as an item unless --to", on_case(_redact)
    )
    redact.add_argument("item", metavar="ITEM", help="such as E03")
    redact.add_argument(
        "--areas",
        required=True,
        metavar="FILE",
        help='JSON: {"areas": [{"page": 1, "rectangle": [left, bottom, right, top]}], "words": ["a name"]}, in points',
    )
    redact.add_argument("--reason", required=True)
    redact.add_argument("--to", metavar="FILE", help="write it to a file and keep it nowhere")
    commands.add_for_case("passages", "list the passages of a case that you may see", on_case(_passages))
    search = commands.add(
        "search", 'search evidence and what people wrote: words, "phrases", beginnings*', signed_in(_search)
    )
    search.add_argument("words", nargs="+", metavar="WORDS")
    search.add_argument("--best", action="store_true", help="the best of the newest first, not the newest")
    search.add_argument("--limit", type=int, default=50)


def _add(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    from ..domain.evidence import EvidenceKind
    from ..services.evidence import details_for

    if options.kind not in set(EvidenceKind):
        raise RuleViolation(f"“{options.kind}” is not a kind of evidence. They are: {', '.join(EvidenceKind)}.")
    path = Path(options.file)
    details = details_for(path, EvidenceKind(options.kind), options.title or "", options.learned_on)
    row = desk.evidence.add(case, path, details, progress_line("Storing"))
    tell(f"{row.key} {row.title}: {row.size} bytes, SHA-256 {row.sha256}.")


def _item(desk: "Desk", case: "CaseRow", key: str) -> "EvidenceRow":
    for one in desk.evidence.register(case.id):
        if one.key == key.upper():
            return one
    raise NotFound(f"{case.reference} has no item {key}.")


def _copy_marked(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    done = desk.copies.marked(case, _item(desk, case, options.item), document_path(options.to, ".pdf"))
    tell(f"{options.to}: marked copy of {options.item}, SHA-256 {done.sha256}.")


def _redact(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    from ..domain.intake_reader import parse_json
    from ..domain.redaction import read_wanted

    item, source = _item(desk, case, options.item), Path(options.areas)
    wanted = read_wanted(parse_json(source.read_bytes(), source.name))
    made = desk.copies.redact(item, wanted, options.reason, progress_line("Covering"))
    what = f"{counted(len(made.areas), 'area')} covered on {counted(made.pages, 'page')}"
    if options.to:
        done = desk.copies.hand_out_redacted(case, made, document_path(options.to, ".pdf"))
        tell(f"{options.to}: {what}, SHA-256 {done.sha256}.")
    else:
        kept = desk.copies.keep_redacted(case, item, made)
        tell(f"{kept.key} {kept.title}: {what}, SHA-256 {kept.sha256}.")


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
        print(f"{one.where}  {HIT_WORDS[one.kind]}: {one.text}")
    print(f"{len(found.hits)} hits{', and more' if found.more else ''}.")
