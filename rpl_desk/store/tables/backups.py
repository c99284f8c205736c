"""What the care of the file leaves in it: restores, rehearsals of one, and the office's own numbers for backups."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Text

from .columns import Moment, plain_text, tracked

store_restore = tracked(
    "store_restore",
    Column("epoch", Integer, nullable=False, unique=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("restored_at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("backup", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("from_size", Integer, nullable=False),
    Column("from_head", Text, nullable=False),
    Column("lost_size", Integer, nullable=False),
    plain_text("kept"),
    Column("lost", Text, nullable=False),
    CheckConstraint("reason <> '' AND epoch > 1", name="restored_for_a_reason"),
)
"""A backup that took the store's place: which, by whom and why, the end of its log, and what was put aside for it.

`lost_size` is the most entries that any log put aside so far is known to have had, 0 where that was not to be known.
`lost` is JSON: the sign-offs that were in the store put aside and are not in this one.
"""

restore_drill = tracked(
    "restore_drill",
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("rehearsed_at", Moment, nullable=False),
    Column("backup", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("log_size", Integer, nullable=False),
    Column("seconds", Integer, nullable=False),
    plain_text("fault"),
)
"""A rehearsal of a restore: which backup, how long it took, and what went wrong; empty where all went well."""

backup_rule = tracked(
    "backup_rule",
    CheckConstraint("id = 1", name="one_backup_rule"),
    Column("minutes", Integer, nullable=False),
    Column("late_days", Integer, nullable=False),
    Column("newest", Integer, nullable=False),
    Column("daily", Integer, nullable=False),
    Column("weekly", Integer, nullable=False),
    Column("monthly", Integer, nullable=False),
)
"""When backups are made unasked, when the newest is late, and how many are kept; no row: the program's own numbers."""
