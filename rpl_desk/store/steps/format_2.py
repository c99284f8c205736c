"""From format 1 to 2: a marked place and what it says of a criterion become two rows, and text can be searched.

Until then one row was a place, tied to one criterion: its page and quotation as somebody typed them. Each becomes a
passage of the same id, a text where it is quoted, else a page, else the whole item, and a link of the same id. When
it was made is read from the log, which alone knows.
"""

import json
from typing import Any

from ..restating import Changes, restate

PASSAGE = (
    *("id", "assessment_id", "evidence_id", "kind", "sha256", "page_index", "page_label", "rectangles"),
    *("rectangles_next", "exact", "before", "after", "start_offset", "end_offset", "extractor", "from_ms", "to_ms"),
    *("sort_key", "made_at"),
)
LINK = ("id", "passage_id", "criterion_id", "stance", "strength", "note")
OLD_PASSAGE = (
    *("id", "assessment_id", "criterion_id", "evidence_id", "page", "quotation", "stance", "strength", "note"),
)


def to_format_2(connection: Any) -> Changes:
    """Make the new tables, part places from links, and index what people wrote before."""
    made = _made_at(connection)
    connection.execute("CREATE TEMP TABLE old_passage AS SELECT * FROM passage")
    faithful = restate(connection, "passage/1", "passage", OLD_PASSAGE)
    connection.execute("DROP TABLE passage")
    for statement in _STATEMENTS.split(";;"):
        connection.execute(statement)
    rows = connection.execute(
        "SELECT o.id, o.revision, o.salt, o.assessment_id, o.criterion_id, o.evidence_id, o.page, o.quotation,"
        " o.stance, o.strength, o.note, e.sha256 FROM old_passage o LEFT JOIN evidence e ON e.id = o.evidence_id"
    ).fetchall()
    for key, revision, salt, assessment, criterion, evidence, page, quotation, stance, strength, note, sha256 in rows:
        kind = "text" if quotation else "page" if page else "whole"
        connection.execute(
            "INSERT INTO passage (id, revision, salt, assessment_id, evidence_id, kind, sha256, page_label, rectangles,"
            " rectangles_next, exact, before, after, extractor, sort_key, made_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', '', ?, '', '', '', ?, ?)",
            (key, revision, salt, assessment, evidence, kind, sha256, page, quotation, _sort_key(page), made[key]),
        )
        connection.execute(
            "INSERT INTO link (id, revision, salt, passage_id, criterion_id, stance, strength, note)"
            " VALUES (?, 1, randomblob(16), ?, ?, ?, ?, ?)",
            (key, key, criterion, stance, strength, note),
        )
    connection.execute("DROP TABLE old_passage")
    for table in ("judgement", "finding", "record"):
        connection.execute(_BEFORE[table])
    # A row that was not as its entry left it is not vouched for anew: the check goes on naming it.
    now = (
        *restate(connection, "passage/2", "passage", PASSAGE).rows,
        *restate(connection, "link/1", "link", LINK).rows,
    )
    vouched = faithful.vouched
    gone = tuple(("passage/1", key, None) for key in sorted(vouched))
    return Changes(
        tables=frozenset({"passage", "link"}),
        rows=(*gone, *(one for one in now if one[1] in vouched)),
        unvouched=frozenset((name.partition("/")[0], key) for name, key, _ in now if key not in vouched),
    )


def _made_at(connection: Any) -> dict[int, str]:
    """Return when each passage was made; a row no entry tells of has the time of the founding."""
    first = ""
    found: dict[int, str] = {}
    for at, body in connection.execute("SELECT at, body FROM audit_entry ORDER BY seq"):
        first = first or at
        for name, key, digest in json.loads(body)["rows"]:
            if name == "passage/1" and digest is not None:
                found[key] = at  # a later row may have the id of one that was removed; the last entry is its own
    unknown = [key for (key,) in connection.execute("SELECT id FROM passage") if key not in found]
    return found | dict.fromkeys(unknown, first)


def _sort_key(page: str) -> str:
    digits = ""
    for character in page:
        if character not in "0123456789":
            break
        digits += character
    return f"{int(digits[:5]) if digits else 0:05d}|000000000|00000"


_BEFORE = {
    "judgement": "INSERT INTO written(kind, source_id, case_id, assessment_id, text)"
    " SELECT 'reason', j.id, a.case_id, a.id, trim(j.reason || ' ' || j.no_passage_reason)"
    " FROM judgement j JOIN assessment a ON a.id = j.assessment_id"
    " WHERE trim(j.reason || ' ' || j.no_passage_reason) <> '' ORDER BY j.id",
    "finding": "INSERT INTO written(kind, source_id, case_id, text)"
    " SELECT 'finding', id, case_id, trim(reason || ' ' || dissent) FROM finding"
    " WHERE trim(reason || ' ' || dissent) <> '' ORDER BY id",
    "record": "INSERT INTO written(kind, source_id, case_id, text) SELECT 'record', r.id, r.case_id,"
    " (SELECT group_concat(atom, ' ') FROM json_tree(CAST(r.body AS TEXT), '$.decision')"
    " WHERE type = 'text' AND key NOT IN ('outcome', 'decided_on', 'review_on', 'due_on')) FROM record r"
    " WHERE json_valid(CAST(r.body AS TEXT)) ORDER BY r.id",
}

_STATEMENTS = """\
CREATE TABLE text_source (sha256 TEXT NOT NULL, extractor TEXT NOT NULL, paged BOOLEAN NOT NULL, note TEXT
NOT NULL, PRIMARY KEY (sha256), FOREIGN KEY(sha256) REFERENCES blob (sha256), CONSTRAINT is_paged CHECK
(paged IN (0, 1))) WITHOUT ROWID;;

CREATE TABLE page_text (id INTEGER NOT NULL, sha256 TEXT NOT NULL, page INTEGER NOT NULL, label TEXT NOT
NULL, text TEXT NOT NULL, PRIMARY KEY (id), UNIQUE (sha256, page), FOREIGN KEY(sha256) REFERENCES
text_source (sha256));;

CREATE TABLE written (id INTEGER NOT NULL, kind TEXT NOT NULL, source_id INTEGER NOT NULL, case_id INTEGER
NOT NULL, assessment_id INTEGER, text TEXT NOT NULL, PRIMARY KEY (id), UNIQUE (kind, source_id));;

CREATE TABLE evidence_version (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL,
evidence_id INTEGER NOT NULL, file_name TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
media_type TEXT NOT NULL, received_on TEXT, replaced_at TEXT NOT NULL, person_id INTEGER NOT NULL, reason
TEXT NOT NULL CONSTRAINT replacing_has_a_reason CHECK (reason <> ''), PRIMARY KEY (id), FOREIGN
KEY(evidence_id) REFERENCES evidence (id), FOREIGN KEY(sha256) REFERENCES blob (sha256), FOREIGN
KEY(person_id) REFERENCES person (id));;

CREATE INDEX ix_evidence_version_evidence_id ON evidence_version (evidence_id);;

CREATE INDEX ix_evidence_version_sha256 ON evidence_version (sha256);;

CREATE TABLE authenticity (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, evidence_id
INTEGER NOT NULL, sha256 TEXT NOT NULL, confirmed_by TEXT NOT NULL, capacity TEXT NOT NULL, how TEXT NOT
NULL, confirmed_on TEXT NOT NULL, person_id INTEGER NOT NULL, PRIMARY KEY (id), FOREIGN KEY(evidence_id)
REFERENCES evidence (id), FOREIGN KEY(sha256) REFERENCES blob (sha256), FOREIGN KEY(person_id) REFERENCES
person (id));;

CREATE INDEX ix_authenticity_evidence_id ON authenticity (evidence_id);;

CREATE TABLE evidence_claim (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL,
evidence_id INTEGER NOT NULL, criterion_id INTEGER NOT NULL, PRIMARY KEY (id), UNIQUE (evidence_id,
criterion_id), FOREIGN KEY(evidence_id) REFERENCES evidence (id), FOREIGN KEY(criterion_id) REFERENCES
criterion (id));;

CREATE TABLE relied_statement (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL,
assessment_id INTEGER NOT NULL, criterion_id INTEGER NOT NULL, statement TEXT NOT NULL, PRIMARY KEY (id),
UNIQUE (assessment_id, criterion_id, statement), FOREIGN KEY(assessment_id) REFERENCES assessment (id),
FOREIGN KEY(criterion_id) REFERENCES criterion (id));;

CREATE TABLE evidence_test (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL,
assessment_id INTEGER NOT NULL, evidence_id INTEGER NOT NULL, test VARCHAR(40) NOT NULL, answer
VARCHAR(40) NOT NULL, note TEXT NOT NULL, answered_at TEXT NOT NULL, PRIMARY KEY (id), UNIQUE
(assessment_id, evidence_id, test), FOREIGN KEY(assessment_id) REFERENCES assessment (id), FOREIGN
KEY(evidence_id) REFERENCES evidence (id), CONSTRAINT is_evidencetest CHECK (test IN ('valid',
'authentic', 'current', 'sufficient', 'reliable', 'acceptable')), CONSTRAINT is_testanswer CHECK (answer
IN ('yes', 'partly', 'no', 'unsure')));;

CREATE INDEX ix_evidence_test_evidence_id ON evidence_test (evidence_id);;

CREATE TABLE evidence_read (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL,
assessment_id INTEGER NOT NULL, evidence_id INTEGER NOT NULL, sha256 TEXT NOT NULL, read_at TEXT NOT NULL,
PRIMARY KEY (id), UNIQUE (assessment_id, evidence_id), FOREIGN KEY(assessment_id) REFERENCES assessment
(id), FOREIGN KEY(evidence_id) REFERENCES evidence (id), FOREIGN KEY(sha256) REFERENCES blob (sha256));;

CREATE INDEX ix_evidence_read_evidence_id ON evidence_read (evidence_id);;

CREATE TABLE passage (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, assessment_id
INTEGER NOT NULL, evidence_id INTEGER NOT NULL, kind VARCHAR(40) NOT NULL, sha256 TEXT NOT NULL,
page_index INTEGER CONSTRAINT pages_count_from_0 CHECK (page_index >= 0), page_label TEXT NOT NULL,
rectangles TEXT NOT NULL, rectangles_next TEXT NOT NULL, exact TEXT NOT NULL, "before" TEXT NOT NULL,
"after" TEXT NOT NULL, start_offset INTEGER, end_offset INTEGER, extractor TEXT NOT NULL, from_ms INTEGER,
to_ms INTEGER, sort_key TEXT NOT NULL, made_at TEXT NOT NULL, PRIMARY KEY (id), CONSTRAINT text_is_quoted
CHECK (kind <> 'text' OR exact <> ''), CONSTRAINT area_has_a_place CHECK (kind <> 'area' OR rectangles <>
''), CONSTRAINT time_has_a_span CHECK (kind <> 'time' OR (coalesce(from_ms, -1) >= 0 AND coalesce(to_ms,
-1) >= from_ms)), FOREIGN KEY(assessment_id) REFERENCES assessment (id), FOREIGN KEY(evidence_id)
REFERENCES evidence (id), CONSTRAINT is_anchorkind CHECK (kind IN ('text', 'area', 'time', 'page',
'whole')), FOREIGN KEY(sha256) REFERENCES blob (sha256));;

CREATE INDEX ix_passage_assessment_id ON passage (assessment_id);;

CREATE INDEX ix_passage_evidence_id ON passage (evidence_id);;

CREATE TABLE link (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, passage_id INTEGER
NOT NULL, criterion_id INTEGER NOT NULL, stance VARCHAR(40) NOT NULL, strength INTEGER NOT NULL CONSTRAINT
strength_1_to_3 CHECK (strength BETWEEN 1 AND 3), note TEXT NOT NULL, PRIMARY KEY (id), UNIQUE
(passage_id, criterion_id), FOREIGN KEY(passage_id) REFERENCES passage (id), FOREIGN KEY(criterion_id)
REFERENCES criterion (id), CONSTRAINT is_stance CHECK (stance IN ('supports', 'partly', 'contradicts')));;

CREATE INDEX ix_link_criterion_id ON link (criterion_id);;

CREATE TABLE passage_picture (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL,
passage_id INTEGER NOT NULL, png BLOB NOT NULL, PRIMARY KEY (id), UNIQUE (passage_id), FOREIGN
KEY(passage_id) REFERENCES passage (id));;

CREATE VIRTUAL TABLE page_text_search USING fts5(text, content='page_text', content_rowid='id',
tokenize='porter unicode61 remove_diacritics 2');;

CREATE TRIGGER page_text_insert AFTER INSERT ON page_text BEGIN INSERT INTO page_text_search(rowid, text)
VALUES (new.id, new.text); END;;

CREATE TRIGGER page_text_delete AFTER DELETE ON page_text BEGIN INSERT INTO
page_text_search(page_text_search, rowid, text) VALUES ('delete', old.id, old.text); END;;

CREATE VIRTUAL TABLE written_search USING fts5(text, content='written', content_rowid='id',
tokenize='porter unicode61 remove_diacritics 2');;

CREATE TRIGGER written_insert AFTER INSERT ON written BEGIN INSERT INTO written_search(rowid, text) VALUES
(new.id, new.text); END;;

CREATE TRIGGER written_delete AFTER DELETE ON written BEGIN INSERT INTO written_search(written_search,
rowid, text) VALUES ('delete', old.id, old.text); END;;

CREATE TRIGGER written_passage_insert AFTER INSERT ON passage BEGIN INSERT INTO written(kind, source_id,
case_id, assessment_id, text) SELECT 'passage', new.id, whose.*, new.exact FROM (SELECT case_id,
new.assessment_id FROM evidence WHERE id = new.evidence_id) AS whose WHERE new.exact <> ''; END;;

CREATE TRIGGER written_passage_update AFTER UPDATE OF exact ON passage WHEN old.exact IS NOT new.exact
BEGIN DELETE FROM written WHERE kind = 'passage' AND source_id = old.id; INSERT INTO written(kind,
source_id, case_id, assessment_id, text) SELECT 'passage', new.id, whose.*, new.exact FROM (SELECT
case_id, new.assessment_id FROM evidence WHERE id = new.evidence_id) AS whose WHERE new.exact <> ''; END;;

CREATE TRIGGER written_passage_delete AFTER DELETE ON passage BEGIN DELETE FROM written WHERE kind =
'passage' AND source_id = old.id; END;;

CREATE TRIGGER written_note_insert AFTER INSERT ON link BEGIN INSERT INTO written(kind, source_id,
case_id, assessment_id, text) SELECT 'note', new.id, whose.*, new.note FROM (SELECT a.case_id, a.id FROM
assessment a JOIN passage p ON p.assessment_id = a.id WHERE p.id = new.passage_id) AS whose WHERE new.note
<> ''; END;;

CREATE TRIGGER written_note_update AFTER UPDATE OF note ON link WHEN old.note IS NOT new.note BEGIN DELETE
FROM written WHERE kind = 'note' AND source_id = old.id; INSERT INTO written(kind, source_id, case_id,
assessment_id, text) SELECT 'note', new.id, whose.*, new.note FROM (SELECT a.case_id, a.id FROM assessment
a JOIN passage p ON p.assessment_id = a.id WHERE p.id = new.passage_id) AS whose WHERE new.note <> ''; END;;

CREATE TRIGGER written_note_delete AFTER DELETE ON link BEGIN DELETE FROM written WHERE kind = 'note' AND
source_id = old.id; END;;

CREATE TRIGGER written_reason_insert AFTER INSERT ON judgement BEGIN INSERT INTO written(kind, source_id,
case_id, assessment_id, text) SELECT 'reason', new.id, whose.*, trim(new.reason || ' ' ||
new.no_passage_reason) FROM (SELECT case_id, new.assessment_id FROM assessment WHERE id =
new.assessment_id) AS whose WHERE trim(new.reason || ' ' || new.no_passage_reason) <> ''; END;;

CREATE TRIGGER written_reason_update AFTER UPDATE OF reason, no_passage_reason ON judgement WHEN
old.reason IS NOT new.reason OR old.no_passage_reason IS NOT new.no_passage_reason BEGIN DELETE FROM
written WHERE kind = 'reason' AND source_id = old.id; INSERT INTO written(kind, source_id, case_id,
assessment_id, text) SELECT 'reason', new.id, whose.*, trim(new.reason || ' ' || new.no_passage_reason)
FROM (SELECT case_id, new.assessment_id FROM assessment WHERE id = new.assessment_id) AS whose WHERE
trim(new.reason || ' ' || new.no_passage_reason) <> ''; END;;

CREATE TRIGGER written_reason_delete AFTER DELETE ON judgement BEGIN DELETE FROM written WHERE kind =
'reason' AND source_id = old.id; END;;

CREATE TRIGGER written_finding_insert AFTER INSERT ON finding BEGIN INSERT INTO written(kind, source_id,
case_id, assessment_id, text) SELECT 'finding', new.id, whose.*, trim(new.reason || ' ' || new.dissent)
FROM (SELECT new.case_id, NULL) AS whose WHERE trim(new.reason || ' ' || new.dissent) <> ''; END;;

CREATE TRIGGER written_finding_update AFTER UPDATE OF reason, dissent ON finding WHEN old.reason IS NOT
new.reason OR old.dissent IS NOT new.dissent BEGIN DELETE FROM written WHERE kind = 'finding' AND
source_id = old.id; INSERT INTO written(kind, source_id, case_id, assessment_id, text) SELECT 'finding',
new.id, whose.*, trim(new.reason || ' ' || new.dissent) FROM (SELECT new.case_id, NULL) AS whose WHERE
trim(new.reason || ' ' || new.dissent) <> ''; END;;

CREATE TRIGGER written_finding_delete AFTER DELETE ON finding BEGIN DELETE FROM written WHERE kind =
'finding' AND source_id = old.id; END;;

CREATE TRIGGER written_record_insert AFTER INSERT ON record BEGIN INSERT INTO written(kind, source_id,
case_id, assessment_id, text) SELECT 'record', new.id, whose.*, (SELECT group_concat(atom, ' ') FROM
json_tree(iif(json_valid(CAST(new.body AS TEXT)), CAST(new.body AS TEXT), '{}'), '$.decision') WHERE type
= 'text' AND key NOT IN ('outcome', 'decided_on', 'review_on', 'due_on')) FROM (SELECT new.case_id, NULL)
AS whose WHERE (SELECT group_concat(atom, ' ') FROM json_tree(iif(json_valid(CAST(new.body AS TEXT)),
CAST(new.body AS TEXT), '{}'), '$.decision') WHERE type = 'text' AND key NOT IN ('outcome', 'decided_on',
'review_on', 'due_on')) <> ''; END;;

CREATE TRIGGER written_record_update AFTER UPDATE OF body ON record WHEN old.body IS NOT new.body BEGIN
DELETE FROM written WHERE kind = 'record' AND source_id = old.id; INSERT INTO written(kind, source_id,
case_id, assessment_id, text) SELECT 'record', new.id, whose.*, (SELECT group_concat(atom, ' ') FROM
json_tree(iif(json_valid(CAST(new.body AS TEXT)), CAST(new.body AS TEXT), '{}'), '$.decision') WHERE type
= 'text' AND key NOT IN ('outcome', 'decided_on', 'review_on', 'due_on')) FROM (SELECT new.case_id, NULL)
AS whose WHERE (SELECT group_concat(atom, ' ') FROM json_tree(iif(json_valid(CAST(new.body AS TEXT)),
CAST(new.body AS TEXT), '{}'), '$.decision') WHERE type = 'text' AND key NOT IN ('outcome', 'decided_on',
'review_on', 'due_on')) <> ''; END;;

CREATE TRIGGER written_record_delete AFTER DELETE ON record BEGIN DELETE FROM written WHERE kind =
'record' AND source_id = old.id; END
"""
