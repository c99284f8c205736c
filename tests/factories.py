"""Sample rows for tests: realistic in length and wording, plainly made up, the same at every call."""

import base64
import hashlib
import io
import json
from dataclasses import replace
from typing import Any

from PIL import Image, ImageDraw

from rpl_desk.domain.plain import taken_apart
from rpl_desk.domain.record import (
    RECORD_TYPE,
    RECORD_TYPES,
    DecisionRecord,
    RecordAgreement,
    RecordAnswer,
    RecordCheck,
    RecordComparator,
    RecordCondition,
    RecordConfirmation,
    RecordCriterion,
    RecordDecision,
    RecordDifference,
    RecordEarlierFile,
    RecordEntry,
    RecordEvidence,
    RecordFinding,
    RecordFramework,
    RecordGap,
    RecordMeeting,
    RecordOffice,
    RecordPassage,
    RecordPerson,
    RecordPicture,
    RecordSignatory,
    RecordStatement,
    RecordStep,
    RecordSubject,
    RecordTest,
    RecordThirdOpinion,
)
from rpl_desk.domain.record_units import (
    RecordActivity,
    RecordAdvice,
    RecordCredit,
    RecordOutcome,
    RecordReckoned,
    RecordUnit,
)

STORE = "11111111-2222-4333-8444-555555555555"
PEOPLE = {
    "Assessor One": "00000000-0000-4000-8000-000000000001",
    "Assessor Two": "00000000-0000-4000-8000-000000000002",
    "Chair One": "00000000-0000-4000-8000-000000000003",
    "Member One": "00000000-0000-4000-8000-000000000004",
    "Secretary One": "00000000-0000-4000-8000-000000000005",
}
STATEMENT = (
    "I took part in this decision, or checked it, in the role shown. I have read this record, and it says what the "
    "panel decided and why."
)
FRAMEWORK = RecordFramework(
    id="scqf",
    edition="working summary 2026",
    title="SCQF level descriptors: working summary",
    status="own-words working summary, not the official text",
    basis="SCQF Partnership, SCQF Level Descriptors, August 2012 edition (reissued 2015 and 2019)",
)
OFFICE = RecordOffice(name="Sample College", unit="Quality office, credit rating body", logo="")
CHARACTERISTICS = {
    "k": "Knowledge and Understanding",
    "p": "Practice: Applied Knowledge, Skills and Understanding",
    "g": "Generic Cognitive Skills",
    "c": "Communication, ICT and Numeracy Skills",
    "a": "Autonomy, Accountability and Working with Others",
}

_UNITS = (
    (
        "U1",
        "Peer support basics",
        (
            ("taught sessions", "18"),
            ("self-directed study", "24"),
            ("preparing for assessment", "12"),
            ("assessment", "4"),
        ),
        "58.0",
        6,
        (
            "Explain what peer support is, where it comes from and how it differs from advice and from treatment",
            "Describe the part that shared experience plays in a supporting relationship",
            "Compare two ways of organising peer support in a community setting",
        ),
    ),
    (
        "U2",
        "Listening and recording",
        (("taught sessions", "16"), ("practice", "22"), ("self-directed study", "18"), ("assessment", "6")),
        "62.0",
        6,
        (
            "Choose and use several listening approaches with one person over at least three meetings",
            "Keep a record that the person has read and agreed",
            "Explain what may be recorded, for whom, and for how long it is kept",
        ),
    ),
    (
        "U3",
        "Safe boundaries",
        (("taught sessions", "12"), ("online learning", "9.5"), ("self-directed study", "14"), ("assessment", "6")),
        "41.5",
        4,
        (
            "Recognise when a boundary is being tested and say what to do next",
            "Apply the safeguarding procedure of the place of work to three described situations",
        ),
    ),
    (
        "U4",
        "Practice placement",
        (("work-based learning", "60"), ("preparing for assessment", "10.5"), ("assessment", "8")),
        "78.5",
        8,
        (
            "Plan and carry out peer support with two people under light supervision",
            "Adapt an approach when the first one does not help, and explain the choice",
            "Review the placement with the supervisor and name two things to do differently",
        ),
    ),
)

_REASONS = {
    "k": (
        "Learners work with a body of theory that is specialised in places: the models of listening and the limits of "
        "each are taught and assessed, and some of it is set against recent findings.",
        "The reading list and the first assignment ask for a broad knowledge of the field with depth in a few areas.",
    ),
    "p": (
        "Tasks are mostly routine to the field, with some advanced skills used when a first approach does not help.",
        "The observed session asks the learner to choose among practices and to adapt them to an agreed standard.",
    ),
    "g": (
        "Learners weigh and judge options in familiar settings; the case discussion sets two side by side.",
        "The reflective account asks for analysis and evaluation rather than description.",
    ),
    "c": (
        "Records are written for two kinds of reader and talked through with a person who may be distressed.",
        "Formal and informal communication is assessed, with simple service data in the last unit.",
    ),
    "a": (
        "Learners act on their own initiative within an agreed plan, with supervision each fortnight.",
        "Some responsibility for the work of the pair is expected, under guidance.",
    ),
}

# Assessor One, Assessor Two and the panel, in the order k p g c a, then best fit.
_LEVELS = {
    "U1": (("8", "8", "8", "8", "8", "8"), ("8", "8", "8", "8", "8", "8"), ("8", "8", "8", "8", "8", "8")),
    "U2": (("8", "8", "8", "8", "7", "8"), ("8", "8", "8", "8", "8", "8"), ("8", "8", "8", "8", "7", "8")),
    "U3": (("8", "8", "8", "8", "8", "8"), ("8", "8", "7", "8", "8", "8"), ("8", "8", "8", "8", "8", "8")),
    "U4": (("8", "9", "8", "8", "8", "8"), ("8", "9", "8", "8", "8", "9"), ("8", "9", "8", "8", "8", "8")),
}


def digest(text: str) -> str:
    """Return the SHA-256 of a text in lower-case hex, for fields that hold one."""
    return hashlib.sha256(text.encode()).hexdigest()


def plain_bytes(value: Any) -> bytes:
    """Return JSON of text, whole numbers, truth values and lists as its canonical bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _answers(words: tuple[str, str], reasons: tuple[str, str], passages: tuple[int, ...]) -> tuple[RecordAnswer, ...]:
    return tuple(
        RecordAnswer(
            assessor=number,
            answer=word.replace(" ", "_"),
            words=word,
            reason=reason,
            no_passage_reason="",
            passages=passages if number == 1 else (),
        )
        for number, word, reason in ((1, words[0], reasons[0]), (2, words[1], reasons[1]))
    )


def _rating_criteria() -> tuple[RecordCriterion, ...]:
    criteria = []
    notes = {"U1.k": (2,), "U4.p": (1, 3), "U2.a": (4,), "U4.fit": (3,), "U3.k": (5,)}
    for key, title, _, hours, points, _ in _UNITS:
        group = f"Unit {key[1:]} {title}"
        first, second, panel = _LEVELS[key]
        for place, (letter, name) in enumerate(CHARACTERISTICS.items()):
            criteria.append(
                _criterion(
                    f"{key}.{letter}",
                    "characteristic",
                    group,
                    name,
                    key,
                    letter,
                    (first[place], second[place]),
                    _REASONS[letter],
                    panel[place],
                    notes,
                )
            )
        criteria.append(
            _criterion(
                f"{key}.fit",
                "best_fit",
                group,
                "Best-fit level",
                key,
                "",
                (first[5], second[5]),
                (
                    "Most of the unit sits at level 8; no one characteristic is allowed to decide it.",
                    "Read as a whole, against the level below and the level above.",
                ),
                panel[5],
                notes,
            )
        )
        criteria.append(
            _criterion(
                f"{key}.points",
                "points",
                group,
                "Credit points",
                key,
                "",
                (str(points), str(points)),
                (
                    f"The hours are set out by activity and come to {hours.removesuffix('.0')}.",
                    "These hours are believable.",
                ),
                str(points),
                notes,
            )
        )
    criteria.append(
        _criterion(
            "all.fit",
            "best_fit",
            "The whole programme",
            "Overall level",
            "",
            "",
            ("8", "8"),
            ("All four units sit best at level 8.", "The placement reaches further in practice; the whole does not."),
            "8",
            notes,
        )
    )
    criteria.append(
        _criterion(
            "all.points",
            "points",
            "The whole programme",
            "Overall credit points",
            "",
            "",
            ("24", "24"),
            ("Sum of the units.", "Sum of the units."),
            "24",
            notes,
        )
    )
    return tuple(criteria)


def _criterion(
    key: str,
    kind: str,
    group: str,
    label: str,
    unit: str,
    characteristic: str,
    answers: tuple[str, str],
    reasons: tuple[str, str],
    panel: str,
    notes: dict[str, tuple[int, ...]],
) -> RecordCriterion:
    settled = answers[0] != answers[1]
    return RecordCriterion(
        key=key,
        kind=kind,
        group=group,
        label=label,
        text="",
        unit=unit,
        characteristic=characteristic,
        answers=_answers(answers, reasons, notes.get(key, ())),
        finding=RecordFinding(
            how="settled" if settled else "agreed",
            answer=panel,
            words=panel,
            reason="The panel read both reasons and the passage, and kept this as the best fit." if settled else "",
            dissent="",
        ),
    )


def _evidence() -> tuple[RecordEvidence, ...]:
    rows = (
        ("E01", "Programme proposal", "other", "proposal.pdf", "application/pdf", 482_113, "2026-03-02"),
        (
            "E02",
            "Programme handbook",
            "other",
            "handbook.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            918_220,
            "2026-03-02",
        ),
        ("E04", "Unit specification", "other", "unit-specification.pdf", "application/pdf", 1_204_870, "2026-03-02"),
        (
            "E07",
            "Reading list and assessment plan",
            "other",
            "reading-and-assessment.pdf",
            "application/pdf",
            301_004,
            "2026-03-09",
        ),
        ("E11", "Placement handbook", "other", "placement-handbook.pdf", "application/pdf", 655_410, "2026-03-16"),
        (
            "E12",
            "Hours by activity",
            "work product",
            "hours.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            22_310,
            "2026-03-16",
        ),
    )
    tests = {
        "E04": (
            RecordTest(1, "valid", "yes", ""),
            RecordTest(2, "valid", "yes", ""),
            RecordTest(1, "sufficient", "partly", "One of two sheets."),
        )
    }
    confirmed = RecordConfirmation(
        "Owner One", "programme owner", "Signed statement of 20 February.", "2026-03-16", digest("hours.xlsx")
    )
    return tuple(
        RecordEvidence(
            key=key,
            title=title,
            kind=kind,
            file_name=name,
            sha256=digest(name),
            size=size,
            media_type=media,
            learned_on=None,
            made_on="2026-02-20",
            received_on=received,
            source="Sample Training Partner",
            supplier="Owner One",
            language="en",
            current=None,
            currency_note="",
            kept_sealed="",
            sensitivity="ordinary",
            tests=tests.get(key, ()),
            authenticity=(confirmed,) if name == "hours.xlsx" else (),
            earlier_files=(
                RecordEarlierFile(
                    f"first-{name}",
                    digest("first"),
                    20_480,
                    "2026-03-18T08:00:00Z",
                    "Secretary One",
                    "A page was missing.",
                ),
            )
            if name == "hours.xlsx"
            else (),
        )
        for key, title, kind, name, media, size, received in rows
    )


def _people(interest: str) -> tuple[RecordPerson, ...]:
    return (
        RecordPerson(
            PEOPLE["Assessor One"], "Assessor One", ("assessor",), 1, digest("one"), "2026-05-19T14:02:11Z", "", "none"
        ),
        RecordPerson(
            PEOPLE["Assessor Two"], "Assessor Two", ("assessor",), 2, digest("two"), "2026-05-20T09:40:52Z", "", "none"
        ),
        RecordPerson(PEOPLE["Chair One"], "Chair One", ("chair",), None, "", None, "", "none"),
        RecordPerson(PEOPLE["Member One"], "Member One", ("panel member",), None, "", None, "", interest),
        RecordPerson(PEOPLE["Secretary One"], "Secretary One", ("secretary",), None, "", None, "", ""),
    )


def _steps() -> tuple[RecordStep, ...]:
    return (
        RecordStep("intake", "2026-03-02T09:12:00Z", "Secretary One", ""),
        RecordStep("review", "2026-03-23T10:05:31Z", "Secretary One", ""),
        RecordStep("reconcile", "2026-05-20T09:41:00Z", "Chair One", "Both assessments are sealed"),
        RecordStep("panel", "2026-05-26T13:30:00Z", "Chair One", ""),
        RecordStep("decided", "2026-05-28T11:38:17Z", "Chair One", ""),
    )


def _log() -> tuple[RecordEntry, ...]:
    actions = (
        (1201, "2026-03-02T09:12:00Z", "Secretary One", "open case"),
        (1207, "2026-03-02T09:20:44Z", "Secretary One", "add evidence"),
        (1238, "2026-05-19T14:02:11Z", "Assessor One", "seal assessment"),
        (1251, "2026-05-20T09:40:52Z", "Assessor Two", "seal assessment"),
        (1252, "2026-05-20T09:41:00Z", "Chair One", "reveal assessments"),
        (1270, "2026-05-28T11:31:09Z", "Chair One", "settle finding"),
        (1284, "2026-05-28T11:38:17Z", "Chair One", "decide case"),
    )
    return tuple(RecordEntry(seq, at, name, action, digest(f"{seq}")) for seq, at, name, action in actions)


def sample_picture() -> bytes:
    """Return what a marked area looked like, as a PNG."""
    out = io.BytesIO()
    picture = Image.new("RGB", (320, 90), "white")
    ImageDraw.Draw(picture).rectangle((10, 20, 300, 60), outline="black", width=3)
    picture.save(out, "PNG")
    return out.getvalue()


def as_version(record: DecisionRecord, version: int) -> DecisionRecord:
    """Return a record in the form of an earlier version, in which all that came later is missing."""
    plain = taken_apart(record, version) | {"type": RECORD_TYPES[version]}
    return DecisionRecord.from_plain(plain)


def as_version_1(record: DecisionRecord) -> DecisionRecord:
    return as_version(record, 1)


def sample_record(**changes: Any) -> DecisionRecord:
    """Return a credit-rating record: four units, two assessors, differences, passages, a condition."""
    units = tuple(
        RecordUnit(
            key=key,
            title=title,
            requirement="mandatory",
            asked_level=8,
            asked_points=points,
            imported_from="",
            imported_level=None,
            imported_points=None,
            low_hours=hours,
            high_hours=hours,
            proposed_points=points,
            override_points=None,
            override_reason="",
            level=8,
            points=points,
            activities=tuple(
                RecordActivity(words, f"{float(value):.1f}", f"{float(value):.1f}", "") for words, value in activities
            ),
            outcomes=tuple(RecordOutcome(f"{key}.{n}", text) for n, text in enumerate(outcomes, 1)),
            reckoned=(RecordReckoned(f"{hours} h / 10 → {points}", "One credit point is ten notional hours."),),
            checks=(RecordAdvice(f"{key}: contact is a part of the hours.", None, "SCQF Handbook"),),
        )
        for key, title, activities, hours, points, outcomes in _UNITS
    )
    criteria = _rating_criteria()
    differences = tuple(
        RecordDifference(
            criterion=one.key,
            label=f"{one.group}, {one.label}",
            kind="level",
            by=abs(int(one.answers[0].answer) - int(one.answers[1].answer)),
            answers=tuple(answer.words for answer in one.answers),
            finding=one.finding.words,
            reason=one.finding.reason,
        )
        for one in criteria
        if one.finding is not None and one.answers[0].answer != one.answers[1].answer
    )
    thirds = (
        RecordThirdOpinion(
            "Assessor Three",
            "8",
            "level 8",
            "The plan is adapted, not only followed.",
            "2026-05-20T09:10:00Z",
            digest("third opinion"),
        ),
        RecordThirdOpinion("", "", "", "The panel saw the placement itself.", None, ""),
    )
    differences = (
        *(replace(one, third=(third,)) for one, third in zip(differences, thirds, strict=False)),
        *differences[len(thirds) :],
    )
    passages = (
        RecordPassage(
            1,
            "E04",
            "page 4",
            "choose among several listening approaches and say why",
            "U4.p",
            1,
            "supports",
            3,
            "Choice and reasons are both assessed.",
        ),
        RecordPassage(
            2, "E07", "page 2", "two models of recovery, compared in the first assignment", "U1.k", 1, "supports", 2, ""
        ),
        RecordPassage(
            3,
            "E11",
            "pages 6 and 9",
            "with light supervision, adapts the plan to the person",
            "U4.p",
            1,
            "supports",
            3,
            "Reaches further than the other units.",
        ),
        RecordPassage(
            4,
            "E11",
            "page 12",
            "the supervisor agrees each change of plan beforehand",
            "U2.a",
            1,
            "contradicts",
            2,
            "Less room than the unit text says.",
        ),
        RecordPassage(
            5, "E02", "page 31", "learners use the safeguarding procedure as given", "U3.k", 1, "partly", 1, ""
        ),
    )
    picture = sample_picture()
    marked = {2: ("area", False), 4: ("text", True)}
    passages = tuple(
        replace(
            one,
            kind=marked.get(one.number, ("text", False))[0],
            sha256=digest(one.evidence),
            orphaned=marked.get(one.number, ("text", False))[1],
            picture=hashlib.sha256(picture).hexdigest() if one.number in marked else "",
        )
        for one in passages
    )
    record = DecisionRecord(
        type=RECORD_TYPE,
        store=STORE,
        epoch=1,
        reference="CR-2026-0012",
        version=1,
        supersedes=None,
        made_at="2026-05-28T11:40:05Z",
        statement=STATEMENT,
        office=OFFICE,
        framework=FRAMEWORK,
        subject=RecordSubject(
            kind="credit_rating_third_party",
            kind_words="Credit rating, third party",
            title="Certificate in Peer Support Practice",
            owner="Sample Training Partner",
            agreement="Agreement 2026-03 with Sample Training Partner",
            agreed_on="2026-02-27",
            claimant="",
            claimant_reference="",
            situation="",
            wish="",
            assessment_plan="",
            declared_on=None,
            programme="Certificate in Peer Support Practice",
            programme_kind="programme",
            award="",
            opened_on="2026-03-02",
            asked_level=8,
            asked_points=24,
        ),
        decision=RecordDecision(
            outcome="rated_with_conditions",
            words="Rated with conditions",
            level=8,
            points=24,
            level_rationale=(
                "The programme asks learners to choose among practices and adapt them to an agreed standard, a few of "
                "them advanced. Knowledge of listening and of safe boundaries is specialist in parts. One unit reaches "
                "level 9 in practice; the whole sits best at level 8."
            ),
            credit_rationale=(
                "Hours are set out by activity for each unit and were checked against the assessment plan. Both ways "
                "of rounding give 24."
            ),
            conditions=(
                RecordCondition(
                    number=1,
                    text="Send the marking guidance for the observed session to the quality office.",
                    owner="Sample Training Partner",
                    due_on="2026-09-30",
                    shown_by="the guidance and one marked sample",
                ),
            ),
            recommendations=("Give learners the supervisor's part in the placement in writing before it starts.",),
            dissent="",
            decided_on="2026-05-28",
            review_on="2031-05-28",
        ),
        checks=(
            RecordCheck("eligibility", "learning_outcomes", "It is described by learning outcomes", "pass", ""),
            RecordCheck("eligibility", "minimum_hours", "It takes at least 10 notional hours", "pass", "240 hours"),
            RecordCheck(
                "eligibility", "formal_assessment", "It is formally assessed and the results are recorded", "pass", ""
            ),
            RecordCheck(
                "eligibility",
                "quality_assurance",
                "It is quality assured internally and externally",
                "pass",
                "External check by Sample University, once a year",
            ),
            RecordCheck("due_diligence", "quality_systems", "Quality systems and governance", "pass", ""),
            RecordCheck(
                "due_diligence",
                "assessment_independence",
                "Assessment and marking independence",
                "pass",
                "Marking guidance for the observed session is not yet written; see the condition",
            ),
            RecordCheck("due_diligence", "staff_qualifications", "Staff qualifications", "pass", ""),
            RecordCheck("due_diligence", "internal_verification", "Internal verification", "pass", ""),
            RecordCheck("due_diligence", "learner_support", "Learner support", "pass", ""),
            RecordCheck("due_diligence", "stability", "Stability and capacity", "pass", "Two years of accounts seen"),
        ),
        units=units,
        credit=RecordCredit(
            rule="One SCQF credit point is ten notional hours; rounded to the nearest whole point, halves up.",
            sum_of_rounded=24,
            rounded_sum=24,
            minimum_points=24,
            maximum_points=24,
            working=(),
            checks=(
                RecordAdvice("Each unit takes at least 10 notional hours", True, "SCQF Handbook, Credit Rating"),
                RecordAdvice("Contact hours are not taken for notional hours", True, "SCQF Handbook, Credit Rating"),
                RecordAdvice("The programme leads to a named award", None, "Office setting"),
            ),
            reckoned=(
                RecordReckoned("Sum of rounded units: 6 + 6 + 4 + 8 = 24", "Both ways of adding are shown"),
                RecordReckoned("Rounded sum: 58 h + 62 h + 41.5 h + 78.5 h = 240 h / 10 = 24", "SCQF Handbook"),
            ),
        ),
        criteria=criteria,
        differences=differences,
        passages=passages,
        evidence=_evidence(),
        people=_people("Taught on an earlier course of the owner, ended 2023; the chair saw no conflict"),
        meeting=RecordMeeting(
            held_on="2026-05-28",
            place="Sample College, Room 2",
            chair="Chair One",
            secretary="Secretary One",
            present=("Assessor One", "Assessor Two", "Chair One", "Member One", "Secretary One"),
            apologies=("Member Two",),
            left=(),
            quorum=3,
            counted=4,
        ),
        signatories=(
            RecordSignatory(1, "assessor", "lead assessor", (PEOPLE["Assessor One"],)),
            RecordSignatory(2, "chair", "chair", (PEOPLE["Chair One"],)),
        ),
        excluded_signers=(),
        stages=_steps(),
        log=_log(),
        statements=(
            RecordStatement(
                "U4.p", 1, "8.p.2", 8, "Practice", "Choose among several approaches that are usual in the field."
            ),
            RecordStatement("U2.a", 2, "7.a.1", 7, "Autonomy", "Carry out tasks of one's own with some guidance."),
        ),
        gaps=(
            RecordGap("U3.k", 2, "The safeguarding procedure is used, not explained.", "A page on why it is as it is."),
        ),
        comparators=(
            RecordComparator("U4.fit", 1, "Certificate in Care", "Sample Awarding Body", 8, "Alike in its practice."),
        ),
        pictures=(RecordPicture(hashlib.sha256(picture).hexdigest(), base64.b64encode(picture).decode()),),
        agreement=(
            RecordAgreement(
                name="Levels",
                assessors=2,
                criteria=24,
                percent="87.50",
                kappa_name="Cohen's kappa",
                kappa="-0.05",
                alpha="",
                scale="ordinal",
                words=(
                    "Levels: 88 % of pairs of answers are the same; Cohen's kappa -0.05, Krippendorff's alpha "
                    "(ordinal) not defined, from 24 criteria."
                ),
            ),
        ),
    )
    return replace(record, **changes)


def _outcome(
    key: str,
    unit_title: str,
    text: str,
    answers: tuple[str, str],
    reasons: tuple[str, str],
    finding: str,
    passages: tuple[int, ...],
) -> RecordCriterion:
    settled = answers[0] != answers[1]
    unit, number = key.split(".")
    return RecordCriterion(
        key=key,
        kind="outcome",
        group=f"Unit {unit[1:]} {unit_title}",
        label=f"Outcome {number}",
        text=text,
        unit=unit,
        characteristic="",
        answers=_answers(answers, reasons, passages),
        finding=RecordFinding(
            how="settled" if settled else "agreed",
            answer=finding.replace(" ", "_"),
            words=finding,
            reason="The outcome asks for a record the person has agreed; one of the two is not signed."
            if settled
            else "",
            dissent="",
        ),
    )


def sample_rpl_record(**changes: Any) -> DecisionRecord:
    """Return a record of prior learning claimed for credit: two units, five outcomes, part of the credit given."""
    listening, boundaries = _UNITS[1], _UNITS[2]
    criteria = (
        _outcome(
            "U2.1",
            listening[1],
            listening[5][0],
            ("met", "met"),
            (
                "Six years of work with the same group, described meeting by meeting.",
                "The discussion showed three approaches and why each was chosen.",
            ),
            "met",
            (1, 2),
        ),
        _outcome(
            "U2.2",
            listening[1],
            listening[5][1],
            ("met", "partly met"),
            ("Two records are in the portfolio, both signed by the person.", "One of the two is not signed."),
            "partly met",
            (3,),
        ),
        _outcome(
            "U2.3",
            listening[1],
            listening[5][2],
            ("met", "met"),
            ("Explained fully in the professional discussion.", "Explained fully."),
            "met",
            (4,),
        ),
        _outcome(
            "U3.1",
            boundaries[1],
            boundaries[5][0],
            ("met", "met"),
            ("The reflective account gives two occasions.", "Clear and in the claimant's own words."),
            "met",
            (5,),
        ),
        _outcome(
            "U3.2",
            boundaries[1],
            boundaries[5][1],
            ("met", "met"),
            ("Certificate and testimony agree.", "Certificate and testimony agree."),
            "met",
            (6,),
        ),
    )
    units = tuple(
        RecordUnit(
            key=key,
            title=title,
            requirement="mandatory",
            asked_level=8,
            asked_points=points,
            imported_from="",
            imported_level=None,
            imported_points=None,
            low_hours=hours,
            high_hours=hours,
            proposed_points=points,
            override_points=None,
            override_reason="",
            level=8,
            points=4 if key == "U3" else None,
            activities=(),
            outcomes=tuple(RecordOutcome(f"{key}.{n}", text) for n, text in enumerate(outcomes, 1)),
        )
        for key, title, _, hours, points, outcomes in (listening, boundaries)
    )
    evidence = tuple(
        RecordEvidence(
            key=key,
            title=title,
            kind=kind,
            file_name=name,
            sha256=digest(name),
            size=size,
            media_type=media,
            learned_on=learned,
            made_on="2026-01-15",
            received_on="2026-02-02",
            source=source,
            supplier="Claimant One",
            language="en",
            current=current,
            currency_note=note,
            kept_sealed="",
        )
        for key, title, kind, name, media, size, learned, source, current, note in (
            (
                "E01",
                "Portfolio of community work",
                "portfolio",
                "portfolio.pdf",
                "application/pdf",
                2_310_442,
                "2025-11-30",
                "Claimant One",
                True,
                "",
            ),
            (
                "E02",
                "Reflective account",
                "reflective account",
                "account.docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                88_102,
                "2025-12-10",
                "Claimant One",
                True,
                "",
            ),
            (
                "E03",
                "Safeguarding certificate",
                "certificate",
                "certificate.pdf",
                "application/pdf",
                120_551,
                "2019-06-14",
                "Sample Training Partner",
                False,
                "Kept as evidence: refreshed in service each year, see the testimony",
            ),
            (
                "E04",
                "Testimony of a supervisor",
                "testimony",
                "testimony.pdf",
                "application/pdf",
                64_008,
                "2026-01-12",
                "Sample Community Group",
                True,
                "",
            ),
            (
                "E05",
                "Professional discussion",
                "professional discussion",
                "discussion.mp3",
                "audio/mpeg",
                31_200_884,
                None,
                "Assessor One",
                None,
                "",
            ),
        )
    )
    passages = (
        RecordPassage(
            1, "E01", "page 3", "we met each second week and I changed how I listened", "U2.1", 1, "supports", 3, ""
        ),
        RecordPassage(
            2, "E05", "00:04:10 to 00:06:45", "", "U2.1", 1, "supports", 2, "Three approaches named and compared."
        ),
        RecordPassage(
            3, "E01", "page 11", "signed, third of March", "U2.2", 1, "partly", 2, "One of two records is signed."
        ),
        RecordPassage(4, "E05", "00:11:20 to 00:14:02", "", "U2.3", 1, "supports", 3, ""),
        RecordPassage(
            5, "E02", "page 2", "I said that I could not be the only one to know this", "U3.1", 1, "supports", 3, ""
        ),
        RecordPassage(6, "E03", "whole item", "", "U3.2", 1, "supports", 2, ""),
    )
    base = sample_record()
    record = replace(
        base,
        reference="RPL-2026-0034",
        subject=RecordSubject(
            kind="rpl_credit_specific",
            kind_words="RPL for credit, specific",
            title="Claim towards Certificate in Peer Support Practice",
            owner="Sample College",
            agreement="",
            agreed_on=None,
            claimant="Claimant One",
            claimant_reference="S-0042",
            situation="no_certificate",
            wish="credit",
            assessment_plan="Portfolio, reflective account and one professional discussion, agreed on 12 January 2026.",
            declared_on="2026-02-02",
            programme="Certificate in Peer Support Practice",
            programme_kind="programme",
            award="",
            opened_on="2026-02-02",
            asked_level=8,
            asked_points=10,
        ),
        decision=RecordDecision(
            outcome="part_credit",
            words="Part credit",
            level=8,
            points=4,
            level_rationale="Unit 3 is met in full by learning from experience. Unit 2 lacks one signed record.",
            credit_rationale="Unit 3 is given whole; a unit met in part gives none by the office's rule.",
            conditions=(),
            recommendations=("Bring one more signed record; Unit 2 can then be judged again without a new claim.",),
            dissent="",
            decided_on="2026-05-28",
            review_on=None,
        ),
        checks=(),
        units=units,
        credit=RecordCredit(
            rule="One SCQF credit point is ten notional hours; rounded to the nearest whole point, halves up.",
            sum_of_rounded=None,
            rounded_sum=None,
            minimum_points=None,
            maximum_points=None,
            working=("Unit 3: 4 points of the 24 of the award, 16.7 %",),
            checks=(
                RecordAdvice("Credit by RPL is within 50 % of the award", True, "Office setting"),
                RecordAdvice("The same credit is not counted twice", True, "SCQF Handbook, RPL"),
            ),
        ),
        criteria=criteria,
        differences=(
            RecordDifference(
                criterion="U2.2",
                label="Unit 2 Listening and recording, Outcome 2",
                kind="met",
                by=None,
                answers=("met", "partly met"),
                finding="partly met",
                reason="The outcome asks for a record the person has agreed; one of the two is not signed.",
            ),
        ),
        passages=passages,
        evidence=evidence,
        people=_people("none"),
    )
    return replace(record, **changes)
