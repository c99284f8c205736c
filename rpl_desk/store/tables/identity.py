"""Which claimants are hidden from those who judge, and what a person decided of each file looked through for names."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Text, UniqueConstraint

from ...domain.identity import Seen
from .columns import Moment, plain_text, tracked, word

identity = tracked(
    "identity",
    Column("case_id", ForeignKey("case.id"), nullable=False, unique=True),
    Column("pseudonym", Text, nullable=False),
    plain_text("other_names"),
    plain_text("names"),
    plain_text("title"),
    plain_text("words"),
    Column("revealed_at", Moment),
    Column("revealed_by", ForeignKey("person.id")),
    plain_text("reason"),
    CheckConstraint("revealed_at IS NULL OR reason <> ''", name="revealing_has_a_reason"),
)
"""A case opened while the office hides claimants; no row, and nothing is hidden."""

identity_look = tracked(
    "identity_look",
    Column("evidence_id", ForeignKey("evidence.id"), nullable=False),
    Column("sha256", ForeignKey("blob.sha256"), nullable=False),
    Column("seen", word(Seen), nullable=False),
    plain_text("places"),
    plain_text("reason"),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("looked_at", Moment, nullable=False),
    UniqueConstraint("evidence_id", "sha256"),
    CheckConstraint("seen = 'clear' OR reason <> ''", name="deciding_has_a_reason"),
)
