"""Commands for the words of scans: recognising them, and the languages they are read in."""

import argparse
from typing import TYPE_CHECKING

from .common import Commands, counted, on_case, progress_line, say, signed_in, tell
from .register_of_evidence import one_item

if TYPE_CHECKING:
    from ..desk import Desk
    from ..domain.cases import CaseRow


def register(commands: Commands) -> None:
    """Add the commands for text recognition to the command line."""
    recognise = commands.add_for_case(
        "recognise", "recognise the words of a scan, for search and marks", on_case(_recognise)
    )
    recognise.add_argument("item", metavar="ITEM", help="its key, such as E01")
    languages = commands.add(
        "languages", "the languages scans are read in, and those this machine has", signed_in(_languages)
    )
    languages.add_argument("--set", nargs="+", dest="codes", metavar="LANGUAGE", help="as Tesseract calls it: eng gla")


def _recognise(desk: "Desk", case: "CaseRow", options: argparse.Namespace) -> None:
    item = one_item(desk, case, options.item)
    note = desk.recognising.recognise(item, progress_line("Recognising"))
    words = sum(len(one.text.split()) for one in desk.texts.pages(item.sha256))
    said = note or f"{item.key} holds {counted(words, 'word')} now. Recognised words may be wrong."
    tell(" ".join(filter(None, (said, desk.recognising.languages().words))))


def _languages(desk: "Desk", options: argparse.Namespace) -> None:
    from ..domain.languages import language_words

    if options.codes:
        desk.office.set_policy(recognition_languages=tuple(options.codes))
    found, why_not = desk.recognising.languages(), desk.recognising.why_not()
    lines = [f"Scans are read in {', '.join(map(language_words, found.wanted))}."]
    lines += [f"Here: {', '.join(map(language_words, found.here))}."] * bool(found.here)
    lines += [why_not or found.words] * bool(why_not or found.words)
    plain = {"wanted": list(found.wanted), "here": list(found.here), "missing": list(found.missing), "why_not": why_not}
    say(options, plain, "\n".join(lines))
