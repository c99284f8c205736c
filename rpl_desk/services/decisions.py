"""The panel's decision: drafted, decided, signed by people with their own passphrases, released."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from ..domain.after import LockState
from ..domain.awards import Advice
from ..domain.cases import CaseRow, Missing, Stage
from ..domain.contents import CaseContents
from ..domain.decisions import (
    ConditionRow,
    DecisionRow,
    RecommendationRow,
    RecordRow,
    Signatory,
    SignatureRow,
    check_decision,
    check_signer,
    required_signatories,
    review_date,
)
from ..domain.errors import DeskError, NotAllowed, NotFound, RuleViolation
from ..domain.meetings import AgendaItemRow
from ..domain.panels import MeetingRow, must_leave
from ..domain.people import JUDGING, CertificateRow, PersonRow, Role
from ..domain.record import DecisionRecord, RecordEntry
from ..domain.rows import dataclass
from ..sealing import signoff
from ..sealing.anchors import Anchored
from ..sealing.canonical import canonical, parse, receipt_code, sha256_hex
from ..sealing.keys import SigningKey
from ..sealing.notes import NoteKey, person_name
from ..store import after_queries, queries, register_queries, tables
from ..store.database import Action, Reader
from ..store.times import moment_text
from . import amendments
from .anchors import anchored_of
from .credit import CreditService
from .hiding import is_still_hidden
from .intake import IntakeService
from .office import AWARDS, OfficeService
from .people import PeopleService
from .reconciling import opinions_of
from .recorded_evidence import relied_on
from .recording import OfficeFacts, RecordSources, make_record
from .session import Service
from .sessions import as_signed
from .words import named, tidy

DRAFTING = {Role.CHAIR, Role.SECRETARY, *JUDGING}


@dataclass(frozen=True, slots=True)
class ToSign:
    """One signature that is asked for: the bytes to be shown and signed, and who may give it in which role."""

    record: RecordRow
    signatory: Signatory
    signed_by: SignatureRow | None


@dataclass(frozen=True, slots=True)
class SignOne:
    """One record to sign: `shown` are the very bytes the signer was shown, `operation` a UUID made before the act."""

    case: CaseRow
    role: Role
    shown: bytes
    operation: str = ""


class DecisionService(Service):
    """From the panel's draft to the signed record; the level is always what a person chose."""

    def __init__(
        self,
        *shared: Any,
        intake: IntakeService,
        office: OfficeService,
        people: PeopleService,
        credit: CreditService,
    ) -> None:
        super().__init__(*shared)
        self._intake, self._office, self._people, self._credit = intake, office, people, credit

    # -- drafting -----------------------------------------------------------------------------------------------------

    def draft(self, case: CaseRow, **values: Any) -> DecisionRow:
        """Keep fields of the draft: outcome, level, points, level_rationale, credit_rationale, dissent, review_on.

        review_on: the day it is looked at again; left out, that follows from the office's settings when it is decided.
        """
        allowed = {"outcome", "level", "points", "level_rationale", "credit_rationale", "dissent", "review_on"}
        if unknown := values.keys() - allowed:
            raise RuleViolation(f"{', '.join(sorted(unknown))} cannot be changed here.")
        with self._drafting(case) as action:
            row = self._draft_row(action, case)
            values = {name: tidy(value) for name, value in values.items()}
            self._must_not_cover(case.id, (str(getattr(row, name) or "") for name in values))
            action.update(tables.decision, row, **values)
            return queries.one(action.read, DecisionRow, "such decision", tables.decision.c.id == row.id)

    def set_conditions(self, case: CaseRow, conditions: Sequence[tuple[str, str, date | None, str]]) -> None:
        """Replace the draft's conditions: text, owner, due date, how shown to be met."""
        with self._drafting(case) as action:
            row = self._draft_row(action, case)
            for old in queries.rows(action.read, ConditionRow, tables.condition.c.decision_id == row.id):
                self._must_not_cover(case.id, (old.text, old.owner, old.shown_by))
                action.delete(tables.condition, old)
            for number, (text, owner, due_on, shown_by) in enumerate(conditions, start=1):
                action.insert(
                    tables.condition,
                    decision_id=row.id,
                    number=number,
                    text=tidy(text),
                    owner=tidy(owner),
                    due_on=due_on,
                    shown_by=tidy(shown_by),
                )

    def set_recommendations(self, case: CaseRow, texts: Sequence[str]) -> None:
        """Replace the draft's recommendations."""
        with self._drafting(case) as action:
            row = self._draft_row(action, case)
            for old in queries.rows(action.read, RecommendationRow, tables.recommendation.c.decision_id == row.id):
                self._must_not_cover(case.id, (old.text,))
                action.delete(tables.recommendation, old)
            for number, text in enumerate(texts, start=1):
                action.insert(tables.recommendation, decision_id=row.id, number=number, text=tidy(text))

    def _drafting(self, case: CaseRow) -> Any:
        with self._database.reading() as read:
            case = queries.case_by_id(read, case.id)
            if not self._types_for_the_panel(read, case):
                self._must_hold(read, case.id, DRAFTING, "draft the decision")
        self._must_stand_at(case, Stage.PANEL)
        return self._action("draft decision", case)

    def _types_for_the_panel(self, read: Reader, case: CaseRow) -> bool:
        """Tell whether the person is chair or secretary of the meeting the case is before, or leads the case there."""
        if case.meeting_id is None:
            return False
        (meeting,) = queries.rows_of(read, MeetingRow, id=case.meeting_id)
        items = queries.rows_of(read, AgendaItemRow, meeting_id=meeting.id, case_id=case.id)
        return self._me.id in (meeting.chair_id, meeting.secretary_id, *(one.lead_id for one in items))

    def _draft_row(self, action: Action, case: CaseRow) -> DecisionRow:
        table = tables.decision
        found = queries.rows(action.read, DecisionRow, table.c.case_id == case.id, order=table.c.version)
        if found and not found[-1].superseded:
            return found[-1]
        before = found[-1] if found else None  # a decision taken back starts from what it was
        key = amendments.new_version(action, case.id, before.version + 1 if before else 1, before)
        return queries.one(action.read, DecisionRow, "such decision", table.c.id == key)

    def missing(self, case_id: int) -> list[Missing]:
        """Return what keeps the panel from deciding, each with the part of the form to mend it in."""
        contents = self._intake.contents(case_id)
        with self._database.reading() as read:
            return _missing(amendments.decided_anew(read, contents))

    def advice(self, case_id: int) -> tuple[Advice, ...]:
        """Return the checks of the credit page against published figures and the office's settings, as advice."""
        return self._credit.sheet(case_id).checks

    # -- deciding -----------------------------------------------------------------------------------------------------

    def decide(self, case: CaseRow) -> RecordRow:
        """Confirm the draft as the panel's decision, by the chair, and freeze its record: what people sign."""
        with self._database.reading() as read:
            self._must_hold(read, case.id, (Role.CHAIR,), "confirm the decision")
            contents = amendments.decided_anew(read, queries.contents(read, case.id, self._me.id))
        case = contents.case
        self._must_stand_at(case, Stage.PANEL)
        with self._database.reading(unveiled=True) as read:
            if is_still_hidden(read, case.id):
                raise RuleViolation(
                    f"The record names the claimant of {case.reference}, who is hidden still. Reveal who it is first."
                )
        if self._me.id in must_leave(contents.interests, contents.roles):
            raise NotAllowed(
                "You have an interest in this case, so somebody else confirms it. Give them the role of its chair."
            )
        missing = _missing(contents)
        if missing:
            raise RuleViolation("The panel cannot decide yet. " + " ".join(one.message for one in missing))
        decision = contents.decision
        assert decision is not None
        elsewhere = self._credit.elsewhere(case.id)
        with self._action("decide", case) as action:
            today = contents.meeting.held_on if contents.meeting else action.now.date()
            if decision.review_on is not None and decision.review_on <= today:
                raise RuleViolation(f"The review of {decision.review_on} would not come after the decision of {today}.")
            action.update(
                tables.decision,
                decision,
                decided_on=today,
                review_on=decision.review_on or review_date(today, contents.policy.review_years),
            )
            self._intake.move(
                action,
                case,
                Stage.DECIDED,
                "",
                decided_level=decision.level,
                decided_points=decision.points,
                outcome=decision.outcome.value if decision.outcome else "",
            )
            record = self._record(action, case.id, elsewhere)
            body = canonical(record.to_plain())
            key = action.insert(
                tables.record,
                case_id=case.id,
                version=record.version,
                sha256=sha256_hex(body),
                body=body,
                made_at=action.now,
            )
            return queries.one(action.read, RecordRow, "such record", tables.record.c.id == key)

    def _record(self, action: Action, case_id: int, elsewhere: Sequence[tuple[str, str]]) -> DecisionRecord:
        contents = amendments.decided_anew(action.read, queries.contents(action.read, case_id, self._me.id))
        office = queries.office(action.read)
        earlier = queries.records(action.read, case_id)
        names = {one.uid: one.name for one in contents.people.values()}
        subject = f"case:{contents.case.reference}"
        amends = amendments.amended_by(action.read, case_id)
        reasons = after_queries.reasons_of_unlocking(action.read, case_id)
        lines = register_queries.log_lines(
            action.read, "", subject=subject, limit=1_000_000
        )  # nobody's own notes are told of
        return make_record(
            RecordSources(
                contents=contents,
                judgements=queries.judgements(action.read, case_id, self._me.id),
                relied=relied_on(action.read, contents, self._me.id),
                office=OfficeFacts(office.store, office.epoch, office.name, office.unit, office.logo or b""),
                framework=self._office.framework_of(contents.case, action.read),
                awards=self._office.reference(AWARDS),
                elsewhere=elsewhere,
                opinions=opinions_of(action.read, case_id),
                gaps=queries.gaps(action.read, case_id, self._me.id),
                comparators=queries.comparators(action.read, case_id, self._me.id),
                log=[
                    RecordEntry(
                        one.seq,
                        moment_text(one.at),
                        names.get(one.actor, one.actor),
                        one.action,
                        one.hash,
                        reasons.get(one.seq, ""),
                    )
                    for one in reversed(lines)
                ],
                version=len(earlier) + 1,
                supersedes=amends[0].version if amends else earlier[-1].version if earlier else None,
                amends=amends,
                made_at=action.now,
            )
        )

    def take_back(self, case: CaseRow, reason: str) -> None:
        """Return a decision that not everybody has signed to the panel, by the chair, with a reason.

        Its record and any signature on it are kept, marked as superseded. A signed version it was to amend stands.
        """
        reason, operation = named(reason, "decision that is taken back"), amendments.new_operation()
        with self._database.reading() as read:
            self._must_hold(read, case.id, (Role.CHAIR,), "take a decision back")
            contents = queries.contents(read, case.id, self._me.id)
            record = self.current_record(case.id)
        case = contents.case
        self._must_stand_at(case, Stage.DECIDED)
        assert contents.decision is not None
        with self._action("take decision back", case, operation) as action:
            amendments.note_unlocking(action, case.id, LockState.DECIDED, reason, operation, self._me.id)
            action.update(tables.decision, contents.decision, superseded=True)
            self._draft_row(action, case)
            action.update(tables.record, record, superseded=True)
            self._intake.move(
                action,
                case,
                Stage.PANEL,
                reason,
                **amendments.outcome_of_standing(action.read, case.id),
            )

    # -- signing ------------------------------------------------------------------------------------------------------

    def records(self, case_id: int) -> tuple[RecordRow, ...]:
        """Return every version of the case's record, the newest last."""
        _ = self._me
        with self._database.reading() as read:
            return queries.records(read, case_id)

    def current_record(self, case_id: int) -> RecordRow:
        """Return the record that stands; raises NotFound before the decision."""
        records = self.records(case_id)
        found = [one for one in records if not one.superseded]
        if not found:
            voided = "The decision was voided, so no record stands. Its history can still be exported."
            never = "There is no decision record yet. The panel decides first."
            with self._database.reading() as read:
                stage = queries.case_by_id(read, case_id).stage
            raise NotFound(voided if stage is Stage.VOIDED else never)
        return found[-1]

    def to_export(self, case_id: int, *, history: bool) -> tuple[RecordRow, ...]:
        """Return the record that stands, and with `history` before it those signed that stand no more."""
        if not history:
            return (self.current_record(case_id),)
        with self._database.reading() as read:
            final = after_queries.final_records(read, case_id)
        return tuple(one for one in self.records(case_id) if not one.superseded or one.id in final)

    def signatures(self, record: RecordRow) -> tuple[SignatureRow, ...]:
        _ = self._me
        with self._database.reading() as read:
            return queries.signatures(read, record.id)

    def to_sign(self, case_id: int) -> tuple[ToSign, ...]:
        """Return the signatures the policy asks for, in order, each with who gave it or may give it."""
        contents = self._intake.contents(case_id)
        record = self.current_record(case_id)
        given = {one.role: one for one in self.signatures(record)}
        return tuple(
            ToSign(record, one, given.get(one.role.value))
            for one in required_signatories(contents.policy, contents.roles, contents.people)
        )

    def sign(
        self, case: CaseRow, person: PersonRow, role: Role, passphrase: str, *, shown: bytes, operation: str = ""
    ) -> SignatureRow:
        """Sign the record as `person`, with their own passphrase; `shown` are the very bytes they were shown.

        Nobody else's session is needed or enough. Raises WrongPassphrase, RuleViolation when the person may not sign
        in this role, Conflict when the record is no longer what was shown. The same `operation` never signs twice.
        """
        (made,) = self.sign_several([SignOne(case, role, shown, operation)], person, passphrase)
        return made

    def waiting_for(self, person: PersonRow) -> tuple[tuple[CaseRow, ToSign], ...]:
        """Return every signature that waits for a person, in the order of the cases' references."""
        _ = self._me
        with self._database.reading() as read:
            table = tables.case
            cases = queries.rows(read, CaseRow, table.c.stage == Stage.DECIDED, order=table.c.reference)
        return tuple(
            (case, one)
            for case in cases
            for one in self.to_sign(case.id)
            if one.signed_by is None and person in one.signatory.people
        )

    def sign_several(self, acts: Sequence[SignOne], person: PersonRow, passphrase: str) -> tuple[SignatureRow, ...]:
        """Sign records that were each shown, in one act of one person; each gets its own signature and receipt.

        The passphrase is asked once. Where one is refused, those before it are signed and the sentence says so.
        """
        made: list[SignatureRow] = []
        acts = [one if one.operation else replace(one, operation=str(uuid.uuid4())) for one in acts]
        with self._database.reading() as read:
            for one in acts:
                made.extend(queries.rows(read, SignatureRow, tables.signature.c.operation == one.operation))
        left = acts[len(made) :]
        if not left:
            return tuple(made)
        with self._people.unlocked(person, passphrase) as (key, certificate):
            for one in left:
                try:
                    made.append(self._sign_one(one, person, key, certificate))
                except DeskError as error:
                    if not made:
                        raise
                    raise type(error)(
                        f"{len(made)} of {len(acts)} are signed. {one.case.reference}: {error}"
                    ) from error
        return tuple(made)

    def _sign_one(self, one: SignOne, person: PersonRow, key: SigningKey, certificate: CertificateRow) -> SignatureRow:
        case, role, shown, operation = one.case, one.role, one.shown, one.operation
        with self._signing(case, operation) as action:
            contents = queries.contents(action.read, case.id, person.id)
            self._must_stand_at(contents.case, Stage.DECIDED)
            record = [one for one in queries.records(action.read, case.id) if not one.superseded][-1]
            if record.body != shown:
                raise RuleViolation("The record is no longer what was shown. Read it again before signing.")
            given = queries.signatures(action.read, record.id)
            wanted = required_signatories(contents.policy, contents.roles, contents.people)
            signatory = next((one for one in wanted if one.role is role), None)
            if signatory is None:
                raise RuleViolation(f"The office does not ask for a signature as {role.value}.")
            check_signer(
                person.id, role.value, contents.roles, contents.interests, {one.role: one.person_id for one in given}
            )
            action.sealers.append(NoteKey(person_name(person.uid, certificate.serial), key))
            head = action.head()
            payload = signoff.sign_off_payload(
                record.body,
                as_signed(certificate),
                role=role.value,
                meaning=str(parse(record.body)["statement"]),
                operation=operation,
                log_size=head.size,
                log_head=head.hash,
                signed_at=moment_text(action.now),
            )
            body = canonical(payload)
            action.insert(
                tables.signature,
                record_id=record.id,
                position=signatory.position,
                role=role.value,
                person_id=person.id,
                operation=operation,
                payload=body,
                signature=signoff.sign_off(key, payload),
                certificate_id=certificate.id,
                receipt=receipt_code(body),
                signed_at=action.now,
            )
            if len(given) + 1 == len(wanted):
                amendments.finish(action, case.id, record)
                self._intake.move(action, contents.case, Stage.SIGNED, "")
            return queries.rows(action.read, SignatureRow, tables.signature.c.operation == operation)[0]

    def _signing(self, case: CaseRow, operation: str) -> Any:
        return self._action("sign record", case, operation)

    def bundle(self, record: RecordRow) -> bytes:
        """Return the signed record as the portable bytes that every document carries, with the note that closed it."""
        _ = self._me
        with self._database.reading() as read:
            return bundle_of(read, record, anchored_of(read, record))

    def release(self, case: CaseRow) -> None:
        """Release a signed decision to those who asked for it."""
        with self._database.reading() as read:
            self._must_prepare(read, case.id)
            case = queries.case_by_id(read, case.id)
        with self._action("release", case) as action:
            self._intake.move(action, case, Stage.RELEASED, "")


def bundle_of(read: Reader, record: RecordRow, anchored: Anchored | None = None) -> bytes:
    """Return record, signatures, certificates and authority as one canonical JSON, with the note if given."""
    office = queries.office(read)
    certificates = queries.certificates(read)
    signed = [
        signoff.Signature(parse(one.payload), one.signature, as_signed(certificates[one.certificate_id]))
        for one in queries.signatures(read, record.id)
    ]
    return signoff.bundle(record.body, signed, signoff.Authority(office.store, office.authority_public), anchored)


def _missing(contents: CaseContents) -> list[Missing]:
    decision = contents.decision
    if decision is None:
        return [Missing("outcome", "The panel has drafted no decision yet.")]
    return check_decision(
        contents,
        decision.outcome,
        decision.level,
        decision.points,
        decision.level_rationale,
        decision.credit_rationale,
        contents.conditions,
        [one.text for one in contents.recommendations],
    )
