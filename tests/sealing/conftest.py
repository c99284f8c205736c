"""Keys shared by the tests of the room, since each wrapping is meant to take its time."""

from dataclasses import dataclass

import pytest

from rpl_desk.sealing.keys import AUTHORITY, Certificate, PersonKey, certify, new_person_key, unlock
from rpl_desk.sealing.signoff import Authority, Signature, sign_off, sign_off_payload
from tests.factories import PEOPLE, STORE

PASSPHRASES = {
    "Authority": "granite lantern otter violet mile",
    "Assessor One": "barley compass heron quartz tunic",
    "Chair One": "walnut ferry ribbon north candle",
}


@dataclass(frozen=True)
class Ring:
    """A store's authority and two certified people."""

    authority: PersonKey
    people: dict[str, PersonKey]
    certificates: dict[str, Certificate]
    passphrases: dict[str, str]


@pytest.fixture(scope="session")
def ring():
    authority = new_person_key(PASSPHRASES["Authority"], STORE, "authority", 1, purpose=AUTHORITY)
    people, certificates = {}, {}
    with unlock(authority.wrapped, PASSPHRASES["Authority"]) as key:
        for serial, name in enumerate(("Assessor One", "Chair One"), start=2):
            people[name] = new_person_key(PASSPHRASES[name], STORE, PEOPLE[name], serial)
            certificates[name] = certify(
                key,
                store_id=STORE,
                serial=serial,
                person=PEOPLE[name],
                name=name,
                roles=["member"],
                public=people[name].public,
                since="2026-01-05T09:00:00Z",
            )
    return Ring(authority, people, certificates, PASSPHRASES)


@pytest.fixture(scope="session")
def sign(ring):
    """Return a function that signs a record as one of the two people."""
    unlocked = {name: unlock(key.wrapped, PASSPHRASES[name]) for name, key in ring.people.items()}

    def sign_as(name, role, record_bytes, **changes):
        payload = sign_off_payload(
            record_bytes,
            ring.certificates[name],
            role=role,
            meaning="I have read this record, and it says what the panel decided.",
            operation="22222222-0000-4000-8000-000000000001",
            log_size=17,
            log_head="ab" * 32,
            signed_at="2026-05-28T12:00:00Z",
        )
        payload |= changes
        return Signature(payload, sign_off(unlocked[name], payload), ring.certificates[name])

    yield sign_as
    for key in unlocked.values():
        key.close()


@pytest.fixture(scope="session")
def office(ring):
    return Authority(STORE, ring.authority.public)
