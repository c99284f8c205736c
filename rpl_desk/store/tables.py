"""The tables of a store, and what of each row the audit log vouches for.

Every tracked table has `revision`, raised at each change, and `salt`, random bytes that make its digest say nothing
once the row is gone. What must never be false in a file is a constraint here as well as a rule in the domain.
No foreign key cascades: nothing disappears because something else did.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Enum,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from ..domain.cases import CaseKind, CheckAnswer, CheckGroup, Situation, Stage, Wish
from ..domain.decisions import Outcome
from ..domain.evidence import EvidenceKind, EvidenceTest, Sensitivity, Stance, TestAnswer
from ..domain.framework import Characteristic
from ..domain.judgements import AssessmentState, CriterionKind, FindingState
from ..domain.passages import AnchorKind
from ..domain.people import OfficeRole, Role
from ..domain.programmes import ActivityKind, ProgrammeKind, Requirement

metadata = MetaData()


class Day(TypeDecorator[date]):
    """A calendar day, kept as ISO text so that it sorts and reads plainly."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Any) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Any) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, kept as ISO text with seconds and a Z; a naive datetime is a programming error."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


def moment_text(value: datetime) -> str:
    """Return the one text form of a moment, `2026-05-28T10:53:07Z`."""
    if value.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return value.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def word(kind: type[StrEnum]) -> Enum:
    """Store a StrEnum by its value, with a CHECK that no other word gets in."""
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        name=f"is_{kind.__name__.lower()}",
        length=40,
    )


def tracked(name: str, *columns: Any) -> Table:
    """Make a table whose rows the audit log vouches for."""
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True),
        Column("revision", Integer, nullable=False, default=1),
        Column("salt", LargeBinary, nullable=False),
        *columns,
    )


def _level(name: str) -> Column[int]:
    return Column(name, Integer, CheckConstraint(f"{name} BETWEEN 1 AND 12", name=f"{name}_is_a_level"))


def _points(name: str) -> Column[int]:
    return Column(name, Integer, CheckConstraint(f"{name} >= 0", name=f"{name}_is_not_negative"))


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="")


office = tracked(
    "office",
    CheckConstraint("id = 1", name="one_office"),
    Column("store", Text, nullable=False),
    Column("epoch", Integer, nullable=False, default=1),
    Column("founded_at", Moment, nullable=False),
    _text("name"),
    _text("unit"),
    Column("logo", LargeBinary),
    Column("policy", Text, nullable=False),
    Column("framework_id", Integer, ForeignKey("framework_edition.id")),
    Column("authority_public", LargeBinary, nullable=False),
)

framework_edition = tracked(
    "framework_edition",
    Column("framework", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("loaded_on", Day, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("framework", "edition", "sha256"),
)

person = tracked(
    "person",
    Column("uid", Text, nullable=False, unique=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("office_role", word(OfficeRole), nullable=False),
    Column("retired_at", Moment),
)

wrapped_key = tracked(
    "wrapped_key",
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("purpose", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("public", LargeBinary, nullable=False),
    Column("retired_at", Moment),
)

certificate = tracked(
    "certificate",
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("serial", Integer, nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("retired_at", Moment),
    _text("retired_reason"),
)

unlock_failure = tracked(
    "unlock_failure",
    Column("person_id", ForeignKey("person.id"), nullable=False, unique=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
)

meeting = tracked(
    "meeting",
    Column("held_on", Day, nullable=False, index=True),
    _text("place"),
    Column("quorum", Integer, nullable=False),
    Column("chair_id", ForeignKey("person.id"), nullable=False),
    Column("secretary_id", ForeignKey("person.id")),
)

attendance = tracked(
    "attendance",
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("present", Boolean(create_constraint=True, name="is_present")),
    _text("apology"),
    UniqueConstraint("meeting_id", "person_id"),
)

case = tracked(
    "case",
    Column("reference", Text, nullable=False, unique=True),
    Column("kind", word(CaseKind), nullable=False, index=True),
    Column("stage", word(Stage), nullable=False, index=True),
    Column("waiting_from", word(Stage)),
    _text("waiting_reason"),
    Column("title", Text, nullable=False),
    Column("opened_on", Day, nullable=False, index=True),
    Column("due_on", Day, index=True),
    _text("owner"),
    _text("agreement"),
    Column("agreed_on", Day),
    _text("claimant"),
    _text("claimant_reference"),
    _text("claimant_email"),
    Column("situation", word(Situation)),
    Column("wish", word(Wish)),
    _text("assessment_plan"),
    Column("declared_on", Day),
    _level("proposed_level"),
    _points("proposed_points"),
    Column("framework_id", ForeignKey("framework_edition.id"), nullable=False),
    Column("policy", Text, nullable=False),
    Column("blind", Boolean(create_constraint=True, name="is_blind"), nullable=False),
    Column("meeting_id", ForeignKey("meeting.id"), index=True),
    Column("revealed_at", Moment),
    Column("revealed_by", ForeignKey("person.id")),
    _level("decided_level"),
    _points("decided_points"),
    _text("outcome"),
    Index("case_by_title", "title"),
    Index("case_by_stage_due", "stage", "due_on"),
)

stage_change = tracked(
    "stage_change",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("stage", word(Stage), nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    _text("reason"),
)

case_check = tracked(
    "case_check",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("group", word(CheckGroup), nullable=False),
    Column("key", Text, nullable=False),
    Column("answer", word(CheckAnswer), nullable=False),
    _text("note"),
    UniqueConstraint("case_id", "group", "key"),
)

case_role = tracked(
    "case_role",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("role", word(Role), nullable=False),
    _text("override_reason"),
    UniqueConstraint("case_id", "person_id", "role"),
)

interest = tracked(
    "interest",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("statement", Text, nullable=False),
    Column("declared_at", Text, nullable=False),
)

programme = tracked(
    "programme",
    Column("case_id", ForeignKey("case.id"), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("kind", word(ProgrammeKind), nullable=False),
    _text("owner"),
    _text("award"),
    _points("minimum_points"),
    _points("maximum_points"),
    _points("award_points"),
)

unit = tracked(
    "unit",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("requirement", word(Requirement), nullable=False),
    _level("proposed_level"),
    _points("proposed_points"),
    _text("imported_from"),
    _level("imported_level"),
    _points("imported_points"),
    Column("points_override", Integer, CheckConstraint("points_override >= 1", name="override_is_positive")),
    _text("override_reason"),
    UniqueConstraint("case_id", "number"),
    CheckConstraint("points_override IS NULL OR override_reason <> ''", name="override_has_a_reason"),
)

outcome = tracked(
    "outcome",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    _text("assessment_criteria"),
    UniqueConstraint("unit_id", "number"),
)

activity = tracked(
    "activity",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("kind", word(ActivityKind), nullable=False),
    Column("low", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    _text("note"),
    CheckConstraint("low > 0 AND low <= high", name="hours_are_a_range"),
)

entry_requirement = tracked(
    "entry_requirement",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
)

evidence = tracked(
    "evidence",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", word(EvidenceKind), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", ForeignKey("blob.sha256"), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("learned_on", Day),
    Column("made_on", Day),
    Column("received_on", Day),
    _text("source"),
    _text("supplier"),
    _text("language"),
    Column("sensitivity", word(Sensitivity), nullable=False),
    _text("currency_exception"),
    _text("kept_sealed"),
    UniqueConstraint("case_id", "number"),
)

evidence_version = tracked(
    "evidence_version",
    Column("evidence_id", ForeignKey("evidence.id"), nullable=False, index=True),
    Column("file_name", Text, nullable=False),
    Column("sha256", ForeignKey("blob.sha256"), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("received_on", Day),
    Column("replaced_at", Moment, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("reason", Text, CheckConstraint("reason <> ''", name="replacing_has_a_reason"), nullable=False),
)

authenticity = tracked(
    "authenticity",
    Column("evidence_id", ForeignKey("evidence.id"), nullable=False, index=True),
    Column("sha256", ForeignKey("blob.sha256"), nullable=False),
    Column("confirmed_by", Text, nullable=False),
    _text("capacity"),
    Column("how", Text, nullable=False),
    Column("confirmed_on", Day, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
)

record_draft = tracked(
    "record_draft",
    Column("case_id", ForeignKey("case.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("kind", word(EvidenceKind), nullable=False),
    Column("held_on", Day),
    _text("title"),
    _text("heard"),
    _text("capacity"),
    _text("recorded_by"),
    _text("text"),
    UniqueConstraint("case_id", "person_id"),
)
"""What somebody is writing down for a case and has not put in the register yet; never read by others."""

criterion = tracked(
    "criterion",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("key", Text, nullable=False),
    Column("kind", word(CriterionKind), nullable=False),
    Column("group", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("unit_id", ForeignKey("unit.id")),
    Column("outcome_id", ForeignKey("outcome.id")),
    Column("characteristic", word(Characteristic)),
    UniqueConstraint("case_id", "key"),
)

evidence_claim = tracked(
    "evidence_claim",
    Column("evidence_id", ForeignKey("evidence.id"), nullable=False),
    Column("criterion_id", ForeignKey("criterion.id"), nullable=False),
    UniqueConstraint("evidence_id", "criterion_id"),
)

assessment = tracked(
    "assessment",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("state", word(AssessmentState), nullable=False),
    Column("sealed_at", Moment),
    _text("commitment"),
    UniqueConstraint("case_id", "person_id"),
    CheckConstraint("state <> 'sealed' OR commitment <> ''", name="sealed_has_a_commitment"),
)

sealed_judgements = tracked(
    "sealed_judgements",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False, index=True),
    Column("sealed_at", Moment, nullable=False),
    Column("commitment", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""The bytes of every sealing, those of reopened judgements too."""

judgement = tracked(
    "judgement",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False),
    Column("criterion_id", ForeignKey("criterion.id"), nullable=False),
    _text("answer"),
    _text("reason"),
    _text("no_passage_reason"),
    Column("saved_at", Moment, nullable=False),
    UniqueConstraint("assessment_id", "criterion_id"),
)

own_note = tracked(
    "own_note",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False),
    Column("criterion_id", ForeignKey("criterion.id"), nullable=False),
    Column("postponed", Boolean(create_constraint=True, name="is_postponed"), nullable=False, default=False),
    Column("confidence", Integer, CheckConstraint("confidence BETWEEN 1 AND 3", name="confidence_1_to_3")),
    _text("note"),
    UniqueConstraint("assessment_id", "criterion_id"),
)
"""What an assessor keeps for themselves about a criterion: never sealed, never in a record, never found by others."""

returned_form = tracked(
    "returned_form",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False, index=True),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("brought_at", Moment, nullable=False),
    Column("taken_at", Moment),
)
"""Judging forms as they came back, byte for byte; `taken_at` is when its assessor took it into their draft."""

relied_statement = tracked(
    "relied_statement",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False),
    Column("criterion_id", ForeignKey("criterion.id"), nullable=False),
    Column("statement", Text, nullable=False),
    UniqueConstraint("assessment_id", "criterion_id", "statement"),
)

evidence_test = tracked(
    "evidence_test",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False),
    Column("evidence_id", ForeignKey("evidence.id"), nullable=False, index=True),
    Column("test", word(EvidenceTest), nullable=False),
    Column("answer", word(TestAnswer), nullable=False),
    _text("note"),
    Column("answered_at", Moment, nullable=False),
    UniqueConstraint("assessment_id", "evidence_id", "test"),
)

evidence_read = tracked(
    "evidence_read",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False),
    Column("evidence_id", ForeignKey("evidence.id"), nullable=False, index=True),
    Column("sha256", ForeignKey("blob.sha256"), nullable=False),
    Column("read_at", Moment, nullable=False),
    UniqueConstraint("assessment_id", "evidence_id"),
)

passage = tracked(
    "passage",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False, index=True),
    Column("evidence_id", ForeignKey("evidence.id"), nullable=False, index=True),
    Column("kind", word(AnchorKind), nullable=False),
    Column("sha256", ForeignKey("blob.sha256"), nullable=False),
    Column("page_index", Integer, CheckConstraint("page_index >= 0", name="pages_count_from_0")),
    _text("page_label"),
    _text("rectangles"),
    _text("rectangles_next"),
    _text("exact"),
    _text("before"),
    _text("after"),
    Column("start_offset", Integer),
    Column("end_offset", Integer),
    _text("extractor"),
    Column("from_ms", Integer),
    Column("to_ms", Integer),
    Column("sort_key", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    CheckConstraint("kind <> 'text' OR exact <> ''", name="text_is_quoted"),
    CheckConstraint("kind <> 'area' OR rectangles <> ''", name="area_has_a_place"),
    CheckConstraint(
        "kind <> 'time' OR (coalesce(from_ms, -1) >= 0 AND coalesce(to_ms, -1) >= from_ms)", name="time_has_a_span"
    ),
)
"""Marked places; rectangles are JSON lists of left, bottom, right, top, as the digest takes no fractions."""

link = tracked(
    "link",
    Column("passage_id", ForeignKey("passage.id"), nullable=False),
    Column("criterion_id", ForeignKey("criterion.id"), nullable=False, index=True),
    Column("stance", word(Stance), nullable=False),
    Column("strength", Integer, CheckConstraint("strength BETWEEN 1 AND 3", name="strength_1_to_3"), nullable=False),
    _text("note"),
    UniqueConstraint("passage_id", "criterion_id"),
)

passage_picture = tracked(
    "passage_picture",
    Column("passage_id", ForeignKey("passage.id"), nullable=False, unique=True),
    Column("png", LargeBinary, nullable=False),
)
"""What a marked place looked like when it was marked; apart, so that lists of passages do not carry it."""

finding = tracked(
    "finding",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("criterion_id", ForeignKey("criterion.id"), nullable=False, unique=True),
    Column("state", word(FindingState), nullable=False),
    _text("answer"),
    _text("reason"),
    _text("dissent"),
    Column("person_id", ForeignKey("person.id")),
)

decision = tracked(
    "decision",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("outcome", word(Outcome)),
    _level("level"),
    _points("points"),
    _text("level_rationale"),
    _text("credit_rationale"),
    _text("dissent"),
    Column("decided_on", Day),
    Column("review_on", Day),
    Column("superseded", Boolean(create_constraint=True, name="is_superseded"), nullable=False, default=False),
    UniqueConstraint("case_id", "version"),
)

condition = tracked(
    "condition",
    Column("decision_id", ForeignKey("decision.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    _text("owner"),
    Column("due_on", Day),
    _text("shown_by"),
)

recommendation = tracked(
    "recommendation",
    Column("decision_id", ForeignKey("decision.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
)

record = tracked(
    "record",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("superseded", Boolean(create_constraint=True, name="is_record_superseded"), nullable=False, default=False),
    UniqueConstraint("case_id", "version"),
)

signature = tracked(
    "signature",
    Column("record_id", ForeignKey("record.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("role", Text, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("operation", Text, nullable=False, unique=True),
    Column("payload", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("certificate_id", ForeignKey("certificate.id"), nullable=False),
    Column("receipt", Text, nullable=False),
    Column("signed_at", Moment, nullable=False),
    UniqueConstraint("record_id", "role"),
)

blob = Table(
    "blob",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Content-addressed bytes: the name is the digest, so the row needs no entry of its own; `evidence` vouches for it."""

blob_chunk = Table(
    "blob_chunk",
    metadata,
    Column("sha256", ForeignKey("blob.sha256"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

text_source = Table(
    "text_source",
    metadata,
    Column("sha256", ForeignKey("blob.sha256"), primary_key=True),
    Column("extractor", Text, nullable=False),
    Column("paged", Boolean(create_constraint=True, name="is_paged"), nullable=False),
    Column("note", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Which stored files were read for their text; `note` says why one gave none. Derived from the bytes."""

page_text = Table(
    "page_text",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", ForeignKey("text_source.sha256"), nullable=False),
    Column("page", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("sha256", "page"),
)
"""The text of each page from 0; of an item without pages, its parts in order. Derived from the bytes."""

written = Table(
    "written",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("source_id", Integer, nullable=False),
    Column("case_id", Integer, nullable=False),
    Column("assessment_id", Integer),
    Column("text", Text, nullable=False),
    UniqueConstraint("kind", "source_id"),
)
"""What people wrote, for search: kept by triggers; a text that changes gets a new id, so the newest has the largest."""

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("entry", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("hash", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False, index=True),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("operation", Text, nullable=False, unique=True),
)
"""The chain. `entry` and `body` are the bytes that were hashed; the other columns repeat them for reading."""

VERSIONS = {"passage": 2}
"""How often the choice of columns of a table has changed; 1 for all others."""


def projection_of(table: Table) -> str:
    """Return the name and version under which a row of this table is digested now."""
    return f"{table.name}/{VERSIONS.get(table.name, 1)}"


PROJECTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    projection_of(table): (
        table.name,
        tuple(column.name for column in table.columns if column.name not in ("salt", "revision")),
    )
    for table in metadata.sorted_tables
    if "salt" in table.columns
}
"""What a row's digest covers, by name and version: a later column joins as `.../2` and leaves old digests true."""
