import json
from dataclasses import replace

import pytest

from rpl_desk.domain.errors import RuleViolation, StorageProblem, WrongPassphrase
from rpl_desk.sealing import wrapping
from rpl_desk.sealing.canonical import canonical
from rpl_desk.sealing.keys import (
    Cost,
    calibrated_cost,
    certify,
    check_certificate,
    cost_of,
    fingerprint,
    rewrap,
    signature_fits,
    unlock,
    wrong_passphrase_delay,
)
from tests.factories import PEOPLE, STORE

MINE = "barley compass heron quartz tunic"  # Assessor One's, as the ring has it


def test_a_signature_fits_its_data_its_tag_and_its_key_only(ring):
    key = ring.people["Assessor One"]
    with unlock(key.wrapped, MINE) as signing:
        signature = signing.sign("a", b"text")
        assert signing.public == key.public
    assert signature_fits(key.public, "a", b"text", signature)
    assert not signature_fits(key.public, "a", b"texT", signature)
    assert not signature_fits(key.public, "b", b"text", signature)
    assert not signature_fits(ring.authority.public, "a", b"text", signature)
    assert not signature_fits(key.public[:31], "a", b"text", signature)


def test_a_closed_key_holds_no_secret_and_signs_no_more(ring):
    with unlock(ring.people["Assessor One"].wrapped, MINE) as key:
        secret = key._secret
        assert any(secret)
    assert not any(secret)
    with pytest.raises(ValueError, match="closed"):
        key.sign("a", b"text")


def test_another_passphrase_does_not_open_a_key(ring):
    with pytest.raises(WrongPassphrase, match="That is not the passphrase"):
        unlock(ring.people["Assessor One"].wrapped, MINE + " ")


def test_a_passphrase_typed_on_another_keyboard_is_the_same(ring):
    composed, combining = "caf\u00e9 heron quartz tunic", "cafe\u0301 heron quartz tunic"
    wrapped = rewrap(ring.people["Assessor One"].wrapped, MINE, composed)
    with unlock(wrapped, combining) as key:
        assert key.public == ring.people["Assessor One"].public


def test_a_new_passphrase_and_cost_wrap_the_same_key(ring):
    new, dearer = "saddle thunder apple meadow ink", Cost(passes=4)
    wrapped = rewrap(ring.people["Chair One"].wrapped, ring.passphrases["Chair One"], new, dearer)
    with unlock(wrapped, new) as key:
        assert key.public == ring.people["Chair One"].public
    assert cost_of(wrapped) == dearer
    with pytest.raises(WrongPassphrase):
        unlock(wrapped, ring.passphrases["Chair One"])
    with pytest.raises(RuleViolation):
        rewrap(wrapped, new, "short")


@pytest.mark.parametrize(
    ("field", "value"),
    [("store", "another"), ("person", "another"), ("serial", 99), ("purpose", "authority"), ("salt", "00" * 16)],
)
def test_a_wrapping_whose_header_was_altered_does_not_open(ring, field, value):
    read = json.loads(ring.people["Assessor One"].wrapped)
    read["header"][field] = value
    with pytest.raises(WrongPassphrase):
        unlock(canonical(read), MINE)


@pytest.mark.parametrize(
    "change",
    [
        lambda read: read.pop("box"),
        lambda read: read.update(nonce="00"),
        lambda read: read.update(box="xyz"),
        lambda read: read["header"].update(type="rpl-desk/wrapped-key/9"),
        lambda read: read["header"]["cost"].update(memory=1024),
        lambda read: read["header"]["cost"].update(memory=2**40),
        lambda read: read["header"].update(salt="00"),
    ],
)
def test_what_is_not_a_wrapped_key_is_called_so(ring, change):
    read = json.loads(ring.people["Assessor One"].wrapped)
    change(read)
    with pytest.raises(StorageProblem, match="cannot be read"):
        unlock(canonical(read), MINE)


def test_the_wrapping_holds_neither_secret_nor_passphrase(ring):
    wrapped = ring.people["Assessor One"].wrapped
    with unlock(wrapped, MINE) as key:
        assert bytes(key._secret).hex().encode() not in wrapped
    assert MINE.encode() not in wrapped


@pytest.mark.parametrize(
    "cost",
    [
        {"memory": 64 * 1024 - 1},
        {"passes": 2},
        {"lanes": 3},
        {"memory": 2 * 1024**2 + 1},
        {"passes": 65},
        {"lanes": 17},
    ],
)
def test_a_cost_out_of_bounds_is_refused(cost):
    assert Cost(64 * 1024, 3, 4) == Cost()
    with pytest.raises(RuleViolation, match="the least is 65536 KiB, 3 passes and 4 lanes"):
        Cost(**cost)


@pytest.mark.parametrize("speed", [0.05, 0.2, 1.0, 4.0, 20.0])
def test_the_cost_is_raised_until_an_unlock_takes_long_enough(speed):
    def seconds(cost):  # a machine that does `speed` GiB of passes a second
        return cost.memory * cost.passes / 2**20 / speed

    cost = calibrated_cost(seconds)
    assert seconds(cost) >= 0.3
    assert seconds(cost) <= 0.8 or cost == Cost()


def test_the_default_measure_runs_a_real_unlock():
    assert wrapping._seconds(Cost()) > 0


def test_delays_grow_and_stop_at_a_minute():
    assert [wrong_passphrase_delay(failures) for failures in range(10)] == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_certificate_is_the_authoritys_and_stays_as_it_was_made(ring):
    certificate = ring.certificates["Assessor One"]
    assert check_certificate(certificate, ring.authority.public)
    assert certificate.public == ring.people["Assessor One"].public
    assert certificate.fields["person"] == PEOPLE["Assessor One"]
    assert not check_certificate(certificate, ring.people["Chair One"].public)
    for name in certificate.fields:
        altered = canonical(certificate.fields | {name: 99})
        assert not check_certificate(replace(certificate, body=altered), ring.authority.public)


def test_a_certificate_by_a_person_is_not_the_authoritys(ring):
    with unlock(ring.people["Assessor One"].wrapped, MINE) as key:
        forged = certify(
            key,
            store_id=STORE,
            serial=9,
            person=PEOPLE["Chair One"],
            name="Chair One",
            roles=["member"],
            public=key.public,
            since="2026-01-05T09:00:00Z",
        )
    assert not check_certificate(forged, ring.authority.public)


def test_a_fingerprint_is_five_groups_of_four_and_differs_by_key(ring):
    prints = {fingerprint(key.public) for key in (ring.authority, *ring.people.values())}
    assert len(prints) == 3
    for text in prints:
        assert [len(group) for group in text.split(" ")] == [4, 4, 4, 4, 4]
