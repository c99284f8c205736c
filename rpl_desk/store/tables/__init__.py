"""The tables of a store, and what of each row the audit log vouches for.

Every tracked table has `revision`, raised at each change, and `salt`, random bytes that make its digest say nothing
once the row is gone. What must never be false in a file is a constraint here as well as a rule in the domain.
No foreign key cascades: nothing disappears because something else did.
"""

from sqlalchemy import Table

from .after import amendment, appeal, appeal_member, condition_met, letter_text, review, unlocking, voiding
from .backups import backup_rule, restore_drill, store_restore
from .calibrating import exercise, exercise_answer, exercise_assessor
from .cases import (
    activity,
    case,
    case_check,
    case_role,
    entry_requirement,
    interest,
    outcome,
    programme,
    removed_line,
    stage_change,
    unit,
)
from .columns import metadata
from .deciding import condition, decision, finding, recommendation, record, signature, third_opinion
from .identity import identity, identity_look
from .judging import (
    assessment,
    comparator,
    criterion,
    earlier_answer,
    evidence_claim,
    evidence_read,
    evidence_test,
    gap_statement,
    judgement,
    link,
    own_note,
    passage,
    passage_picture,
    relied_statement,
    returned_form,
    sealed_judgements,
    sealed_packet,
    withdrawal,
)
from .log import audit_entry, written
from .meetings import absence, acting_chair, agenda_item, attendance, meeting, meeting_break, minute, minutes, sitting
from .offices import certificate, framework_edition, office, person, unlock_failure, wrapped_key
from .proofs import anchor_place, checkpoint, enrolment, exchange_key, founding, key_ending, session_key
from .protection import protection, recovery_code
from .registers import (
    authenticity,
    blob,
    blob_chunk,
    evidence,
    evidence_origin,
    evidence_version,
    file_about,
    page_text,
    recognised_page,
    record_draft,
    text_source,
    text_under_way,
)
from .seals import office_seal

VERSIONS = {"passage": 2, "third_opinion": 2}
"""How often the choice of columns of a table has changed; 1 for all others."""


def projection_of(table: Table) -> str:
    """Return the name and version under which a row of this table is digested now."""
    return f"{table.name}/{VERSIONS.get(table.name, 1)}"


PROJECTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    projection_of(table): (
        table.name,
        tuple(column.name for column in table.columns if column.name not in ("salt", "revision")),
    )
    for table in metadata.sorted_tables
    if "salt" in table.columns
}
"""What a row's digest covers, by name and version: a later column joins as `.../2` and leaves old digests true."""


__all__ = [
    "PROJECTIONS",
    "VERSIONS",
    "absence",
    "acting_chair",
    "activity",
    "agenda_item",
    "amendment",
    "anchor_place",
    "appeal",
    "appeal_member",
    "assessment",
    "attendance",
    "audit_entry",
    "authenticity",
    "backup_rule",
    "blob",
    "blob_chunk",
    "case",
    "case_check",
    "case_role",
    "certificate",
    "checkpoint",
    "comparator",
    "condition",
    "condition_met",
    "criterion",
    "decision",
    "earlier_answer",
    "enrolment",
    "entry_requirement",
    "evidence",
    "evidence_claim",
    "evidence_origin",
    "evidence_read",
    "evidence_test",
    "evidence_version",
    "exchange_key",
    "exercise",
    "exercise_answer",
    "exercise_assessor",
    "file_about",
    "finding",
    "founding",
    "framework_edition",
    "gap_statement",
    "identity",
    "identity_look",
    "interest",
    "judgement",
    "key_ending",
    "letter_text",
    "link",
    "meeting",
    "meeting_break",
    "metadata",
    "minute",
    "minutes",
    "office",
    "office_seal",
    "outcome",
    "own_note",
    "page_text",
    "passage",
    "passage_picture",
    "person",
    "programme",
    "projection_of",
    "protection",
    "recognised_page",
    "recommendation",
    "record",
    "record_draft",
    "recovery_code",
    "relied_statement",
    "removed_line",
    "restore_drill",
    "returned_form",
    "review",
    "sealed_judgements",
    "sealed_packet",
    "session_key",
    "signature",
    "sitting",
    "stage_change",
    "store_restore",
    "text_source",
    "text_under_way",
    "third_opinion",
    "unit",
    "unlock_failure",
    "unlocking",
    "voiding",
    "withdrawal",
    "wrapped_key",
    "written",
]
