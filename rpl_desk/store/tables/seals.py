"""The seals the office has put, or puts, on the PDFs it hands out."""

from sqlalchemy import Column, ForeignKey, LargeBinary

from ...domain.seals import SealKind
from .columns import Moment, plain_text, tracked, word

office_seal = tracked(
    "office_seal",
    Column("kind", word(SealKind), nullable=False),
    Column("certificate", LargeBinary, nullable=False, unique=True),
    Column("others", LargeBinary, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", ForeignKey("person.id"), nullable=False),
    Column("ended_at", Moment),
    plain_text("ended_reason"),
)
"""A certificate and its private key, wrapped by what the authority's key gives; one at a time is in use."""
