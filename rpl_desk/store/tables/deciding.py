"""What the panel found and decided, the record of it, and who signed."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint

from ...domain.decisions import Outcome
from ...domain.judgements import FindingState
from .columns import Day, Moment, level, plain_text, points, tracked, word

finding = tracked(
    "finding",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("criterion_id", ForeignKey("criterion.id"), nullable=False, unique=True),
    Column("state", word(FindingState), nullable=False),
    plain_text("answer"),
    plain_text("reason"),
    plain_text("dissent"),
    Column("person_id", ForeignKey("person.id")),
)

third_opinion = tracked(
    "third_opinion",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("criterion_id", ForeignKey("criterion.id"), nullable=False, unique=True),
    Column("person_id", ForeignKey("person.id")),
    Column("asked_by", ForeignKey("person.id"), nullable=False),
    Column("asked_at", Moment, nullable=False),
    plain_text("answer"),
    plain_text("reason"),
    Column("given_at", Moment),
    plain_text("commitment"),
    Column("body", LargeBinary),
    CheckConstraint("person_id IS NOT NULL OR reason <> ''", name="nobody_asked_has_a_reason"),
    CheckConstraint("commitment = '' OR answer <> ''", name="only_what_was_given_is_sealed"),
)
"""A third opinion on answers far apart, asked after the reveal; without a person, why the panel goes on without one.

`body` is the bytes that were sealed as it was given; those given before format 5 were not sealed."""

decision = tracked(
    "decision",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("outcome", word(Outcome)),
    level("level"),
    points("points"),
    plain_text("level_rationale"),
    plain_text("credit_rationale"),
    plain_text("dissent"),
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
    plain_text("owner"),
    Column("due_on", Day),
    plain_text("shown_by"),
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
