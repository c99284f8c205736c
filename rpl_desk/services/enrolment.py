"""Enrolling people by a one-time code, and ending their keys: who left, who forgot, whose key others may know."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from ..domain.errors import NotAllowed, NotFound, RuleViolation
from ..domain.people import CertificateRow, Ending, EnrolmentRow, OfficeRole, PersonRow, WrappedKeyRow
from ..domain.rows import dataclass
from ..sealing import enrolling, keys
from ..sealing.notes import NoteKey, person_name
from ..sealing.passphrases import check_passphrase
from ..store import office_queries, queries, register_queries, tables
from ..store.database import Action, Reader
from ..store.times import moment_text
from .anchors import AnchorService
from .key_slots import KeySlots
from .people import PeopleService, certificate_in_use, certificates_in_use, insert_certificate
from .session import Service
from .sessions import as_signed
from .words import named


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A sign-off with a key that others may have known: case, who signed, when, and the receipt they were given."""

    reference: str
    name: str
    signed_at: str
    receipt: str


class EnrolmentService(Service):
    """A code makes a key, a custodian certifies it; a key ends with a reason and at a place of the log."""

    def __init__(self, *shared: Any, people: PeopleService, anchors: AnchorService) -> None:
        super().__init__(*shared)
        self._people, self._anchors = people, anchors

    # -- codes --------------------------------------------------------------------------------------------------------

    def invite(self, email: str, name: str, *, administrator: bool = False) -> tuple[PersonRow, str]:
        """Add a person without a key; returns the code that lets them make one within 24 hours. By an administrator."""
        me = self._must_be_administrator()
        role = OfficeRole.ADMINISTRATOR if administrator else OfficeRole.MEMBER
        with self._database.action("invite person", by=me.uid) as action:
            person_id, uid = self._people.insert_person(action, email, name, role)
            action.subject = f"person:{uid}"
            person = queries.one(action.read, PersonRow, "such person", tables.person.c.id == person_id)
            return person, self._new_code(action, person)

    def renew_code(self, person: PersonRow) -> str:
        """Give a person without a key another code; the one before is worth nothing from then on."""
        me = self._must_be_administrator()
        with self._database.action("invite person", by=me.uid, subject=f"person:{person.uid}") as action:
            if certificate_in_use(action.read, person) is not None:
                raise RuleViolation(f"{person.name} has a key already. Note it as forgotten first.")
            return self._new_code(action, person)

    def _new_code(self, action: Action, person: PersonRow) -> str:
        code = enrolling.new_code()
        digest = enrolling.code_digest(queries.office(action.read).store, person.uid, code)
        expires = action.now + timedelta(hours=enrolling.CODE_HOURS)
        for old in queries.rows_of(action.read, EnrolmentRow, person_id=person.id):
            action.delete(tables.enrolment, old)
        action.insert(tables.enrolment, person_id=person.id, code_digest=digest, expires_at=expires)
        return code

    def enrol(self, email: str, code: str, passphrase: str) -> str:
        """Make one's own key with a code and a passphrase; returns its fingerprint, which goes on the roster sheet.

        Nobody needs to be signed in. Raises NotAllowed for a code that is not good any more, RuleViolation for a weak
        passphrase. The key signs nothing before a custodian has certified it.
        """
        person = self._people.by_email(email)
        with self._database.reading() as read:
            office = queries.office(read)
            found = queries.rows_of(read, EnrolmentRow, person_id=person.id)
            serial = _next_serial(read)
            cost = keys.cost_of(queries.rows(read, WrappedKeyRow)[0].body)
        self._must_fit(found, enrolling.code_digest(office.store, person.uid, code), person)
        check_passphrase(passphrase, (office.name, person.name, *person.email.split("@")))
        with (
            keys.Root(passphrase, cost) as root,
            keys.unlock(
                (made := keys.new_person_key(passphrase, office.store, person.uid, serial, root=root)).wrapped,
                passphrase,
                root=root,
            ) as key,
            self._database.action("make key", by=person.uid, subject=f"person:{person.uid}") as action,
        ):
            at = moment_text(action.now)
            request = enrolling.request_key(key, office.store, person.uid, at)
            action.insert(
                tables.wrapped_key, person_id=person.id, purpose=keys.SIGN, body=made.wrapped, public=made.public
            )
            # Used once: from here on no code fits.
            action.update(tables.enrolment, found[0], code_digest="", body=request.body, signature=request.signature)
            KeySlots(self._database).put(person, serial, root)
        return keys.fingerprint(made.public)

    def _must_fit(self, found: Sequence[EnrolmentRow], digest: str, person: PersonRow) -> None:
        if not found or found[0].code_digest != digest:
            with self._database.action("wrong enrolment code", by="device", subject=f"person:{person.uid}"):
                pass
            raise NotAllowed(f"That is not {person.name}'s enrolment code. Each works once; ask for another.")
        if self._session.now() > found[0].expires_at:
            raise NotAllowed(f"This code is older than {enrolling.CODE_HOURS} hours. Ask an administrator for another.")

    def waiting(self) -> tuple[tuple[PersonRow, str], ...]:
        """Return who has made a key that is not certified yet, with its fingerprint."""
        with self._database.reading() as read:
            office = queries.office(read)
            people = {one.id: one for one in queries.rows(read, PersonRow)}
            found = [one for one in queries.rows(read, EnrolmentRow) if one.body is not None]
            return tuple(
                (people[one.person_id], keys.fingerprint(_asked(one, office.store, people[one.person_id])))
                for one in found
            )

    def invited(self) -> tuple[PersonRow, ...]:
        """Return who has a code and has made no key yet; the enrolment page reads this before anybody is signed in."""
        with self._database.reading() as read:
            return office_queries.invited(read)

    def certify(self, person: PersonRow, own_passphrase: str) -> str:
        """Certify the key a person has made, once both have compared its fingerprint; by a custodian.

        Returns the fingerprint. Raises WrongPassphrase, NotAllowed, or RuleViolation where the request does not hold.
        """
        me = self._must_be_administrator()
        with (
            self._people.authority(me, own_passphrase) as authority,
            self._database.action("enrol person", by=me.uid, subject=f"person:{person.uid}") as action,
        ):
            office = queries.office(action.read)
            found = queries.rows_of(action.read, EnrolmentRow, person_id=person.id)
            if not found or found[0].body is None:
                raise NotFound(f"{person.name} has made no key yet.")
            public = _asked(found[0], office.store, person)
            insert_certificate(action, authority, office.store, person, public)
            action.delete(tables.enrolment, found[0])
        return keys.fingerprint(public)

    # -- custodians ---------------------------------------------------------------------------------------------------

    def custodians(self) -> tuple[PersonRow, ...]:
        """Return who can open the authority's key: two there should be, so that one who is away stops nobody."""
        with self._database.reading() as read:
            held = queries.rows(
                read,
                WrappedKeyRow,
                tables.wrapped_key.c.purpose == keys.AUTHORITY,
                tables.wrapped_key.c.retired_at.is_(None),
            )
            holders = {one.person_id for one in held}
            return tuple(one for one in self._people.people() if one.id in holders)

    def make_custodian(self, person: PersonRow, own_passphrase: str, their_passphrase: str) -> None:
        """Wrap the authority's key for an administrator too; both give their passphrases."""
        me = self._must_be_administrator()
        if person.office_role is not OfficeRole.ADMINISTRATOR:
            raise RuleViolation(f"{person.name} is not an administrator of the office.")
        if person in self.custodians():
            raise RuleViolation(f"{person.name} is a custodian already.")
        with self._people.unlocked(person, their_passphrase):
            pass
        with self._people.authority(me, own_passphrase), self._database.reading() as read:
            authority = self._people.key_of(read, me, keys.AUTHORITY)
        body = keys.rewrap(authority.body, own_passphrase, their_passphrase, person=person.uid)
        with self._database.action("make custodian", by=me.uid, subject=f"person:{person.uid}") as action:
            action.insert(
                tables.wrapped_key,
                person_id=person.id,
                purpose=keys.AUTHORITY,
                body=body,
                public=authority.public,
            )

    # -- ends ---------------------------------------------------------------------------------------------------------

    def has_left(self, person: PersonRow, reason: str, own_passphrase: str) -> None:
        """Note that a person has left; what they signed stays valid, nothing new can be signed with their key."""
        self._end(person, Ending.LEFT, reason, own_passphrase, None)

    def compromised(self, person: PersonRow, reason: str, own_passphrase: str) -> tuple[str, tuple[Doubtful, ...]]:
        """End a key that others may know; returns a code for a new one, and the sign-offs since the last anchor.

        Those are for the panel to look at: whoever had the key could have made them.
        """
        doubtful = self.since_anchor(person)
        code = self._end(person, Ending.COMPROMISED, reason, own_passphrase, None)
        return code, doubtful

    def forgotten(
        self, person: PersonRow, reason: str, own_passphrase: str, second: PersonRow, second_passphrase: str
    ) -> str:
        """End the key of somebody who forgot their passphrase; returns a code for a new one.

        second: another person who knows them; both sign. Nobody can open the old key, and nobody needs to: what it
        signed stays valid, because its certificate was good at that place of the log.
        """
        if second.id in (person.id, self._me.id):
            raise RuleViolation("The second person is neither the one who forgot nor you.")
        return self._end(person, Ending.FORGOTTEN, reason, own_passphrase, (second, second_passphrase))

    def since_anchor(self, person: PersonRow) -> tuple[Doubtful, ...]:
        """Return a person's sign-offs since the newest anchor outside the store; all of them where there is none."""
        from_size = max((one.size for one in self._anchors.outside()), default=0)
        with self._database.reading() as read:
            return tuple(
                Doubtful(reference, person.name, moment_text(signed_at), receipt)
                for reference, signed_at, receipt, size in register_queries.signed_by(read, person.id)
                if size > from_size
            )

    def _end(
        self,
        person: PersonRow,
        kind: Ending,
        reason: str,
        own_passphrase: str,
        second: tuple[PersonRow, str] | None,
    ) -> str:
        me = self._must_be_administrator()
        if person.id == me.id:
            raise RuleViolation("You cannot end your own key; another custodian does.")
        words = named(reason, "retirement")
        if second is None:
            with self._people.authority(me, own_passphrase) as authority:
                code = self._write_end(me, person, kind, words, authority, None)
            KeySlots(self._database).keep()
            return code
        with (
            self._people.unlocked(*second) as (key, certificate),
            self._people.authority(me, own_passphrase) as authority,
        ):
            code = self._write_end(me, person, kind, words, authority, (key, certificate))
        KeySlots(self._database).keep()
        return code

    def _write_end(
        self,
        me: PersonRow,
        person: PersonRow,
        kind: Ending,
        reason: str,
        authority: keys.SigningKey,
        second: tuple[keys.SigningKey, CertificateRow] | None,
    ) -> str:
        with self._database.action("end key", by=me.uid, subject=f"person:{person.uid}") as action:
            certificates = certificates_in_use(action.read, person)
            if not certificates and kind is not Ending.LEFT:
                raise NotFound(f"{person.name} has no certified key.")
            for certificate in certificates:
                self._insert_end(action, certificate, kind, reason, authority, second)
            for held in queries.rows_of(action.read, WrappedKeyRow, person_id=person.id):
                if held.retired_at is None:
                    action.update(tables.wrapped_key, held, retired_at=action.now)
            if kind is Ending.LEFT:
                for old in queries.rows_of(action.read, EnrolmentRow, person_id=person.id):
                    action.delete(tables.enrolment, old)
                action.update(tables.person, person, retired_at=action.now)
                return ""
            return self._new_code(action, person)

    @staticmethod
    def _insert_end(
        action: Action,
        certificate: CertificateRow,
        kind: Ending,
        reason: str,
        authority: keys.SigningKey,
        second: tuple[keys.SigningKey, CertificateRow] | None,
    ) -> None:
        head = action.head()
        body = enrolling.ending_body(
            as_signed(certificate),
            kind=kind.value,
            reason=reason,
            log_size=head.size,
            log_head=head.hash,
            at=moment_text(action.now),
            second="" if second is None else as_signed(second[1]).fields["person"],
        )
        signed: dict[str, Any] = {}
        if second is not None:
            key, row = second
            signed = {"second_certificate_id": row.id, "second_signature": key.sign(enrolling.ENDING_TYPE, body)}
            action.sealers.append(NoteKey(person_name(as_signed(row).fields["person"], row.serial), key))
        action.insert(
            tables.key_ending,
            certificate_id=certificate.id,
            kind=kind,
            body=body,
            authority_signature=authority.sign(enrolling.ENDING_TYPE, body),
            **signed,
        )
        action.update(tables.certificate, certificate, retired_at=action.now, retired_reason=reason)


def _asked(row: EnrolmentRow, store: str, person: PersonRow) -> bytes:
    assert row.body is not None and row.signature is not None
    return enrolling.KeyRequest(row.body, row.signature).public(store, person.uid)


def _next_serial(read: Reader) -> int:
    return int(queries.largest(read, tables.certificate.c.serial) or 0) + 1
