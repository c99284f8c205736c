"""The indexes behind search, and the triggers that keep them: derived, rebuilt at will, vouched for by nobody.

`page_text` holds the text of evidence, `written` what people wrote; each has a full-text index that keeps no text of
its own. Stemming is English; accents are taken off on both sides.
"""

_WORDS = "new.reference || ' ' || new.title || ' ' || new.claimant || ' ' || new.owner"
_CASES = (
    "CREATE VIRTUAL TABLE case_search USING fts5(words, tokenize='trigram', detail='none')",
    'CREATE TRIGGER case_search_insert AFTER INSERT ON "case" BEGIN'
    f" INSERT INTO case_search(rowid, words) VALUES (new.id, {_WORDS}); END",
    'CREATE TRIGGER case_search_update AFTER UPDATE OF reference, title, claimant, owner ON "case" BEGIN'
    f" UPDATE case_search SET words = {_WORDS} WHERE rowid = new.id; END",
)
"""The index behind "contains" in the case list."""

TOKENS = "tokenize='porter unicode61 remove_diacritics 2'"
_WRITTEN: dict[str, tuple[str, str, str, str]] = {
    # kind: the table, its columns, the text of a new row, and which case and assessment it belongs to
    "passage": (
        "passage",
        "exact",
        "new.exact",
        "SELECT case_id, new.assessment_id FROM evidence WHERE id = new.evidence_id",
    ),
    "note": (
        "link",
        "note",
        "new.note",
        "SELECT a.case_id, a.id FROM assessment a JOIN passage p ON p.assessment_id = a.id WHERE p.id = new.passage_id",
    ),
    "reason": (
        "judgement",
        "reason, no_passage_reason",
        "trim(new.reason || ' ' || new.no_passage_reason)",
        "SELECT case_id, new.assessment_id FROM assessment WHERE id = new.assessment_id",
    ),
    "finding": ("finding", "reason, dissent", "trim(new.reason || ' ' || new.dissent)", "SELECT new.case_id, NULL"),
    "record": (
        "record",
        "body",
        "(SELECT group_concat(atom, ' ') FROM json_tree(iif(json_valid(CAST(new.body AS TEXT)),"
        " CAST(new.body AS TEXT), '{}'), '$.decision')"
        " WHERE type = 'text' AND key NOT IN ('outcome', 'decided_on', 'review_on', 'due_on'))",
        "SELECT new.case_id, NULL",
    ),
}


KEEP_TEXT = "INSERT INTO page_text (sha256, page, label, text) VALUES (?, ?, ?, ?)"
INDEX_TEXT = "INSERT INTO page_text_search(rowid, text) SELECT id, text FROM page_text WHERE id > ?"
"""Text of evidence comes many pages at a time and is indexed in one go: a trigger for each page costs a third more."""


def _search_index(content: str) -> tuple[str, ...]:
    """Return the statements for an index over the column `text` of a table that keeps the text itself."""
    index = f"{content}_search"
    gone = f"INSERT INTO {index}({index}, rowid, text) VALUES ('delete', old.id, old.text);"
    return (
        f"CREATE VIRTUAL TABLE {index} USING fts5(text, content='{content}', content_rowid='id', {TOKENS})",
        f"CREATE VIRTUAL TABLE {content}_word USING fts5vocab('{index}', 'instance')",
        f"CREATE TRIGGER {content}_delete AFTER DELETE ON {content} BEGIN {gone} END",
    )


def _written_triggers(kind: str) -> tuple[str, ...]:
    """Return the triggers that keep `written` in step with the table a kind of text comes from."""
    table, columns, text, whose = _WRITTEN[kind]
    gone = f"DELETE FROM written WHERE kind = '{kind}' AND source_id = old.id;"
    new = (
        "INSERT INTO written(kind, source_id, case_id, assessment_id, text)"
        f" SELECT '{kind}', new.id, whose.*, {text} FROM ({whose}) AS whose WHERE {text} <> '';"
    )
    changed = " OR ".join(f"old.{name} IS NOT new.{name}" for name in columns.split(", "))
    return (
        f"CREATE TRIGGER written_{kind}_insert AFTER INSERT ON {table} BEGIN {new} END",
        f"CREATE TRIGGER written_{kind}_update AFTER UPDATE OF {columns} ON {table} WHEN {changed}"
        f" BEGIN {gone} {new} END",
        f"CREATE TRIGGER written_{kind}_delete AFTER DELETE ON {table} BEGIN {gone} END",
    )


_NAMES = (
    f"CREATE VIRTUAL TABLE identity_search USING fts5(names, content='identity', content_rowid='id', {TOKENS})",
    "CREATE TRIGGER identity_search_insert AFTER INSERT ON identity BEGIN"
    " INSERT INTO identity_search(rowid, names) VALUES (new.id, new.names); END",
    "CREATE TRIGGER identity_search_update AFTER UPDATE OF names ON identity BEGIN"
    " INSERT INTO identity_search(identity_search, rowid, names) VALUES ('delete', old.id, old.names);"
    " INSERT INTO identity_search(rowid, names) VALUES (new.id, new.names); END",
)
"""The index by which search knows that a word asked for is the name of a hidden claimant, as the others stem it."""

SEARCH = (
    *_CASES,
    *_NAMES,
    *_search_index("page_text"),
    *_search_index("written"),
    "CREATE TRIGGER written_insert AFTER INSERT ON written BEGIN"
    " INSERT INTO written_search(rowid, text) VALUES (new.id, new.text); END",
    *(statement for kind in _WRITTEN for statement in _written_triggers(kind)),
)
"""Statements that make every index and trigger of a new store, in order."""
