"""Whether minutes and registers are as somebody answered for them; no store is at hand."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from ..domain.errors import DeskError, Problem, Refused
from ..domain.evidence import day_words
from ..domain.meeting_papers import MINUTES_TYPE, UNPROVEN_TYPE, Minutes
from ..sealing.attested import ATTESTED_TYPE, Attested, open_attested, verify_attested
from ..sealing.canonical import canonical, misfits, parse, sha256_hex
from ..sealing.notes import AnchorMark
from ..sealing.verify import Roster, Status, Verdict, verdict_of
from .words import action_words

NOT_CONFIRMED = "These are draft minutes: nobody has confirmed them, so nobody answers for them."
NOT_PROVEN = (
    "No key had signed the log of the office when they were confirmed, so nothing here proves it: it is written as the"
    " office's file had it. What counts is a copy that was signed by hand."
)
_UNPROVEN_SHAPE = {"type": str, "paper": dict, "confirmed": {"at": str, "by": str}}
NOTHING = b""
"""What a PDF carries that was made for reading alone."""
WORKING = {
    "rpl-desk/agenda/1": "This is the agenda of the panel",
    "rpl-desk/case-paper/1": "This is the working paper of a case for the panel",
}
NOBODY_VOUCHES = "Nobody signs such a paper and this one is not sealed, so whether it was altered cannot be told."
WHOSE_SEAL = "Whose seal this is, only the office's roster tells. Give it: --roster FILE."


def is_paper(inside: bytes) -> bool:
    """Tell whether what a document carries inside is of minutes or a register, and not of a decision record."""
    return _kind(inside) in (ATTESTED_TYPE, MINUTES_TYPE, UNPROVEN_TYPE)


def _kind(inside: bytes) -> str:
    try:
        plain = parse(inside)
    except DeskError:
        return ""
    kind = plain.get("type") if isinstance(plain, dict) else None
    return kind if isinstance(kind, str) else ""


def is_working_paper(inside: bytes) -> bool:
    """Tell whether what a document carries, if anything, is of an agenda, the paper of a case, or a letter."""
    return inside == NOTHING or _kind(inside) in WORKING


def verify_sealed_paper(inside: bytes, is_sealed: bool, roster: Roster | None) -> Verdict:
    """Say what a paper is that nobody signs: the seal of the office alone, held against its roster, vouches for it."""
    plain = {} if inside == NOTHING else parse(inside)
    words = WORKING[plain["type"]] if plain else "This PDF, such as a letter, carries no decision record."
    if plain:
        words = f"{words} of {_day(plain.get('held_on'))}, made for {plain.get('made_for')}."
    if not is_sealed:
        return Verdict(Status.UNKNOWN, (words,), (Problem("", NOBODY_VOUCHES),))
    if roster is None:
        return Verdict(Status.UNKNOWN, (words,), (Problem("seal", WHOSE_SEAL),))
    return Verdict(Status.GOOD, (words, "Nobody signs such a paper: the seal alone vouches for it."), ())


def verify_paper(inside: bytes, roster: Roster | None, anchors: Sequence[AnchorMark]) -> Verdict:
    """Say what the paper is and who answers for it; a draft is one that nobody does."""
    if _kind(inside) == MINUTES_TYPE:
        return Verdict(Status.UNSIGNED, (_minutes_words(parse(inside)),), (Problem("", NOT_CONFIRMED),))
    if _kind(inside) == UNPROVEN_TYPE:
        plain = parse(inside)
        if faults := [*misfits(plain, _UNPROVEN_SHAPE)]:
            return verdict_of([], faults, [])
        said = plain["confirmed"]
        words = f"It says that {said['by']} confirmed them, {said['at']}."
        return verdict_of([_minutes_words(plain["paper"]), words], [], [], [Problem("", NOT_PROVEN)])
    verdict = verify_attested(inside, roster, anchors, words=action_words)
    try:
        paper = open_attested(inside).paper
    except DeskError:
        return verdict  # which says why
    words = _minutes_words(paper) if paper.get("type") == MINUTES_TYPE else _register_words(paper)
    return Verdict(verdict.status, (words, *verdict.facts), verdict.problems)


def pdf_differences(data: bytes, inside: bytes) -> tuple[str, ...]:
    """Return how a PDF of minutes differs from what its paper gives; raises Refused where that cannot be read."""
    from ..documents.minutes_pdf import minutes_pdf
    from ..documents.pdf_finish import compare_pdf

    kind, plain = _kind(inside), parse(inside)
    if kind == MINUTES_TYPE:
        paper, confirmed = plain, ""
    elif kind == UNPROVEN_TYPE:
        if faults := [*misfits(plain, _UNPROVEN_SHAPE)]:
            raise Refused("The PDF", faults)
        paper, confirmed = plain["paper"], f"{plain['confirmed']['at']} {plain['confirmed']['by']}"
    else:
        one = open_attested(inside)
        paper, confirmed = one.paper, confirmed_words(one)
    minutes, digest = Minutes.from_plain(paper), sha256_hex(canonical(paper))
    fresh = minutes_pdf(minutes, inside, digest, confirmed, is_proven=kind != UNPROVEN_TYPE)
    return compare_pdf(data, fresh)


def workbook_differences(data: bytes, inside: bytes) -> tuple[str, ...]:
    """Return how a workbook of the register differs from what its paper says it held."""
    from ..documents.register import compare_register

    return compare_register(data, open_attested(inside).paper, inside)


def confirmed_words(one: Attested) -> str:
    """Return when and by whom minutes were confirmed, as their PDF takes it."""
    return f"{one.entry['at']} {one.by}"


def _minutes_words(paper: dict[str, Any]) -> str:
    held, version = paper.get("held_on"), paper.get("version")
    return f"These are the minutes of the panel of {_day(held)}, version {version}."


def _register_words(paper: dict[str, Any]) -> str:
    rows = paper.get("rows")
    count = len(rows) if isinstance(rows, list) else 0
    what = "anonymised register" if paper.get("anonymised") is True else "register"
    decisions = "1 decision" if count == 1 else f"{count:,} decisions"
    return f"This is the {what} of {paper.get('office')}, made on {_day(paper.get('made_on'))}: {decisions}."


def _day(text: object) -> str:
    try:
        return day_words(date.fromisoformat(str(text)))
    except ValueError:
        return str(text)
