"""Reads a case as handed in: strict JSON, then every field checked, every problem reported at once with its place.

The shape is published in `resources/schemas/case.schema.json`; the intake workbook comes through the same checks.
Only what names the case is required here: what is still missing for review is for the rules of completeness to say.
"""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from .cases import CHECKS, KIND_WORDS, CaseKind, CheckAnswer, CheckGroup, Situation, Wish
from .checked_fields import Fields, Place, Reading, Seen, named, nearest, number_of
from .errors import Refused
from .evidence import EvidenceKind, Sensitivity
from .intake import (
    CaseFile,
    IntakeActivity,
    IntakeCheck,
    IntakeClaimant,
    IntakeEvidence,
    IntakeOrigin,
    IntakeOutcome,
    IntakePerson,
    IntakeProgramme,
    IntakeUnit,
)
from .people import Role
from .programmes import ActivityKind, ProgrammeKind, Requirement
from .strict_json import shown

SCHEMA = "rpl-desk/case/1"

MAX_HOURS = 20_000
MAX_PART = 255  # characters of one part of a file name

_REFERENCE = re.compile(r"[A-Z]{1,6}-[0-9]{4}-[0-9]{4}")
_RANGE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*[-–]\s*([0-9]+(?:\.[0-9]+)?)")


def read_case(plain: Any, *, place_of: Place = str, source: str = "The case") -> CaseFile:
    """Return the case that parsed JSON of the published shape holds; text comes back trimmed and as NFC.

    place_of: turns a path such as `programme.units[2].title` into the place a person looks, such as a sheet's cell.
    source: how the report names what was read.
    Raises Refused with every problem, each with its place.
    """
    reading = Reading(place_of)
    top = reading.object_of(plain, "")
    case = _case(top) if top else None
    if case is None or reading.problems:
        raise Refused(source, reading.problems)
    return case


def _case(top: Fields) -> CaseFile:
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


def _schema(top: Fields) -> None:
    value = top.take("schema", required=f'The version of the shape, "{SCHEMA}",')
    if value is None or value == SCHEMA:
        return
    newer = isinstance(value, str) and re.fullmatch(r"rpl-desk/case/[0-9]+", value)
    advice = "it may be from a newer program" if newer else "it is not a case"
    top.refuse("schema", f'{named(value)} is not "{SCHEMA}": {advice}.')


def _reference(top: Fields) -> str:
    reference = top.line("reference")
    if reference and not _REFERENCE.fullmatch(reference):
        top.refuse(
            "reference",
            f"{shown(reference)} is not a reference, such as CR-2026-0012: one to six capital letters, four digits "
            "of the year, four digits. Leave it out and the office gives the next one.",
        )
        return ""
    return reference


def _programme(top: Fields, kind: CaseKind | None) -> IntakeProgramme | None:
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


def _unit(fields: Fields) -> IntakeUnit:
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


def _outcome(fields: Fields) -> IntakeOutcome:
    outcome = IntakeOutcome(
        text=fields.text("text", required="The text of the learning outcome"),
        assessment_criteria=fields.lines("assessment_criteria"),
    )
    fields.end()
    return outcome


def _activity(fields: Fields) -> IntakeActivity:
    kind = fields.word("kind", ActivityKind, required="The kind of activity")
    low, high = _hours(fields)
    activity = IntakeActivity(kind or ActivityKind.TAUGHT, low, high, fields.text("note"))
    fields.end()
    return activity


def _hours(fields: Fields) -> tuple[int, int]:
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


def _tenths(fields: Fields, name: str, value: Any) -> int | None:
    if value is None:
        return None
    number = number_of(value)
    if number is None:
        fields.refuse(
            name, f'{named(value)} is not hours: give a number, such as 40 or 7.5, or a range, such as "40-45".'
        )
    elif not 0 < number <= MAX_HOURS:
        fields.refuse(name, f"{named(value)} hours is out of range: hours are more than 0 and at most {MAX_HOURS:,}.")
    elif number * 10 != int(number * 10):
        fields.refuse(name, f"{named(value)} hours has more than one decimal: give hours to a tenth.")
    else:
        return int(number * 10)
    return None


def _claimant(top: Fields, kind: CaseKind | None) -> IntakeClaimant | None:
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


def _checks(top: Fields) -> tuple[IntakeCheck, ...]:
    checks, seen = [], Seen(top.reading, "The check")
    for fields in top.objects("checks"):
        group = fields.word("group", CheckGroup, required="The group of the check")
        key = fields.line("key", required="The key of the check")
        answer = fields.word("answer", CheckAnswer) or CheckAnswer.OPEN
        note = fields.text("note")
        fields.end()
        if group and key:
            if key not in CHECKS[group]:
                near, listed = nearest(key, CHECKS[group]), ", ".join(CHECKS[group])
                fields.refuse("key", f"There is no check {shown(key)} in {group}{near}. They are: {listed}.")
            seen.note((group, key), key, fields.at("key"))
            checks.append(IntakeCheck(group, key, answer, note))
    return tuple(checks)


def _people(top: Fields) -> tuple[IntakePerson, ...]:
    people, seen = [], Seen(top.reading, "The person and role")
    for fields in top.objects("people"):
        email = fields.email("email", required="The e-mail address of the person")
        role = fields.word("role", Role, required="The role of the person")
        fields.end()
        if email and role:
            seen.note((email.casefold(), role), f"{email}, {role}", fields.at("email"))
            people.append(IntakePerson(email, role))
    return tuple(people)


def _evidence(top: Fields) -> tuple[IntakeEvidence, ...]:
    evidence, seen = [], Seen(top.reading, "The file")
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
            attached_to=_origin(fields),
            kept_sealed=fields.text("kept_sealed"),
        )
        fields.end()
        if file:
            seen.note(unicodedata.normalize("NFC", file).casefold(), file, fields.at("file"))
        evidence.append(item)
    _check_origins(top, evidence)
    return tuple(evidence)


def _origin(fields: Fields) -> IntakeOrigin | None:
    origin = fields.object("attached_to")
    if origin is None:
        return None
    file = origin.line("file", 1_000, required="The file it was attached to")
    part = origin.place("part", required="Its place among the files attached there")
    name = origin.line("name", 1_000, required="What it is called there")
    origin.end()
    return IntakeOrigin(file, part, name) if file and part and name else None


def _check_origins(top: Fields, evidence: list[IntakeEvidence]) -> None:
    """Refuse a file that came out of one that is not here, or by some way out of itself; and two in one place."""
    holders = {one.file: one.attached_to for one in evidence}
    seen = Seen(top.reading, "The attached file")
    for number, one in enumerate(evidence):
        origin, path = one.attached_to, f"{top.at('evidence')}[{number}].attached_to"
        if origin is None:
            continue
        if origin.file not in holders:
            top.reading.refuse(f"{path}.file", f"There is no evidence file {shown(origin.file)} in this case.")
            continue
        seen.note((origin.file, origin.part), f"{origin.part} of {origin.file}", f"{path}.part")
        above, way = origin.file, {one.file}
        while above not in way and (holder := holders.get(above)) is not None:
            way.add(above)
            above = holder.file
        if above in way:
            top.reading.refuse(f"{path}.file", f"{shown(one.file)} would have come out of itself.")


def _file(fields: Fields) -> str:
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
    fields.refuse("file", f"The file name {shown(name)} {fault}.")
    return ""
