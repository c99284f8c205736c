"""Whether the store is to be encrypted, and its recovery codes: what the file must say for itself."""

from sqlalchemy import Boolean, CheckConstraint, Column, Integer

from .columns import Moment, tracked

protection = tracked(
    "protection",
    CheckConstraint("id = 1", name="one_protection"),
    Column("encrypted", Boolean(create_constraint=True, name="is_encrypted"), nullable=False),
    Column("since", Moment, nullable=False),
)
"""One row, once the store has been encrypted; without it the store was always in the clear."""

recovery_code = tracked(
    "recovery_code",
    Column("number", Integer, nullable=False, unique=True),
    Column("made_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("used_at", Moment),
    Column("replaced_at", Moment),
)
"""A code on paper that opens the data: its number, never the code. It counts until it is replaced."""
