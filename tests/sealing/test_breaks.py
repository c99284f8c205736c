"""The statement of a recorded break: its one form, who has to have signed it, and the chain that goes on past it."""

import json
from dataclasses import replace

import pytest

from rpl_desk.domain.errors import RuleViolation
from rpl_desk.sealing.breaks import Break, BreakEntry, Damage, break_faults, sign_break, statement_of
from rpl_desk.sealing.canonical import canonical
from rpl_desk.sealing.keys import SigningKey, certify
from rpl_desk.sealing.log import Lost, check_chain, lost_digest
from tests.sealing.test_chain import chain

STORE = "00000000-0000-4000-8000-00000000000a"
AT, FROM = "2026-05-28T10:53:07Z", "2026-05-01T10:00:00Z"
HASH, OTHER = "ab" * 32, "cd" * 32
DAMAGE = Damage(
    {5: Lost(HASH, OTHER), 7: Lost(OTHER, None)}, {9: None}, {HASH: OTHER}, (("case/1", 3, None), ("case/1", 4, HASH))
)


class Signers:
    """An authority, and people with keys: two administrators, a member, and one whom nobody certified."""

    def __init__(self) -> None:
        self.keys = {serial: SigningKey(bytearray([serial] * 32)) for serial in range(2, 6)}
        self.people = {serial: f"person-{serial}" for serial in self.keys} | {3: "person-2"}  # 2 and 3 are one person
        roles = {2: "administrator", 3: "administrator", 4: "member", 5: "member"}
        with SigningKey(bytearray([1] * 32)) as authority:
            self.certificates = {
                serial: certify(
                    authority,
                    store_id=STORE,
                    serial=serial,
                    person=self.people[serial],
                    name=f"Person {serial}",
                    roles=[roles[serial]],
                    public=key.public,
                    since=FROM,
                )
                for serial, key in self.keys.items()
            }


@pytest.fixture(scope="module")
def signers() -> Signers:
    return Signers()


def statement(signers: Signers, *by: int, damage: Damage = DAMAGE, **said) -> bytes:
    usual = {
        "store": STORE,
        "epoch": 1,
        "operation": "act",
        "at": AT,
        "log_size": 20,
        "log_head": HASH,
        "vouched_size": 4,
        "vouched_head": OTHER,
        "cause": "disk",
    }
    return statement_of(damage, signers=[(signers.people[one], one) for one in by], **(usual | said))


def signed(signers: Signers, *by: int, **said) -> BreakEntry:
    made = statement(signers, *by, **said)
    found = Break(made, tuple((one, sign_break(signers.keys[one], made)) for one in by))
    return BreakEntry(21, HASH, "act", DAMAGE.rows, found)


def faults(signers: Signers, entry: BreakEntry, certified=(2, 3, 4), ended=None) -> list[str]:
    held = {serial: one for serial, one in signers.certificates.items() if serial in certified}
    return list(break_faults(entry, STORE, 1, held, ended or {}))


def test_a_statement_two_people_signed_holds_and_reads_back_as_it_was_written(signers: Signers):
    entry = signed(signers, 2, 4)
    assert faults(signers, entry) == []
    assert Break.from_plain(json.loads(canonical(entry.found.to_plain()))) == entry.found
    assert entry.found.damage == DAMAGE
    assert DAMAGE.words() == "log entries 5 and 7, checkpoint 9, 1 evidence file, 2 rows"


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ((2,), "not signed by the two people"),
        ((2, 4, 3), "not signed by the two people"),
        ((2, 2), "twice by the same person"),
        ((2, 3), "twice by the same person"),  # with another key of theirs
        ((2, 5), "did not certify"),
    ],
)
def test_who_has_not_signed_it_as_two_certified_people_is_refused(signers: Signers, by: tuple[int, ...], words: str):
    assert any(words in one for one in faults(signers, signed(signers, *by)))


def test_an_administrator_is_one_of_the_two(signers: Signers):
    said = faults(signers, signed(signers, 4, 5), certified=(4, 5))
    assert said == ["neither of the two who signed it is an administrator."]


def test_a_key_that_had_ended_or_was_not_certified_yet_signs_no_break(signers: Signers):
    entry = signed(signers, 2, 4)
    assert any("had ended" in one for one in faults(signers, entry, ended={4: 20}))
    assert faults(signers, entry, ended={4: 21}) == []
    assert any(
        "before that was certified" in one for one in faults(signers, signed(signers, 2, 4, at="2026-04-30T10:00:00Z"))
    )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"store": STORE[:-1] + "b"}, "another store"),
        ({"epoch": 2}, "later time"),
        ({"log_size": 19}, "another place"),
        ({"log_head": OTHER}, "another place"),
        ({"operation": "other"}, "another place"),
        ({"vouched_size": 5}, "not before it"),
        ({"cause": "because"}, "cause"),
    ],
)
def test_a_statement_of_another_place_or_form_is_refused(signers: Signers, said: dict, words: str):
    assert any(words in one for one in faults(signers, signed(signers, 2, 4, **said)))


def test_a_statement_that_was_altered_after_it_was_signed_is_refused(signers: Signers):
    entry = signed(signers, 2, 4)
    other = statement(signers, 2, 4, cause="person")
    altered = replace(entry, found=Break(other, entry.found.signatures))
    assert faults(signers, altered) == [
        "it was not signed by Person 2, or was altered.",
        "it was not signed by Person 4, or was altered.",
    ]
    more = replace(entry, rows=(*entry.rows, ("case/1", 5, None)))
    assert faults(signers, more) == ["its entry restates other rows than the statement that was signed."]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (Damage({}, {}, {}), "names nothing"),
        (Damage({21: Lost(HASH, None)}, {}, {}), "not before it"),
        (Damage({}, {0: None}, {}), "not before it"),
        (Damage({}, {}, {}, (("key_ending/1", 1, None),)), "gives up a row"),
    ],
)
def test_a_statement_covers_only_what_came_before_and_gives_up_nothing_that_was_signed(
    signers: Signers, damage: Damage, words: str
):
    vouched = min(damage.entries, default=21) - 1
    entry = replace(signed(signers, 2, 4, damage=damage, vouched_size=vouched), rows=damage.rows)
    assert any(words in one for one in faults(signers, entry))


@pytest.mark.parametrize(
    "edit",
    [
        lambda said: said.update(more=1),
        lambda said: said.pop("cause"),
        lambda said: said["entries"].reverse(),
        lambda said: said["entries"].append(said["entries"][-1]),
        lambda said: said["entries"][0].append("x"),
        lambda said: said["entries"][0].__setitem__(1, "no hash"),
        lambda said: said["rows"][0].__setitem__(1, "3"),
        lambda said: said.update(files=[[None, None]]),
        lambda said: said.update(checkpoints=["9"]),
        lambda said: said.update(type="rpl-desk/break/2"),
    ],
)
def test_what_has_not_the_one_form_is_no_statement(signers: Signers, edit):
    plain = json.loads(statement(signers, 2, 4))
    edit(plain)
    with pytest.raises(RuleViolation, match="statement"):
        _ = Break(canonical(plain), ()).fields


def test_what_is_no_statement_in_an_entry_is_said_so():
    for plain in (
        None,
        [],
        {"statement": {}},
        {"statement": {}, "signatures": [[1, "x"]]},
        {"statement": {}, "signatures": [1]},
    ):
        with pytest.raises(RuleViolation):
            Break.from_plain(plain)


def test_a_chain_goes_on_past_lost_entries_by_the_hashes_they_had():
    entries = chain(12)
    hashes = [kept for _, kept, _ in entries]
    altered = (entries[4][0].replace(b"judge", b"grudge"), *entries[4][1:])
    log = [*entries[:4], altered, *entries[5:7], *entries[9:]]  # 5 altered, 8 and 9 gone
    assert len(list(check_chain(log))) > 2
    digest = lost_digest(["00"])
    lost = {5: Lost(hashes[4], digest), 8: Lost(hashes[7], None), 9: Lost(hashes[8], None)}
    assert list(check_chain(log, lost=lost)) == []
    wrong = lost | {5: Lost(OTHER, digest)}
    assert [str(one) for one in check_chain(log, lost=wrong)] == [
        "log entry 6: does not follow from the entry before it."
    ]
    wrong = lost | {9: Lost(OTHER, None)}
    assert [one.place for one in check_chain(log, lost=wrong)] == ["log entry 10"]
    assert [one.place for one in check_chain(log, lost={5: lost[5]})] == ["log entry 10"]
    assert list(check_chain(log[5:], seq=5, prev=hashes[4], lost=lost)) == []
