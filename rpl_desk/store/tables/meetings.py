"""Panel meetings: who was there, which cases in which order, who was out of the room when, and what was minuted."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint

from .columns import Day, Moment, plain_text, tracked

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

sitting = tracked(
    "sitting",
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False, unique=True),
    plain_text("begins"),
    Column("opened_at", Moment),
    Column("closed_at", Moment),
)

agenda_item = tracked(
    "agenda_item",
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False, index=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("minutes", Integer, CheckConstraint("minutes > 0", name="takes_time"), nullable=False),
    Column("lead_id", ForeignKey("person.id")),
    Column("taken_at", Moment),
    Column("closed_at", Moment),
    plain_text("put_off"),
    UniqueConstraint("meeting_id", "case_id"),
)

absence = tracked(
    "absence",
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False, index=True),
    Column("case_id", ForeignKey("case.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    plain_text("reason"),
    Column("left_at", Moment, nullable=False),
    Column("returned_at", Moment),
)

meeting_break = tracked(
    "meeting_break",
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False, index=True),
    plain_text("reason"),
    Column("began_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

acting_chair = tracked(
    "acting_chair",
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    plain_text("reason"),
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment),
)

minute = tracked(
    "minute",
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False, index=True),
    Column("case_id", ForeignKey("case.id")),
    plain_text("text"),
    Column("saved_at", Moment, nullable=False),
    UniqueConstraint("meeting_id", "case_id"),
)

minutes = tracked(
    "minutes",
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", ForeignKey("person.id"), nullable=False),
    plain_text("reason"),
    Column("confirmed_at", Moment),
    Column("confirmed_by", ForeignKey("person.id")),
    UniqueConstraint("meeting_id", "version"),
)
