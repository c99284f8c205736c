"""The columns of the log that repeat an entry for reading: each that says something else is named."""

import hashlib
from typing import Any

import pytest

from rpl_desk.sealing.canonical import canonical
from rpl_desk.sealing.log import GENESIS, EntryFields, check_chain, entry_bytes, entry_hash, plain_entry
from rpl_desk.store.log_rows import COLUMNS, as_bytes, copy_faults, faults

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


SUBJECTS = ("case:CR-1", "case:CR-1", "Zażółć", 'said "so"', "case:CR-1", "", "case:CR-2", "case:CR-1", "case:CR-1")


def log(subjects: tuple[str, ...] = SUBJECTS) -> list[tuple[Any, ...]]:
    """Return the rows of a whole log, each entry about one of `subjects`; two sessions, and papers in the fourth."""
    rows: list[tuple[Any, ...]] = []
    prev = GENESIS
    for seq, subject in enumerate(subjects, 1):
        operation = f"5f0c1f0e-5a0f-4b64-9f31-{seq:012}"
        papers = {"papers": [{"operation": "another"}]} if seq == 4 else {}
        body = canonical({"operation": operation, "rows": []} | papers)
        told, at, session = hashlib.sha256(body).hexdigest(), f"2026-05-28T10:53:0{seq}Z", "" if seq < 5 else "second"
        entry = entry_bytes(EntryFields(1, seq, at, "a-person", session, "laptop", "judge", subject, told, prev))
        prev = entry_hash(entry)
        rows.append((seq, entry, prev, body, at, "a-person", "judge", subject, operation))
    return rows


def found(rows: list[tuple[Any, ...]]) -> list[str]:
    return sorted(str(one) for one in faults(rows, {}))


def part_by_part(rows: list[tuple[Any, ...]]) -> list[str]:
    chain = check_chain((as_bytes(row[1]), str(row[2]), as_bytes(row[3])) for row in rows)
    return sorted(map(str, [*chain, *(one for row in rows for one in copy_faults(row))]))


def test_a_whole_log_has_no_fault():
    assert found(log()) == part_by_part(log()) == []


@pytest.mark.parametrize("column", COLUMNS)
def test_proving_rows_as_a_whole_finds_what_looking_at_each_part_finds(column: str):
    """Each value of a column in each row in turn: a byte more or less, of another type, of another row, nothing."""
    place = COLUMNS.index(column)
    for at, row in enumerate(log()):
        value, other = row[place], log()[at - 1][place]
        news = [other, None, 7, b"", "", str(value)]
        if isinstance(value, bytes):
            news += [value.decode(), value + b" ", value[:-1], value.replace(b'"v":1', b'"v":2'), b"\xff" + value]
        if isinstance(value, str):
            news += [value.encode(), value + "\n", value + '"', value[:-1], value.upper()]
        for new in news:
            if new == value:
                continue
            rows = log()
            rows[at] = (*row[:place], new, *row[place + 1 :])
            assert found(rows) == part_by_part(rows), (at, new)
            same = column in ("entry", "body") and as_bytes(new) == value  # its very bytes, kept as text
            assert same or found(rows), (at, new)
        rows = log()
        del rows[at]
        assert found(rows) == part_by_part(rows)
        assert at == len(SUBJECTS) - 1 or found(rows), at


@pytest.mark.parametrize("subject", ['case:CR-1","v":"1', "case:CR-1\n", "back\\slash", 'a "b"'])
def test_an_entry_that_only_looks_like_one_is_refused_however_well_it_is_hashed(subject: str):
    rows = log()
    seq, _, _, body, at, actor, action, _, operation = rows[-1]
    told, prev = hashlib.sha256(body).hexdigest(), rows[-2][2]
    entry = plain_entry(action, actor, at, told, "laptop", prev, seq, "second", subject)
    rows[-1] = (seq, entry, entry_hash(entry), body, at, actor, action, subject, operation)
    assert found(rows) == part_by_part(rows) != []


def test_a_body_that_names_its_operation_twice_is_refused_however_well_it_is_hashed():
    rows = log()
    seq, _, _, _, at, actor, action, subject, operation = rows[-1]
    body = f'{{"operation":"{operation}","rows":[],"operation":"another"}}'.encode()
    told, prev = hashlib.sha256(body).hexdigest(), rows[-2][2]
    entry = plain_entry(action, actor, at, told, "laptop", prev, seq, "second", subject)
    rows[-1] = (seq, entry, entry_hash(entry), body, at, actor, action, subject, operation)
    assert found(rows) == part_by_part(rows) != []


def test_a_plain_entry_is_the_canonical_one():
    fields = EntryFields(1, 12, "2026-05-28T10:53:07Z", "a", "s", "d", "judge", "Zażółć", "ab" * 32, GENESIS)
    said = {name: getattr(fields, name) for name in EntryFields.__annotations__ if name != "v"}
    assert plain_entry(**said) == entry_bytes(fields)
