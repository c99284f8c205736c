"""Commands for a damaged store of which no backup is good: saving what can be read of it, and what that is worth."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from .common import DONE, Commands, ask_passphrase, progress_line, say

if TYPE_CHECKING:
    from ..domain.salvage import SalvageReport
    from ..services.unlocking import Unlocked

IN_PART = 2
"""The exit status where something was saved, and not all of it or not all of it verified."""


def register(commands: Commands) -> None:
    """Add the commands of salvage to the command line."""
    made = commands.add("salvage", "save what can be read of a damaged store into a new one", _salvage, person=False)
    made.add_argument("new", metavar="NEW", help="the salvaged store, which opens for reading only")
    shown = commands.add(
        "salvaged", "what was saved in a salvaged store, and how far it is verified", _show, person=False
    )
    shown.add_argument("--rows", action="store_true", help="every row with its mark, and why it has no better one")


def _salvage(options: argparse.Namespace) -> int:
    from ..services.salvaging import salvage

    unlocked = _unlocked(options)
    try:
        key = None if unlocked is None else unlocked.key
        report = salvage(Path(options.store), Path(options.new), key, progress=progress_line("Salvaging"))
    finally:
        if unlocked is not None:
            unlocked.drop()
    first = f"What could be read of {options.store} is in {options.new}, which opens for reading only."
    say(options, _plain(report), "\n".join([first, *_lines(report)]))
    return DONE if report.is_whole else IN_PART


def _show(options: argparse.Namespace) -> int:
    from ..services.salvaging import report_of, rows_of

    unlocked = _unlocked(options)
    try:
        key = None if unlocked is None else unlocked.key
        report = report_of(Path(options.store), key)
        rows = rows_of(Path(options.store), key) if options.rows else ()
    finally:
        if unlocked is not None:
            unlocked.drop()
    lines = [f"{options.store} was salvaged on {report.at} by RPL Desk {report.program}.", *_lines(report)]
    lines += [f"{one.table} {one.key}: {one.mark.value}{': ' if one.why else '.'}{one.why}" for one in rows]
    listed = {"rows": [asdict(one) for one in rows]} if options.rows else {}
    say(options, _plain(report) | listed, "\n".join(lines))
    return DONE if report.is_whole else IN_PART


def _lines(report: "SalvageReport") -> list[str]:
    lines = [f"From {report.source}, SHA-256 {report.sha256 or 'not known, as it could not be read to its end'}."]
    lines += [report.authority_words, report.summary]
    lines += [
        f"! {one.table}: {one.unverified} of {one.saved} unverified"
        for one in report.tables
        if one.unverified and not one.derived
    ]
    return [*lines, *(f"! {one}" for one in report.not_saved)]


def _plain(report: "SalvageReport") -> dict[str, object]:
    return {**asdict(report), "unverified": report.unverified, "whole": report.is_whole}


def _unlocked(options: argparse.Namespace) -> "Unlocked | None":
    """Return what opens an encrypted store, damaged as it may be; None for one in the clear."""
    from ..domain.errors import KeyNeeded
    from ..services.unlocking import needs_key, unlock

    store = Path(options.store)
    if not needs_key(store, even_damaged=True):
        return None
    if not options.person:
        raise KeyNeeded(f"{store} is encrypted. Say who opens it: --as EMAIL.")
    unlocked = unlock(store, options.person, ask_passphrase(options, options.person))
    unlocked.close()
    return unlocked
