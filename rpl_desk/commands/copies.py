"""Commands for what is made of evidence and of a case for others: marked and redacted copies, case folders."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import NotFound
from .common import Commands, counted, document_path, on_case, progress_line, tell

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow
    from ..domain.evidence import EvidenceRow


def register(commands: Commands) -> None:
    """Add the commands for copies to the command line."""
    marked = commands.add_for_case(
        "copy-marked", "write a copy of a PDF item with the marks you may see in it", on_case(_copy_marked)
    )
    marked.add_argument("item", metavar="ITEM", help="such as E03")
    marked.add_argument("--to", required=True, metavar="FILE")
    redact = commands.add_for_case(
        "redact",
        "make a copy of an item with areas or words covered, or parts of its sound silent; kept as an item unless --to",
        on_case(_redact),
    )
    redact.add_argument("item", metavar="ITEM", help="such as E03")
    redact.add_argument(
        "--areas",
        metavar="FILE",
        help='JSON: {"areas": [{"page": 1, "rectangle": [left, bottom, right, top]}], "words": ["a name"]}, in points',
    )
    redact.add_argument(
        "--silent", nargs="+", default=[], metavar="SPAN", help='of a recording, such as "00:11:20 to 00:11:32.5"'
    )
    redact.add_argument("--reason", required=True)
    redact.add_argument("--to", metavar="FILE", help="write it to a file and keep it nowhere")
    over = commands.add_for_case(
        "hand-over", "write a case as a folder for another store, with the marks you may see", on_case(_hand_over)
    )
    over.add_argument("--to", required=True, metavar="DIR")
    take = commands.add_for_case("take-marks", "take in your own marks from a case folder", on_case(_take_marks))
    take.add_argument("folder", metavar="DIR")


def _item(desk: "Desk", case: "CaseRow", key: str) -> "EvidenceRow":
    for one in desk.evidence.register(case.id):
        if one.key == key.upper():
            return one
    raise NotFound(f"{case.reference} has no item {key}.")


def _copy_marked(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    done = desk.copies.marked(case, _item(desk, case, options.item), document_path(options.to, ".pdf"))
    tell(f"{options.to}: marked copy of {options.item}, SHA-256 {done.sha256}.")


def _redact(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    from ..domain.redaction import Wanted, read_span, read_wanted
    from ..domain.strict_json import parse_json
    from ..services.copies import RECOGNISED_WORDS

    item = _item(desk, case, options.item)
    wanted = Wanted()
    if options.areas:
        source = Path(options.areas)
        wanted = read_wanted(parse_json(source.read_bytes(), source.name))
    wanted = replace(wanted, spans=(*wanted.spans, *map(read_span, options.silent)))
    made = desk.copies.redact(item, wanted, options.reason, progress_line("Covering"))
    what = f"{counted(len(made.areas), 'area')} covered on {counted(made.pages, 'page')}"
    if made.spans:
        what = f"silent from {'; '.join(map(str, made.spans))}"
    if options.to:
        done = desk.copies.hand_out_redacted(case, made, document_path(options.to, f".{made.suffix}"))
        tell(f"{options.to}: {what}, SHA-256 {done.sha256}.")
    else:
        kept = desk.copies.keep_redacted(case, item, made)
        tell(f"{kept.key} {kept.title}: {what}, SHA-256 {kept.sha256}.")
    if made.about:
        tell(f"  ! {made.about}")
    if made.is_recognised:
        tell(f"  ! {RECOGNISED_WORDS} Look at every page of the copy.")


def _hand_over(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    done = desk.carrying.hand_over(case, Path(options.to), progress_line("Writing"))
    marks = ", ".join(f"{count} of {name}" for name, count in done.marks) or "none"
    tell(f"{options.to}: {case.reference} with {counted(done.files, 'evidence file')}; marks: {marks}.")


def _take_marks(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    done = desk.carrying.take_in(case, Path(options.folder))
    tell(f"{done.counted} taken in, {done.known} marks there already.")
    for one in done.left:
        tell(f"  ! {one}")
    for name, count in done.others:
        tell(f"  {counted(count, 'mark')} of {name} came along; only they can take them.")
