"""The office, the framework editions it loaded, its people and their keys."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint

from ...domain.people import OfficeRole
from .columns import Day, Moment, plain_text, tracked, word

office = tracked(
    "office",
    CheckConstraint("id = 1", name="one_office"),
    Column("store", Text, nullable=False),
    Column("epoch", Integer, nullable=False, default=1),
    Column("founded_at", Moment, nullable=False),
    plain_text("name"),
    plain_text("unit"),
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
    plain_text("retired_reason"),
)

unlock_failure = tracked(
    "unlock_failure",
    Column("person_id", ForeignKey("person.id"), nullable=False, unique=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
)
