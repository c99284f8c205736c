"""A case, where it stands, who works on it, and the programme or claim that it is about."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
)

from ...domain.cases import CaseKind, CheckAnswer, CheckGroup, Situation, Stage, Wish
from ...domain.people import Role
from ...domain.programmes import ActivityKind, ProgrammeKind, Requirement
from .columns import Day, Moment, level, plain_text, points, tracked, word

case = tracked(
    "case",
    Column("reference", Text, nullable=False, unique=True),
    Column("kind", word(CaseKind), nullable=False, index=True),
    Column("stage", word(Stage), nullable=False, index=True),
    Column("waiting_from", word(Stage)),
    plain_text("waiting_reason"),
    Column("title", Text, nullable=False),
    Column("opened_on", Day, nullable=False, index=True),
    Column("due_on", Day, index=True),
    plain_text("owner"),
    plain_text("agreement"),
    Column("agreed_on", Day),
    plain_text("claimant"),
    plain_text("claimant_reference"),
    plain_text("claimant_email"),
    Column("situation", word(Situation)),
    Column("wish", word(Wish)),
    plain_text("assessment_plan"),
    Column("declared_on", Day),
    level("proposed_level"),
    points("proposed_points"),
    Column("framework_id", ForeignKey("framework_edition.id"), nullable=False),
    Column("policy", Text, nullable=False),
    Column("blind", Boolean(create_constraint=True, name="is_blind"), nullable=False),
    Column("meeting_id", ForeignKey("meeting.id"), index=True),
    Column("revealed_at", Moment),
    Column("revealed_by", ForeignKey("person.id")),
    level("decided_level"),
    points("decided_points"),
    plain_text("outcome"),
    Index("case_by_title", "title"),
    Index("case_by_claimant_reference", "claimant_reference"),
    Index("case_by_stage_due", "stage", "due_on"),
    Index("case_by_decided_level", "decided_level"),
)
Index("case_by_lower_title", func.lower(case.c.title))

stage_change = tracked(
    "stage_change",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("stage", word(Stage), nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    plain_text("reason"),
)

case_check = tracked(
    "case_check",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("group", word(CheckGroup), nullable=False),
    Column("key", Text, nullable=False),
    Column("answer", word(CheckAnswer), nullable=False),
    plain_text("note"),
    UniqueConstraint("case_id", "group", "key"),
)

case_role = tracked(
    "case_role",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("role", word(Role), nullable=False),
    plain_text("override_reason"),
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
    plain_text("owner"),
    plain_text("award"),
    points("minimum_points"),
    points("maximum_points"),
    points("award_points"),
)
Index("programme_by_title", func.lower(programme.c.title))

unit = tracked(
    "unit",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("requirement", word(Requirement), nullable=False),
    level("proposed_level"),
    points("proposed_points"),
    plain_text("imported_from"),
    level("imported_level"),
    points("imported_points"),
    Column("points_override", Integer, CheckConstraint("points_override >= 1", name="override_is_positive")),
    plain_text("override_reason"),
    UniqueConstraint("case_id", "number"),
    CheckConstraint("points_override IS NULL OR override_reason <> ''", name="override_has_a_reason"),
)
Index("unit_by_title", func.lower(unit.c.title))

outcome = tracked(
    "outcome",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    plain_text("assessment_criteria"),
    UniqueConstraint("unit_id", "number"),
)

activity = tracked(
    "activity",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("kind", word(ActivityKind), nullable=False),
    Column("low", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    plain_text("note"),
    CheckConstraint("low > 0 AND low <= high", name="hours_are_a_range"),
)

entry_requirement = tracked(
    "entry_requirement",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
)

removed_line = tracked(
    "removed_line",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("removed_at", Moment, nullable=False),
)
"""What was taken out of an intake and can still be put back; `body` holds its rows."""
