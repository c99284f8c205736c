"""Sealed packets at the chair's desk: taken in closed, in any order, and opened together by the reveal.

Until then only their commitment says what they are. Each is looked into once as it comes, with the chair's passphrase,
to tell that it fits; nothing of that is kept or shown.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..domain.cases import CaseRow, Stage
from ..domain.contents import CaseContents
from ..domain.errors import DeskError, Refused, RuleViolation, StorageProblem
from ..domain.evidence import EvidenceVersionRow
from ..domain.judgements import AssessmentRow, AssessmentState, JudgementRow
from ..domain.packet_fit import FitPacket, fit_packet
from ..domain.packets import PACKET_SHAPE, PACKET_TYPE, PacketContent, SealedPacketRow, check_code, packet_head
from ..domain.people import ExchangeKeyRow, PersonRow, Role
from ..domain.rows import dataclass
from ..sealing.canonical import canonical, misfits, parse
from ..sealing.exchange import ExchangeKey, exchange_public, open_sealed
from ..sealing.keys import SigningKey
from ..store import passage_queries, queries, tables
from ..store.action import Action
from ..store.database import Reader
from .judging_forms import FormService, form_in
from .marking import checked_picture
from .office import OfficeService
from .people import PeopleService
from .session import Service

LARGEST = 50_000_000
"""Bytes of the largest packet that is read."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A packet as far as everybody can read it."""

    to: str
    commitment: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """What a packet held: whose it is, when it was sealed to us, its bytes, and what they say in the case's own ids."""

    row: SealedPacketRow
    body: bytes
    fit: FitPacket
    pictures: Mapping[str, bytes]


class PacketService(Service):
    """What the chair does with packets until they reveal."""

    def __init__(self, *shared: Any, forms: FormService, people: PeopleService, office: OfficeService) -> None:
        super().__init__(*shared)
        self._forms, self._people, self._office = forms, people, office

    def held(self, case_id: int) -> frozenset[int]:
        """Return the ids of the assessments whose packet waits, closed, for the reveal; to the chair alone."""
        with self._database.reading() as read:
            if Role.CHAIR not in self._roles(read, case_id):
                return frozenset()
            return frozenset(
                one.assessment_id for one in _waiting(read, queries.assessments(read, case_id, self._me.id))
            )

    def take_in(self, case: CaseRow, path: Path, code: str, passphrase: str) -> AssessmentRow:
        """Keep an assessor's packet closed, by the chair it was sealed to; their judgements are sealed by that.

        code: the 16 characters on its cover sheet. Raises WrongPassphrase, StorageProblem for a file that is no packet,
        RuleViolation for one that is altered, for another key or case, not the one of the cover sheet, of somebody who
        does not judge the case or judges it here, or taken in already. Nothing is changed then.
        """
        with self._database.reading() as read:
            self._must_hold(read, case.id, (Role.CHAIR,), "take in a sealed packet")
            case = queries.case_by_id(read, case.id)
        self._must_stand_at(case, Stage.REVIEW)
        body = _read(path)
        closed = _closed(body, path.name)
        with self._database.reading() as read:
            kept = queries.rows(read, SealedPacketRow, tables.sealed_packet.c.commitment == closed.commitment)
        if kept:
            raise RuleViolation(f"{path.name} was taken in already, on {kept[0].brought_at:%d %B %Y}.")
        check_code(code, closed.commitment)
        with self._people.unlocked(self._me, passphrase) as (key, _):
            plain = self._opened(closed, key, path.name)
        content = _content(plain, path.name)
        with self._database.reading() as read:
            contents = queries.contents(read, case.id, self._me.id)
            assessment = self._assessment(read, contents, content, path.name)
            self._fit(read, contents, content, assessment)
            if _has_begun(read, assessment):
                raise RuleViolation(
                    f"{contents.people[assessment.person_id].name} has begun to judge {case.reference} here as well."
                    " They seal here, or take away what they did here; then bring the packet in again."
                )
        with self._action("take in packet", case) as action:
            action.insert(
                tables.sealed_packet,
                assessment_id=assessment.id,
                commitment=closed.commitment,
                body=body,
                person_id=self._me.id,
                brought_at=action.now,
            )
            row = queries.revised(action.read, tables.assessment, assessment.id)
            action.update(
                tables.assessment,
                row,
                state=AssessmentState.SEALED,
                sealed_at=action.now,
                commitment=closed.commitment,
            )
        return assessment

    @contextmanager
    def opening(self, case: CaseRow, passphrase: str) -> Iterator[tuple[Opened, ...]]:
        """Give what the packets of a case hold, for its reveal; raises as `take_in`, and for none asks nothing."""
        with self._database.reading() as read:
            contents = queries.contents(read, case.id, self._me.id)
            waiting = _waiting(read, contents.assessments)
        if not waiting:
            yield ()
            return
        if not passphrase:
            raise RuleViolation("Sealed packets are opened by the reveal. Give your passphrase, which opens them.")
        names = {one.id: f"The packet of {contents.people[one.person_id].name}" for one in contents.assessments}
        with self._people.unlocked(self._me, passphrase) as (key, _):
            found = {
                row: self._opened(_closed(row.body, names[row.assessment_id]), key, names[row.assessment_id])
                for row in waiting
            }
        opened = []
        with self._database.reading() as read:
            for row, body in found.items():
                content = _content(body, names[row.assessment_id])
                assessment = next(one for one in contents.assessments if one.id == row.assessment_id)
                fit = self._fit(read, contents, content, assessment)
                opened.append(Opened(row, body, fit, _pictures(content)))
        yield tuple(opened)

    @staticmethod
    def write(action: Action, opened: Opened) -> None:
        """Put what a packet held where judgements made here stand, inside the reveal."""
        row, fit = opened.row, opened.fit
        mine = {"assessment_id": row.assessment_id}
        action.update(tables.sealed_packet, row, opened_at=action.now)
        action.insert(
            tables.sealed_judgements, **mine, sealed_at=row.brought_at, commitment=row.commitment, body=opened.body
        )
        there = {
            one.criterion_id: one for one in queries.rows_of(action.read, JudgementRow, assessment_id=row.assessment_id)
        }
        for judged in fit.judgements:
            values: dict[str, Any] = {
                "answer": judged.answer,
                "reason": judged.reason,
                "no_passage_reason": judged.no_passage_reason,
                "saved_at": row.brought_at,
            }
            if judged.criterion_id in there:  # left empty, as nothing else is there
                action.update(tables.judgement, there[judged.criterion_id], **values)
            else:
                action.insert(tables.judgement, **mine, criterion_id=judged.criterion_id, **values)
        for mark in fit.marks:
            passage = action.insert(
                tables.passage,
                **mine,
                evidence_id=mark.evidence_id,
                made_at=row.brought_at,
                **passage_queries.anchor_columns(mark.anchor),
            )
            if mark.picture in opened.pictures:
                action.insert(tables.passage_picture, passage_id=passage, png=opened.pictures[mark.picture])
            for link in mark.links:
                action.insert(
                    tables.link,
                    passage_id=passage,
                    criterion_id=link.criterion_id,
                    stance=link.stance,
                    strength=link.strength,
                    note=link.note,
                )
        for criterion, statement in fit.statements:
            action.insert(tables.relied_statement, **mine, criterion_id=criterion, statement=statement)
        for test in fit.tests:
            action.insert(
                tables.evidence_test,
                **mine,
                evidence_id=test.evidence_id,
                test=test.test,
                answer=test.answer,
                note=test.note,
                answered_at=row.brought_at,
            )
        for item, sha256 in fit.read:
            action.insert(tables.evidence_read, **mine, evidence_id=item, sha256=sha256, read_at=row.brought_at)
        for criterion, gap in fit.gaps:
            action.insert(
                tables.gap_statement,
                **mine,
                criterion_id=criterion,
                missing=gap.missing,
                would_count=gap.would_count,
            )
        for criterion, one in fit.comparators:
            action.insert(
                tables.comparator,
                **mine,
                criterion_id=criterion,
                title=one.title,
                owner=one.owner,
                level=one.level,
                compared=one.compared,
            )

    # -- parts --------------------------------------------------------------------------------------------------------

    def _opened(self, closed: Closed, key: SigningKey, name: str) -> bytes:
        """Return what a packet seals; raises RuleViolation where it is for another key, or not as it was made."""
        if closed.to != exchange_public(key).hex():
            raise RuleViolation(
                f"{name} is sealed to {self._holder(closed.to)}, so your key does not open it. Its assessor can seal it"
                " again with a fresh form."
            )
        info = canonical(packet_head(closed.to, closed.commitment))
        plain = open_sealed(key, closed.sealed, info)
        if plain is None or hashlib.sha256(plain).hexdigest() != closed.commitment:
            raise RuleViolation(f"{name} was altered since it was sealed. Ask its assessor to send it again.")
        return plain

    def _holder(self, public: str) -> str:
        """Return in words whose key a public key is."""
        with self._database.reading() as read:
            people = {one.id: one for one in queries.rows(read, PersonRow)}
            certificates = queries.certificates(read)
            for one in queries.rows(read, ExchangeKeyRow):
                if ExchangeKey(one.body, one.signature).public.hex() == public:
                    holder = people[certificates[one.certificate_id].person_id]
                    return "an earlier key of yours" if holder.id == self._me.id else holder.name
        return "the chair of another office"

    def _assessment(self, read: Reader, contents: CaseContents, content: PacketContent, name: str) -> AssessmentRow:
        """Return whose packet this is; raises RuleViolation unless it answers a form made here, that still stands."""
        try:
            form = form_in(content.form.encode(), name)
            return self._forms.bound(read, contents, content.form.encode(), content.proof, form, name)
        except Refused as error:
            raise RuleViolation(
                f"{name} cannot be taken in. Of the form it answers: {error.problems[0].message}"
            ) from error

    def _fit(
        self, read: Reader, contents: CaseContents, content: PacketContent, assessment: AssessmentRow
    ) -> FitPacket:
        try:
            for one in _pictures(content).values():
                checked_picture(one)
            return fit_packet(
                content,
                contents,
                self._office.framework_of(contents.case, read),
                _files(read, contents),
                assessment_id=assessment.id,
                now=self._session.now(),
            )
        except (RuleViolation, ValueError) as error:
            why = str(error) if isinstance(error, RuleViolation) else "It is not written as packets are."
            who = contents.people[assessment.person_id].name
            raise RuleViolation(f"The packet of {who} does not fit {contents.case.reference}. {why}") from error


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise StorageProblem(f"{path.name} is larger than 50 MB, which no sealed packet is.")
        return path.read_bytes()
    except OSError as error:
        raise StorageProblem(f"{path.name} could not be read: {error.strerror or error}.") from error


def _closed(body: bytes, name: str) -> Closed:
    """Read a packet as far as it stands open; raises StorageProblem for what is none."""
    try:
        plain = parse(body)
        if next(misfits(plain, PACKET_SHAPE), None) is not None or plain["type"] != PACKET_TYPE:
            raise ValueError("no packet")
        return Closed(plain["to"], plain["commitment"], base64.b64decode(plain["sealed"], validate=True))
    except (DeskError, ValueError, binascii.Error) as error:
        raise StorageProblem(f"{name} is no sealed packet, or was damaged on the way.") from error


def _content(plain: bytes, name: str) -> PacketContent:
    try:
        return PacketContent.from_plain(parse(plain))
    except (DeskError, ValueError) as error:
        raise RuleViolation(f"{name} was made by a newer program, or by none of ours. Nothing was changed.") from error


def _pictures(content: PacketContent) -> dict[str, bytes]:
    """Return the pictures of marks by their digest; raises ValueError where one is not what its digest says."""
    found = {one.sha256: base64.b64decode(one.png, validate=True) for one in content.pictures}
    if any(hashlib.sha256(png).hexdigest() != digest for digest, png in found.items()):
        raise ValueError("another picture")
    return found


def _waiting(read: Reader, assessments: Iterable[AssessmentRow]) -> tuple[SealedPacketRow, ...]:
    """Return the packets by which assessments are sealed now; earlier ones stay closed."""
    keys = [one.id for one in assessments]
    sealed_by = {one.id: one.commitment for one in queries.rows_among(read, AssessmentRow, keys)}
    packets = queries.rows_among(read, SealedPacketRow, keys, name="assessment_id")
    return tuple(one for one in packets if sealed_by[one.assessment_id] == one.commitment and one.opened_at is None)


def _files(read: Reader, contents: CaseContents) -> dict[str, int]:
    """Return the item of each file that the case has or had, by the SHA-256 of the file."""
    items = [one.id for one in contents.evidence]
    earlier = queries.rows_among(read, EvidenceVersionRow, items, name="evidence_id")
    return {one.sha256: one.evidence_id for one in earlier} | {
        one.sha256: one.id for one in reversed(contents.evidence)
    }


def _has_begun(read: Reader, assessment: AssessmentRow) -> bool:
    """Tell whether an assessor has answered, marked, ticked or tested anything in this store."""
    mine = assessment.id
    if any(
        one.answer or one.reason or one.no_passage_reason
        for one in queries.rows_of(read, JudgementRow, assessment_id=mine)
    ):
        return True
    kept = (
        *(tables.passage, tables.relied_statement, tables.evidence_test, tables.evidence_read, tables.gap_statement),
        tables.comparator,
    )
    return any(queries.revised_where(read, one, one.c.assessment_id == mine) is not None for one in kept)
