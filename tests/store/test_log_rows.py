"""The columns of the log that repeat an entry for reading: each that says something else is named."""

import hashlib
from typing import Any

import pytest

from rpl_desk.sealing.canonical import canonical
from rpl_desk.sealing.log import GENESIS, EntryFields, entry_bytes, entry_hash
from rpl_desk.store.log_rows import COLUMNS, copy_faults

OPERATION = "5f0c1f0e-5a0f-4b64-9f31-0d9d1a1d0c01"


def row(hashed: str = "case:CR-2026-0001", papers: Any = (), **other: Any) -> tuple[Any, ...]:
    """Return a row of the log about the subject `hashed`, true but for the columns that are given."""
    body = canonical({"operation": OPERATION, "papers": list(papers), "rows": []})
    said = EntryFields(
        1, 7, "2026-05-28T10:53:07Z", "a-person", "", "", "judge", hashed, hashlib.sha256(body).hexdigest(), GENESIS
    )
    entry = entry_bytes(said)
    beside = {
        "seq": 7,
        "entry": entry,
        "hash": entry_hash(entry),
        "body": body,
        "at": said.at,
        "actor": said.actor,
        "action": said.action,
        "subject": hashed,
        "operation": OPERATION,
    }
    return tuple((beside | other)[name] for name in COLUMNS)


@pytest.mark.parametrize("subject", ["", "case:CR-1", 'said "so"', "back\\slash", "Zażółć", "tab\tinside", "a\u202eb"])
def test_columns_that_repeat_what_was_hashed_have_no_fault(subject: str):
    assert list(copy_faults(row(subject))) == []


@pytest.mark.parametrize("name", ["seq", "at", "actor", "action", "subject", "operation"])
@pytest.mark.parametrize("value", ["x", "", None, b"judge", 8, 'judge","actor":"a-person'])
def test_each_column_that_says_something_else_is_named(name: str, value: Any):
    (found,) = copy_faults(row(**{name: value}))
    assert f"its column {name} does not say what was hashed" in found.message


def test_a_text_that_looks_like_a_member_is_not_taken_for_one():
    """What somebody typed into a subject, or the name of a paper, cannot vouch for another column."""
    typed = '","subject":"case:CR-9",'
    (found,) = copy_faults(row(typed, subject="case:CR-9"))
    assert "its column subject" in found.message
    inside = [{"operation": "another"}]
    assert list(copy_faults(row(papers=inside))) == []
    (found,) = copy_faults(row(papers=inside, operation="another"))
    assert "its column operation" in found.message
