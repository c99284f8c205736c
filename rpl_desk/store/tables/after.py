"""What comes after a decision is signed; the signed record itself never changes."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Text

from .columns import Day, Moment, tracked

condition_met = tracked(
    "condition_met",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("condition_id", ForeignKey("condition.id"), nullable=False, unique=True),
    Column("shown_by", Text, nullable=False),
    Column("shown_on", Day, nullable=False),
    Column("shown_with", Text, nullable=False),
    Column("confirmed_by", ForeignKey("person.id"), nullable=False),
    Column("confirmed_at", Moment, nullable=False),
    CheckConstraint("shown_by <> '' AND shown_with <> ''", name="met_by_somebody_with_something"),
)
"""Who showed a condition to be met, when and with what, and who confirmed it."""
