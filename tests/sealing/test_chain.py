import hashlib
import json

import pytest

from rpl_desk.sealing.canonical import canonical
from rpl_desk.sealing.log import GENESIS, EntryFields, check_chain, entry_bytes, entry_hash, row_digest


def chain(count, start=1, prev=GENESIS):
    entries = []
    for seq in range(start, start + count):
        body = canonical({"operation": str(seq), "rows": [["case/1", seq, "ab" * 32]]})
        entry = entry_bytes(
            EntryFields(
                v=1,
                seq=seq,
                at="2026-05-01T10:00:00Z",
                actor="00000000-0000-4000-8000-000000000001",
                session='a "quoted" word',
                device="laptop",
                action="judge criterion",
                subject="case 3",
                body_hash=hashlib.sha256(body).hexdigest(),
                prev=prev,
            )
        )
        prev = entry_hash(entry)
        entries.append((entry, prev, body))
    return entries


def found(entries, **start):
    return [str(problem) for problem in check_chain(entries, **start)]


def changed(entry, **fields):
    return canonical(json.loads(entry) | fields)


def rehashed(entry, **fields):
    new = changed(entry, **fields)
    return new, entry_hash(new)


def test_a_whole_chain_has_no_fault_and_can_be_taken_up_anywhere():
    entries = chain(30)
    assert found(entries) == []
    assert found([]) == []
    assert found(entries[20:], seq=20, prev=entries[19][1]) == []
    assert found(chain(3, start=31, prev=entries[-1][1]), seq=30, prev=entries[-1][1]) == []


def test_a_changed_entry_is_named_with_the_one_after_it():
    entries = chain(30)
    entry, kept, body = entries[16]
    entries[16] = (changed(entry, action="decide"), kept, body)
    assert found(entries) == [
        "log entry 17: is not what was hashed: entry and hash differ.",
        "log entry 18: does not follow from the entry before it.",
    ]


def test_a_changed_entry_hashed_anew_shows_in_the_one_after_it():
    entries = chain(30)
    entry, _, body = entries[16]
    entries[16] = (*rehashed(entry, action="decide"), body)
    assert found(entries) == ["log entry 18: does not follow from the entry before it."]


def test_a_changed_hash_is_named_alone():
    entries = chain(30)
    entry, _, body = entries[16]
    entries[16] = (entry, "0" * 64, body)
    assert found(entries) == ["log entry 17: is not what was hashed: entry and hash differ."]


def test_a_changed_body_is_named_alone():
    entries = chain(30)
    entry, kept, body = entries[16]
    entries[16] = (entry, kept, body.replace(b"17", b"18"))
    assert found(entries) == ["log entry 17: lists other changes than the ones that were hashed."]


def test_a_removed_entry_is_named():
    entries = chain(30)
    del entries[16]
    assert found(entries) == ["log entry 18: stands where entry 17 should be."]


def test_entries_in_another_order_or_twice_are_named():
    entries = chain(5)
    assert found([entries[0], entries[2], entries[1], entries[3], entries[4]]) == [
        "log entry 3: stands where entry 2 should be.",
        "log entry 2: stands where entry 4 should be.",
        "log entry 4: stands where entry 3 should be.",
    ]
    assert found([*entries[:2], entries[1], *entries[2:]]) == ["log entry 2: stands where entry 3 should be."]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda entry: b"not JSON",
        lambda entry: entry[:-1],
        lambda entry: canonical({name: part for name, part in json.loads(entry).items() if name != "actor"}),
        lambda entry: changed(entry, v=2),
        lambda entry: changed(entry, seq="3"),
        lambda entry: changed(entry, more=1),
        lambda entry: json.dumps(json.loads(entry)).encode(),
        lambda entry: entry.replace(b"laptop", b"l\xffptop"),
        lambda entry: entry.replace(b"laptop", b"lap\\qtop"),
        lambda entry: entry.replace(b'"seq":2', b'"seq":02'),
        lambda entry: entry + b"\n",
    ],
)
def test_what_is_not_an_entry_is_named_even_when_hashed_anew(spoil):
    entries = chain(3)
    spoilt = spoil(entries[1][0])
    entries[1] = (spoilt, entry_hash(spoilt), entries[1][2])
    assert "log entry 2: cannot be read as an entry of the log." in found(entries)


@pytest.mark.parametrize(
    "text", ["", 'a "quoted" word', "back\\slash\\", "\x00\t\n\x1f", "Gàidhlig, emoji 😀, עברית", "}" * 9]
)
def test_any_text_in_an_entry_is_read(text):
    body = b"{}"
    entry = entry_bytes(
        EntryFields(1, 1, text, text, text, text, text, text, hashlib.sha256(body).hexdigest(), GENESIS)
    )
    assert found([(entry, entry_hash(entry), body)]) == []


def test_every_changed_byte_of_an_entry_is_found():
    entries = chain(3)
    entry, kept, body = entries[1]
    for place in range(len(entry)):
        spoilt = entry[:place] + bytes([entry[place] ^ 1]) + entry[place + 1 :]
        assert found([entries[0], (spoilt, kept, body), entries[2]])


def test_the_hash_is_over_the_tag_and_the_kept_bytes():
    entry = chain(1)[0][0]
    assert entry_hash(entry) == hashlib.sha256(b"rpl-desk/audit/1\0" + entry).hexdigest()
    assert list(json.loads(entry)) == sorted(EntryFields.__annotations__)


def test_a_row_digest_changes_with_every_part_and_not_with_the_order_of_columns():
    salt = bytes(16)
    columns = {"id": 1, "name": "x", "note": None, "blob": b"\x01", "is_open": True}
    digest = row_digest("case/1", salt, columns)
    assert digest == row_digest("case/1", salt, dict(reversed(columns.items())))
    assert digest == row_digest("case/1", salt, columns | {"blob": {"hex": "01"}})
    others = {
        row_digest("case/2", salt, columns),
        row_digest("case/1", bytes(15) + b"\x01", columns),
        row_digest("case/1", salt, columns | {"id": 2}),
        row_digest("case/1", salt, columns | {"name": None}),
        row_digest("case/1", salt, columns | {"is_open": False}),
        row_digest("case/1", salt, columns | {"blob": b"\x02"}),
        row_digest("case/1", salt, {name: part for name, part in columns.items() if name != "note"}),
    }
    assert len(others) == 7 and digest not in others
    expected = b'rpl-desk/row/1\0["case/1","00000000000000000000000000000000",{"id":1}]'
    assert row_digest("case/1", salt, {"id": 1}) == hashlib.sha256(expected).hexdigest()
