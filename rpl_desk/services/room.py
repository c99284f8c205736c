"""Room on the disk of the open store: what is said where there is little, and some that is kept for a full disk."""

from ..domain.errors import StorageProblem
from ..domain.room import room_words
from ..store.room import free_room, make_ballast
from .session import Service


class RoomService(Service):
    """Needs nobody to be signed in: this is the program's own care of the file."""

    def words(self) -> str:
        """Return what is said where the disk has little room left, empty where it has; raises StorageProblem."""
        try:
            return room_words(free_room(self._database.path))
        except OSError as error:
            raise StorageProblem(f"The disk does not tell how much room it has: {error.strerror or error}.") from error

    def keep(self) -> bool:
        """Keep some room beside a store that is open for work, to be given up when the disk is full.

        It is made with the store held, so that no other program has one of the same name; closing takes it away.
        """
        database = self._database
        if database.read_only:
            return False
        with database.alone():
            return database.is_open and make_ballast(database.path)
