"""The audit log, and what people wrote as search keeps it."""

from sqlalchemy import Column, Integer, LargeBinary, Table, Text, UniqueConstraint

from .columns import Moment, metadata

written = Table(
    "written",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("source_id", Integer, nullable=False),
    Column("case_id", Integer, nullable=False, index=True),
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
