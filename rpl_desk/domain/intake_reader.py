"""Reads a case as handed in: strict JSON, then every field checked, every problem reported at once with its place.

The shape is published in `resources/schemas/case.schema.json`; the intake workbook comes through the same checks.
Only what names the case is required here: what is still missing for review is for the rules of completeness to say.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from .cases import CHECKS, KIND_WORDS, CaseKind, CheckAnswer, CheckGroup, Situation, Wish
from .errors import Problem, Refused
from .evidence import EvidenceKind, Sensitivity
from .intake import (
    CaseFile,
    IntakeActivity,
    IntakeCheck,
    IntakeClaimant,
    IntakeEvidence,
    IntakeOutcome,
    IntakePerson,
    IntakeProgramme,
    IntakeUnit,
)
from .people import Role
from .programmes import ActivityKind, ProgrammeKind, Requirement
from .rows import dataclass

SCHEMA = "rpl-desk/case/1"

MAX_BYTES = 5_000_000
MAX_DEPTH = 32
LINE = 300  # characters of a title, a name or another single line
LONG = 50_000  # characters of a text that may run over lines
MAX_POINTS = 10_000
MAX_HOURS = 20_000
MAX_PART = 255  # characters of one part of a file name
YEARS = range(1900, 2101)

Place = Callable[[str], str]
Word = TypeVar("Word", bound=StrEnum)

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_REFERENCE = re.compile(r"[A-Z]{1,6}-[0-9]{4}-[0-9]{4}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RANGE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*[-–]\s*([0-9]+(?:\.[0-9]+)?)")

_SYNTAX = {
    "Expecting value": "a value is missing or not in quotation marks",
    "Expecting ',' delimiter": "a comma is missing",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting property name enclosed in double quotes": "a name in double quotation marks is missing",
    "Illegal trailing comma before end of object": "a comma stands before a closing bracket",
    "Illegal trailing comma before end of array": "a comma stands before a closing bracket",
    "Unterminated string starting at": "a text that starts here has no closing quotation mark",
    "Invalid control character at": "a text holds a line break or control character; write \\n for a new line",
    "Invalid \\escape": "a backslash stands before a letter that means nothing; write two for one",
    "Invalid \\uXXXX escape": "\\u is not followed by four hexadecimal digits",
    "Extra data": "something follows after the end",
}


def parse_json(data: bytes, source: str) -> Any:
    """Return strict JSON as dicts, lists, text, `int`, `Decimal`, booleans and None.

    data: UTF-8, with or without a byte order mark, at most 5 MB and 32 levels deep.
    source: how the report names what was read.
    Raises Refused for a syntax error with its line and column, and for every repeated name, NaN, Infinity, number too
    long to keep or half of a character, each with its path.
    """
    if len(data) > MAX_BYTES:
        raise Refused(source, [Problem("", f"It has {len(data):,} bytes; the most is {MAX_BYTES:,}.")])
    if not data.strip():
        raise Refused(source, [Problem("", "It is empty.")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        place = f"line {line}, column {column}"
        raise Refused(source, [Problem(place, "It is not text in UTF-8; save it again as UTF-8.")]) from None
    try:
        raw = json.loads(
            text, object_pairs_hook=_Pairs, parse_int=_whole, parse_float=_decimal, parse_constant=_Unreadable
        )
    except json.JSONDecodeError as error:
        fault = _SYNTAX.get(error.msg, error.msg)
        place = f"line {error.lineno}, column {error.colno}"
        raise Refused(source, [Problem(place, f"It is not JSON: {fault}.")]) from None
    except RecursionError:
        raise Refused(source, [Problem("", _TOO_DEEP)]) from None
    problems: list[Problem] = []
    plain = _unwrapped(raw, "", 0, problems)
    if problems:
        raise Refused(source, problems)
    return plain


_TOO_DEEP = f"It is nested more than {MAX_DEPTH} levels deep."


class _Pairs(list[tuple[str, Any]]):
    """The names and values of one object, repeated names included."""


@dataclass(frozen=True, slots=True)
class _Unreadable:
    """A number as it stands in the file that cannot be kept as one."""

    written: str


def _whole(written: str) -> int | _Unreadable:
    return int(written) if len(written) <= 25 else _Unreadable(written)


def _decimal(written: str) -> Decimal | _Unreadable:
    exponent = written.lower().partition("e")[2].lstrip("+-").lstrip("0")
    return _Unreadable(written) if len(exponent) > 2 or len(written) > 25 else Decimal(written)


def _unwrapped(raw: Any, path: str, depth: int, problems: list[Problem]) -> Any:
    if isinstance(raw, _Unreadable):
        problems.append(Problem(path, f"{_shown(raw.written)} is not a number that can be kept."))
    elif isinstance(raw, str) and _has_half_character(raw):
        problems.append(Problem(path, "The text holds half of a character (a lone surrogate)."))
    elif isinstance(raw, list) and depth == MAX_DEPTH:
        problems.append(Problem(path, _TOO_DEEP))
    elif isinstance(raw, _Pairs):
        plain: dict[str, Any] = {}
        for name, value in raw:
            inner = _joined(path, name)
            if name in plain:
                problems.append(Problem(inner, "This name stands here twice; keep one."))
            if _has_half_character(name):
                problems.append(Problem(inner, "The name holds half of a character (a lone surrogate)."))
            plain[name] = _unwrapped(value, inner, depth + 1, problems)
        return plain
    elif isinstance(raw, list):
        return [_unwrapped(value, f"{path}[{at}]", depth + 1, problems) for at, value in enumerate(raw)]
    else:
        return raw
    return None


def read_case(plain: Any, *, place_of: Place = str, source: str = "The case") -> CaseFile:
    """Return the case that parsed JSON of the published shape holds; text comes back trimmed and as NFC.

    place_of: turns a path such as `programme.units[2].title` into the place a person looks, such as a sheet's cell.
    source: how the report names what was read.
    Raises Refused with every problem, each with its place.
    """
    reading = _Reading(place_of)
    top = reading.object_of(plain, "")
    case = _case(top) if top else None
    if case is None or reading.problems:
        raise Refused(source, reading.problems)
    return case


class _Reading:
    """Collects the problems of one case."""

    def __init__(self, place_of: Place) -> None:
        self.place_of = place_of
        self.problems: list[Problem] = []

    def refuse(self, path: str, message: str) -> None:
        self.problems.append(Problem(self.place_of(path), message))

    def object_of(self, plain: Any, path: str) -> "_Fields | None":
        if isinstance(plain, dict):
            return _Fields(self, path, plain)
        self.refuse(path, f"{_named(plain)} stands here instead of a group of named fields in braces.")
        return None

    def text_of(self, value: Any, path: str, limit: int, *, one_line: bool) -> str:
        """Return the text trimmed and as NFC; empty where it was refused."""
        if not isinstance(value, str):
            self.refuse(path, f"{_named(value)} stands here instead of text.")
            return ""
        text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").strip())
        if len(text) > limit:
            self.refuse(path, f"The text has {len(text):,} characters; the most is {limit:,}.")
        elif _has_half_character(text):
            self.refuse(path, "The text holds half of a character (a lone surrogate).")
        elif control := next((sign for sign in text if sign not in "\n\t" and unicodedata.category(sign) == "Cc"), ""):
            self.refuse(path, f"The text holds the control character U+{ord(control):04X}; delete it.")
        elif one_line and ("\n" in text or "\t" in text):
            self.refuse(path, "The text has a line break or a tab; this is a single line.")
        else:
            return text
        return ""


class _Fields:
    """One object: hands out its fields checked, and at the end names those that nobody asked for.

    Null is the same as not there. A refused value comes back as if it were missing; the problem is kept.
    """

    def __init__(self, reading: _Reading, path: str, plain: dict[str, Any]) -> None:
        self.reading, self.path = reading, path
        self._plain = plain
        self._known: list[str] = []

    def at(self, name: str) -> str:
        return _joined(self.path, name)

    def refuse(self, name: str, message: str) -> None:
        self.reading.refuse(self.at(name), message)

    def take(self, name: str, *, required: str = "") -> Any:
        """Return the bare value. `required` says what is missing where there is none."""
        self._known.append(name)
        value = self._plain.get(name)
        if required and (value is None or (isinstance(value, str) and not value.strip())):
            self.refuse(name, f"{required} is missing.")
            return None
        return value

    def text(self, name: str, limit: int = LONG, *, required: str = "") -> str:
        return self._text(name, limit, required, one_line=False)

    def line(self, name: str, limit: int = LINE, *, required: str = "") -> str:
        return self._text(name, limit, required, one_line=True)

    def _text(self, name: str, limit: int, required: str, *, one_line: bool) -> str:
        value = self.take(name, required=required)
        return "" if value is None else self.reading.text_of(value, self.at(name), limit, one_line=one_line)

    def email(self, name: str, *, required: str = "") -> str:
        address = self.line(name, 254, required=required)
        if address and not _EMAIL.fullmatch(address):
            self.refuse(name, f"{_shown(address)} is not an e-mail address, such as name@example.ac.uk.")
            return ""
        return address

    def level(self, name: str) -> int | None:
        return self._whole(name, 12, "a level")

    def points(self, name: str) -> int | None:
        return self._whole(name, MAX_POINTS, "credit points")

    def _whole(self, name: str, most: int, what: str) -> int | None:
        value = self.take(name)
        if value is None:
            return None
        number = _number(value)
        if number is None or not 1 <= number <= most or number != int(number):
            self.refuse(name, f"{_named(value)} is not {what}: give a whole number from 1 to {most:,}.")
            return None
        return int(number)

    def day(self, name: str) -> date | None:
        value = self.take(name)
        if value is None:
            return None
        try:
            day = date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
        except ValueError:
            self.refuse(name, f"{_shown(value)} is not a day of the calendar.")
            return None
        if day is None:
            self.refuse(name, f'{_named(value)} is not a date: give year, month and day, such as "2026-05-28".')
        elif day.year not in YEARS:
            self.refuse(name, f"The year {day.year} is not from {YEARS[0]} to {YEARS[-1]}.")
            return None
        return day

    def word(self, name: str, words: type[Word], *, required: str = "") -> Word | None:
        value = self.take(name, required=required)
        if value is None:
            return None
        known = [str(word) for word in words]
        if isinstance(value, str) and value in known:
            return words(value)
        near = _nearest(value, known)
        listed = ", ".join(known)
        self.refuse(name, f"{_named(value)} is not one of the words for this{near}. They are: {listed}.")
        return None

    def lines(self, name: str) -> tuple[str, ...]:
        read = (
            self.reading.text_of(value, f"{self.at(name)}[{index}]", LONG, one_line=True)
            for index, value in enumerate(self._list(name))
        )
        return tuple(line for line in read if line)

    def object(self, name: str) -> "_Fields | None":
        value = self.take(name)
        return None if value is None else self.reading.object_of(value, self.at(name))

    def objects(self, name: str, *, text_as: str = "") -> "list[_Fields]":
        """Return the objects of a list; `text_as` names the field that a bare text stands for."""
        found = []
        for index, value in enumerate(self._list(name)):
            whole = {text_as: value} if text_as and isinstance(value, str) else value
            if fields := self.reading.object_of(whole, f"{self.at(name)}[{index}]"):
                found.append(fields)
        return found

    def _list(self, name: str) -> list[Any]:
        value = self.take(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(name, f"{_named(value)} stands here instead of a list in square brackets.")
            return []
        return value

    def end(self) -> None:
        """Name every field that nobody asked for."""
        for name in self._plain:
            if name not in self._known:
                near = _nearest(name, self._known)
                where = f" in {self.path}" if self.path else ""
                self.reading.refuse(self.at(name), f"There is no field {_shown(name)}{where}{near}.")


def _case(top: _Fields) -> CaseFile:
    _schema(top)
    kind = top.word("kind", CaseKind, required="The kind of case")
    title = top.line("title", required="The title of the case")
    case = CaseFile(
        kind=kind or CaseKind.CREDIT_RATING_OWN,
        title=title,
        reference=_reference(top),
        due_on=top.day("due_on"),
        agreement=top.text("agreement"),
        agreed_on=top.day("agreed_on"),
        proposed_level=top.level("proposed_level"),
        proposed_points=top.points("proposed_points"),
        programme=_programme(top, kind),
        claimant=_claimant(top, kind),
        checks=_checks(top),
        people=_people(top),
        evidence=_evidence(top),
    )
    top.end()
    return case


def _schema(top: _Fields) -> None:
    value = top.take("schema", required=f'The version of the shape, "{SCHEMA}",')
    if value is None or value == SCHEMA:
        return
    newer = isinstance(value, str) and re.fullmatch(r"rpl-desk/case/[0-9]+", value)
    advice = "it may be from a newer program" if newer else "it is not a case"
    top.refuse("schema", f'{_named(value)} is not "{SCHEMA}": {advice}.')


def _reference(top: _Fields) -> str:
    reference = top.line("reference")
    if reference and not _REFERENCE.fullmatch(reference):
        top.refuse(
            "reference",
            f"{_shown(reference)} is not a reference, such as CR-2026-0012: one to six capital letters, four digits "
            "of the year, four digits. Leave it out and the office gives the next one.",
        )
        return ""
    return reference


def _programme(top: _Fields, kind: CaseKind | None) -> IntakeProgramme | None:
    fields = top.object("programme")
    if fields is None:
        if kind and kind.is_credit_rating and top.take("programme") is None:
            top.refuse("programme", f"The programme is missing: “{KIND_WORDS[kind]}” is about one, by its title.")
        return None
    programme = IntakeProgramme(
        title=fields.line("title", required="The title of the programme"),
        kind=fields.word("kind", ProgrammeKind) or ProgrammeKind.PROGRAMME,
        owner=fields.line("owner"),
        award=fields.line("award"),
        award_points=fields.points("award_points"),
        minimum_points=fields.points("minimum_points"),
        maximum_points=fields.points("maximum_points"),
        units=tuple(_unit(unit) for unit in fields.objects("units")),
        entry_requirements=fields.lines("entry_requirements"),
    )
    fields.end()
    least, most = programme.minimum_points, programme.maximum_points
    if least is not None and most is not None and least > most:
        fields.refuse("minimum_points", f"The minimum of {least:,} points is above the maximum of {most:,}.")
    return programme


def _unit(fields: _Fields) -> IntakeUnit:
    unit = IntakeUnit(
        title=fields.line("title", required="The title of the unit"),
        requirement=fields.word("requirement", Requirement) or Requirement.MANDATORY,
        proposed_level=fields.level("proposed_level"),
        proposed_points=fields.points("proposed_points"),
        imported_from=fields.line("imported_from"),
        imported_level=fields.level("imported_level"),
        imported_points=fields.points("imported_points"),
        outcomes=tuple(_outcome(outcome) for outcome in fields.objects("outcomes", text_as="text")),
        activities=tuple(_activity(activity) for activity in fields.objects("activities")),
    )
    fields.end()
    return unit


def _outcome(fields: _Fields) -> IntakeOutcome:
    outcome = IntakeOutcome(
        text=fields.text("text", required="The text of the learning outcome"),
        assessment_criteria=fields.lines("assessment_criteria"),
    )
    fields.end()
    return outcome


def _activity(fields: _Fields) -> IntakeActivity:
    kind = fields.word("kind", ActivityKind, required="The kind of activity")
    low, high = _hours(fields)
    activity = IntakeActivity(kind or ActivityKind.TAUGHT, low, high, fields.text("note"))
    fields.end()
    return activity


def _hours(fields: _Fields) -> tuple[int, int]:
    """Return the least and the most hours in tenths; (0, 0) where they were refused."""
    value = fields.take("hours", required="The number of hours")
    if isinstance(value, str) and (ends := _RANGE.fullmatch(value.strip())):
        low, high = (_tenths(fields, "hours", Decimal(end)) for end in ends.groups())
    elif isinstance(value, dict) and (inner := fields.object("hours")):
        low, high = (
            _tenths(inner, name, inner.take(name, required="This end of the range of hours"))
            for name in ("low", "high")
        )
        inner.end()
    else:
        low = high = _tenths(fields, "hours", value)
    if low and high and low > high:
        fields.refuse(
            "hours", f"The range of hours is reversed: {Decimal(low) / 10} is more than {Decimal(high) / 10}."
        )
    return low or 0, high or 0


def _tenths(fields: _Fields, name: str, value: Any) -> int | None:
    if value is None:
        return None
    number = _number(value)
    if number is None:
        fields.refuse(
            name, f'{_named(value)} is not hours: give a number, such as 40 or 7.5, or a range, such as "40-45".'
        )
    elif not 0 < number <= MAX_HOURS:
        fields.refuse(name, f"{_named(value)} hours is out of range: hours are more than 0 and at most {MAX_HOURS:,}.")
    elif number * 10 != int(number * 10):
        fields.refuse(name, f"{_named(value)} hours has more than one decimal: give hours to a tenth.")
    else:
        return int(number * 10)
    return None


def _claimant(top: _Fields, kind: CaseKind | None) -> IntakeClaimant | None:
    fields = top.object("claimant")
    if fields is None:
        if kind and not kind.is_credit_rating and top.take("claimant") is None:
            top.refuse("claimant", f"The claimant is missing: “{KIND_WORDS[kind]}” is about one, by name.")
        return None
    claimant = IntakeClaimant(
        name=fields.line("name", required="The name of the claimant"),
        reference=fields.line("reference"),
        email=fields.email("email"),
        situation=fields.word("situation", Situation),
        wish=fields.word("wish", Wish),
        assessment_plan=fields.text("assessment_plan"),
        declared_on=fields.day("declared_on"),
    )
    fields.end()
    return claimant


def _checks(top: _Fields) -> tuple[IntakeCheck, ...]:
    checks, seen = [], _Seen(top.reading, "The check")
    for fields in top.objects("checks"):
        group = fields.word("group", CheckGroup, required="The group of the check")
        key = fields.line("key", required="The key of the check")
        answer = fields.word("answer", CheckAnswer) or CheckAnswer.OPEN
        note = fields.text("note")
        fields.end()
        if group and key:
            if key not in CHECKS[group]:
                near, listed = _nearest(key, CHECKS[group]), ", ".join(CHECKS[group])
                fields.refuse("key", f"There is no check {_shown(key)} in {group}{near}. They are: {listed}.")
            seen.note((group, key), key, fields.at("key"))
            checks.append(IntakeCheck(group, key, answer, note))
    return tuple(checks)


def _people(top: _Fields) -> tuple[IntakePerson, ...]:
    people, seen = [], _Seen(top.reading, "The person and role")
    for fields in top.objects("people"):
        email = fields.email("email", required="The e-mail address of the person")
        role = fields.word("role", Role, required="The role of the person")
        fields.end()
        if email and role:
            seen.note((email.casefold(), role), f"{email}, {role}", fields.at("email"))
            people.append(IntakePerson(email, role))
    return tuple(people)


def _evidence(top: _Fields) -> tuple[IntakeEvidence, ...]:
    evidence, seen = [], _Seen(top.reading, "The file")
    for fields in top.objects("evidence"):
        file = _file(fields)
        kind = fields.word("kind", EvidenceKind, required="The kind of evidence")
        item = IntakeEvidence(
            file=file,
            title=fields.line("title", required="The title of the evidence"),
            kind=kind or EvidenceKind.OTHER,
            learned_on=fields.day("learned_on"),
            made_on=fields.day("made_on"),
            received_on=fields.day("received_on"),
            source=fields.text("source"),
            supplier=fields.line("supplier"),
            language=fields.line("language"),
            sensitivity=fields.word("sensitivity", Sensitivity) or Sensitivity.ORDINARY,
            currency_exception=fields.text("currency_exception"),
        )
        fields.end()
        if file:
            seen.note(unicodedata.normalize("NFC", file).casefold(), file, fields.at("file"))
        evidence.append(item)
    return tuple(evidence)


def _file(fields: _Fields) -> str:
    """Return the name as written, since it has to find the file on the disk."""
    value = fields.take("file", required="The name of the file")
    if value is None or not fields.reading.text_of(value, fields.at("file"), 1_000, one_line=True):
        return ""
    name = str(value)
    parts = name.split("/")
    if "\\" in name or ":" in name:
        fault = "has a backslash or a colon; write folders with /, without a drive"
    elif name.startswith("/"):
        fault = "starts at the root of the disk; give it from the folder of the intake"
    elif ".." in parts:
        fault = "leads out of the folder of the intake by “..”"
    elif any(not part or part == "." for part in parts):
        fault = "has an empty part"
    elif any(part != part.strip() or part.endswith(".") for part in parts):
        fault = "has a part that begins or ends with a space or ends with a full stop"
    elif any(len(part) > MAX_PART for part in parts):
        fault = f"has a part of more than {MAX_PART} characters"
    else:
        return name
    fields.refuse("file", f"The file name {_shown(name)} {fault}.")
    return ""


class _Seen:
    """Reports what stands in a list twice, with both places."""

    def __init__(self, reading: _Reading, what: str) -> None:
        self._reading, self._what = reading, what
        self._first: dict[Any, str] = {}

    def note(self, key: Any, shown: str, path: str) -> None:
        if key in self._first:
            first = self._reading.place_of(self._first[key])
            self._reading.refuse(path, f"{self._what} {_shown(shown)} stands here twice, first at {first}.")
        else:
            self._first[key] = path


def to_plain(case: CaseFile) -> dict[str, Any]:
    """Return the case in the published shape, empty fields left out; `read_case` gives the same case back."""
    return {"schema": SCHEMA} | _filled(
        kind=case.kind,
        reference=case.reference,
        title=case.title,
        due_on=case.due_on,
        agreement=case.agreement,
        agreed_on=case.agreed_on,
        proposed_level=case.proposed_level,
        proposed_points=case.proposed_points,
        programme=case.programme and _plain_programme(case.programme),
        claimant=case.claimant and _plain_fields(case.claimant),
        checks=[_plain_fields(check) for check in case.checks],
        people=[_plain_fields(person) for person in case.people],
        evidence=[_plain_fields(item) for item in case.evidence],
    )


def _plain_programme(programme: IntakeProgramme) -> dict[str, Any]:
    units = [
        _plain_fields(unit)
        | _filled(
            outcomes=[_plain_fields(outcome) for outcome in unit.outcomes],
            activities=[
                _filled(kind=activity.kind, hours=_plain_hours(activity), note=activity.note)
                for activity in unit.activities
            ],
        )
        for unit in programme.units
    ]
    return _plain_fields(programme) | _filled(units=units)


def _plain_hours(activity: IntakeActivity) -> Any:
    low, high = (tenths // 10 if tenths % 10 == 0 else tenths / 10 for tenths in (activity.low, activity.high))
    return low if low == high else {"low": low, "high": high}


def _plain_fields(row: Any) -> dict[str, Any]:
    return _filled(**{name: getattr(row, name) for name in row.__slots__})


def _filled(**values: Any) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, StrEnum):
            return str(value)
        return list(value) if isinstance(value, tuple) else value

    return {name: plain(value) for name, value in values.items() if value is not None and value not in ("", (), [])}


def _number(value: Any) -> Decimal | None:
    """Return a finite number as Decimal; None for anything else, booleans included."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return number if number.is_finite() else None


def _joined(path: str, name: str) -> str:
    plain = name if re.fullmatch(r"\w{1,60}", name) and not _has_half_character(name) else _shown(name)
    return f"{path}.{plain}" if path else plain


def _has_half_character(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)


def _shown(value: str) -> str:
    """Return foreign text as it may stand in a sentence: on one line, short, nothing invisible in it."""
    short = value if len(value) <= 60 else value[:59] + "…"
    visible = (sign if sign.isprintable() else f"[U+{ord(sign):04X}]" for sign in short)
    return f"“{''.join(visible)}”"


def _named(value: Any) -> str:
    """Return how a sentence names a value of the wrong kind."""
    if isinstance(value, str):
        return f"The text {_shown(value)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return str(value)[:30]
    return {list: "A list", dict: "A group of fields", type(None): "Nothing (null)"}.get(type(value), "Something else")


def _nearest(value: Any, known: Iterable[str]) -> str:
    near = get_close_matches(value[:60], list(known), n=1, cutoff=0.6) if isinstance(value, str) else []
    return f"; perhaps “{near[0]}” was meant" if near else ""
