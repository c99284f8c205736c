"""The decision record: the frozen snapshot that people sign and that every document is made from.

Holds text, whole numbers, truth values and lists only, so that its canonical JSON is the same everywhere; dates are
ISO text, hours are text with one decimal. `resources/schemas/decision-record-4.schema.json` is its published form, and
there is one for each earlier version. A field that does not apply is None or empty, never left out.

A record is read by the version it says it is, for ever: a field that came later is `since` that version, is missing
from earlier records, and then holds what says nothing. A field is never taken out or given another meaning.
"""

from typing import Any

from .errors import Problem, Refused
from .plain import since, taken_apart, taken_in
from .record_units import RecordCredit, RecordUnit
from .rows import dataclass

VERSION = 4
RECORD_TYPES = {number: f"rpl-desk/decision-record/{number}" for number in range(1, VERSION + 1)}
"""What a record of each version says it is."""

RECORD_TYPE = RECORD_TYPES[VERSION]


@dataclass(frozen=True, slots=True)
class RecordOffice:
    """`logo` is a PNG in base64, or empty."""

    name: str
    unit: str
    logo: str


@dataclass(frozen=True, slots=True)
class RecordFramework:
    id: str
    edition: str
    title: str
    status: str
    basis: str


@dataclass(frozen=True, slots=True)
class RecordSubject:
    """What was judged: the programme, or the claimant and what is claimed."""

    kind: str
    kind_words: str
    title: str
    owner: str
    agreement: str
    agreed_on: str | None
    claimant: str
    claimant_reference: str
    situation: str
    wish: str
    assessment_plan: str
    declared_on: str | None
    programme: str
    programme_kind: str
    award: str
    opened_on: str
    asked_level: int | None
    asked_points: int | None


@dataclass(frozen=True, slots=True)
class RecordCondition:
    number: int
    text: str
    owner: str
    due_on: str | None
    shown_by: str


@dataclass(frozen=True, slots=True)
class RecordDecision:
    outcome: str
    words: str
    level: int | None
    points: int | None
    level_rationale: str
    credit_rationale: str
    conditions: tuple[RecordCondition, ...]
    recommendations: tuple[str, ...]
    dissent: str
    decided_on: str
    review_on: str | None


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """An eligibility or due-diligence answer: pass, fail or open."""

    group: str
    key: str
    words: str
    answer: str
    note: str


@dataclass(frozen=True, slots=True)
class RecordPassage:
    """A place relied on; `number` is its footnote, `assessor` the assessor's number, `criterion` a criterion key.

    kind: text, area, time, page or whole. sha256: of the file it was marked in. orphaned: that its item has another
    file now, in which it has no place. picture: SHA-256 of what it looked like, among the record's pictures; empty
    where none is needed or was kept.
    """

    number: int
    evidence: str
    page: str
    quotation: str
    criterion: str
    assessor: int
    stance: str
    strength: int
    note: str
    kind: str = since(2)
    sha256: str = since(2)
    orphaned: bool = since(2, False)
    picture: str = since(2)


@dataclass(frozen=True, slots=True)
class RecordPicture:
    """What a marked place looked like: a PNG in base64, by the SHA-256 of its bytes."""

    sha256: str
    png: str


@dataclass(frozen=True, slots=True)
class RecordStatement:
    """A descriptor statement that an assessor ticked as relied on for a criterion, in the words of the edition."""

    criterion: str
    assessor: int
    id: str
    level: int
    characteristic: str
    text: str


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """One assessor's sealed answer; `passages` are footnote numbers."""

    assessor: int
    answer: str
    words: str
    reason: str
    no_passage_reason: str
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RecordFinding:
    """The panel's answer; `how` is "agreed" by all sealed answers or "settled" by the panel."""

    how: str
    answer: str
    words: str
    reason: str
    dissent: str


@dataclass(frozen=True, slots=True)
class RecordCriterion:
    key: str
    kind: str
    group: str
    label: str
    text: str
    unit: str
    characteristic: str
    answers: tuple[RecordAnswer, ...]
    finding: RecordFinding | None


@dataclass(frozen=True, slots=True)
class RecordThirdOpinion:
    """What a third assessor answered on a far difference; without a name, why the panel went on without one."""

    name: str
    answer: str
    words: str
    reason: str
    # When it was given, and the SHA-256 of what was sealed then; empty where none was, or opinions were not sealed yet.
    given_at: str | None = since(4, None)
    commitment: str = since(4, "")


@dataclass(frozen=True, slots=True)
class RecordDifference:
    """A criterion on which sealed answers differed; `by` is how many levels or points apart, None for words."""

    criterion: str
    label: str
    kind: str
    by: int | None
    answers: tuple[str, ...]
    finding: str
    reason: str
    # At most one: what a third assessor answered, or why none was asked.
    third: tuple[RecordThirdOpinion, ...] = since(3, ())


@dataclass(frozen=True, slots=True)
class RecordAgreement:
    """How far sealed answers agree on a set of criteria; figures are text with two decimals, empty where not defined.

    name: of the set. criteria: how many of it have two answers or more. percent: of pairs of answers that are the same.
    kappa_name: Cohen's or Fleiss'. scale: that of Krippendorff's alpha. words: what the figures mean at such numbers.
    """

    name: str
    assessors: int
    criteria: int
    percent: str
    kappa_name: str
    kappa: str
    alpha: str
    scale: str
    words: str


@dataclass(frozen=True, slots=True)
class RecordGap:
    """What one assessor wrote is missing for a criterion, and what would count, in their own words."""

    criterion: str
    assessor: int
    missing: str
    would_count: str


@dataclass(frozen=True, slots=True)
class RecordComparator:
    """What one assessor held a best fit against, rated already at `level`, and how what was rated compares with it."""

    criterion: str
    assessor: int
    title: str
    owner: str
    level: int
    compared: str


@dataclass(frozen=True, slots=True)
class RecordTest:
    """One assessor's answer to one test of an item, such as valid: yes, partly, no or unsure."""

    assessor: int
    test: str
    answer: str
    note: str


@dataclass(frozen=True, slots=True)
class RecordConfirmation:
    """That somebody confirmed whose work an item is; `sha256` is of the file they confirmed."""

    confirmed_by: str
    capacity: str
    how: str
    confirmed_on: str
    sha256: str


@dataclass(frozen=True, slots=True)
class RecordEarlierFile:
    """What an item was before its file was replaced."""

    file_name: str
    sha256: str
    size: int
    replaced_at: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecordEvidence:
    """A register entry; `current` None where no date of learning is known.

    recorded: in words who wrote it down in the program, empty for a file that was handed in.
    """

    key: str
    title: str
    kind: str
    file_name: str
    sha256: str
    size: int
    media_type: str
    learned_on: str | None
    made_on: str | None
    received_on: str | None
    source: str
    supplier: str
    language: str
    current: bool | None
    currency_note: str
    kept_sealed: str
    sensitivity: str = since(2)
    currency_exception: str = since(2)
    recorded: str = since(2)
    tests: tuple[RecordTest, ...] = since(2, ())
    authenticity: tuple[RecordConfirmation, ...] = since(2, ())
    earlier_files: tuple[RecordEarlierFile, ...] = since(2, ())


@dataclass(frozen=True, slots=True)
class RecordPerson:
    """Someone with a part in the case; `assessor` is their number as assessor, `interest` what they declared."""

    person: str
    name: str
    roles: tuple[str, ...]
    assessor: int | None
    commitment: str
    sealed_at: str | None
    override_reason: str
    interest: str


@dataclass(frozen=True, slots=True)
class RecordMeeting:
    held_on: str
    place: str
    chair: str
    secretary: str
    present: tuple[str, ...]
    apologies: tuple[str, ...]
    left: tuple[str, ...]
    quorum: int
    counted: int


@dataclass(frozen=True, slots=True)
class RecordSignatory:
    """A signature the office's policy asks for: the role, in order of `position`, and who may give it."""

    position: int
    role: str
    role_words: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordStep:
    stage: str
    entered_at: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """A line of the audit log about this case, up to the making of the record."""

    seq: int
    at: str
    name: str
    action: str
    hash: str
    # Why something that was closed was opened again by this; empty for anything else.
    reason: str = since(3)


@dataclass(frozen=True, slots=True)
class RecordAmended:
    """The signed record that this one takes the place of, once all have signed, and why it was amended."""

    version: int
    record_sha256: str
    decided_on: str
    reason: str


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """Everything decided about one case, and what it rests on."""

    type: str
    store: str
    epoch: int
    reference: str
    version: int
    supersedes: int | None
    made_at: str
    statement: str
    office: RecordOffice
    framework: RecordFramework
    subject: RecordSubject
    decision: RecordDecision
    checks: tuple[RecordCheck, ...]
    units: tuple[RecordUnit, ...]
    credit: RecordCredit
    criteria: tuple[RecordCriterion, ...]
    differences: tuple[RecordDifference, ...]
    passages: tuple[RecordPassage, ...]
    evidence: tuple[RecordEvidence, ...]
    people: tuple[RecordPerson, ...]
    meeting: RecordMeeting | None
    signatories: tuple[RecordSignatory, ...]
    excluded_signers: tuple[str, ...]
    stages: tuple[RecordStep, ...]
    log: tuple[RecordEntry, ...]
    statements: tuple[RecordStatement, ...] = since(2, ())
    pictures: tuple[RecordPicture, ...] = since(2, ())
    agreement: tuple[RecordAgreement, ...] = since(3, ())
    # At most one: the signed version that this amends.
    amends: tuple[RecordAmended, ...] = since(3, ())
    gaps: tuple[RecordGap, ...] = since(3, ())
    comparators: tuple[RecordComparator, ...] = since(3, ())
    # Whether the office sets the assessors' names beside their answers, or their numbers; signatures always name.
    names_assessors: bool = since(3, True)

    @property
    def form(self) -> int:
        """The version of its form."""
        return _form_of(self.type)

    def to_plain(self) -> dict[str, Any]:
        """Return the record as plain JSON values of its own version, ready for canonical bytes."""
        plain: dict[str, Any] = taken_apart(self, self.form)
        return plain

    @classmethod
    def from_plain(cls, plain: Any) -> "DecisionRecord":
        """Read a record of this or an earlier version.

        Raises Refused naming every field that does not fit, by its path.
        """
        problems: list[Problem] = []
        kind = plain.get("type") if isinstance(plain, dict) else None
        if kind not in RECORD_TYPES.values():
            raise Refused("The record", [Problem("type", f"This program reads {RECORD_TYPE}; this says {kind!r}.")])
        record = taken_in(cls, plain, problems, _form_of(kind))
        if problems:
            raise Refused("The record", problems)
        assert isinstance(record, DecisionRecord)
        return record

    def unit(self, key: str) -> RecordUnit | None:
        """Return the unit with this key, None where there is none."""
        return next((one for one in self.units if one.key == key), None)


def _form_of(kind: Any) -> int:
    return next(number for number, one in RECORD_TYPES.items() if one == kind)
