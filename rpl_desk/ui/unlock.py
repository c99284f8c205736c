"""Opening an encrypted store for the window: its key first, which takes a moment on purpose, then the file itself.

Plain functions for a task; each closes again what it opened when it cannot go on.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from rpl_desk.domain.errors import DeskError, SalvagedStore, StorageProblem
from rpl_desk.domain.rows import dataclass
from rpl_desk.ui.tasks import Cancelled, Progress

if TYPE_CHECKING:
    from rpl_desk.desk import Desk
    from rpl_desk.domain.people import PersonRow
    from rpl_desk.domain.protection import RecoveryCode
    from rpl_desk.services.unlocking import Unlocked


@dataclass(frozen=True, slots=True)
class Entered:
    """What a passphrase came to: `path` is open as `desk` and `person` signed in, or `problem` says why not.

    desk: None where the file did not open. person: None where it did, and they could not sign in yet.
    """

    path: Path
    desk: "Desk | None" = None
    person: "PersonRow | None" = None
    problem: DeskError | None = None


@dataclass(frozen=True, slots=True)
class Recovered:
    """A store that recovery code `used` opened, which is in its log, and the code that takes that one's place."""

    path: Path
    desk: "Desk"
    used: int
    code: "RecoveryCode"


@dataclass(frozen=True, slots=True)
class Founded:
    """A new encrypted store, open with nobody signed in, and its recovery codes, shown this once."""

    desk: "Desk"
    codes: "tuple[RecoveryCode, ...]"


def open_founded(path: Path, email: str, passphrase: str, codes: "tuple[RecoveryCode, ...]") -> Founded:
    """Open a store that was founded a moment ago, so that its codes can be typed back from paper."""
    from rpl_desk.desk import Desk
    from rpl_desk.services.unlocking import unlock

    with unlock(path, email, passphrase) as unlocked:
        return Founded(Desk.open(path, unlocked=unlocked), codes)


def enter(path: Path, who: str, passphrase: str) -> Entered:
    """Open an encrypted store with a person's passphrase and sign them in, at the cost of one try.

    who: their uid. The file stays open where it opens and the sign-in is refused: nothing can be mended otherwise.
    """
    from rpl_desk.services.unlocking import unlock

    try:
        with unlock(path, who, passphrase) as unlocked:
            desk = open_as_it_may_be(path, unlocked)
            try:
                email = desk.people.by_uid(unlocked.person).email
                person = desk.people.sign_in(email, passphrase, root=unlocked.root)
            except DeskError as error:
                return Entered(path, desk, None, error)
            except BaseException:
                desk.close()
                raise
            return Entered(path, desk, person)
    except DeskError as error:
        return Entered(path, None, None, error)


def open_as_it_may_be(path: Path, unlocked: "Unlocked | None" = None, *, held_by: str = "") -> "Desk":
    """Open a store for work, and for reading only one that was salvaged, or is open in the window `held_by`."""
    from rpl_desk.desk import Desk

    if held_by:
        return Desk.open(path, read_only=True, held_by=held_by, unlocked=unlocked)
    spare = None if unlocked is None else unlocked.key.copy()
    try:
        return Desk.open(path, unlocked=unlocked)
    except SalvagedStore:
        if unlocked is not None and spare is not None:
            unlocked.key, spare = spare, None
        return _shown(Desk.open(path, read_only=True, unlocked=unlocked))
    finally:
        if spare is not None:
            spare.close()


def open_to_read(path: Path, who: str = "", passphrase: str = "") -> Entered:
    """Open a damaged store for reading, as far as that goes, with nobody signed in.

    who, passphrase: of an encrypted one. Raises StorageProblem where not even the office and its people can be read.
    """
    from rpl_desk.desk import Desk
    from rpl_desk.services.unlocking import unlock

    if who:
        with unlock(path, who, passphrase) as unlocked:
            desk = Desk.open(path, read_only=True, unlocked=unlocked, even_damaged=True)
    else:
        desk = Desk.open(path, read_only=True, even_damaged=True)
    return Entered(path, _shown(desk))


def _shown(desk: "Desk") -> "Desk":
    """Return the desk where what the window needs first can be read of its store; close it and raise where not."""
    try:
        _ = desk.reception.office(), desk.reception.people()
    except (DeskError, LookupError, ValueError, TypeError) as error:
        name = desk.database.path.name
        desk.close()
        raise StorageProblem(
            f"The office and its people cannot be read in {name}, so it cannot be shown. What was saved of a salvaged"
            f" file is listed by: rpl-desk salvaged {name} --rows"
        ) from error
    return desk


def key_by_code(path: Path, code: str, progress: Progress) -> "Unlocked":
    """Return what a recovery code opens; nothing is written. Raises as `services.unlocking.unlock_by_code`."""
    from rpl_desk.services.unlocking import unlock_by_code

    unlocked = unlock_by_code(path, code)
    try:
        progress(1, 1)
    except Cancelled:
        unlocked.drop()
        raise
    return unlocked


def recover(path: Path, unlocked: "Unlocked") -> Recovered:
    """Open a store whose key a recovery code opened: the code is replaced at once, and the log says so."""
    from rpl_desk.desk import Desk

    desk = Desk.open(path, unlocked=unlocked)
    try:
        return Recovered(path, desk, unlocked.number, desk.encryption.recovered(unlocked.number))
    except BaseException:
        desk.close()
        raise
