"""What the sign-in page shows of a store, read before anything that opens it is imported."""

from datetime import datetime
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from ..domain.people import OfficeRole, PersonRow
from ..domain.rows import dataclass
from .connecting import connect
from .place import APPLICATION_ID, SCHEMA_VERSION, read_header

_OFFICE = "SELECT name, unit, logo FROM office"
_PEOPLE = (
    "SELECT id, revision, uid, email, name, office_role, retired_at FROM person WHERE retired_at IS NULL ORDER BY name"
)


@dataclass(frozen=True, slots=True)
class Glance:
    """The office a store belongs to and the people who may sign in, by name."""

    office: str
    unit: str
    logo: bytes | None
    people: tuple[PersonRow, ...]


def glance(path: Path) -> Glance | None:
    """Return what a closed store says of its office; None where that cannot be read, for `Database.open` to say why.

    Never call it on a store this process has open, as with `read_header`. It takes no lock and changes nothing.
    """
    try:
        header = read_header(path)
        if header is None or (header.application_id, header.user_version) != (APPLICATION_ID, SCHEMA_VERSION):
            return None
        connection = connect(path, write=False)
        try:
            office, people = connection.execute(_OFFICE).fetchone(), connection.execute(_PEOPLE).fetchall()
        finally:
            connection.close()
    except (OSError, driver.Error):
        return None
    if office is None:
        return None
    name, unit, logo = office
    return Glance(name, unit, logo, tuple(_person(*row) for row in people))


def _person(
    key: int, revision: int, uid: str, email: str, name: str, office_role: str, retired_at: str | None
) -> PersonRow:
    left = None if retired_at is None else datetime.fromisoformat(retired_at)
    return PersonRow(key, revision, uid, email, name, OfficeRole(office_role), left)
