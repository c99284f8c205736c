"""Whether the signed records of a store are as people signed them, and whether what ended one is proved."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..domain.after import AmendmentRow, VoidingRow
from ..domain.appeals import AppealOutcome, AppealRow
from ..domain.cases import FINAL, Stage
from ..domain.decisions import RecordRow
from ..domain.errors import DeskError, Problem
from ..domain.rows import dataclass
from ..sealing.canonical import canonical, parse, receipt_code, sha256_hex
from ..sealing.endings import reason_digest, voiding_faults
from ..sealing.signoff import Signature, SignedRecord, open_bundle
from ..sealing.verify import role_faults, signature_faults
from ..sealing.vouching import Finding, Kind, LoggedEntry
from ..store import after_queries, queries, tables
from ..store.database import Reader
from .decisions import bundle_of
from .people import ended_keys
from .sessions import as_signed


@dataclass(frozen=True, slots=True)
class _Known:
    """What the check of one record is held against; `ends` is by record, `of_version` by case and version."""

    log: Sequence[LoggedEntry]
    ended: Mapping[int, int]
    stages: Mapping[int, Stage]
    ends: Mapping[int, AmendmentRow | VoidingRow]
    of_version: Mapping[tuple[int, int], RecordRow]


def check_records(read: Reader, log: Sequence[LoggedEntry]) -> Iterator[Finding]:
    """Yield what is wrong with records, their signatures, the amendments and voidings that ended them, and appeals."""
    references = dict(queries.columns(read, tables.case.c.id, tables.case.c.reference))
    rows = queries.rows(read, RecordRow)
    known = _Known(
        log,
        ended_keys(read),
        dict(queries.columns(read, tables.case.c.id, tables.case.c.stage)),
        after_queries.final_records(read),
        {(one.case_id, one.version): one for one in rows},
    )
    for row in rows:
        place = f"record {references.get(row.case_id, row.case_id)} version {row.version}"
        for problem in _check_record(read, row, place, known):
            yield Finding(Kind.CHANGED, problem.place, problem.message)
    voided = {one.case_id for one in known.ends.values() if isinstance(one, VoidingRow)}
    for case_id, stage in known.stages.items():
        if (stage is Stage.VOIDED) != (case_id in voided):
            message = "says that its decision was voided, or does not say so, and what the chair signed says otherwise."
            yield Finding(Kind.CHANGED, f"case {references[case_id]}", message)
    yield from _check_appeals(read, known.stages, references)


def _check_appeals(read: Reader, stages: Mapping[int, Stage], references: Mapping[int, str]) -> Iterator[Finding]:
    """Yield cases under appeal without an open one, or the other way round, and what an appeal led to otherwise."""
    appeals = queries.rows(read, AppealRow)
    is_open = {one.case_id for one in appeals if one.is_open}
    for case_id, stage in stages.items():
        if (stage is Stage.APPEAL) != (case_id in is_open):
            message = "is under appeal, or is not, and its appeals say otherwise."
            yield Finding(Kind.CHANGED, f"case {references[case_id]}", message)
    amended = {
        one.appeal_id for one in queries.rows(read, AmendmentRow) if one.appeal_id is not None and not one.dropped_at
    }
    for one in appeals:
        if (one.outcome is AppealOutcome.UPHELD) != (one.id in amended):
            place = f"appeal {references.get(one.case_id, one.case_id)} {one.number}"
            yield Finding(Kind.CHANGED, place, "was upheld, or was not, and no amendment fits that.")


def _check_record(read: Reader, row: RecordRow, place: str, known: _Known) -> Iterator[Problem]:
    if sha256_hex(row.body) != row.sha256:
        yield Problem(place, "is not the record that was made: its bytes do not fit its fingerprint.")
        return
    signed = queries.signatures(read, row.id)
    try:
        bundle = open_bundle(bundle_of(read, row))
    except (DeskError, ValueError, KeyError, TypeError) as error:
        yield Problem(place, f"cannot be put together with its signatures ({error}).")
        return
    for one, stored in zip(bundle.signatures, signed, strict=True):
        where = f"{place}, signature {stored.position}"
        yield from signature_faults(bundle, one, where)
        if canonical(one.payload) != stored.payload or stored.receipt != receipt_code(stored.payload):
            yield Problem(where, "has a receipt that does not fit what was signed.")
        yield from _out_of_place(one.payload, where, known)
    end = known.ends.get(row.id)
    final = end is not None or (known.stages.get(row.case_id) in FINAL and not row.superseded)
    bad, absent = role_faults(bundle.record, bundle.signatures, bundle.signatures)
    if final or (signed and not row.superseded):
        yield from (Problem(place, one.message) for one in (*bad, *(absent if final else ())))
    elif signed and not absent:
        yield Problem(place, "is marked as superseded, and neither an amendment nor a voiding says by what.")
    yield from _amends(row, bundle.record, place, known)
    if end is not None:
        yield from _check_end(read, row, bundle, end, place, known)


def _out_of_place(payload: Mapping[str, Any], where: str, known: _Known) -> Iterator[Problem]:
    """Yield where a signature names another log than this, or was made with a key that had ended."""
    size, log = payload["log_size"], known.log
    if not 0 < size <= len(log) or log[size - 1].hash != payload["log_head"]:
        yield Problem(where, f"names entry {size} of the log as it was then, and that is not the entry here.")
    if size >= known.ended.get(payload["certificate"], len(log) + 1):
        yield Problem(where, "was made with a key that had ended.")


def _amends(row: RecordRow, record: Mapping[str, Any], place: str, known: _Known) -> Iterator[Problem]:
    """Yield where the version that a record says it amends is not the one here."""
    for one in record.get("amends", ()):
        before = known.of_version.get((row.case_id, one["version"]))
        if before is None or before.sha256 != one["record_sha256"] or before.version >= row.version:
            yield Problem(place, f"amends another record than version {one['version']} here.")


def _check_end(
    read: Reader,
    row: RecordRow,
    bundle: SignedRecord,
    end: AmendmentRow | VoidingRow,
    place: str,
    known: _Known,
) -> Iterator[Problem]:
    if isinstance(end, AmendmentRow):
        if row.superseded != (end.done_at is not None):
            yield Problem(place, "stands or does not stand, and its amendment says otherwise.")
        after = next((one for one in known.of_version.values() if one.id == end.by_record_id), None)
        said = [] if after is None else json.loads(after.body).get("amends", [])
        if after is not None and [one["record_sha256"] for one in said] != [row.sha256]:
            yield Problem(place, f"is superseded by version {after.version}, which does not say that it amends it.")
        return
    where = f"{place}, voiding"
    certificate = as_signed(queries.certificates(read)[end.certificate_id])
    one = Signature(parse(end.payload), end.signature, certificate)
    faults = [*voiding_faults(bundle, one, where)]
    yield from faults
    if faults:
        return
    if one.payload["reason_sha256"] != reason_digest(end.reason_salt, end.reason):
        yield Problem(where, "has a reason that is not the one that was signed.")
    if canonical(one.payload) != end.payload or end.receipt != receipt_code(end.payload):
        yield Problem(where, "has a receipt that does not fit what was signed.")
    if not row.superseded:
        yield Problem(place, "was voided, and is not marked so.")
    yield from _out_of_place(one.payload, where, known)
