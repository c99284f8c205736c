"""What the sign-in page shows of a store, read before anything that opens it is imported."""

from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from ..domain.errors import StorageProblem
from ..domain.people import OfficeRole, PersonRow
from ..domain.rows import dataclass
from .connecting import connect
from .key_files import generation_of
from .place import APPLICATION_ID, SCHEMA_VERSION, is_encrypted, read_head, read_header

_OFFICE = "SELECT name, unit, logo FROM office"
_PEOPLE = (
    "SELECT id, revision, uid, email, name, office_role, retired_at FROM person WHERE retired_at IS NULL ORDER BY name"
)


@dataclass(frozen=True, slots=True)
class Glance:
    """The office a store belongs to and the people who may sign in, by name.

    An encrypted store says no more than who may open it: the office is empty then, and so are addresses and roles.
    """

    office: str
    unit: str
    logo: bytes | None
    people: tuple[PersonRow, ...]
    encrypted: bool = False


def glance(path: Path) -> Glance | None:
    """Return what a closed store says of its office; None where that cannot be read, for `Database.open` to say why.

    Never call it on a store this process has open, as with `read_header`. It takes no lock and changes nothing.
    """
    try:
        if is_encrypted(path):
            return _of_key_file(path)
        header = read_header(path)
        if header is None or (header.application_id, header.user_version) != (APPLICATION_ID, SCHEMA_VERSION):
            return None
        connection = connect(path, write=False)
        try:
            office, people = connection.execute(_OFFICE).fetchone(), connection.execute(_PEOPLE).fetchall()
        finally:
            connection.close()
    except (OSError, driver.Error, StorageProblem):
        return None
    if office is None:
        return None
    name, unit, logo = office
    return Glance(name, unit, logo, tuple(_person(*row) for row in people))


def _of_key_file(path: Path) -> Glance:
    slots = {one.person: one for one in generation_of(path, read_head(path))[1].people}
    people = sorted(slots.values(), key=lambda one: one.name.casefold())
    shown = tuple(PersonRow(0, 0, one.person, "", one.name, OfficeRole.MEMBER, None) for one in people)
    return Glance("", "", None, shown, encrypted=True)


def _person(
    key: int, revision: int, uid: str, email: str, name: str, office_role: str, retired_at: str | None
) -> PersonRow:
    left = None if retired_at is None else datetime.fromisoformat(retired_at)
    return PersonRow(key, revision, uid, email, name, OfficeRole(office_role), left)
