"""What the intake workbook asks, sheet by sheet and in people's words; writing and reading both follow it."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from ..domain.cases import KIND_WORDS, CheckAnswer, CheckGroup, Situation, Wish
from ..domain.evidence import EVIDENCE_WORDS, Sensitivity
from ..domain.people import ROLE_WORDS
from ..domain.programmes import ACTIVITY_WORDS, ProgrammeKind, Requirement
from ..domain.rows import dataclass

MAX_ROW = 20_000
GUIDANCE, LISTS = "Guidance", "Lists"

SITUATION_WORDS = {
    Situation.NO_CERTIFICATE: "No certificate",
    Situation.CERTIFICATE_NOT_ON_SCQF: "Certificate that is not on the SCQF",
    Situation.CERTIFICATE_ON_SCQF: "Certificate on the SCQF",
}
WISH_WORDS = {Wish.PERSONAL: "Personal", Wish.ENTRY: "Entry", Wish.CREDIT: "Credit"}
PROGRAMME_WORDS = {ProgrammeKind.PROGRAMME: "Programme", ProgrammeKind.MICRO_CREDENTIAL: "Micro-credential"}
REQUIREMENT_WORDS = {Requirement.MANDATORY: "Mandatory", Requirement.OPTIONAL: "Optional"}
GROUP_WORDS = {CheckGroup.ELIGIBILITY: "Eligibility", CheckGroup.DUE_DILIGENCE: "Due diligence"}
ANSWER_WORDS = {CheckAnswer.PASS: "Pass", CheckAnswer.FAIL: "Fail", CheckAnswer.OPEN: "Open"}
SENSITIVITY_WORDS = {
    Sensitivity.ORDINARY: "Ordinary",
    Sensitivity.PERSONAL: "Personal",
    Sensitivity.SPECIAL: "Special category",
}

Words = Mapping[Any, str]


class Holds(StrEnum):
    """What the cells of a field hold."""

    TEXT = "text"
    LINES = "lines"
    LEVEL = "level"
    POINTS = "points"
    UNIT = "unit"
    HOURS = "hours"
    DAY = "day"
    WORD = "word"

    @property
    def is_number(self) -> bool:
        return self in (Holds.LEVEL, Holds.POINTS, Holds.UNIT, Holds.HOURS)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing asked: its heading, its name in `case.json`, and what to write; `words` are those of its list.

    `given` stands in the template already and does not make a row count as filled.
    """

    heading: str
    name: str
    guidance: str
    holds: Holds = Holds.TEXT
    width: float = 22
    words: Words = field(default_factory=dict)
    given: bool = False

    @property
    def listed(self) -> dict[str, str]:
        """The words of the list as people read them, with the values they stand for."""
        return {text[:1].upper() + text[1:]: str(value) for value, text in self.words.items()}


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet of the workbook: a form has one field a line, with its answer beside it; a list has a row for each."""

    name: str
    about: str
    fields: tuple[Field, ...]
    is_form: bool = False


_UNIT = Field("Unit number", "unit", "The number the unit has on sheet Units.", Holds.UNIT, 9)

CASE = Layout(
    "Case",
    "The case itself. One workbook is one case.",
    (
        Field("Kind of case", "kind", "Needed. Choose from the list.", Holds.WORD, words=KIND_WORDS),
        Field("Title", "title", "Needed. What the case is called in lists, up to 300 characters."),
        Field("Reference", "reference", "Such as CR-2026-0012. Leave it empty and the office gives the next one."),
        Field("Due date", "due_on", "When a decision is due, as a date.", Holds.DAY),
        Field("Agreement", "agreement", "The agreement with the programme owner, or with the claimant, in short."),
        Field("Agreed on", "agreed_on", "When that was agreed, as a date.", Holds.DAY),
        Field("Proposed level", "proposed_level", "The SCQF level proposed or asked for, 1 to 12.", Holds.LEVEL),
        Field("Proposed credit points", "proposed_points", "Whole SCQF credit points proposed.", Holds.POINTS),
    ),
    is_form=True,
)
PROGRAMME = Layout(
    "Programme",
    "The programme that is credit rated, or that credit or entry is claimed towards. Leave it empty if there is none.",
    (
        Field("Programme title", "title", "Needed for a credit rating."),
        Field("Kind of programme", "kind", "Programme, where nothing is chosen.", Holds.WORD, words=PROGRAMME_WORDS),
        Field("Owner", "owner", "The organisation that owns the programme."),
        Field("Award", "award", "The award it leads to."),
        Field("Credit points of the award", "award_points", "Whole SCQF credit points.", Holds.POINTS),
        Field("Minimum credit points", "minimum_points", "The least a learner completes.", Holds.POINTS),
        Field("Maximum credit points", "maximum_points", "The most a learner completes.", Holds.POINTS),
        Field("Entry requirements", "entry_requirements", "One on each line (Alt+Enter starts a line).", Holds.LINES),
    ),
    is_form=True,
)
UNITS = Layout(
    "Units",
    "The units of the programme, numbered 1, 2, 3 and so on. Outcomes and hours name a unit by this number.",
    (
        Field("Unit number", "unit", "Needed: 1, 2, 3 and so on.", Holds.UNIT, 9),
        Field("Unit title", "title", "Needed.", width=44),
        Field("Taken by", "requirement", "Mandatory where empty.", Holds.WORD, 13, REQUIREMENT_WORDS),
        Field("Proposed level", "proposed_level", "1 to 12.", Holds.LEVEL, 11),
        Field("Proposed credit points", "proposed_points", "Whole points.", Holds.POINTS, 13),
        Field("Imported from", "imported_from", "Who credit rated the unit already, if it is taken over.", width=26),
        Field("Imported level", "imported_level", "The level given there.", Holds.LEVEL, 11),
        Field("Imported credit points", "imported_points", "The points given there.", Holds.POINTS, 13),
    ),
)
OUTCOMES = Layout(
    "Outcomes",
    "The learning outcomes of each unit, in order.",
    (
        _UNIT,
        Field("Learning outcome", "text", "Needed: what a learner will know or be able to do.", width=70),
        Field("Assessment criteria", "assessment_criteria", "One on each line (Alt+Enter).", Holds.LINES, 60),
    ),
)
HOURS = Layout(
    "Hours",
    "The hours a typical learner needs, by kind of activity, assessment included; contact hours are only a part.",
    (
        _UNIT,
        Field("Activity", "kind", "Needed. Choose from the list.", Holds.WORD, 26, ACTIVITY_WORDS),
        Field("Hours", "low", "Needed: hours, to one decimal at most.", Holds.HOURS, 11),
        Field("Up to", "high", "Only for a range: the most hours.", Holds.HOURS, 11),
        Field("Note", "note", "How they come about, such as 12.5 h x 12 weeks; contact 36 h; in the clinic.", width=50),
    ),
)
CLAIMANT = Layout(
    "Claimant",
    "The person whose prior learning is to be recognised. Leave it empty for a credit rating.",
    (
        Field("Name", "name", "Needed for every kind but credit rating."),
        Field("Student or staff number", "reference", "If the office uses one."),
        Field("E-mail", "email", "Such as claimant@example.ac.uk."),
        Field("Situation", "situation", "What the learning is certified by.", Holds.WORD, words=SITUATION_WORDS),
        Field("Wish", "wish", "What recognition is wanted for.", Holds.WORD, words=WISH_WORDS),
        Field("Assessment plan", "assessment_plan", "How the learning will be assessed, as agreed."),
        Field("Declared own work on", "declared_on", "When the claimant declared that, as a date.", Holds.DAY),
    ),
    is_form=True,
)
CHECKS_SHEET = Layout(
    "Checks",
    "For a credit rating: eligibility and, for a third party, due diligence. Rows without answer or note are not read.",
    (
        Field("Part", "group", "Leave as it is.", Holds.WORD, 15, GROUP_WORDS, given=True),
        Field("What is checked", "words", "Leave as it is.", width=52, given=True),
        Field("Answer", "answer", "Choose from the list.", Holds.WORD, 11, ANSWER_WORDS),
        Field("Note", "note", "What the answer rests on.", width=60),
        Field("Key", "key", "Leave as it is.", width=24, given=True),
    ),
)
PEOPLE = Layout(
    "People",
    "Who does what on the case. Somebody with two roles has two rows.",
    (
        Field("E-mail", "email", "Needed: as the office knows the person.", width=40),
        Field("Role", "role", "Needed. Choose from the list.", Holds.WORD, 24, ROLE_WORDS),
    ),
)
EVIDENCE = Layout(
    "Evidence",
    "The evidence register. The files lie in the folder of this workbook.",
    (
        Field("File name", "file", "Needed: such as portfolio.pdf, or folder/portfolio.pdf.", width=34),
        Field("Title", "title", "Needed: what it is.", width=34),
        Field("Kind of evidence", "kind", "Needed. Choose from the list.", Holds.WORD, 24, EVIDENCE_WORDS),
        Field("Learning took place on", "learned_on", "A date; currency is counted from it.", Holds.DAY, 14),
        Field("Made on", "made_on", "A date.", Holds.DAY, 14),
        Field("Received on", "received_on", "A date.", Holds.DAY, 14),
        Field("Source", "source", "Where it comes from.", width=26),
        Field("Supplier", "supplier", "Who supplied it.", width=22),
        Field("Language", "language", "Such as English or Gaelic.", width=14),
        Field("Sensitivity", "sensitivity", "Ordinary where empty.", Holds.WORD, 17, SENSITIVITY_WORDS),
        Field("Why still current", "currency_exception", "Only for older learning that is still current.", width=36),
    ),
)

SHEETS = (CASE, PROGRAMME, UNITS, OUTCOMES, HOURS, CLAIMANT, CHECKS_SHEET, PEOPLE, EVIDENCE)
FORM_HEADINGS = ("What is asked", "Answer", "What to write")
