"""Keys shared by the tests of the room, since each wrapping is meant to take its time."""

from dataclasses import dataclass

import pytest

from rpl_desk.sealing.keys import AUTHORITY, Certificate, PersonKey, certify, new_person_key, unlock
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
    return Ring(authority, people, certificates)
