"""Founding the authority anew when no custodian can open it: at least half of the enrolled people sign for it.

A recovery code or anybody's slot opens the data; nothing opens the authority's key but a custodian's passphrase.
"""

import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from ..domain.errors import Conflict, NotAllowed, RuleViolation
from ..domain.people import CertificateRow, KeyEndingRow, OfficeRole, PersonRow, WrappedKeyRow
from ..domain.rows import dataclass
from ..domain.seals import OfficeSealRow
from ..sealing import keys
from ..sealing.enrolling import ENDING_TYPE
from ..sealing.foundings import (
    CUSTODIANS,
    Founding,
    certificates_digest,
    founding_faults,
    least_signers,
    sign_founding,
    statement_of,
)
from ..sealing.keys import CERTIFICATE_TYPE, SigningKey
from ..sealing.notes import REFOUNDING, NoteKey, person_name
from ..store import queries, tables
from ..store.database import Action
from ..store.times import moment_text
from .enrolment import EnrolmentService
from .foundings import enrolled_at
from .passphrase_cost import office_cost
from .people import PeopleService, ended_keys, insert_certificate, seal_in_use
from .session import Service
from .sessions import by_serial

Signer = tuple[PersonRow, SigningKey, CertificateRow]


@dataclass(frozen=True, slots=True)
class Electorate:
    """Who is enrolled, who of them can open the authority now, and how many have to sign for another."""

    enrolled: tuple[PersonRow, ...]
    custodians: tuple[PersonRow, ...]
    least: int


class RefoundingService(Service):
    """Makes another authority on the word of the people enrolled, two of whom become its custodians."""

    def __init__(self, *shared: Any, people: PeopleService, enrolment: EnrolmentService) -> None:
        super().__init__(*shared)
        self._people, self._enrolment = people, enrolment

    def electorate(self) -> Electorate:
        """Return who may sign; the custodians of now are counted and do not sign, as they could open the authority."""
        _ = self._me
        with self._database.reading() as read:
            uids = enrolled_at(by_serial(read), ended_keys(read), self._database.head().size)
        enrolled = tuple(one for one in self._people.people() if one.uid in uids)
        return Electorate(enrolled, self._enrolment.custodians(), least_signers(len(enrolled)))

    def refound(self, signing: Sequence[tuple[PersonRow, str]], custodians: Sequence[PersonRow]) -> str:
        """Make another authority; returns the fingerprint of its key, which goes on a new roster sheet.

        signing: everybody who signs, with their passphrase, the person signed in among them. custodians: the two of
        them who hold the new key; they become administrators. The seal of the office ends, since its key lies under
        the one that is lost. Raises NotAllowed, WrongPassphrase, RuleViolation or Conflict, with nothing changed.
        """
        me = self._me
        self._must_be_possible(me, [one for one, _ in signing], custodians)
        words = {one.id: typed for one, typed in signing}
        with ExitStack() as opened:
            signers = [(one, *opened.enter_context(self._people.unlocked(one, typed))) for one, typed in signing]
            with self._database.reading() as read:
                store, cost = queries.office(read).store, office_cost(read)
            first = custodians[0]
            root = opened.enter_context(keys.Root(words[first.id], cost))
            made = keys.new_person_key(words[first.id], store, first.uid, 0, purpose=keys.AUTHORITY, root=root)
            wrapped = {first.id: made.wrapped}
            for one in custodians[1:]:
                wrapped[one.id] = keys.rewrap(made.wrapped, words[first.id], words[one.id], person=one.uid)
            authority = opened.enter_context(keys.unlock(made.wrapped, words[first.id], root=root))
            operation = str(uuid.uuid4())
            with self._database.action(REFOUNDING, by=me.uid, subject="office", operation=operation) as action:
                self._write(action, authority, operation, signers, wrapped)
        self._session.renew(self._people.by_uid(me.uid))
        return keys.fingerprint(made.public)

    def _must_be_possible(self, me: PersonRow, people: Sequence[PersonRow], custodians: Sequence[PersonRow]) -> None:
        who, ids = self.electorate(), {one.id for one in people}
        if self._database.read_only:
            raise NotAllowed("The file is open for reading only.")
        if len(ids) < len(people) or me.id not in ids:
            raise RuleViolation("Everybody signs once, and you are one of them.")
        if held := [one.name for one in who.custodians if one.id in ids]:
            raise RuleViolation(f"{held[0]} is a custodian and can open the authority, so it is not founded anew.")
        if strange := [one.name for one in people if one.id not in {each.id for each in who.enrolled}]:
            raise RuleViolation(f"{strange[0]} has no certified key to sign with.")
        if len(people) < who.least:
            raise RuleViolation(
                f"{len(people)} signed; at least {who.least} of the {len(who.enrolled)} people enrolled have to."
            )
        if len({one.id for one in custodians}) != CUSTODIANS or not {one.id for one in custodians} <= ids:
            raise RuleViolation("Two of those who sign become the custodians. Name two.")

    def _write(
        self,
        action: Action,
        authority: SigningKey,
        operation: str,
        signers: Sequence[Signer],
        wrapped: dict[int, bytes],
    ) -> None:
        read, office, head = action.read, queries.office(action.read), action.head()
        certificates, ended = by_serial(read), ended_keys(read)
        people = {person.id: person for person, _, _ in signers}
        statement = statement_of(
            store=office.store,
            epoch=office.epoch,
            operation=operation,
            at=moment_text(action.now),
            log_size=head.size,
            log_head=head.hash,
            previous=office.authority_public.hex(),
            public=authority.public.hex(),
            last_serial=max(certificates),
            certificates=certificates_digest({serial: one.body for serial, one in certificates.items()}),
            enrolled=[
                {"person": person, "certificate": serial}
                for person, serial in sorted(enrolled_at(certificates, ended, head.size).items())
            ],
            custodians=[people[key].uid for key in wrapped],
            signers=[certificate.serial for _, _, certificate in signers],
        )
        rows, ends = queries.rows(read, CertificateRow), queries.rows(read, KeyEndingRow)
        serials = {row.id: row.serial for row in rows}
        found = Founding(
            statement,
            tuple((certificate.serial, sign_founding(key, statement)) for _, key, certificate in signers),
            tuple((row.serial, row.signature) for row in rows),
            tuple((serials[row.certificate_id], row.authority_signature) for row in ends),
        )
        for fault in founding_faults(found, office.store, office.epoch, certificates, ended):
            raise Conflict(f"The founding would not hold, so nothing was changed: {fault}")
        action.insert(tables.founding, body=found.to_bytes())
        action.update(tables.office, office, authority_public=authority.public)
        for row in rows:
            action.update(tables.certificate, row, signature=authority.sign(CERTIFICATE_TYPE, row.body))
        for end in ends:
            action.update(tables.key_ending, end, authority_signature=authority.sign(ENDING_TYPE, end.body))
        self._hand_over(action, authority, people, wrapped)
        for person, key, certificate in signers:
            action.sealers.append(NoteKey(person_name(person.uid, certificate.serial), key))

    @staticmethod
    def _hand_over(
        action: Action, authority: SigningKey, people: dict[int, PersonRow], wrapped: dict[int, bytes]
    ) -> None:
        """Retire what was wrapped for the custodians before, end the seal, and seat the new custodians."""
        read, office = action.read, queries.office(action.read)
        for held in queries.rows(read, WrappedKeyRow, tables.wrapped_key.c.purpose == keys.AUTHORITY):
            if held.retired_at is None:
                action.update(tables.wrapped_key, held, retired_at=action.now)
        seal: OfficeSealRow | None = seal_in_use(read)
        if seal is not None:
            reason = "Its key lies under the authority that no custodian could open."
            action.update(tables.office_seal, seal, ended_at=action.now, ended_reason=reason)
        for key, body in wrapped.items():
            action.insert(tables.wrapped_key, person_id=key, purpose=keys.AUTHORITY, body=body, public=authority.public)
            if people[key].office_role is not OfficeRole.ADMINISTRATOR:
                action.update(tables.person, people[key], office_role=OfficeRole.ADMINISTRATOR)
                (raised,) = queries.rows_of(read, PersonRow, id=key)
                own = next(row for row in queries.rows_of(read, WrappedKeyRow, person_id=key) if _signs(row))
                insert_certificate(action, authority, office.store, raised, own.public)


def _signs(row: WrappedKeyRow) -> bool:
    return row.purpose == keys.SIGN and row.retired_at is None
