"""What a handed-in case must look like, and the report for everything else."""

import copy
import json
import re
import string
import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpl_desk.domain.cases import CHECKS, CaseKind, CheckAnswer, Situation, Wish
from rpl_desk.domain.errors import Refused
from rpl_desk.domain.evidence import EvidenceKind, Sensitivity
from rpl_desk.domain.intake import (
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
from rpl_desk.domain.intake_plain import to_plain
from rpl_desk.domain.intake_reader import read_case
from rpl_desk.domain.people import Role
from rpl_desk.domain.programmes import ActivityKind, ProgrammeKind, Requirement
from rpl_desk.domain.strict_json import MAX_BYTES, parse_json
from rpl_desk.paths import resource

EXAMPLE = json.loads(resource("schemas/case.example.json").read_text("utf-8"))
SCHEMA = jsonschema.Draft202012Validator(json.loads(resource("schemas/case.schema.json").read_text("utf-8")))

LEFT_OUT = object()
ACTIVITY = "programme.units[0].activities[0]"


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the example with one place replaced, added or left out."""
    plain = copy.deepcopy(EXAMPLE)
    *outer, last = [int(step) if step.isdigit() else step for step in re.findall(r"\w+", path)]
    place: Any = plain
    for step in outer:
        place = place[step]
    if value is LEFT_OUT:
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value
    return plain


def problems_of(plain: Any) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        read_case(plain, source="case.json")
    return {problem.place: problem.message for problem in refused.value.problems}


# What is changed, to what, the place reported where it is not the same, a phrase of the report.
STRUCTURE = [
    ("schema", LEFT_OUT, "", "is missing"),
    ("schema", "rpl-desk/case/2", "", "newer program"),
    ("schema", "something else", "", "it is not a case"),
    ("schema", 1, "", "it is not a case"),
    ("kind", LEFT_OUT, "", "The kind of case is missing"),
    ("kind", None, "", "The kind of case is missing"),
    ("kind", "rpl_credit_specfic", "", "perhaps “rpl_credit_specific” was meant"),
    ("kind", "RPL", "", "is not one of the words for this"),
    ("kind", 3, "", "3 is not one of the words"),
    ("title", LEFT_OUT, "", "The title of the case is missing"),
    ("title", "  ", "", "is missing"),
    ("title", 7, "", "7 stands here instead of text"),
    ("title", True, "", "true stands here instead of text"),
    ("title", ["A"], "", "A list stands here"),
    ("title", "x" * 301, "", "301 characters; the most is 300"),
    ("titel", "A", "", "perhaps “title” was meant"),
    ("Status", "new", "", "There is no field “Status”"),
    ("reference", "RPL-26-34", "", "such as CR-2026-0012"),
    ("reference", "rpl-2026-0034", "", "is not a reference"),
    ("reference", "RPL-2026-00345", "", "is not a reference"),
    ("reference", "RPL-٢٠٢٦-٠٠٣٤", "", "is not a reference"),
    ("due_on", "30/09/2026", "", "is not a date"),
    ("due_on", "2026-9-30", "", "is not a date"),
    ("due_on", "20260930", "", "is not a date"),
    ("due_on", 46000, "", "46000 is not a date"),
    ("due_on", "", "", "is not a date"),
    ("due_on", "1899-12-31", "", "1899 is not from 1900 to 2100"),
    ("due_on", "2101-01-01", "", "2101 is not from 1900 to 2100"),
    ("agreement", {"with": "B"}, "", "A group of fields stands here"),
    ("agreement", "x" * 50_001, "", "50,001 characters; the most is 50,000"),
    ("proposed_level", 0, "", "whole number from 1 to 12"),
    ("proposed_level", 13, "", "13 is not a level"),
    ("proposed_level", -1, "", "-1 is not a level"),
    ("proposed_level", 7.5, "", "7.5 is not a level"),
    ("proposed_level", "7", "", "The text “7” is not a level"),
    ("proposed_level", True, "", "true is not a level"),
    ("proposed_points", 0, "", "credit points"),
    ("proposed_points", 10_001, "", "from 1 to 10,000"),
    ("proposed_points", 1e300, "", "from 1 to 10,000"),
    ("programme", [], "", "A list stands here instead of a group of named fields"),
    ("programme.title", LEFT_OUT, "", "The title of the programme is missing"),
    ("programme.kind", "course", "", "is not one of the words"),
    ("programme.units", {}, "", "instead of a list"),
    ("programme.units", "none", "", "instead of a list"),
    ("programme.units[2]", "A unit", "", "The text “A unit” stands here"),
    ("programme.units[1].title", None, "", "The title of the unit is missing"),
    ("programme.units[1].requirement", "core", "", "They are: mandatory, optional"),
    ("programme.units[1].imported_level", 13, "", "13 is not a level"),
    ("programme.units[1].hours", 40, "", "There is no field “hours” in programme.units[1]"),
    ("programme.units[0].outcomes[0]", 4, "", "4 stands here"),
    ("programme.units[0].outcomes[0].text", "", "", "is missing"),
    ("programme.units[0].outcomes[0].criteria", [], "", "There is no field “criteria”"),
    ("programme.units[0].outcomes[0].assessment_criteria[1]", 1, "", "instead of text"),
    ("programme.entry_requirements", "one", "", "instead of a list"),
    (f"{ACTIVITY}.kind", LEFT_OUT, "", "The kind of activity is missing"),
    (f"{ACTIVITY}.kind", "taugt", "", "perhaps “taught” was meant"),
    (f"{ACTIVITY}.hours", LEFT_OUT, "", "The number of hours is missing"),
    (f"{ACTIVITY}.hours", 0, "", "more than 0"),
    (f"{ACTIVITY}.hours", -40, "", "-40 hours is out of range"),
    (f"{ACTIVITY}.hours", 20_001, "", "at most 20,000"),
    (f"{ACTIVITY}.hours", "40", "", "The text “40” is not hours"),
    (f"{ACTIVITY}.hours", "-40", "", "is not hours"),
    (f"{ACTIVITY}.hours", "40-45-50", "", "is not hours"),
    (f"{ACTIVITY}.hours", "40 to 45", "", "is not hours"),
    (f"{ACTIVITY}.hours", "40.25-45", "", "more than one decimal"),
    (f"{ACTIVITY}.hours", True, "", "true is not hours"),
    (f"{ACTIVITY}.hours", [40, 45], "", "A list is not hours"),
    (f"{ACTIVITY}.hours", {"low": 40}, f"{ACTIVITY}.hours.high", "This end of the range of hours is missing"),
    (f"{ACTIVITY}.hours", {"low": 40, "hi": 4}, f"{ACTIVITY}.hours.hi", "perhaps “high” was meant"),
    (f"{ACTIVITY}.hours", {"low": 0, "high": 4}, f"{ACTIVITY}.hours.low", "more than 0"),
    (f"{ACTIVITY}.hours", {"low": "40", "high": 45}, f"{ACTIVITY}.hours.low", "is not hours"),
    ("claimant", LEFT_OUT, "", "“RPL for credit, specific” is about one, by name"),
    ("claimant", None, "", "The claimant is missing"),
    ("claimant", "Claimant One", "", "stands here instead of a group of named fields"),
    ("claimant.name", LEFT_OUT, "", "The name of the claimant is missing"),
    ("claimant.email", "claimant", "", "is not an e-mail address"),
    ("claimant.email", "a b@example.ac.uk", "", "is not an e-mail address"),
    ("claimant.email", "a@b@example.ac.uk", "", "is not an e-mail address"),
    ("claimant.email", "a@example..uk", "", "is not an e-mail address"),
    ("claimant.situation", "none", "", "no_certificate"),
    ("claimant.wish", "Credit", "", "perhaps “credit” was meant"),
    ("claimant.date_of_birth", "1990-01-01", "", "There is no field “date_of_birth” in claimant"),
    ("checks[0].group", "quality", "", "They are: eligibility, due_diligence"),
    ("checks[0].key", "learning_outcome", "", "perhaps “learning_outcomes” was meant"),
    ("checks[0].key", "stability", "", "There is no check “stability” in eligibility"),
    ("checks[0].answer", "yes", "", "They are: pass, fail, open"),
    ("people[0].email", LEFT_OUT, "", "The e-mail address of the person is missing"),
    ("people[0].role", "boss", "", "rater, vetter, assessor"),
    ("people[0]", "assessor.one@example.ac.uk", "", "stands here instead of a group of named fields"),
    ("evidence[0].file", LEFT_OUT, "", "The name of the file is missing"),
    ("evidence[0].file", "../portfolio.pdf", "", "leads out of the folder"),
    ("evidence[0].file", "a/../../portfolio.pdf", "", "leads out of the folder"),
    ("evidence[0].file", "/etc/passwd", "", "starts at the root"),
    ("evidence[0].file", "C:\\portfolio.pdf", "", "a backslash or a colon"),
    ("evidence[0].file", "C:portfolio.pdf", "", "a backslash or a colon"),
    ("evidence[0].file", "..\\portfolio.pdf", "", "a backslash or a colon"),
    ("evidence[0].file", "a//b.pdf", "", "has an empty part"),
    ("evidence[0].file", "./b.pdf", "", "has an empty part"),
    ("evidence[0].file", "folder/", "", "has an empty part"),
    ("evidence[0].file", "b.pdf ", "", "ends with a space"),
    ("evidence[0].file", "b.pdf.", "", "ends with a full stop"),
    ("evidence[0].title", "", "", "The title of the evidence is missing"),
    ("evidence[0].kind", "photo", "", "is not one of the words"),
    ("evidence[0].sensitivity", "secret", "", "They are: ordinary, personal, special"),
    ("evidence[1].attached_to", "portfolio.pdf", "", "stands here instead of a group of named fields"),
    ("evidence[1].attached_to", {"file": "portfolio.pdf", "name": "a"}, "evidence[1].attached_to.part", "is missing"),
    (
        "evidence[1].attached_to",
        {"file": "portfolio.pdf", "part": 0, "name": "a"},
        "evidence[1].attached_to.part",
        "0 is not a place in a list",
    ),
    ("evidence[0].pages", 4, "", "There is no field “pages” in evidence[0]"),
]

# The same for what a schema cannot say.
MEANING = [
    ("due_on", "2026-02-29", "", "is not a day of the calendar"),
    ("due_on", "2026-13-01", "", "is not a day of the calendar"),
    ("title", "One\nTwo", "", "this is a single line"),
    ("title", "One\x00Two", "", "control character U+0000"),
    ("title", "One\x1b[31mTwo", "", "control character U+001B"),
    ("agreement", "One\x85Two", "", "control character U+0085"),
    ("agreement", "half \ud83d", "", "half of a character"),
    ("programme.minimum_points", 97, "", "The minimum of 97 points is above the maximum of 96"),
    (f"{ACTIVITY}.hours", 9.99, "", "9.99 hours has more than one decimal"),
    (f"{ACTIVITY}.hours", Decimal("0.05"), "", "more than one decimal"),
    (f"{ACTIVITY}.hours", float("nan"), "", "nan is not hours"),
    (f"{ACTIVITY}.hours", float("inf"), "", "inf is not hours"),
    (f"{ACTIVITY}.hours", "45-40", "", "reversed: 45 is more than 40"),
    (f"{ACTIVITY}.hours", {"low": 45.5, "high": 45.4}, "", "reversed: 45.5 is more than 45.4"),
    (f"{ACTIVITY}.hours", "0-40", "", "more than 0"),
    (
        "checks[3]",
        {"group": "eligibility", "key": "minimum_hours"},
        "checks[3].key",
        "“minimum_hours” stands here twice, first at checks[1].key",
    ),
    (
        "people[3]",
        {"email": "CHAIR@example.ac.uk", "role": "chair"},
        "people[3].email",
        "stands here twice, first at people[2].email",
    ),
    ("evidence[1].file", "Portfolio.PDF", "", "stands here twice, first at evidence[0].file"),
    (
        "evidence[1].attached_to",
        {"file": "letter.eml", "part": 1, "name": "a"},
        "evidence[1].attached_to.file",
        "There is no evidence file “letter.eml” in this case",
    ),
    ("evidence[0].file", "a" * 256, "", "more than 255 characters"),
    ("evidence[0].file", "a\x00.pdf", "", "control character U+0000"),
    ("evidence[0].file", "a\nb.pdf", "", "this is a single line"),
]


@pytest.mark.parametrize(("path", "value", "place", "phrase"), STRUCTURE + MEANING)
def test_a_fault_is_refused_with_its_place_and_a_phrase(path, value, place, phrase):
    found = problems_of(changed(path, value))
    assert phrase in found[place or path]


@pytest.mark.parametrize(("path", "value", "place", "phrase"), STRUCTURE)
def test_the_published_schema_refuses_the_same_faults_of_structure(path, value, place, phrase):
    assert not SCHEMA.is_valid(changed(path, value))


GOOD = [
    ("reference", LEFT_OUT),
    ("reference", ""),
    ("due_on", None),
    ("due_on", "1900-01-01"),
    ("due_on", "2100-12-31"),
    ("proposed_level", 1),
    ("proposed_level", 12),
    ("proposed_level", 7.0),
    ("proposed_points", 10_000),
    ("title", "x" * 300),
    ("title", "Teastas Sgoil-àraich 🎓 شهادة Świadectwo"),
    ("agreement", "x" * 50_000),
    ("agreement", "One\n\tTwo\r\nThree"),
    ("programme", None),
    ("programme.units", []),
    ("programme.units[0].outcomes", None),
    ("programme.minimum_points", 96),
    (f"{ACTIVITY}.hours", 0.1),
    (f"{ACTIVITY}.hours", 9.9),
    (f"{ACTIVITY}.hours", 20_000),
    (f"{ACTIVITY}.hours", " 40 – 45.5 "),
    (f"{ACTIVITY}.hours", {"low": 40, "high": 40}),
    ("claimant.email", ""),
    ("checks", None),
    ("checks[0].answer", None),
    ("evidence[0].file", "a" * 255),
    ("evidence[0].file", "dealbh àrd/ملف شهادة.pdf"),
    ("evidence[0].file", ".notes..pdf"),
    ("evidence[1].attached_to", None),
    ("evidence[1].attached_to", {"file": "portfolio.pdf", "part": 10_000, "name": "letter.docx"}),
    ("people[3]", {"email": "chair@example.ac.uk", "role": "member"}),
]


@pytest.mark.parametrize(("path", "value"), GOOD)
def test_the_edges_of_what_is_allowed_are_read_and_are_in_the_schema(path, value):
    plain = changed(path, value)
    SCHEMA.validate(plain)
    assert isinstance(read_case(plain), CaseFile)


def test_the_example_is_read_whole():
    case = read_case(parse_json(resource("schemas/case.example.json").read_bytes(), "case.example.json"))
    SCHEMA.validate(EXAMPLE)
    assert case.kind is CaseKind.RPL_CREDIT_SPECIFIC
    assert case.due_on == date(2026, 9, 30)
    taught, work, assessment = case.programme.units[0].activities
    assert (taught.low, taught.high) == (400, 400)
    assert (work.low, work.high, work.note) == (800, 955, "Depends on the placement.")
    assert (assessment.kind, assessment.low, assessment.high) == (ActivityKind.ASSESSMENT, 150, 200)
    assert case.programme.units[0].outcomes[1].text.startswith("Reflect on own practice")
    assert case.programme.units[1].requirement is Requirement.OPTIONAL
    assert case.checks[2].answer is CheckAnswer.OPEN
    assert case.evidence[1].sensitivity is Sensitivity.ORDINARY
    assert case.evidence[1].file == "testimony/manager.docx"


def test_every_problem_is_reported_at_once_and_the_sentence_counts_them():
    plain = changed(f"{ACTIVITY}.hours", -1) | {"titel": "A", "due_on": "soon", "proposed_level": 13}
    with pytest.raises(Refused, match=r"^case\.json was refused: 4 problems\. Nothing was changed\.") as refused:
        read_case(plain, source="case.json")
    assert {problem.place for problem in refused.value.problems} == {
        f"{ACTIVITY}.hours",
        "titel",
        "due_on",
        "proposed_level",
    }


def test_places_are_put_into_the_words_of_where_the_case_came_from():
    plain = changed("checks[3]", {"group": "eligibility", "key": "minimum_hours"})
    cells = {"checks[3].key": "Checks!A9", "checks[1].key": "Checks!A5"}
    with pytest.raises(Refused) as refused:
        read_case(plain, place_of=cells.__getitem__)
    assert str(refused.value.problems[0]).startswith("Checks!A9: The check “minimum_hours” stands here twice")
    assert "first at Checks!A5" in str(refused.value)


@pytest.mark.parametrize("kind", CaseKind)
def test_a_case_needs_only_what_names_it(kind):
    subject = {"programme": {"title": "P"}} if kind.is_credit_rating else {"claimant": {"name": "Claimant One"}}
    least = {"schema": "rpl-desk/case/1", "kind": str(kind), "title": "A case"}
    SCHEMA.validate(least | subject)
    assert read_case(least | subject).kind is kind
    assert not SCHEMA.is_valid(least)
    assert problems_of(least).keys() == subject.keys()


@pytest.mark.parametrize("plain", [None, 3, "case", [], [{}], True])
def test_what_is_no_object_is_refused_whole(plain):
    assert "instead of a group of named fields" in problems_of(plain)[""]
    assert not SCHEMA.is_valid(plain)


@pytest.mark.parametrize(
    "text",
    [
        "Tha an neach-ionnsachaidh a’ sgrìobhadh às ùr",
        "Zażółć gęślą jaźń",
        "المتعلم يخطط للدعم مع الشخص",
        "👩🏽‍⚕️ 🎓 👨‍👩‍👧",
        "字" * 20_000,
    ],
)
def test_text_of_every_script_survives(text):
    plain = changed("programme.units[0].outcomes[0].text", text)
    case = read_case(parse_json(json.dumps(plain).encode(), "case.json"))
    assert case.programme.units[0].outcomes[0].text == text
    assert read_case(to_plain(case)) == case


def test_text_comes_back_trimmed_and_composed():
    case = read_case(changed("title", "  Cafe\u0301 \n"))
    assert case.title == "Café"


SYNTAX = [
    (b"", "", "It is empty"),
    (b" \n\t", "", "It is empty"),
    (b"kind: rpl", "line 1, column 1", "a value is missing"),
    (b'{"kind": "rpl"', "line 1, column 15", "a comma is missing"),
    (b'{"kind": }', "line 1, column 10", "a value is missing"),
    (b'{"kind" "rpl"}', "line 1, column 9", "a colon is missing"),
    (b"{'kind': 'rpl'}", "line 1, column 2", "double quotation marks"),
    (b'{"kind": "rpl"}\n{}', "line 2, column 1", "something follows after the end"),
    (b'{"a": "b', "line 1, column 7", "no closing quotation mark"),
    (b'{"a": "b\nc"}', "line 1, column 9", "line break or control character"),
    (rb'{"a": "C:\path"}', "line 1, column 10", "a backslash"),
    (b'{\n "a": "\xff"}', "line 2, column 8", "not text in UTF-8"),
    ('{"a": "é"}'.encode("utf-16"), "line 1, column 1", "not text in UTF-8"),
    (b'{"a": 1, "a": 2}', "a", "This name stands here twice"),
    (b'{"a": [{"b": 1, "b": {}}]}', "a[0].b", "This name stands here twice"),
    (b'{"a": NaN}', "a", "“NaN” is not a number that can be kept"),
    (b'{"a": [0, -Infinity]}', "a[1]", "“-Infinity” is not a number"),
    (b'{"a": 1e999999999}', "a", "“1e999999999” is not a number"),
    (b'{"a": 1' + b"0" * 5_000 + b"}", "a", "is not a number that can be kept"),
    (b'{"a": 0.1' + b"0" * 5_000 + b"}", "a", "is not a number that can be kept"),
    (rb'{"a": "\ud83d"}', "a", "half of a character"),
    (rb'{"\ud83d": 1}', "“[U+D83D]”", "half of a character"),
    (b"[" * 33 + b"]" * 33, "[0]" * 32, "more than 32 levels deep"),
    (b'{"a":' * 100_000, "", "more than 32 levels deep"),
    (b'"' + b"x" * MAX_BYTES + b'"', "", "5,000,002 bytes; the most is 5,000,000"),
]


@pytest.mark.parametrize(("data", "place", "phrase"), SYNTAX, ids=range(len(SYNTAX)))
def test_what_is_not_strict_json_is_refused_with_its_place(data, place, phrase):
    with pytest.raises(Refused) as refused:
        parse_json(data, "case.json")
    assert [problem.place for problem in refused.value.problems] == [place]
    assert phrase in refused.value.problems[0].message


def test_every_fault_of_well_formed_json_is_reported_at_once():
    with pytest.raises(Refused) as refused:
        parse_json(b'{"a": NaN, "b": [Infinity], "b": 1e9999}', "case.json")
    assert [problem.place for problem in refused.value.problems] == ["a", "b[0]", "b", "b"]


def test_strict_json_gives_exact_numbers_and_allows_a_byte_order_mark():
    plain = parse_json(b'\xef\xbb\xbf{"a": 40.1, "b": 7, "c": [true, null, "\xc3\xa9"]}', "case.json")
    assert plain == {"a": Decimal("40.1"), "b": 7, "c": [True, None, "é"]}
    assert parse_json(b"[" * 32 + b"]" * 32, "case.json")


def test_a_report_shows_foreign_text_on_one_line_with_nothing_invisible_in_it():
    found = problems_of(changed("kind", "rpl\u202e\n\x1b" + "x" * 5_000))
    assert "“rpl[U+202E][U+000A][U+001B]xxx" in found["kind"]
    assert len(found["kind"]) < 400


def texts(limit: int, *, lines: bool = False) -> st.SearchStrategy[str]:
    signs = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t" if lines else "")
    return st.text(signs, max_size=limit).map(lambda text: unicodedata.normalize("NFC", text.strip()).strip())


def some(values: st.SearchStrategy[Any], *, most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=most).map(tuple)


LINES, LONGS = texts(40), texts(80, lines=True)
NAMED, TITLED = LINES.filter(bool), LONGS.filter(bool)
LEVELS, POINTS = st.none() | st.integers(1, 12), st.none() | st.integers(1, 10_000)
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31))
NAMES = st.text(string.ascii_letters + string.digits, min_size=1, max_size=8)
EMAILS = st.builds("{}@{}.example.ac.uk".format, NAMES, NAMES)
HOURS = st.tuples(st.integers(1, 200_000), st.integers(1, 200_000)).map(sorted)

ACTIVITIES = st.builds(
    lambda kind, hours, note: IntakeActivity(kind, *hours, note), st.sampled_from(ActivityKind), HOURS, LONGS
)
OUTCOMES = st.builds(IntakeOutcome, TITLED, some(NAMED))
UNITS = st.builds(
    IntakeUnit,
    NAMED,
    st.sampled_from(Requirement),
    LEVELS,
    POINTS,
    LINES,
    LEVELS,
    POINTS,
    some(OUTCOMES),
    some(ACTIVITIES),
)
PROGRAMMES = st.builds(
    IntakeProgramme,
    title=NAMED,
    kind=st.sampled_from(ProgrammeKind),
    owner=LINES,
    award=LINES,
    award_points=POINTS,
    minimum_points=POINTS,
    units=some(UNITS),
    entry_requirements=some(NAMED),
)
CLAIMANTS = st.builds(
    IntakeClaimant,
    NAMED,
    LINES,
    st.just("") | EMAILS,
    st.none() | st.sampled_from(Situation),
    st.none() | st.sampled_from(Wish),
    LONGS,
    DAYS,
)
CHECK_KEYS = [(group, key) for group, keys in CHECKS.items() for key in keys]
ALL_CHECKS = st.lists(st.sampled_from(CHECK_KEYS), unique=True, max_size=3).flatmap(
    lambda keys: st.tuples(
        *(st.builds(IntakeCheck, *map(st.just, key), st.sampled_from(CheckAnswer), LONGS) for key in keys)
    )
)
PEOPLE = st.lists(
    st.builds(IntakePerson, EMAILS, st.sampled_from(Role)),
    unique_by=lambda one: (one.email.casefold(), one.role),
    max_size=3,
).map(tuple)
EVIDENCE = st.lists(
    st.builds(
        IntakeEvidence,
        NAMES,
        NAMED,
        st.sampled_from(EvidenceKind),
        DAYS,
        DAYS,
        DAYS,
        LONGS,
        LINES,
        LINES,
        st.sampled_from(Sensitivity),
        LONGS,
    ),
    unique_by=lambda one: one.file.casefold(),
    max_size=3,
).map(tuple)
CASES = st.builds(
    CaseFile,
    kind=st.sampled_from(CaseKind),
    title=NAMED,
    reference=st.just("") | st.from_regex(r"[A-Z]{1,6}-[0-9]{4}-[0-9]{4}", fullmatch=True),
    due_on=DAYS,
    agreement=LONGS,
    agreed_on=DAYS,
    proposed_level=LEVELS,
    proposed_points=POINTS,
    programme=PROGRAMMES,
    claimant=CLAIMANTS,
    checks=ALL_CHECKS,
    people=PEOPLE,
    evidence=EVIDENCE,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(CASES)
def test_a_case_written_as_json_is_read_as_the_same_case(case):
    plain = to_plain(case)
    SCHEMA.validate(plain)
    assert read_case(parse_json(json.dumps(plain).encode(), "case.json")) == case


def test_empty_parts_are_left_out_of_the_plain_shape():
    case = replace(read_case(EXAMPLE), programme=None, checks=(), people=(), evidence=(), agreement="", due_on=None)
    assert to_plain(case).keys() == {
        "schema",
        "kind",
        "reference",
        "title",
        "agreed_on",
        "proposed_level",
        "proposed_points",
        "claimant",
    }


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(ANYTHING, st.sampled_from([path for path, value, _, _ in STRUCTURE if "[" not in path and "." not in path]))
def test_any_json_in_any_field_is_read_or_refused(value, field):
    try:
        read_case(parse_json(json.dumps(EXAMPLE | {field: value}).encode(), "case.json"))
    except Refused as refused:
        assert refused.problems


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 3_000), st.integers(0, 60))
def test_any_bytes_over_a_good_case_are_read_or_refused(noise, start, length):
    good = json.dumps(EXAMPLE).encode()
    assert read_case(parse_json(good, "case.json"))
    try:
        read_case(parse_json(good[:start] + noise + good[start + length :], "case.json"))
    except Refused as refused:
        assert refused.problems
