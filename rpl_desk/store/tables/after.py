"""What comes after a decision is signed; the signed record itself never changes."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Text, UniqueConstraint

from ...domain.after import LockState
from ...domain.appeals import AppealOutcome
from .columns import Day, Moment, plain_text, tracked, word

condition_met = tracked(
    "condition_met",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("condition_id", ForeignKey("condition.id"), nullable=False),
    Column("shown_by", Text, nullable=False),
    Column("shown_on", Day, nullable=False),
    Column("shown_with", Text, nullable=False),
    Column("confirmed_by", ForeignKey("person.id"), nullable=False),
    Column("confirmed_at", Moment, nullable=False),
    Column("withdrawn_by", ForeignKey("person.id")),
    Column("withdrawn_at", Moment),
    plain_text("withdrawn_reason"),
    CheckConstraint("shown_by <> '' AND shown_with <> ''", name="met_by_somebody_with_something"),
    CheckConstraint("withdrawn_at IS NULL OR withdrawn_reason <> ''", name="withdrawing_has_a_reason"),
)
"""Who showed a condition to be met, when and with what, who confirmed it, and why that was withdrawn where it was."""
Index(
    "condition_met_once",
    condition_met.c.condition_id,
    unique=True,
    sqlite_where=condition_met.c.withdrawn_at.is_(None),
)

unlocking = tracked(
    "unlocking",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("state", word(LockState), nullable=False),
    Column("reason", Text, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("operation", Text, nullable=False, unique=True),
    Column("unlocked_at", Moment, nullable=False),
    CheckConstraint("reason <> ''", name="unlocking_has_a_reason"),
)
"""Why something that was closed was opened again; `operation` is that of the log's entry."""

amendment = tracked(
    "amendment",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("record_id", ForeignKey("record.id"), nullable=False, index=True),
    Column("stage_before", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("appeal_id", ForeignKey("appeal.id")),
    Column("by_record_id", ForeignKey("record.id")),
    Column("done_at", Moment),
    Column("dropped_at", Moment),
    plain_text("dropped_reason"),
    CheckConstraint("reason <> ''", name="amending_has_a_reason"),
    CheckConstraint("(done_at IS NULL) = (by_record_id IS NULL)", name="amended_by_a_record"),
    CheckConstraint("dropped_at IS NULL OR (done_at IS NULL AND dropped_reason <> '')", name="dropping_has_a_reason"),
)
"""A signed record that is being amended; it stands until every signature on the version after it is given."""
Index(
    "amendment_one_at_a_time",
    amendment.c.case_id,
    unique=True,
    sqlite_where=amendment.c.done_at.is_(None) & amendment.c.dropped_at.is_(None),
)

voiding = tracked(
    "voiding",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("record_id", ForeignKey("record.id"), nullable=False, unique=True),
    Column("reason", Text, nullable=False),
    Column("reason_salt", Text, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("operation", Text, nullable=False, unique=True),
    Column("payload", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("certificate_id", ForeignKey("certificate.id"), nullable=False),
    Column("receipt", Text, nullable=False),
    Column("voided_at", Moment, nullable=False),
    CheckConstraint("reason <> ''", name="voiding_has_a_reason"),
)
"""That a signed record stands no more, signed by the chair; the payload holds a salted digest of the reason."""

review = tracked(
    "review",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("record_id", ForeignKey("record.id"), nullable=False),
    Column("held_on", Day, nullable=False),
    Column("note", Text, nullable=False),
    Column("next_on", Day, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    CheckConstraint("note <> '' AND next_on > held_on", name="review_says_what_came_of_it"),
)
"""A review that was held of a decision that stands, what came of it, and when the next one is."""

appeal = tracked(
    "appeal",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("record_id", ForeignKey("record.id"), nullable=False),
    Column("stage_before", Text, nullable=False),
    Column("lodged_on", Day, nullable=False),
    Column("lodged_by", Text, nullable=False),
    plain_text("ground"),
    Column("grounds", Text, nullable=False),
    plain_text("late_reason"),
    Column("hear_by", Day, nullable=False),
    Column("received_by", ForeignKey("person.id"), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("acknowledged_on", Day),
    Column("heard_on", Day),
    Column("outcome", word(AppealOutcome)),
    Column("decided_on", Day),
    plain_text("reasons"),
    Column("decided_by", ForeignKey("person.id")),
    Column("decided_at", Moment),
    UniqueConstraint("case_id", "number"),
    CheckConstraint("lodged_by <> '' AND grounds <> ''", name="appeal_by_somebody_with_grounds"),
    CheckConstraint("(outcome IS NULL) = (decided_on IS NULL)", name="appeal_decided_on_a_day"),
    CheckConstraint("outcome IS NULL OR reasons <> ''", name="appeal_decided_with_reasons"),
    CheckConstraint("outcome IS NULL OR (outcome = 'withdrawn') = (heard_on IS NULL)", name="appeal_heard_on_a_day"),
)
"""An appeal against a signed decision, by number in its case."""
Index("appeal_one_at_a_time", appeal.c.case_id, unique=True, sqlite_where=appeal.c.outcome.is_(None))

appeal_member = tracked(
    "appeal_member",
    Column("appeal_id", ForeignKey("appeal.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    UniqueConstraint("appeal_id", "person_id"),
)
"""Who sits on an appeal."""

letter_text = tracked(
    "letter_text",
    Column("key", Text, nullable=False, unique=True),
    plain_text("text"),
)
"""The office's own wording for a part of its letters."""
