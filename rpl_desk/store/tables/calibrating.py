"""Calibration exercises: past cases frozen and judged anew. Nothing that lists or counts cases reads these."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint

from .columns import Moment, plain_text, tracked

exercise = tracked(
    "exercise",
    Column("title", Text, nullable=False),
    Column("case_id", ForeignKey("case.id"), nullable=False),
    Column("framework_id", ForeignKey("framework_edition.id"), nullable=False),
    Column("policy", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("set_at", Moment, nullable=False),
)

exercise_assessor = tracked(
    "exercise_assessor",
    Column("exercise_id", ForeignKey("exercise.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("sealed_at", Moment),
    plain_text("commitment"),
    plain_text("excused"),
    UniqueConstraint("exercise_id", "person_id"),
    CheckConstraint("sealed_at IS NULL OR commitment <> ''", name="sealed_exercise_has_a_commitment"),
)

exercise_answer = tracked(
    "exercise_answer",
    Column("assessor_id", ForeignKey("exercise_assessor.id"), nullable=False),
    Column("key", Text, nullable=False),
    plain_text("answer"),
    plain_text("reason"),
    Column("saved_at", Moment, nullable=False),
    UniqueConstraint("assessor_id", "key"),
)
