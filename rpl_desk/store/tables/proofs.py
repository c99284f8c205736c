"""Keys of sessions, the signed notes over the log, how people are enrolled, and what ended a key."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, Text

from ...domain.people import Ending
from .columns import Moment, metadata, plain_text, tracked, word

session_key = tracked(
    "session_key",
    Column("session", Text, nullable=False, unique=True),
    Column("certificate_id", ForeignKey("certificate.id"), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
"""The public key of a session as its person's key certified it; the private one was in memory only."""

exchange_key = tracked(
    "exchange_key",
    Column("certificate_id", ForeignKey("certificate.id"), nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
"""The public key that things are sealed to for a person, as their own key signed it."""

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("size", Integer, primary_key=True),
    Column("note", Text, nullable=False),
    Column("parts", LargeBinary, nullable=False),
)
"""The signed note over the first `size` entries, and the parts of the Merkle tree, from which the next one goes on.

Written in the transaction of entry `size`, which it vouches for, so no entry can vouch for it.
"""

enrolment = tracked(
    "enrolment",
    Column("person_id", ForeignKey("person.id"), nullable=False, unique=True),
    Column("code_digest", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("body", LargeBinary),
    Column("signature", LargeBinary),
)
"""A one-time code that was handed out, and the request that the person signed with the new key after typing it."""

key_ending = tracked(
    "key_ending",
    Column("certificate_id", ForeignKey("certificate.id"), nullable=False, unique=True),
    Column("kind", word(Ending), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("authority_signature", LargeBinary, nullable=False),
    Column("second_certificate_id", ForeignKey("certificate.id")),
    Column("second_signature", LargeBinary),
)
"""Why and at which place of the log a key ended, signed by the authority and, where two are needed, by one more."""

founding = tracked("founding", Column("body", LargeBinary, nullable=False))
"""The authority founded anew, in order: the statement that people signed, and what the lost key had signed."""

anchor_place = tracked("anchor_place", plain_text("folder"))
"""Where the notes go besides the documents: a folder that an administrator chose, such as the second backup place."""
