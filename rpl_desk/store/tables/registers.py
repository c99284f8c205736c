"""The evidence register, the stored bytes, and the text read from them."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Integer, LargeBinary, Table, Text, UniqueConstraint

from ...domain.evidence import EvidenceKind, Sensitivity
from .columns import Day, Moment, metadata, plain_text, tracked, word

evidence = tracked(
    "evidence",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", word(EvidenceKind), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", ForeignKey("blob.sha256"), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("learned_on", Day),
    Column("made_on", Day),
    Column("received_on", Day),
    plain_text("source"),
    plain_text("supplier"),
    plain_text("language"),
    Column("sensitivity", word(Sensitivity), nullable=False),
    plain_text("currency_exception"),
    plain_text("kept_sealed"),
    UniqueConstraint("case_id", "number"),
)

evidence_version = tracked(
    "evidence_version",
    Column("evidence_id", ForeignKey("evidence.id"), nullable=False, index=True),
    Column("file_name", Text, nullable=False),
    Column("sha256", ForeignKey("blob.sha256"), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("received_on", Day),
    Column("replaced_at", Moment, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("reason", Text, CheckConstraint("reason <> ''", name="replacing_has_a_reason"), nullable=False),
)

authenticity = tracked(
    "authenticity",
    Column("evidence_id", ForeignKey("evidence.id"), nullable=False, index=True),
    Column("sha256", ForeignKey("blob.sha256"), nullable=False),
    Column("confirmed_by", Text, nullable=False),
    plain_text("capacity"),
    Column("how", Text, nullable=False),
    Column("confirmed_on", Day, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
)

evidence_origin = tracked(
    "evidence_origin",
    Column("evidence_id", ForeignKey("evidence.id"), nullable=False, unique=True),
    Column("holder_id", ForeignKey("evidence.id"), nullable=False, index=True),
    Column("holder_sha256", ForeignKey("blob.sha256"), nullable=False),
    Column("part", Integer, CheckConstraint("part >= 1", name="parts_count_from_1"), nullable=False),
    Column("name", Text, nullable=False),
)

record_draft = tracked(
    "record_draft",
    Column("case_id", ForeignKey("case.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("kind", word(EvidenceKind), nullable=False),
    Column("held_on", Day),
    plain_text("title"),
    plain_text("heard"),
    plain_text("capacity"),
    plain_text("recorded_by"),
    plain_text("text"),
    UniqueConstraint("case_id", "person_id"),
)
"""What somebody is writing down for a case and has not put in the register yet; never read by others."""

blob = Table(
    "blob",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Content-addressed bytes: the name is the digest, so the row needs no entry of its own; `evidence` vouches for it."""

blob_chunk = Table(
    "blob_chunk",
    metadata,
    Column("sha256", ForeignKey("blob.sha256"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

text_source = Table(
    "text_source",
    metadata,
    Column("sha256", ForeignKey("blob.sha256"), primary_key=True),
    Column("extractor", Text, nullable=False),
    Column("paged", Boolean(create_constraint=True, name="is_paged"), nullable=False),
    Column("note", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Which stored files were read for their text; `note` says why one gave none. Derived from the bytes."""

page_text = Table(
    "page_text",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", ForeignKey("text_source.sha256"), nullable=False),
    Column("page", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("sha256", "page"),
)
"""The text of each page from 0; of an item without pages, its parts in order. Derived from the bytes."""

text_under_way = Table(
    "text_under_way",
    metadata,
    Column("sha256", ForeignKey("text_source.sha256"), primary_key=True),
    sqlite_with_rowid=False,
)
"""Files whose text is being kept, part by part: what is there of it is not the whole. Derived from the bytes."""

recognised_page = Table(
    "recognised_page",
    metadata,
    Column("sha256", ForeignKey("blob.sha256"), primary_key=True),
    Column("page", Integer, primary_key=True),
    Column("confidence", Integer, nullable=False),
    Column("place", Text, nullable=False),
    Column("boxes", LargeBinary, nullable=False),
)
"""Where the words recognised in a page stand: its place as `domain.preview.Place` in JSON, and packed the box of each
character of its `page_text`. Derived from the bytes, at the cost of seconds a page."""

file_about = Table(
    "file_about",
    metadata,
    Column("sha256", ForeignKey("blob.sha256"), primary_key=True),
    Column("said", Text, nullable=False),
    Column("whole", Boolean(create_constraint=True, name="is_whole"), nullable=False),
    sqlite_with_rowid=False,
)
"""What a file says of itself beside its text, such as its author, as JSON; `whole` tells that no more could be read.
Derived from the bytes, where a claimant is hidden."""
