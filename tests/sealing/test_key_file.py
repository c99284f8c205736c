"""The key file: what opens with whose passphrase or code, what does not, and what a finder of the file can read."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpl_desk.domain.errors import RuleViolation, StorageProblem, WrongPassphrase
from rpl_desk.sealing.canonical import CROCKFORD, canonical
from rpl_desk.sealing.data_keys import DATA, DataKey, open_code, open_slot
from rpl_desk.sealing.key_file import CIPHER, IN_THE_CLEAR, Generation, KeyFile, is_salt, new_salt
from rpl_desk.sealing.keys import SIGN, new_person_key, unlock
from rpl_desk.sealing.recovery import new_code, read_code
from rpl_desk.sealing.wrapping import Cost, Root
from tests.factories import STORE

WORDS = "barley compass heron quartz tunic"
EMAIL = "one@example.ac.uk"


@pytest.fixture(scope="module")
def made() -> tuple[KeyFile, str, bytes]:
    """A key file for one person with one code, and the person's wrapped signing key from the same root."""
    key, code = DataKey.new(), new_code()
    with Root(WORDS, Cost()) as root:
        sign = new_person_key(WORDS, STORE, "uid-1", 3, root=root)
        slot = key.slot(root, store=STORE, person="uid-1", serial=3, name="Assessor One", email=EMAIL)
    generation = Generation(CIPHER, key.salt, (slot,), (key.code_slot(code, store=STORE, number=1),))
    return KeyFile(STORE, 1, (generation,)), code, sign.wrapped


def test_one_run_opens_both_the_data_key_and_the_signing_key(made, monkeypatch):
    file, _, sign = made
    (generation,) = file.generations
    key, root = open_slot(generation, generation.people[0], WORDS)
    assert len(key.raw) == 2 * (32 + 16) + 3
    monkeypatch.setattr(Root, "of", None)  # a second run would have to go through here
    with root, unlock(sign, WORDS, root=root) as signing:
        assert len(signing.public) == 32
    with pytest.raises(ValueError, match="closed"):
        root.unwrap(sign)
    key.close()
    with pytest.raises(ValueError, match="closed"):
        _ = key.raw


def test_a_code_opens_the_data_key_and_no_signing_key(made):
    file, code, sign = made
    (generation,) = file.generations
    by_code, number = open_code(generation, code.lower().replace("1", "l").replace("0", "o").replace(" ", "-"))
    by_words, root = open_slot(generation, generation.people[0], WORDS)
    root.close()
    assert (by_code.raw, number) == (by_words.raw, 1)
    with pytest.raises(WrongPassphrase):
        unlock(sign, code)
    with pytest.raises(WrongPassphrase, match="no recovery code of this store"):
        open_code(generation, new_code())


@pytest.mark.parametrize("field", ["store", "person", "serial", "purpose", "cost"])
def test_a_slot_moved_or_altered_does_not_open(made, field):
    file, _, _ = made
    (generation,) = file.generations
    slot = generation.people[0]
    said = json.loads(slot.wrapped)
    said["header"][field] = {
        "store": "another",
        "person": "uid-2",
        "serial": 4,
        "purpose": SIGN,
        "cost": {"memory": 65536, "passes": 4, "lanes": 4},
    }[field]
    with pytest.raises(WrongPassphrase):
        open_slot(generation, replace(slot, wrapped=canonical(said)), WORDS)
    with pytest.raises(WrongPassphrase):
        open_slot(generation, slot, "another passphrase altogether")


def test_the_file_is_read_back_as_it_was_written_and_says_no_more_than_it_must(made):
    file, code, _ = made
    data = file.to_bytes()
    assert KeyFile.from_bytes(data) == file
    assert b"Assessor One" in data  # in the open, so that the sign-in page can offer it
    for secret in (EMAIL, WORDS, code, code.replace(" ", ""), "Sample College"):
        assert secret.encode() not in data
    (generation,) = file.generations
    key, root = open_slot(generation, generation.people[0], WORDS)
    root.close()
    assert key.raw[2:66].encode() not in data
    assert generation.people[0].is_of(" ONE@example.ac.uk") and not generation.people[0].is_of("two@example.ac.uk")
    assert json.loads(generation.people[0].wrapped)["header"]["purpose"] == DATA


@pytest.mark.parametrize("cut", [0, 1, 40, 400, -1])
def test_half_a_key_file_is_none(made, cut):
    with pytest.raises(StorageProblem, match="not a whole key file"):
        KeyFile.from_bytes(made[0].to_bytes()[:cut])


@pytest.mark.parametrize(
    "change",
    [
        {"type": "rpl-desk/key-file/2"},
        {"revision": "1"},
        {"generations": []},
        {"generations": [{"cipher": "sqlcipher-4", "salt": "00" * 16, "people": [], "codes": []}]},
        {"generations": [{"cipher": "none", "salt": "", "people": [], "codes": [{}]}]},
        {"generations": ["x"]},
        {"more": 1},
    ],
)
def test_what_is_not_of_its_shape_is_refused(made, change):
    said = json.loads(made[0].to_bytes()) | change
    with pytest.raises(StorageProblem, match="not a whole key file"):
        KeyFile.from_bytes(canonical(said))


def test_the_generation_is_known_from_how_the_store_begins(made):
    file, _, _ = made
    both = file.next(IN_THE_CLEAR, *file.generations)
    assert both.revision == 2
    assert both.of_file(b"SQLite format 3\0") is IN_THE_CLEAR
    assert both.of_file(file.generations[0].salt) == file.generations[0]
    assert file.of_file(b"SQLite format 3\0") is None and both.of_file(new_salt()) is None


def test_a_store_of_ours_is_known_from_its_first_bytes():
    assert is_salt(new_salt()) and new_salt() != new_salt()
    assert not is_salt(b"SQLite format 3\0") and not is_salt(b"") and not is_salt(bytes(16))


@settings(max_examples=50)
@given(st.data())
def test_a_slip_in_a_code_is_noticed(data):
    code = new_code().replace(" ", "")
    assert read_code(code).replace(" ", "") == code
    at = data.draw(st.integers(0, 27))
    other = data.draw(st.sampled_from([one for one in CROCKFORD if one != code[at]]))
    with pytest.raises(RuleViolation, match="not as on the sheet"):
        read_code(code[:at] + other + code[at + 1 :])
    swapped = code[: at - 1] + code[at] + code[at - 1] + code[at + 1 :] if at else code
    if swapped != code and at < 26:
        with pytest.raises(RuleViolation, match="not as on the sheet"):
            read_code(swapped)


def test_a_code_cut_short_or_with_a_strange_letter_says_so():
    with pytest.raises(RuleViolation, match="has 27 characters"):
        read_code(new_code()[:-1])
    with pytest.raises(RuleViolation, match="no U in it"):
        read_code("U" + new_code()[1:])
