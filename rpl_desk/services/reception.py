"""What is shown of an office before anybody is signed in.

It stands apart from the services of the office, its people and their keys, which import what signs and encrypts: the
names at sign-in and the first page of cases need none of that.
"""

from ..domain.people import PersonRow
from ..domain.policy import OfficeRow
from ..store import office_queries
from .session import Service


class ReceptionService(Service):
    """The office, its edition and its people, for whoever stands before the desk."""

    def office(self) -> OfficeRow:
        """Return the office."""
        with self._database.reading() as read:
            return office_queries.office(read)

    def edition_title(self) -> str:
        """Return the title of the edition that cases are opened under now, without reading the edition itself."""
        with self._database.reading() as read:
            return office_queries.edition_title(read, office_queries.office(read).framework_id)

    def people(self) -> tuple[PersonRow, ...]:
        """Return the people of the office by name, without those who have left."""
        with self._database.reading() as read:
            return office_queries.people(read)

    def invited(self) -> tuple[PersonRow, ...]:
        """Return who has a code and has made no key yet."""
        with self._database.reading() as read:
            return office_queries.invited(read)
