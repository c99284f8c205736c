"""Records of every kind of case, with the texts and sizes that print worst, and how a test makes a PDF of one."""

import hashlib
from dataclasses import replace

from rpl_desk.documents.record_pdf import Paper, record_pdf
from rpl_desk.documents.signature_line import SignatureLine
from rpl_desk.domain.record import DecisionRecord, RecordAnswer, RecordCriterion, RecordFinding
from tests.factories import as_version_1, plain_bytes, sample_record, sample_rpl_record

SIGNED = (
    SignatureLine("Assessor One", "lead assessor", "2026-05-28T11:52:03Z", "P3WD 8KZA 1R6N 5VQE 70TC HJ4M 2XYS 9BGD"),
    SignatureLine("Chair One", "chair", "2026-05-28T11:55:40Z", "6HJT 0XC4 M2YB 97GS E1KP 5RWV 8DQN 3ZAF"),
)
ARABIC = "تعمل المتعلمة في مجموعة صغيرة منذ 6 سنوات (بإشراف)، وتكتب التقارير."
GAELIC = "Tha an neach-ionnsachaidh a’ còrdadh ris an obair; sgrìobh e dà aithisg."
POLISH = "Uczestniczka prowadzi spotkania; żółć, łódź, ćma, źdźbło, ŚWIĘTO."
EMOJI = "Well done 😀 and 🦄, from a 👩‍🔧."
OVERRIDE = "file\u202efdp.exe"


def bundle(record: DecisionRecord) -> bytes:
    return plain_bytes({"type": "rpl-desk/signed-record/1", "record": record.to_plain(), "signatures": []})


def made(record: DecisionRecord, signatures=SIGNED, paper: Paper = Paper.RECORD) -> bytes:
    sha256 = hashlib.sha256(plain_bytes(record.to_plain())).hexdigest()
    return record_pdf(record, bundle(record), signatures, sha256, paper)


def with_reason(text: str) -> DecisionRecord:
    record = sample_record()
    return replace(record, decision=replace(record.decision, level_rationale=text))


def emptied(record: DecisionRecord) -> DecisionRecord:
    """Return the record with every optional part left out."""
    return replace(
        record,
        office=replace(record.office, unit=""),
        decision=replace(
            record.decision,
            level=None,
            points=None,
            level_rationale="",
            credit_rationale="",
            conditions=(),
            recommendations=(),
            review_on=None,
        ),
        checks=(),
        units=(),
        criteria=(),
        differences=(),
        passages=(),
        evidence=(),
        people=(),
        meeting=None,
        signatories=(),
        stages=(),
        log=(),
        statement="",
        credit=replace(
            record.credit, rule="", sum_of_rounded=None, rounded_sum=None, minimum_points=None, working=(), checks=()
        ),
    )


def many_pages() -> DecisionRecord:
    record = sample_record()
    return replace(record, criteria=record.criteria * 12, evidence=record.evidence * 20, log=record.log * 40)


def five_assessors() -> DecisionRecord:
    record = sample_record()
    return replace(
        record,
        criteria=tuple(
            replace(one, answers=tuple(replace(one.answers[0], assessor=number) for number in range(1, 6)))
            for one in record.criteria
        ),
    )


def criterion(key: str, kind: str, group: str, label: str, text: str, given: tuple[str, str], panel: str):
    """Return a criterion that two assessors answered and the panel found."""
    words = {"not_met": "not met", "partly": "partly met"}
    unit, _, letter = key.rpartition(".")
    return RecordCriterion(
        key=key,
        kind=kind,
        group=group,
        label=label,
        text=text,
        unit="" if unit == "all" else unit,
        characteristic=letter if kind == "characteristic" else "",
        answers=tuple(
            RecordAnswer(number, answer, words.get(answer, answer), f"What item E0{number} shows is enough.", "", ())
            for number, answer in enumerate(given, 1)
        ),
        finding=RecordFinding("agreed" if len(set(given)) == 1 else "settled", panel, words.get(panel, panel), "", ""),
    )


def levels_of_learning() -> tuple[RecordCriterion, ...]:
    names = {"k": "Knowledge", "p": "Practice", "g": "Cognitive skills", "c": "Communication", "a": "Autonomy"}
    return tuple(
        criterion(
            f"all.{letter}",
            "characteristic",
            "Level by characteristic",
            name,
            f"The level of the learning shown under {name}.",
            ("7", "8" if letter == "p" else "7"),
            "7",
        )
        for letter, name in names.items()
    )


def general_claim() -> DecisionRecord:
    criteria = (
        *levels_of_learning(),
        criterion(
            "all.fit", "best_fit", "Claim overall", "Claim, Best fit", "The level that fits best.", ("7", "7"), "7"
        ),
        criterion("all.points", "points", "Claim overall", "Claim, Credit points", "The points.", ("20", "20"), "20"),
    )
    return claim("rpl_credit_general", "RPL for credit, general", criteria, "full_credit", "Full credit", 7, 20)


def formative_claim() -> DecisionRecord:
    return claim("rpl_formative", "RPL, formative", levels_of_learning(), "profile", "Skills profile, no credit")


def entry_claim() -> DecisionRecord:
    criteria = tuple(
        criterion(f"R{n}", "requirement", "Entry requirements", f"Requirement {n}", text, (answer, answer), answer)
        for n, (text, answer) in enumerate(
            (
                ("Two years of work with people in a care or community setting", "met"),
                ("Writing at the demand of level 6, shown in work of the claimant's own", "met"),
                ("A qualification at level 6 or learning from experience that equals it", "partly"),
            ),
            1,
        )
    )
    return claim("rpl_entry", "RPL for entry", criteria, "entry", "Entry supported")


def transfer_claim() -> DecisionRecord:
    record = sample_rpl_record()
    units = tuple(
        replace(one, imported_from="Sample University", imported_level=8, imported_points=one.asked_points)
        for one in record.units
    )
    criteria = (
        *(
            criterion(
                f"{one.key}.transfer",
                "transfer",
                f"Unit {one.key[1:]} {one.title}",
                f"Unit {one.key[1:]}, Transfer",
                f"The credit carries over: rated by Sample University at level 8 with {one.imported_points} points.",
                ("met", "met"),
                "met",
            )
            for one in units
        ),
        criterion("all.points", "points", "Claim overall", "Claim, Credit points", "The points.", ("10", "10"), "10"),
    )
    made_of = claim("credit_transfer", "Credit transfer", criteria, "full_credit", "Full credit", 8, 10)
    return replace(made_of, units=units)


def claim(
    kind: str,
    words: str,
    criteria: tuple[RecordCriterion, ...],
    outcome: str,
    outcome_words: str,
    level: int | None = None,
    points: int | None = None,
) -> DecisionRecord:
    """Return a claim of this kind, judged by these criteria."""
    record = sample_rpl_record()
    return replace(
        record,
        subject=replace(record.subject, kind=kind, kind_words=words),
        decision=replace(record.decision, outcome=outcome, words=outcome_words, level=level, points=points),
        units=(),
        criteria=criteria,
        differences=(),
        passages=(),
    )


CASES = {
    "credit rating": sample_record,
    "prior learning": sample_rpl_record,
    "general claim": general_claim,
    "entry": entry_claim,
    "formative": formative_claim,
    "credit transfer": transfer_claim,
    "nothing optional": lambda: emptied(sample_record()),
    "long text": lambda: with_reason("A sentence of the panel that says why, again and again. " * 357),
    "long word": lambda: with_reason("x" * 20_000),
    "scripts": lambda: with_reason(
        "\n".join([ARABIC, GAELIC, POLISH, EMOJI, OVERRIDE, "漢字", "\ue000", "a\x07b", ""])
    ),
    "many pages": many_pages,
    "five assessors": five_assessors,
    "first form": lambda: as_version_1(sample_record()),
}
