"""Commands for what leaves the office: decision records, the register, and the proof of them."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import RuleViolation
from ..domain.seals import SEALED
from .common import Commands, a_number, counted, document_path, on_case, progress_line, signed_in, tell, with_seal

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow


def register(commands: Commands) -> None:
    """Add the commands for documents to the command line."""
    export = commands.add("export", "write decision records as PDF, Excel and JSON", signed_in(_export))
    export.add_argument("--case", action="append", default=[], metavar="REF")
    export.add_argument("--meeting", type=a_number, help="every case decided at a meeting, by its number")
    export.add_argument("--all", action="store_true")
    export.add_argument("--history", action="store_true", help="also every signed version that stands no more")
    export.add_argument("--to", required=True, metavar="DIR")
    with_seal(export)
    export.add_argument("--pdf", action="store_true")
    export.add_argument("--xlsx", action="store_true")
    export.add_argument("--record-json", dest="as_json", action="store_true")
    forms = {
        "credit-form": ("write the credit rating form of each unit of a decided case, in our own layout", _credit_form),
        "grid": ("write the qualification grid of a decided case, as PDF and Excel", _grid),
    }
    for name, (words, act) in forms.items():
        made = with_seal(commands.add_for_case(name, words, on_case(act)))
        made.add_argument("--to", required=True, metavar="DIR")
        if name == "grid":
            made.add_argument("--pdf", action="store_true")
            made.add_argument("--xlsx", action="store_true")
    register_ = commands.add("register", "write the decision register as a workbook", signed_in(_register))
    register_.add_argument("out")
    register_.add_argument("--anonymised", action="store_true")


def _export(desk: "Desk", options: argparse.Namespace) -> None:
    if not options.case and not options.all and not options.meeting:
        raise RuleViolation("Say which cases: --case REF, --meeting NUMBER, or --all.")
    cases = desk.exchange.all_recorded() if options.all else [desk.intake.case(one) for one in options.case]
    if options.meeting:
        cases = [
            *cases,
            *(one.case for one in desk.meetings.order(desk.panels.meeting(options.meeting)) if one.decided),
        ]
    chosen = options.pdf or options.xlsx or options.as_json
    written = desk.exchange.export(
        cases,
        Path(options.to),
        pdf=options.pdf or not chosen,
        xlsx=options.xlsx or not chosen,
        json=options.as_json or not chosen,
        history=options.history,
        progress=progress_line("Exporting"),
        checking=progress_line("Checking the file first"),
    )
    for one in written:
        tell(f"{one.path}  SHA-256 {one.sha256}")
    if options.pdf or not chosen:
        tell(desk.seals.not_sealed_because or SEALED)


def _credit_form(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    for one in desk.exchange.forms(case, Path(options.to), grid=False, grid_sheet=False):
        tell(f"{one.path}  SHA-256 {one.sha256}")


def _grid(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    both = options.pdf == options.xlsx
    written = desk.exchange.forms(
        case, Path(options.to), credit_form=False, grid=options.pdf or both, grid_sheet=options.xlsx or both
    )
    for one in written:
        tell(f"{one.path}  SHA-256 {one.sha256}")


def _register(desk: "Desk", options: argparse.Namespace) -> None:
    count = desk.exchange.register(document_path(options.out, ".xlsx"), anonymised=options.anonymised)
    tell(f"{options.out}: {counted(count, 'decision')}.")
