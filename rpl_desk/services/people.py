"""People of the office: enrolling them, signing in, and the one place where a passphrase opens a key."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from ..domain.errors import Conflict, NotAllowed, NotFound, RuleViolation, StorageProblem, WrongPassphrase
from ..domain.people import CertificateRow, KeyEndingRow, OfficeRole, PersonRow, UnlockFailureRow, WrappedKeyRow
from ..domain.seals import OfficeSealRow
from ..sealing import keys
from ..sealing.canonical import parse, sha256_hex
from ..sealing.endings import EndedRecord
from ..sealing.notes import read_note
from ..sealing.passphrases import check_passphrase, suggest_passphrase
from ..sealing.signoff import Authority, Signature
from ..sealing.verify import Roster, RosterPerson, RosterSeal
from ..store import after_queries, office_queries, queries, tables
from ..store.database import Action, Reader
from ..store.times import moment_text
from .key_slots import KeySlots
from .passphrase_cost import follow_cost, office_cost, wrap_anew
from .session import Service
from .sessions import as_signed, begin_session
from .words import named, tidy

if TYPE_CHECKING:
    from ..sealing.office_seal import OpenSeal


class PeopleService(Service):
    """Who may sit at the desk, and with which key they sign."""

    def people(self, *, retired: bool = False) -> tuple[PersonRow, ...]:
        """Return the people of the office by name; the sign-in page reads this before anybody is signed in."""
        with self._database.reading() as read:
            return office_queries.people(read, retired=retired)

    @staticmethod
    def suggested_passphrase() -> str:
        """Return five words that nobody would guess, for a person to take or leave."""
        return suggest_passphrase()

    def by_email(self, email: str) -> PersonRow:
        with self._database.reading() as read:
            return queries.one(
                read, PersonRow, f"person with the address {email}", tables.person.c.email == email.strip().casefold()
            )

    def by_uid(self, uid: str) -> PersonRow:
        with self._database.reading() as read:
            return queries.one(read, PersonRow, "such person", tables.person.c.uid == uid)

    # -- signing in ---------------------------------------------------------------------------------------------------

    def sign_in(self, email: str, passphrase: str, *, root: keys.Root | None = None) -> PersonRow:
        """Open the desk for a person; raises WrongPassphrase or NotAllowed with how long to wait.

        root: what this passphrase gave when it opened an encrypted store, so that it is not worked out again.
        """
        person = self.by_email(email)
        self.sign_out()
        slots = KeySlots(self._database)
        slots.must_have_codes_confirmed()
        with self._database.reading() as read:
            idle = timedelta(minutes=queries.office_policy(read).idle_lock_minutes)
            seal, authority = seal_in_use(read), held_by(read, person, keys.AUTHORITY)
        with ExitStack() as closing:
            if seal is not None and authority is not None and root is None:
                root = closing.enter_context(keys.Root.of(authority.body, passphrase))
            key, certificate = closing.enter_context(self.unlocked(person, passphrase, root=root))
            if self._database.read_only:
                self._session.begin(person, idle)
                return person
            slots.admit(person, passphrase, root)
            begin_session(self._database, self._session, person, idle, key, certificate)
            if seal is not None and authority is not None:
                self._open_seal(seal, authority, passphrase, root)
            follow_cost(self._database, person, passphrase, certificate)
        return person

    def _open_seal(
        self, seal: OfficeSealRow, authority: WrappedKeyRow, passphrase: str, root: keys.Root | None
    ) -> None:
        """Have the office's seal open while this custodian sits here. One that does not open keeps nobody out."""
        with (
            self._database.reading() as read,
            keys.unlock(authority.body, passphrase, root=root) as key,
            suppress(StorageProblem),  # said where a custodian opens it, and where an export is not sealed
        ):
            self._session.use_seal(opened_seal(read, seal, key))

    def sign_out(self) -> None:
        """Lock the desk: the session's key signs the log for the last time and is overwritten."""
        holder = self._session.holder
        try:
            if holder is not None:
                with self._database.action("sign out", by=holder.uid, subject=f"person:{holder.uid}"):
                    pass
        finally:
            self._database.use_session("")
            self._session.end()

    @contextmanager
    def unlocked(
        self, person: PersonRow, passphrase: str, *, root: keys.Root | None = None
    ) -> Iterator[tuple[keys.SigningKey, CertificateRow]]:
        """Give a person's signing key and its certificate while the block runs; the key is wiped after it.

        Wrong passphrases are counted in the store and answered with a growing delay; nobody is locked out for good.
        """
        if person.retired_at is not None:
            raise NotAllowed(f"{person.name} has left the office.")
        with self._database.reading() as read:
            wrapped = self.key_of(read, person, keys.SIGN)
            certificate = certificate_in_use(read, person)
        if certificate is None:
            raise NotAllowed(f"{person.name}'s key is not certified yet. A custodian of the office does that.")
        with self._opened(person, wrapped, passphrase, root) as key:
            yield key, certificate

    @contextmanager
    def _opened(
        self, person: PersonRow, wrapped: WrappedKeyRow, passphrase: str, root: keys.Root | None = None
    ) -> Iterator[keys.SigningKey]:
        self._must_not_wait(person)
        try:
            key = keys.unlock(wrapped.body, passphrase, root=root)
        except WrongPassphrase as error:
            delay = keys.wrong_passphrase_delay(self._count_failure(person))
            raise WrongPassphrase(
                f"That is not {person.name}'s passphrase. Try again in {delay} second{'' if delay == 1 else 's'}.",
                wait=delay,
            ) from error
        self._forget_failures(person)
        with key:
            yield key

    def _failures(self, person: PersonRow) -> UnlockFailureRow | None:
        with self._database.reading() as read:
            found = queries.rows(read, UnlockFailureRow, tables.unlock_failure.c.person_id == person.id)
        return found[0] if found else None

    def _must_not_wait(self, person: PersonRow) -> None:
        failed = self._failures(person)
        if failed is None:
            return
        until = failed.last_at + timedelta(seconds=keys.wrong_passphrase_delay(failed.failures))
        left = (until - self._session.now()).total_seconds()
        if left > 0:
            wait = int(left) + 1
            raise NotAllowed(f"Too soon after a wrong passphrase. Try again in {wait} seconds.", wait=wait)

    def _count_failure(self, person: PersonRow) -> int:
        """Note a wrong passphrase and return how many there were in a row; a store open for reading cannot count."""
        failed = self._failures(person)
        if self._database.read_only:
            return 1
        count = 1 if failed is None else failed.failures + 1
        with self._database.action("wrong passphrase", by="device", subject=f"person:{person.uid}") as action:
            if failed is None:
                action.insert(tables.unlock_failure, person_id=person.id, failures=1, last_at=action.now)
            else:
                action.update(tables.unlock_failure, failed, failures=count, last_at=action.now)
        return count

    def _forget_failures(self, person: PersonRow) -> None:
        failed = self._failures(person)
        if failed is not None and not self._database.read_only:
            with self._database.action("passphrase accepted", by=person.uid, subject=f"person:{person.uid}") as action:
                action.delete(tables.unlock_failure, failed)

    # -- enrolling ----------------------------------------------------------------------------------------------------

    def add(
        self, email: str, name: str, passphrase: str, *, administrator: bool = False, own_passphrase: str
    ) -> PersonRow:
        """Enrol a person, who types a passphrase of their own; the administrator's certifies their key.

        Raises RuleViolation for a weak passphrase, Conflict for an address that is there already.
        """
        me = self._must_be_administrator()
        with self._database.reading() as read:
            office = queries.office(read)
            authority = self.key_of(read, me, keys.AUTHORITY)
            cost = office_cost(read)
        check_passphrase(passphrase, (office.name, name, *email.split("@")))
        role = OfficeRole.ADMINISTRATOR if administrator else OfficeRole.MEMBER
        with (
            self._opened(me, authority, own_passphrase) as authority_key,
            keys.Root(passphrase, cost) as root,
            self._database.action("enrol person", by=me.uid) as action,
        ):
            person_id, uid = self.insert_person(action, email, name, role)
            action.subject = f"person:{uid}"
            person = queries.one(action.read, PersonRow, "such person", tables.person.c.id == person_id)
            serial = enrol(action, authority_key, office.store, person, passphrase, root)
            if administrator:
                action.insert(
                    tables.wrapped_key,
                    person_id=person_id,
                    purpose=keys.AUTHORITY,
                    body=keys.rewrap(authority.body, own_passphrase, passphrase, person=uid, root=root),
                    public=authority.public,
                )
            KeySlots(self._database).put(person, serial, root)
            return person

    @staticmethod
    def insert_person(action: Action, email: str, name: str, role: OfficeRole) -> tuple[int, str]:
        """Add a person inside an action and return their id and uid; raises RuleViolation or Conflict."""
        address, uid = tidy(email).casefold(), str(uuid.uuid4())
        if "@" not in address or address.startswith("@") or address.endswith("@") or " " in address:
            raise RuleViolation(f"{email} is not an e-mail address.")
        if queries.rows(action.read, PersonRow, tables.person.c.email == address):
            raise Conflict(f"{address} is a person of this office already.")
        return action.insert(tables.person, uid=uid, email=address, name=named(name, "person"), office_role=role), uid

    def change_passphrase(self, old: str, new: str) -> None:
        """Wrap one's own keys anew; the keys, and every signature made with them, stay the same."""
        me = self._me
        with self._database.reading() as read:
            office = queries.office(read)
            cost = office_cost(read)
        check_passphrase(new, (office.name, me.name, *me.email.split("@")))
        with self.unlocked(me, old) as (_, certificate):
            pass
        with keys.Root(new, cost) as root:
            wrap_anew(self._database, "change passphrase", me, old, root, certificate)

    def guess_cost(self) -> keys.Cost:
        """Return what a guess at a passphrase costs in this office."""
        _ = self._me
        with self._database.reading() as read:
            return office_cost(read)

    def strengthen(self, passphrase: str, memory: int = 0) -> keys.Cost | None:
        """Let a guess at a passphrase cost what this machine can bear by now; everybody follows at their next sign-in.

        Only a custodian does, whose own keys come first. memory: MiB that a guess takes; found out here when 0. Returns
        the new cost, None where the office's is as high already; raises RuleViolation for too little or too much.
        """
        me = self._must_be_administrator()
        with self.authority(me, passphrase), self._database.reading() as read:
            certificate, now = certificate_in_use(read, me), office_cost(read)
        wanted = keys.Cost(memory * 1024) if memory else keys.calibrated_cost()
        if wanted.work <= now.work or certificate is None:
            return None
        with keys.Root(passphrase, wanted) as root:
            wrap_anew(self._database, "raise passphrase cost", me, passphrase, root, certificate)
        return wanted

    def fingerprints(self) -> tuple[tuple[PersonRow, str], ...]:
        """Return every person with the fingerprint of their key, as the roster sheet shows it; empty without one."""
        with self._database.reading() as read:
            people = queries.rows(read, PersonRow, order=tables.person.c.name)
            newest = {row.person_id: row for row in queries.certificates(read).values()}
            return tuple(
                (one, keys.fingerprint(as_signed(newest[one.id]).public) if one.id in newest else "") for one in people
            )

    def roster(self) -> bytes:
        """Return the roster: the authority, every key it ever certified, and which signed records stand no more.

        That is what to hold a signed document against. It names cases by their reference alone.
        """
        from .foundings import told_foundings
        from .recorded_breaks import told_breaks

        with self._database.reading() as read:
            office = queries.office(read)
            ended = ended_keys(read)
            people = tuple(
                RosterPerson(
                    one.fields["person"],
                    one.fields["name"],
                    keys.fingerprint(one.public),
                    ended.get(one.fields["serial"]),
                )
                for one in map(as_signed, queries.certificates(read).values())
            )
            ended_records = endings_of(read)
            breaks, foundings = told_breaks(read), told_foundings(read)
            log_size = self._database.head().size
            seals = tuple(
                RosterSeal(
                    sha256_hex(one.certificate),
                    moment_text(one.made_at),
                    None if one.ended_at is None else moment_text(one.ended_at),
                )
                for one in seals_of(read)
            )
        authority = Authority(office.store, office.authority_public)
        return Roster(authority, people, ended_records, seals, breaks, foundings, log_size).to_bytes()

    def roster_sheet(self) -> bytes:
        """Return the roster as a sheet to sign by hand, a PDF that carries the roster itself."""
        from ..documents.roster_sheet import RosterLine, SealLine, roster_sheet
        from .foundings import told_foundings
        from .recorded_breaks import told_breaks

        with self._database.reading() as read:
            office, written, ended = queries.office(read), queries.newest_checkpoint(read), ended_keys(read)
            lines = [
                RosterLine(
                    one.fields["name"],
                    keys.fingerprint(one.public),
                    _minute(one.fields["from"]),
                    f"ended at log entry {ended[one.fields['serial']] + 1}" if one.fields["serial"] in ended else "",
                )
                for one in map(as_signed, queries.certificates(read).values())
            ]
            seals = [
                SealLine(
                    keys.fingerprint(one.certificate),
                    sha256_hex(one.certificate),
                    _minute(moment_text(one.made_at)),
                    "" if one.ended_at is None else f"ended {_minute(moment_text(one.ended_at))}",
                )
                for one in seals_of(read)
            ]
            breaks = [one.words() for one in told_breaks(read)]
            foundings = [one.words() for one in told_foundings(read)]
        anchor = "" if written is None else read_note(written).line
        mark = keys.fingerprint(office.authority_public)
        return roster_sheet(
            office.name, mark, foundings, lines, seals, breaks, anchor, self.roster(), self._session.now()
        )

    @contextmanager
    def authority(self, custodian: PersonRow, passphrase: str) -> Iterator[keys.SigningKey]:
        """Give the authority's key while the block runs; raises NotAllowed for who does not hold it."""
        with self._database.reading() as read:
            wrapped = self.key_of(read, custodian, keys.AUTHORITY)
        with self._opened(custodian, wrapped, passphrase) as key:
            yield key

    def key_of(self, read: Reader, person: PersonRow, purpose: str) -> WrappedKeyRow:
        """Return a person's wrapped key that is in use; raises NotAllowed or NotFound where there is none."""
        found = held_by(read, person, purpose)
        if found is None and purpose == keys.AUTHORITY:
            raise NotAllowed(f"{person.name} does not hold the authority of this store.")
        if found is None:
            raise NotFound(f"{person.name} has no key in this store yet.")
        return found


def held_by(read: Reader, person: PersonRow, purpose: str) -> WrappedKeyRow | None:
    """Return a person's wrapped key that is in use, None where they have none for this purpose."""
    table = tables.wrapped_key
    mine = (table.c.person_id == person.id, table.c.purpose == purpose, table.c.retired_at.is_(None))
    found = queries.rows(read, WrappedKeyRow, *mine)
    return found[-1] if found else None


def seals_of(read: Reader) -> tuple[OfficeSealRow, ...]:
    """Return every seal the office ever had, the newest last."""
    return queries.rows(read, OfficeSealRow, order=tables.office_seal.c.id)


def seal_in_use(read: Reader) -> OfficeSealRow | None:
    """Return the office's seal in use, None where it has none."""
    return next((one for one in reversed(seals_of(read)) if one.ended_at is None), None)


def opened_seal(read: Reader, row: OfficeSealRow, authority: keys.SigningKey) -> "OpenSeal":
    """Return a seal opened with the authority's key; raises StorageProblem where it does not open."""
    from ..sealing.office_seal import open_seal

    return open_seal(row.wrapped, authority, queries.office(read).store, row.certificate, row.others)


def _minute(moment: str) -> str:
    return moment.replace("T", " ").removesuffix("Z")[:16]


def certificate_in_use(read: Reader, person: PersonRow) -> CertificateRow | None:
    """Return the certificate of the key a person signs with now, None where they have none."""
    return next(reversed(certificates_in_use(read, person)), None)


def certificates_in_use(read: Reader, person: PersonRow) -> list[CertificateRow]:
    """Return all certificates of the key a person signs with now: more than one where it was certified anew."""
    return [one for one in queries.rows_of(read, CertificateRow, person_id=person.id) if one.retired_at is None]


def ended_keys(read: Reader) -> dict[int, int]:
    """Return, by a certificate's serial, the size the log had when its key ended."""
    serials = {row.id: row.serial for row in queries.certificates(read).values()}
    return {serials[row.certificate_id]: int(parse(row.body)["log_size"]) for row in queries.rows(read, KeyEndingRow)}


def enrol(
    action: Action,
    authority: keys.SigningKey,
    store: str,
    person: PersonRow,
    passphrase: str,
    root: keys.Root,
) -> int:
    """Make a person's signing key, wrapped by what their passphrase gives, and its certificate, inside an action.

    Returns the certificate's serial.
    """
    serial = int(queries.largest(action.read, tables.certificate.c.serial) or 0) + 1
    made = keys.new_person_key(passphrase, store, person.uid, serial, root=root)
    action.insert(tables.wrapped_key, person_id=person.id, purpose=keys.SIGN, body=made.wrapped, public=made.public)
    insert_certificate(action, authority, store, person, made.public)
    return serial


def insert_certificate(
    action: Action, authority: keys.SigningKey, store: str, person: PersonRow, public: bytes
) -> None:
    """Let the authority certify a person's key, inside an action; it names the serial of the one before."""
    before = queries.rows_of(action.read, CertificateRow, person_id=person.id)
    serial = int(queries.largest(action.read, tables.certificate.c.serial) or 0) + 1
    made = keys.certify(
        authority,
        store_id=store,
        serial=serial,
        person=person.uid,
        name=person.name,
        roles=[person.office_role.value],
        public=public,
        since=moment_text(action.now),
        **({"previous": before[-1].serial} if before else {}),
    )
    action.insert(tables.certificate, person_id=person.id, serial=serial, body=made.body, signature=made.signature)


def endings_of(read: Reader) -> tuple[EndedRecord, ...]:
    """Return every signed record that stands no more, each voiding with the chair's signature."""
    certificates = queries.certificates(read)
    return tuple(
        EndedRecord(
            reference=reference,
            version=version,
            record_sha256=sha256,
            at=at,
            by_version=by_version,
            voiding=None
            if row is None
            else Signature(parse(row.payload), row.signature, as_signed(certificates[row.certificate_id])),
        )
        for reference, version, sha256, at, by_version, row in after_queries.ended(read)
    )
