"""Commands that prove something: checking documents and stores, and the anchors that are kept elsewhere."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from ..handed import escaped
from .common import DONE, REFUSED, Commands, document_path, open_desk, progress_line, say, signed_in, tell

if TYPE_CHECKING:
    from ..desk import Desk
    from ..services.checking import AnchorMark, StoreReport

UNSURE = 2
VERDICTS = {
    "good": (DONE, "good"),
    "bad": (REFUSED, "NOT as it was signed"),
    "unsigned": (REFUSED, "not signed by all it asks for"),
    "ended": (REFUSED, "signed as it says, and stands no more"),
    "unknown": (UNSURE, "cannot be told"),
}


def register(commands: Commands) -> None:
    """Add the commands of proof to the command line."""
    verify = commands.add("verify", "check exported records; no store needed", _verify, store=False, person=False)
    verify.add_argument("files", nargs="+", metavar="FILE")
    check = commands.add("check", "check everything inside a store", _check, person=False)
    for one in (verify, check):
        one.add_argument("--roster", metavar="FILE", help="the office's roster, from: person list --roster")
        one.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="ANCHOR",
            help="an anchors file, an exported record, or the line of the minutes in quotation marks",
        )
    anchor = commands.group("anchor", "notes on the log, to be kept outside the store")
    show = anchor.add("show", "print the line for the minutes", _show, person=False)
    show.add_argument("--to", metavar="FILE", help="also write the signed note to a file")
    place = anchor.add("place", "choose the folder outside that anchors.txt is kept in", signed_in(_place))
    place.add_argument("folder", nargs="?", help="left out: say which it is")
    place.add_argument("--none", action="store_true", help="keep none outside any more")


def _given(options: argparse.Namespace) -> "list[AnchorMark]":
    from ..services.verifying import read_anchors

    return [mark for one in options.anchor for mark in read_anchors(one)]


def _verify(options: argparse.Namespace) -> int:
    from ..services.verifying import read_roster, verify_file

    roster = read_roster(Path(options.roster)) if options.roster else None
    anchors, status, answers = _given(options), 0, []
    for name in options.files:
        verdict = verify_file(Path(name), roster, anchors)
        code, words = VERDICTS[verdict.status.value]
        status = 1 if 1 in (status, code) else max(status, code)
        answers.append(
            {
                "file": name,
                "status": verdict.status.value,
                "facts": list(verdict.facts),
                "problems": [str(one) for one in verdict.problems],
            }
        )
        if not options.json:
            tell(f"{name}: {words}")
            for fact in verdict.facts:
                tell(f"  {fact}")
            for problem in verdict.problems:
                tell(f"  ! {problem}")
    if options.json:
        print(escaped(json.dumps(answers, ensure_ascii=False, indent=2)))
    return status


def _check(options: argparse.Namespace) -> int:
    from ..services.checking import Kind
    from ..services.verifying import read_roster

    roster = read_roster(Path(options.roster)) if options.roster else None
    anchors = _given(options)
    with open_desk(options, read_only=True) as desk:
        found = desk.report(roster, anchors, progress_line("Checking"))
        head = desk.database.head()
    by_kind = {kind.value: [{"place": one.place, "message": one.message} for one in found.of(kind)] for kind in Kind}
    plain = {"problems": by_kind["changed"], "findings": by_kind, "complete": found.complete, "log": head.size}
    say(options, plain, "\n".join(_lines(found, options.store, head.size, head.hash)))
    return REFUSED if found.of(Kind.CHANGED) else UNSURE if found.of(Kind.UNSURE) else DONE


def _lines(found: "StoreReport", store: str, size: int, head: str) -> list[str]:
    from ..services.checking import Kind

    lines = [f"! {one}" for one in found.of(Kind.CHANGED)]
    if not lines:
        lines.append(f"{store} is as it was left: {size} log entries, the last {head[:16]}.")
    lines += [f"? {one}" for one in found.of(Kind.UNSURE)]
    for kind in (Kind.BROKEN, Kind.UNSIGNED, Kind.RESTORED, Kind.NOTED):
        lines += [f"  {kind.value}: {one}" for one in found.of(kind)]
    return [*lines, f"  {found.complete}"] if found.complete else lines


def _show(options: argparse.Namespace) -> None:
    with open_desk(options, read_only=True) as desk:
        note, data = desk.anchors.newest(), desk.anchors.export()
    if options.to:
        from ..whole_files import write_whole

        write_whole(document_path(options.to), data)
    say(options, {"size": note.size, "code": note.code, "line": note.line}, note.line)


def _place(desk: "Desk", options: argparse.Namespace) -> None:
    if options.folder or options.none:
        desk.anchors.choose_folder(None if options.none else Path(options.folder))
    folder = desk.anchors.folder()
    tell(f"Anchors go to {folder}." if folder else "Anchors are kept in documents and minutes alone.")
    if desk.anchors.problem:
        tell(f"! {desk.anchors.problem}")
