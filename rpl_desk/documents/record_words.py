"""Dates, hours, counts and findings as a printed record says them."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from rpl_desk.domain.record import DecisionRecord, RecordFinding, RecordFramework, RecordPassage
from rpl_desk.domain.record_units import RecordUnit

SIGNS = {"met": "✓", "partly_met": "~", "partly": "~", "not_met": "✕", "unsure": "?"}


MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""Named here because `strftime` speaks the language of the machine, and Qt sets that for the whole program."""


def day(text: str | None) -> str:
    """Return an ISO date or moment as `28 September 2026`; empty for None."""
    if not text:
        return ""
    when = date.fromisoformat(text[:10])
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def short_day(text: str) -> str:
    """Return an ISO date or moment as `28 Sep 2026`, for narrow columns."""
    when = date.fromisoformat(text[:10])
    return f"{when.day} {MONTHS[when.month - 1][:3]} {when.year}"


def moment(text: str) -> str:
    """Return an ISO moment as `28 September 2026 11:40 UTC`."""
    return f"{day(text)} {datetime.fromisoformat(text):%H:%M} UTC"


def short_moment(text: str) -> str:
    """Return an ISO moment as `28 Sep 2026 11:40`, in UTC as its column says."""
    return f"{short_day(text)} {datetime.fromisoformat(text):%H:%M}"


def number(text: str) -> str:
    """Return hours without a needless `.0`."""
    return text.removesuffix(".0")


def grouped(code: str, size: int = 4) -> str:
    return " ".join(code[at : at + size] for at in range(0, len(code), size))


def plain(word: str) -> str:
    return word.replace("_", " ")


def listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "none"


def hours(low: str, high: str) -> str:
    if not low and not high:
        return ""
    return number(low) if low == high or not high else f"{number(low)} to {number(high)}"


def under(group: str, label: str) -> str:
    """Return a criterion's label as it stands under its group: under "Unit 2 Listening", "Unit 2, Practice" is
    "Practice"."""
    name, _, rest = label.partition(", ")
    return rest if rest and group.startswith(name) else label


def alone(group: str, label: str) -> str:
    """Return a criterion's label as it stands by itself, with its group where the label does not name it."""
    return label if not group or under(group, label) != label else f"{group}, {label}"


def read_against(framework: RecordFramework) -> str:
    """Return framework, edition and standing, without words of the edition that end the title."""
    title, edition = framework.title, framework.edition
    words = edition.split()
    for count in range(len(words) - 1, 0, -1):
        if title.endswith(" ".join(words[:count])):
            edition = " ".join(words[count:])
            break
    return f"{title}, edition {edition}; {framework.status}."


def assessor_names(record: DecisionRecord) -> dict[int, str]:
    """Return the assessors' names by number, as they stand beside answers; none where the office sets numbers there."""
    if not record.names_assessors:
        return {}
    return {one.assessor: one.name for one in record.people if one.assessor is not None}


def page_words(page: str) -> str:
    """Return where a passage stands: a bare page number as `page 4`, other places as they are written."""
    if re.fullmatch("[0-9]+", page):
        return f"page {page}"
    return f"pages {page}" if re.fullmatch("[0-9]+( ?[-–,] ?[0-9]+| and [0-9]+)+", page) else page


def unit_name(unit: RecordUnit) -> str:
    return f"Unit {unit.key.removeprefix('U')} {unit.title}".strip()


def unit_facts(unit: RecordUnit) -> str:
    parts = [unit.requirement]
    if unit.asked_level is not None:
        parts.append(f"asked for level {unit.asked_level}")
    if unit.asked_points is not None:
        parts.append(f"asked for {unit.asked_points} points")
    if unit.imported_from:
        parts.append(f"rated by {unit.imported_from}: level {unit.imported_level}, {unit.imported_points} points")
    if unit.level is not None:
        parts.append(f"level agreed {unit.level}")
    if unit.points is not None:
        parts.append(f"points agreed {unit.points}")
    words = "; ".join(part for part in parts if part)
    return f"{words[:1].upper()}{words[1:]}."


def points_words(unit: RecordUnit) -> str:
    """Return how the unit's hours become points."""
    parts = [] if unit.proposed_points is None else [f"The hours give {unit.proposed_points} points"]
    if unit.override_points is not None:
        parts.append(f"{unit.override_points} points instead: {unit.override_reason}")
    return "; ".join(parts)


def finding_words(found: RecordFinding | None) -> str:
    if found is None:
        return "open"
    return f"{SIGNS.get(found.answer, '')} {found.words or plain(found.answer)}".strip()


def quoted(passage: RecordPassage) -> str:
    return f", “{passage.quotation}”" if passage.quotation else ""


def whole(value: int | None, unit: str) -> str:
    return "" if value is None else f"{value} {unit}"


def counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def counted_word(count: int, one: str) -> str:
    """Return a count to begin a sentence with, in a word where it is small."""
    words = ("No", "One", "Two", "Three", "Four", "Five", "Six")
    return f"{words[count] if count < len(words) else count} {one if count == 1 else one + 's'}"


def size(count: int) -> str:
    """Return a number of bytes for people, in thousands."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:,.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:,.1f} MB"
