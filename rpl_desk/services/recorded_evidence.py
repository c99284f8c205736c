"""What a decision record says of its evidence: the items, the passages relied on, and the statements ticked."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

from ..domain.contents import CaseContents
from ..domain.evidence import (
    EVIDENCE_WORDS,
    RECORDED_KINDS,
    AuthenticityRow,
    EvidenceRow,
    EvidenceTestRow,
    EvidenceVersionRow,
    currency_note,
    is_current,
)
from ..domain.framework import SHORT_NAMES, Framework
from ..domain.judgements import ReliedRow
from ..domain.passages import AnchorKind, LinkedPassage, PassageRow
from ..domain.record import (
    RecordConfirmation,
    RecordEarlierFile,
    RecordEvidence,
    RecordPassage,
    RecordPicture,
    RecordStatement,
    RecordTest,
)
from ..domain.rows import dataclass
from ..store import passage_queries, queries, tables
from ..store.database import Reader
from ..store.times import moment_text

MOST_PICTURES = 6_000_000
"""Bytes of pictures in one record; what is past them stays in the store alone, so that a record stays easy to carry."""


@dataclass(frozen=True, slots=True)
class Relied:
    """What judgements rest on. `marks` and `pictures` (PNG) are by the id of their passage.

    Pictures are those of areas and of orphans, which words alone do not show.
    """

    links: Sequence[LinkedPassage]
    marks: Mapping[int, PassageRow]
    pictures: Mapping[int, bytes]
    statements: Sequence[ReliedRow]
    tests: Sequence[EvidenceTestRow]
    authenticity: Sequence[AuthenticityRow]
    earlier_files: Sequence[EvidenceVersionRow]


def relied_on(read: Reader, contents: CaseContents, viewer: int) -> Relied:
    """Return what the judgements that `viewer` may read rest on."""
    case = contents.case.id
    links = queries.passages(read, case, viewer)
    linked = {one.passage_id for one in links}
    marks = {one.id: one for one in passage_queries.visible(read, case, viewer) if one.id in linked}
    files = {one.id: one.sha256 for one in contents.evidence}
    found, room = {}, MOST_PICTURES
    for one in marks.values():
        if one.anchor.kind is AnchorKind.AREA or one.anchor.sha256 != files[one.evidence_id]:
            picture = passage_queries.picture(read, one.id, viewer)
            if picture and len(picture) <= room:
                found[one.id] = picture
                room -= len(picture)
    return Relied(
        links=links,
        marks=marks,
        pictures=found,
        statements=queries.relied_statements(read, case, viewer),
        tests=queries.appraisals(read, case, viewer),
        authenticity=queries.authenticity(read, case),
        earlier_files=queries.rows(
            read, EvidenceVersionRow, tables.evidence_version.c.evidence_id.in_(one.id for one in contents.evidence)
        ),
    )


def footnotes(contents: CaseContents, relied: Relied) -> Mapping[int, int]:
    """Number the links in the order of the criteria they bear on, then of the assessors."""
    position = {one.id: one.position for one in contents.criteria}
    assessor = {one.id: one.number for one in contents.assessments}
    ordered = sorted(relied.links, key=lambda one: (position[one.criterion_id], assessor[one.assessment_id], one.id))
    return {one.id: number for number, one in enumerate(ordered, start=1)}


def recorded_passages(contents: CaseContents, relied: Relied, numbers: Mapping[int, int]) -> tuple[RecordPassage, ...]:
    items = {one.id: one for one in contents.evidence}
    keys = {one.id: one.key for one in contents.criteria}
    assessor = {one.id: one.number for one in contents.assessments}
    found = []
    for one in sorted(relied.links, key=lambda link: numbers[link.id]):
        anchor, picture = relied.marks[one.passage_id].anchor, relied.pictures.get(one.passage_id, b"")
        found.append(
            RecordPassage(
                number=numbers[one.id],
                evidence=items[one.evidence_id].key,
                page=one.page,
                quotation=one.quotation,
                criterion=keys[one.criterion_id],
                assessor=assessor[one.assessment_id],
                stance=one.stance.value,
                strength=one.strength,
                note=one.note,
                kind=anchor.kind.value,
                sha256=anchor.sha256,
                orphaned=anchor.sha256 != items[one.evidence_id].sha256,
                picture=hashlib.sha256(picture).hexdigest() if picture else "",
            )
        )
    return tuple(found)


def pictures(relied: Relied) -> tuple[RecordPicture, ...]:
    """Return each picture once, by its digest."""
    by_digest = {hashlib.sha256(one).hexdigest(): one for one in relied.pictures.values()}
    return tuple(
        RecordPicture(digest, base64.b64encode(picture).decode("ascii"))
        for digest, picture in sorted(by_digest.items())
    )


def recorded_statements(contents: CaseContents, relied: Relied, framework: Framework) -> tuple[RecordStatement, ...]:
    """Return the statements ticked, in the order of the criteria, then of the assessors and of the edition."""
    known = {one.id: (place, one) for place, one in enumerate(framework.statements)}
    criteria = {one.id: one for one in contents.criteria}
    assessor = {one.id: one.number for one in contents.assessments}
    ordered = sorted(
        relied.statements,
        key=lambda one: (
            criteria[one.criterion_id].position,
            assessor[one.assessment_id],
            known[one.statement][0],
        ),
    )
    found = []
    for one in ordered:
        statement = known[one.statement][1]
        found.append(
            RecordStatement(
                criterion=criteria[one.criterion_id].key,
                assessor=assessor[one.assessment_id],
                id=statement.id,
                level=statement.level,
                characteristic=SHORT_NAMES[statement.characteristic],
                text=statement.text,
            )
        )
    return tuple(found)


def recorded_items(contents: CaseContents, relied: Relied, panel_on: date) -> tuple[RecordEvidence, ...]:
    years = contents.policy.currency_years
    claimed = not contents.case.kind.is_credit_rating  # a programme's papers are not learning that can go out of date
    assessor = {one.id: one.number for one in contents.assessments}
    return tuple(
        RecordEvidence(
            key=one.key,
            title=one.title,
            kind=EVIDENCE_WORDS[one.kind],
            file_name=one.file_name,
            sha256=one.sha256,
            size=one.size,
            media_type=one.media_type,
            learned_on=_day(one.learned_on),
            made_on=_day(one.made_on),
            received_on=_day(one.received_on),
            source=one.source,
            supplier=one.supplier,
            language=one.language,
            current=is_current(one.learned_on, panel_on, years) if claimed else None,
            currency_note=currency_note(one, panel_on, years) if claimed else "",
            kept_sealed=one.kept_sealed,
            sensitivity=one.sensitivity.value,
            currency_exception=one.currency_exception,
            recorded=f"Written down in the program by {one.supplier}." if was_written_here(one) else "",
            tests=tuple(
                RecordTest(assessor[test.assessment_id], test.test.value, test.answer.value, test.note)
                for test in sorted(relied.tests, key=lambda row: (assessor[row.assessment_id], row.id))
                if test.evidence_id == one.id
            ),
            authenticity=tuple(
                RecordConfirmation(
                    said.confirmed_by, said.capacity, said.how, said.confirmed_on.isoformat(), said.sha256
                )
                for said in relied.authenticity
                if said.evidence_id == one.id
            ),
            earlier_files=tuple(
                RecordEarlierFile(
                    earlier.file_name,
                    earlier.sha256,
                    earlier.size,
                    moment_text(earlier.replaced_at),
                    contents.people[earlier.person_id].name,
                    earlier.reason,
                )
                for earlier in relied.earlier_files
                if earlier.evidence_id == one.id
            ),
        )
        for one in contents.evidence
    )


def was_written_here(item: EvidenceRow) -> bool:
    """Tell whether an interview, observation or testimony was written down in the program, by the name it gives."""
    made = item.made_on.isoformat() if item.made_on else ""
    name = f"{EVIDENCE_WORDS[item.kind]} {made}.txt"
    return item.kind in RECORDED_KINDS and item.media_type == "text/plain" and item.file_name == name


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
