"""Panel meetings and who was there."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, UniqueConstraint

from .columns import Day, plain_text, tracked

meeting = tracked(
    "meeting",
    Column("held_on", Day, nullable=False, index=True),
    plain_text("place"),
    Column("quorum", Integer, nullable=False),
    Column("chair_id", ForeignKey("person.id"), nullable=False),
    Column("secretary_id", ForeignKey("person.id")),
)

attendance = tracked(
    "attendance",
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("present", Boolean(create_constraint=True, name="is_present")),
    plain_text("apology"),
    UniqueConstraint("meeting_id", "person_id"),
)
