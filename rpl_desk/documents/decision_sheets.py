"""A signed decision record as sheets: what the decision workbook holds, and what it is compared with."""

import re
from collections.abc import Iterable, Iterator, Sequence

from ..domain.record import DecisionRecord
from .decision_credit import CREDIT, credit_rows
from .decision_differences import difference_columns, difference_rows
from .decision_judging import COMPARATORS, GAPS, comparator_rows, gap_rows
from .record_words import assessor_names, plain
from .sheets import Column, Row, Sheet, Tone, Value, day, moment, number
from .signature_line import SignatureLine

PROOF = "Proof"
PROOF_NOTE = (
    "This sheet holds the signed record, cut into pieces. RPL Desk reads it to check every other sheet of this "
    "workbook; please leave it as it is."
)
PIECE = 15_000  # characters, each at most two of the UTF-16 units that a cell's limit counts

# Characters a sheet would not give back as they went in, and the bracket that stands for them.
_NOT_KEPT = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff⟦]|x(?=[0-9A-Fa-f]{4}_)")
_STANDS_FOR = re.compile("⟦([0-9A-F]{1,6})⟧")

_CHECK_PARTS = {"eligibility": "Eligibility", "due_diligence": "Due diligence"}

DECISION = (Column("Part", 18), Column("Item", 34), Column("Value", 70), Column("Note", 58))
CRITERIA = (
    Column("Key", 9),
    Column("Kind", 13),
    Column("Group", 22),
    Column("Criterion", 26),
    Column("Text", 32),
    Column("By", 12),
    Column("Answer", 11),
    Column("Reason", 54),
    Column("Passages", 10),
    Column("Remark", 24),
)
EVIDENCE = (
    Column("Key", 7),
    Column("Title", 24),
    Column("Kind", 14),
    Column("File", 22),
    Column("Bytes", 12, text=False),
    Column("Learned on", 12),
    Column("Made on", 12),
    Column("Received on", 12),
    Column("Source", 17),
    Column("Supplier", 14),
    Column("Language", 10),
    Column("Current", 10),
    Column("Currency note", 22),
    Column("Kept sealed", 15),
    Column("SHA-256", 34),
)
PASSAGES = (
    Column("No.", 6),
    Column("Evidence", 10),
    Column("Title", 24),
    Column("Place", 15),
    Column("Quotation", 46),
    Column("Criterion", 10),
    Column("Label", 24),
    Column("Assessor", 10),
    Column("Stance", 12),
    Column("Strength", 10),
    Column("Note", 32),
)
PASSAGES_FROM_2 = (
    *PASSAGES,
    Column("Assessor's name", 20),
    Column("Marked as", 11),
    Column("In an earlier file", 12),
    Column("SHA-256 of the file", 34),
)
STATEMENTS = (
    Column("Criterion", 10),
    Column("Label", 30),
    Column("Assessor", 10),
    Column("Assessor's name", 20),
    Column("Level", 8, text=False),
    Column("Characteristic", 18),
    Column("Statement", 12),
    Column("Text", 70),
    Column("Edition", 34),
)
TESTS = (
    Column("Evidence", 10),
    Column("Title", 26),
    Column("What", 16),
    Column("Found", 12),
    Column("Note", 54),
    Column("By", 22),
    Column("On", 12),
    Column("SHA-256 of the file", 34),
)
EVIDENCE_FROM_2 = (
    *EVIDENCE,
    Column("Sensitivity", 12),
    Column("Currency exception", 30),
    Column("Written down here", 24),
)
LOG = (
    Column("Line", 9),
    Column("No.", 8),
    Column("At (UTC)", 21),
    Column("Who", 24),
    Column("What", 28),
    Column("Reason", 36),
    Column("Hash", 68),
)
PIECES = (Column("Piece", 7), Column("Of", 7), Column("Text", 130))


def decision_sheets(record: DecisionRecord, bundle: bytes, signatures: Sequence[SignatureLine]) -> tuple[Sheet, ...]:
    """Return every sheet of the decision workbook in order, as it is written and as it is compared.

    A record of an earlier version keeps the sheets it had, so that a workbook made when it was new still compares.
    """
    later = record.form > 1
    return (
        Sheet("Decision", DECISION, tuple(_decision(record, signatures))),
        Sheet("Criteria", CRITERIA, tuple(_criteria(record)), keep=1),
        Sheet("Evidence", EVIDENCE_FROM_2 if later else EVIDENCE, tuple(_evidence(record)), keep=1),
        Sheet("Passages", PASSAGES_FROM_2 if later else PASSAGES, tuple(_passages(record)), keep=1),
        *([Sheet("Statements", STATEMENTS, tuple(_statements(record)), keep=1)] if later else []),
        *([Sheet("Tests", TESTS, tuple(_tests(record)), keep=1)] if later else []),
        Sheet("Differences", difference_columns(record), tuple(difference_rows(record)), keep=1),
        *([Sheet("Gaps", GAPS, tuple(gap_rows(record)), keep=1)] if record.form > 2 else []),
        *([Sheet("Comparators", COMPARATORS, tuple(comparator_rows(record)), keep=1)] if record.form > 2 else []),
        Sheet("Credit", CREDIT, tuple(credit_rows(record))),
        Sheet("Log", LOG, tuple(_log(record))),
        proof_sheet(bundle),
    )


def proof_sheet(bundle: bytes, note: str = PROOF_NOTE) -> Sheet:
    """Return the sheet on which the signed record, or what else vouches for a workbook, travels whole."""
    return Sheet(PROOF, PIECES, tuple(_proof(bundle)), note=note)


def bundle_text(pieces: Iterable[str]) -> bytes:
    """Return the bytes that the pieces on the sheet Proof were cut from; raises ValueError when they cannot be."""
    return _STANDS_FOR.sub(lambda found: chr(int(found[1], 16)), "".join(pieces)).encode()


def _decision(record: DecisionRecord, signatures: Sequence[SignatureLine]) -> Iterator[Row]:
    """Give the decision first, then what it is about, who took part and who signed, without empty lines."""
    decision, subject, meeting = record.decision, record.subject, record.meeting
    yield Row(("Decision", "Outcome", decision.words, ""), Tone.STRONG)
    yield Row(
        ("Decision", "SCQF level", decision.level, "Judged by the panel; the program computes none."), Tone.STRONG
    )
    yield Row(("Decision", "SCQF credit points", decision.points, ""), Tone.STRONG)
    lines: list[tuple[str, str, Value, str]] = [
        ("Decision", "Decided on", day(decision.decided_on), ""),
        ("Decision", "Review by", day(decision.review_on), ""),
        ("Decision", "Why" if decision.level is None else "Why this level", decision.level_rationale, ""),
        ("Decision", "Why these points", decision.credit_rationale, ""),
        ("Decision", "Dissent", decision.dissent, ""),
    ]
    for condition in decision.conditions:
        item = f"Condition {condition.number}"
        lines.append(
            ("Conditions", item, condition.text, f"Shown by: {condition.shown_by}" if condition.shown_by else "")
        )
        lines.append(("Conditions", f"{item}, owner", condition.owner, ""))
        lines.append(("Conditions", f"{item}, due on", day(condition.due_on), ""))
    for n, recommendation in enumerate(decision.recommendations, 1):
        lines.append(("Recommendations", f"Recommendation {n}", recommendation, ""))
    lines += [
        ("Record", "Reference", record.reference, ""),
        ("Record", "Version", record.version, ""),
        ("Record", "Takes the place of version", record.supersedes, _amended(record)),
        ("Record", "Made at (UTC)", moment(record.made_at), ""),
        ("Record", "Office", record.office.name, record.office.unit),
        ("Record", "Level descriptors", record.framework.title, record.framework.status),
        ("Record", "Edition", record.framework.edition, record.framework.basis),
        ("Subject", "Kind", subject.kind_words, ""),
        ("Subject", "Title", subject.title, ""),
        ("Subject", "Owner", subject.owner, ""),
        ("Subject", "Agreement", subject.agreement, ""),
        ("Subject", "Agreed on", day(subject.agreed_on), ""),
        ("Subject", "Claimant", subject.claimant, ""),
        ("Subject", "Claimant's reference", subject.claimant_reference, ""),
        ("Subject", "Situation", plain(subject.situation), ""),
        ("Subject", "Wish", plain(subject.wish), ""),
        ("Subject", "Assessment plan", subject.assessment_plan, ""),
        ("Subject", "Declared own work on", day(subject.declared_on), ""),
        ("Subject", "Programme", subject.programme, plain(subject.programme_kind)),
        ("Subject", "Award", subject.award, ""),
        ("Subject", "Opened on", day(subject.opened_on), ""),
        ("Subject", "Level asked for", subject.asked_level, ""),
        ("Subject", "Points asked for", subject.asked_points, ""),
    ]
    for check in record.checks:
        part = _CHECK_PARTS.get(check.group, check.group)
        lines.append((part, check.words, check.answer, check.note))
    if meeting:
        lines += [
            ("Meeting", "Held on", day(meeting.held_on), ""),
            ("Meeting", "Place", meeting.place, ""),
            ("Meeting", "Chair", meeting.chair, ""),
            ("Meeting", "Secretary", meeting.secretary, ""),
            ("Meeting", "Present", "; ".join(meeting.present), ""),
            ("Meeting", "Apologies", "; ".join(meeting.apologies), ""),
            ("Meeting", "Left the room", "; ".join(meeting.left), ""),
            ("Meeting", "Quorum", meeting.quorum, ""),
            ("Meeting", "Counted towards it", meeting.counted, ""),
        ]
    for person in record.people:
        notes = [
            f"Assessor {person.assessor}" if person.assessor is not None and record.names_assessors else "",
            f"Declared: {person.interest}" if person.interest else "",
            f"Allowed because: {person.override_reason}" if person.override_reason else "",
        ]
        lines.append(("People", person.name, ", ".join(person.roles), "; ".join(note for note in notes if note)))
        sealed = f"Seal {person.commitment}" if person.commitment else ""
        lines.append(("People", f"{person.name}, answers sealed at (UTC)", moment(person.sealed_at), sealed))
    names = {person.person: person.name for person in record.people}
    for signatory in record.signatories:
        may = " or ".join(names.get(person, person) for person in signatory.people)
        lines.append(("Signatures", f"Asked for {signatory.position}, {signatory.role_words}", may, ""))
    excluded = "; ".join(names.get(person, person) for person in record.excluded_signers)
    lines.append(("Signatures", "May not sign", excluded, ""))
    lines.append(("Signatures", "What signing says", record.statement, ""))
    for line in signatures:
        note = f"{line.role_words}, receipt {line.receipt}"
        lines.append(("Signatures", f"{line.name}, signed at (UTC)", moment(line.signed_at), note))
        if line.anchor:
            lines.append(("Signatures", "Log of the office when the last signature was made", line.anchor, ""))
    lines.append(("This workbook", "To check it", "rpl-desk verify, then the name of this file", "Needs no store."))
    yield from (Row(line) for line in lines if line[2] not in (None, "") or line[3])


def _criteria(record: DecisionRecord) -> Iterator[Row]:
    """Give a row for each assessor's answer and, standing out, one for the panel's finding."""
    for criterion in record.criteria:
        about = (criterion.key, plain(criterion.kind), criterion.group, criterion.label, criterion.text)
        for answer in criterion.answers:
            places = " ".join(f"[{number}]" for number in answer.passages)
            otherwise = f"No passage: {answer.no_passage_reason}" if answer.no_passage_reason else ""
            given = _answer(answer.answer, answer.words)
            yield Row((*about, f"Assessor {answer.assessor}", given, answer.reason, places, otherwise))
        if criterion.finding:
            finding = criterion.finding
            otherwise = f"{finding.how}. Dissent: {finding.dissent}" if finding.dissent else finding.how
            given = _answer(finding.answer, finding.words)
            yield Row((*about, "Panel", given, finding.reason, "", otherwise), Tone.STRONG)


def _evidence(record: DecisionRecord) -> Iterator[Row]:
    current = {True: "yes", False: "no", None: "not known"}
    for one in record.evidence:
        yield Row(
            (
                *(one.key, one.title, one.kind, one.file_name, one.size),
                *(day(one.learned_on), day(one.made_on), day(one.received_on)),
                *(one.source, one.supplier, one.language),
                *(current[one.current], one.currency_note, one.kept_sealed, one.sha256),
                *((one.sensitivity, one.currency_exception, one.recorded) if record.form > 1 else ()),
            )
        )


def _passages(record: DecisionRecord) -> Iterator[Row]:
    titles = {one.key: one.title for one in record.evidence}
    labels = {one.key: one.label for one in record.criteria}
    names = assessor_names(record)
    for one in record.passages:
        values: tuple[Value, ...] = (
            *(one.number, one.evidence, titles.get(one.evidence, ""), one.page, one.quotation),
            *(one.criterion, labels.get(one.criterion, ""), one.assessor, one.stance, one.strength, one.note),
        )
        if record.form > 1:
            place = int(one.page) if one.page.isascii() and one.page.isdecimal() and len(one.page) < 10 else one.page
            marked = "yes" if one.orphaned else "no"
            values = (
                *(*values[:3], place, *values[4:]),
                *(names.get(one.assessor, ""), one.kind, marked, one.sha256),
            )
        yield Row(values)


def _statements(record: DecisionRecord) -> Iterator[Row]:
    labels, names = {one.key: one.label for one in record.criteria}, assessor_names(record)
    edition = f"{record.framework.edition}: {record.framework.status}"
    for one in record.statements:
        yield Row(
            (
                *(one.criterion, labels.get(one.criterion, ""), one.assessor, names.get(one.assessor, "")),
                *(one.level, one.characteristic, one.id, one.text, edition),
            )
        )


def _tests(record: DecisionRecord) -> Iterator[Row]:
    """Give what the assessors found of each item, then who confirmed whose work it is, then its earlier files."""
    names = assessor_names(record)
    for item in record.evidence:
        about = (item.key, item.title)
        for test in item.tests:
            by = names.get(test.assessor, f"Assessor {test.assessor}")
            yield Row((*about, plain(test.test), plain(test.answer), test.note, by, None, ""))
        for one in item.authenticity:
            by = ", ".join(part for part in (one.confirmed_by, one.capacity) if part)
            yield Row((*about, "authenticity", "confirmed", one.how, by, day(one.confirmed_on), one.sha256))
        for file in item.earlier_files:
            words = f"{file.file_name}: {file.reason}"
            yield Row((*about, "earlier file", "replaced", words, file.name, day(file.replaced_at[:10]), file.sha256))


def _amended(record: DecisionRecord) -> str:
    return "; ".join(f"of {one.decided_on}, record {one.record_sha256[:16]}: {one.reason}" for one in record.amends)


def _log(record: DecisionRecord) -> Iterator[Row]:
    for n, step in enumerate(record.stages, 1):
        yield Row(("stage", n, moment(step.entered_at), step.name, plain(step.stage), step.reason, ""), Tone.STRONG)
    for entry in record.log:
        yield Row(("entry", entry.seq, moment(entry.at), entry.name, entry.action, entry.reason, entry.hash))


def _proof(bundle: bytes) -> Iterator[Row]:
    text = _NOT_KEPT.sub(lambda found: f"⟦{ord(found[0]):X}⟧", bundle.decode())
    pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
    for n, piece in enumerate(pieces, 1):
        yield Row((n, len(pieces), piece), Tone.RAW)


def _answer(answer: str, words: str) -> Value:
    """Return a level or points as a number, any other answer in words."""
    given = number(answer)
    return words if isinstance(given, str) else given
