"""Voiding a signed decision: by the chair, with a reason, signed, so that it can be proved to anybody."""

import secrets
from collections.abc import Sequence
from typing import Any

from ..domain.after import VoidingRow
from ..domain.cases import CaseRow, Stage
from ..domain.decisions import RecordRow
from ..domain.errors import NotFound, RuleViolation
from ..domain.panels import must_leave
from ..domain.people import Role
from ..domain.record import DecisionRecord
from ..sealing.canonical import canonical, parse, receipt_code
from ..sealing.endings import reason_digest, sign_voiding, voiding_payload
from ..sealing.notes import NoteKey, person_name
from ..store import after_queries, queries, tables
from ..store.times import moment_text
from .amendments import new_operation
from .intake import IntakeService
from .people import PeopleService
from .session import Service
from .sessions import as_signed
from .words import named


class VoidingService(Service):
    """A decision that is voided stands no more, and nothing takes its place; its record and signatures are kept."""

    def __init__(self, *shared: Any, intake: IntakeService, people: PeopleService) -> None:
        super().__init__(*shared)
        self._intake, self._people = intake, people

    def words(self, case: CaseRow, reason: str) -> Sequence[str]:
        """Return in sentences what is signed by voiding; raises RuleViolation where it cannot be."""
        record = self._standing(case)
        said = DecisionRecord.from_plain(parse(record.body))
        decision = said.decision
        gives = "" if decision.level is None else f", {decision.points} credit points at SCQF level {decision.level}"
        return (
            f"I void version {record.version} of the decision on {case.reference}, {said.subject.title},"
            f" decided on {decision.decided_on}: {decision.words}{gives}.",
            f"Reason: {named(reason, 'decision that is voided')}",
            f"Record {record.sha256}.",
            "It stands no more from now on, and nothing takes its place. The record and its signatures are kept.",
        )

    def void(self, case: CaseRow, reason: str, passphrase: str, *, shown: str, operation: str = "") -> VoidingRow:
        """Void the decision that stands, as the chair signed in, with their own passphrase.

        shown: the SHA-256 of the record that was shown. The same `operation` never voids twice. Raises
        WrongPassphrase, NotAllowed for who is not the chair or has an interest, RuleViolation when the record is no
        longer what was shown or the decision does not stand.
        """
        reason, me = named(reason, "decision that is voided"), self._me
        with self._database.reading() as read:
            done = queries.rows_of(read, VoidingRow, operation=operation) if operation else ()
            if done:
                return done[0]
            self._must_hold(read, case.id, (Role.CHAIR,), "void a signed decision")
            contents = queries.contents(read, case.id, me.id)
        if me.id in must_leave(contents.interests, contents.roles):
            raise RuleViolation("Nobody voids a decision in which they have an interest. Another chair does.")
        operation, record = operation or new_operation(), self._standing(contents.case)
        if record.sha256 != shown:
            raise RuleViolation("The record is no longer what was shown. Read it again before voiding.")
        with (
            self._people.unlocked(me, passphrase) as (key, certificate),
            self._action("void decision", case, operation) as action,
        ):
            case = queries.case_by_id(action.read, case.id)
            found = after_queries.standing(action.read, case.id)
            if found is None or found[0].revision != record.revision:
                raise RuleViolation("The record is no longer what was shown. Read it again before voiding.")
            action.sealers.append(NoteKey(person_name(me.uid, certificate.serial), key))
            head, salt = action.head(), secrets.token_hex(16)
            payload = voiding_payload(
                record.body,
                as_signed(certificate),
                reason_sha256=reason_digest(salt, reason),
                operation=operation,
                log_size=head.size,
                log_head=head.hash,
                signed_at=moment_text(action.now),
            )
            body = canonical(payload)
            made = action.insert(
                tables.voiding,
                case_id=case.id,
                record_id=record.id,
                reason=reason,
                reason_salt=salt,
                person_id=me.id,
                operation=operation,
                payload=body,
                signature=sign_voiding(key, payload),
                certificate_id=certificate.id,
                receipt=receipt_code(body),
                voided_at=action.now,
            )
            action.update(tables.record, record, superseded=True)
            self._intake.move(
                action, case, Stage.VOIDED, f"Voided: {reason}", decided_level=None, decided_points=None, outcome=""
            )
            return queries.one(action.read, VoidingRow, "such voiding", tables.voiding.c.id == made)

    def voiding(self, case_id: int) -> VoidingRow | None:
        """Return the voiding of a case, None where its decision was not voided."""
        _ = self._me
        with self._database.reading() as read:
            found = queries.rows_of(read, VoidingRow, case_id=case_id)
        return found[-1] if found else None

    def _standing(self, case: CaseRow) -> RecordRow:
        _ = self._me
        with self._database.reading() as read:
            case = queries.case_by_id(read, case.id)
            found = after_queries.standing(read, case.id)
            amending = after_queries.open_amendment(read, case.id)
        if amending is not None:
            raise RuleViolation(f"An amendment of {case.reference} is under way. Drop it before voiding the decision.")
        if case.stage is Stage.APPEAL:
            raise RuleViolation(f"{case.reference} is under appeal. Decide the appeal before anything else.")
        if found is None:
            raise NotFound(f"No signed decision on {case.reference} stands, so there is none to void.")
        return found[0]
