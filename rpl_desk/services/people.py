"""People of the office: enrolling them, signing in, and the one place where a passphrase opens a key."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from ..domain.errors import Conflict, NotAllowed, NotFound, RuleViolation, WrongPassphrase
from ..domain.people import CertificateRow, OfficeRole, PersonRow, UnlockFailureRow, WrappedKeyRow
from ..sealing import keys
from ..sealing.passphrases import check_passphrase, suggest_passphrase
from ..sealing.signoff import Authority
from ..sealing.verify import Roster, RosterPerson
from ..store import queries, tables
from ..store.database import Action
from .session import Service
from .sessions import as_signed, begin_session
from .words import named, tidy


class PeopleService(Service):
    """Who may sit at the desk, and with which key they sign."""

    def people(self, *, retired: bool = False) -> tuple[PersonRow, ...]:
        """Return the people of the office by name; the sign-in page reads this before anybody is signed in."""
        table = tables.person
        where = () if retired else (table.c.retired_at.is_(None),)
        with self._database.reading() as read:
            return queries.rows(read, PersonRow, *where, order=table.c.name)

    @staticmethod
    def suggested_passphrase() -> str:
        """Return five words that nobody would guess, for a person to take or leave."""
        return suggest_passphrase()

    def by_email(self, email: str) -> PersonRow:
        with self._database.reading() as read:
            return queries.one(
                read, PersonRow, f"person with the address {email}", tables.person.c.email == email.strip().casefold()
            )

    # -- signing in ---------------------------------------------------------------------------------------------------

    def sign_in(self, email: str, passphrase: str) -> PersonRow:
        """Open the desk for a person; raises WrongPassphrase or NotAllowed with how long to wait."""
        person = self.by_email(email)
        self.sign_out()
        with self._database.reading() as read:
            idle = timedelta(minutes=queries.office_policy(read).idle_lock_minutes)
        with self.unlocked(person, passphrase) as (key, certificate):
            if self._database.read_only:
                self._session.begin(person, idle)
            else:
                begin_session(self._database, self._session, person, idle, key, certificate)
        return person

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
    def unlocked(self, person: PersonRow, passphrase: str) -> Iterator[tuple[keys.SigningKey, CertificateRow]]:
        """Give a person's signing key and its certificate while the block runs; the key is wiped after it.

        Wrong passphrases are counted in the store and answered with a growing delay; nobody is locked out for good.
        """
        if person.retired_at is not None:
            raise NotAllowed(f"{person.name} has left the office.")
        with self._database.reading() as read:
            wrapped = self._key_of(read, person, keys.SIGN)
            certificate = self._certificate_of(read, person)
        with self._opened(person, wrapped, passphrase) as key:
            yield key, certificate

    @contextmanager
    def _opened(self, person: PersonRow, wrapped: WrappedKeyRow, passphrase: str) -> Iterator[keys.SigningKey]:
        self._must_not_wait(person)
        try:
            key = keys.unlock(wrapped.body, passphrase)
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
            authority = self._key_of(read, me, keys.AUTHORITY)
            cost = keys.cost_of(authority.body)
        check_passphrase(passphrase, (office.name, name, *email.split("@")))
        uid, role = str(uuid.uuid4()), OfficeRole.ADMINISTRATOR if administrator else OfficeRole.MEMBER
        with (
            self._opened(me, authority, own_passphrase) as authority_key,
            self._database.action("enrol person", by=me.uid, subject=f"person:{uid}") as action,
        ):
            person_id = self._insert_person(action, uid, email, name, role)
            enrol(action, authority_key, office.store, person_id, uid, tidy(name), role, passphrase, cost)
            if administrator:
                action.insert(
                    tables.wrapped_key,
                    person_id=person_id,
                    purpose=keys.AUTHORITY,
                    body=keys.rewrap(authority.body, own_passphrase, passphrase, person=uid),
                    public=authority.public,
                )
            return queries.one(action.read, PersonRow, "such person", tables.person.c.id == person_id)

    @staticmethod
    def _insert_person(action: Action, uid: str, email: str, name: str, role: OfficeRole) -> int:
        address = tidy(email).casefold()
        if "@" not in address or address.startswith("@") or address.endswith("@") or " " in address:
            raise RuleViolation(f"{email} is not an e-mail address.")
        if queries.rows(action.read, PersonRow, tables.person.c.email == address):
            raise Conflict(f"{address} is a person of this office already.")
        return action.insert(tables.person, uid=uid, email=address, name=named(name, "person"), office_role=role)

    def change_passphrase(self, old: str, new: str) -> None:
        """Wrap one's own keys anew; the keys, and every signature made with them, stay the same."""
        me = self._me
        with self._database.reading() as read:
            office = queries.office(read)
            table = tables.wrapped_key
            held = queries.rows(read, WrappedKeyRow, table.c.person_id == me.id, table.c.retired_at.is_(None))
        check_passphrase(new, (office.name, me.name, *me.email.split("@")))
        with self.unlocked(me, old):
            pass
        wrapped = [(row, keys.rewrap(row.body, old, new)) for row in held]
        with self._database.action("change passphrase", by=me.uid, subject=f"person:{me.uid}") as action:
            for row, body in wrapped:
                action.update(tables.wrapped_key, row, body=body)

    def retire(self, person: PersonRow, reason: str) -> None:
        """Note that a person has left; what they signed stays valid, nothing new can be signed with their key."""
        me = self._must_be_administrator()
        if person.id == me.id:
            raise RuleViolation("You cannot retire yourself; another administrator does.")
        with self._database.action("retire person", by=me.uid, subject=f"person:{person.uid}") as action:
            action.update(tables.person, person, retired_at=action.now)
            held = queries.rows(action.read, CertificateRow, tables.certificate.c.person_id == person.id)
            for certificate in held:
                if certificate.retired_at is None:
                    action.update(
                        tables.certificate,
                        certificate,
                        retired_at=action.now,
                        retired_reason=named(reason, "retirement"),
                    )

    def fingerprints(self) -> tuple[tuple[PersonRow, str], ...]:
        """Return every person with the fingerprint of their key, as the roster sheet shows it."""
        with self._database.reading() as read:
            people = queries.rows(read, PersonRow, order=tables.person.c.name)
            return tuple((one, keys.fingerprint(as_signed(self._certificate_of(read, one)).public)) for one in people)

    def roster(self) -> bytes:
        """Return the roster: the authority and everybody's fingerprint, to hold a signed document against."""
        with self._database.reading() as read:
            office = queries.office(read)
        people = tuple(RosterPerson(one.uid, one.name, mark) for one, mark in self.fingerprints())
        return Roster(Authority(office.store, office.authority_public), people).to_bytes()

    def _key_of(self, read: queries.Read, person: PersonRow, purpose: str) -> WrappedKeyRow:
        table = tables.wrapped_key
        found = queries.rows(
            read,
            WrappedKeyRow,
            table.c.person_id == person.id,
            table.c.purpose == purpose,
            table.c.retired_at.is_(None),
        )
        if not found and purpose == keys.AUTHORITY:
            raise NotAllowed(f"{person.name} does not hold the authority of this store.")
        if not found:
            raise NotFound(f"{person.name} has no key in this store yet.")
        return found[-1]

    @staticmethod
    def _certificate_of(read: queries.Read, person: PersonRow) -> CertificateRow:
        found = queries.rows(read, CertificateRow, tables.certificate.c.person_id == person.id)
        if not found:
            raise NotFound(f"{person.name}'s key is not certified.")
        return found[-1]


def enrol(
    action: Action,
    authority: keys.SigningKey,
    store: str,
    person_id: int,
    uid: str,
    name: str,
    role: OfficeRole,
    passphrase: str,
    cost: keys.Cost,
) -> None:
    """Make a person's signing key, wrapped by their passphrase, and its certificate, inside an action."""
    serial = int(queries.largest(action.read, tables.certificate.c.serial) or 0) + 1
    made = keys.new_person_key(passphrase, store, uid, serial, cost)
    certificate = keys.certify(
        authority,
        store_id=store,
        serial=serial,
        person=uid,
        name=name,
        roles=[role.value],
        public=made.public,
        since=tables.moment_text(action.now),
    )
    action.insert(tables.wrapped_key, person_id=person_id, purpose=keys.SIGN, body=made.wrapped, public=made.public)
    action.insert(
        tables.certificate,
        person_id=person_id,
        serial=serial,
        body=certificate.body,
        signature=certificate.signature,
    )
