"""A sample office driven through the real services, for tests of every room above the store."""

import json
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CHECKS, CaseKind, CaseRow, CheckAnswer, CheckGroup, Situation, Stage, Wish
from rpl_desk.domain.decisions import AWARDING, OUTCOMES, Outcome
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.domain.intake import (
    CaseFile,
    IntakeActivity,
    IntakeCheck,
    IntakeClaimant,
    IntakeEvidence,
    IntakeOutcome,
    IntakePerson,
    IntakeProgramme,
    IntakeUnit,
)
from rpl_desk.domain.intake_plain import to_plain
from rpl_desk.domain.judgements import LEVEL_KINDS, MET, CriterionKind, CriterionRow
from rpl_desk.domain.panels import MeetingRow
from rpl_desk.domain.people import PersonRow, Role
from rpl_desk.domain.programmes import ActivityKind
from rpl_desk.sealing.keys import Cost

PEOPLE = {
    "admin": "Administrator One",
    "chair": "Chair One",
    "one": "Assessor One",
    "two": "Assessor Two",
    "member": "Member One",
}
ROLES = ((Role.CHAIR, "chair"), (Role.ASSESSOR, "one"), (Role.ASSESSOR, "two"), (Role.MEMBER, "member"))


def address(who: str) -> str:
    return f"{who}@example.ac.uk"


def passphrase(who: str) -> str:
    return f"{who} keeps a quiet kettle by the harbour"


def found(path: Path) -> None:
    """Make the sample office with its people; slow on purpose, as every key is wrapped at the full cost."""
    Desk.found(
        path,
        name="Sample College",
        unit="Quality office, credit rating body",
        admin_name=PEOPLE["admin"],
        admin_email=address("admin"),
        passphrase=passphrase("admin"),
        cost=Cost(),
    )
    with Desk.open(path) as desk:
        desk.sign_in(address("admin"), passphrase("admin"))
        for who in ("chair", "one", "two", "member"):
            desk.people.add(address(who), PEOPLE[who], passphrase(who), own_passphrase=passphrase("admin"))


def person(desk: Desk, who: str) -> PersonRow:
    return desk.people.by_email(address(who))


@contextmanager
def as_person(desk: Desk, who: str):
    """Sit a person at the desk without their passphrase's half second; signing itself always asks for it."""
    before = desk.session._user
    desk.session.begin(person(desk, who), timedelta(minutes=15))
    try:
        yield
    finally:
        if before is None:
            desk.session.end()
        else:
            desk.session.begin(before, timedelta(minutes=15))


def write_pdf(path: Path, words: str = "Sample evidence") -> Path:
    """Write a small real PDF."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), invariant=1)
    canvas.drawString(72, 720, words)
    canvas.showPage()
    canvas.save()
    return path


def case_file(kind: CaseKind = CaseKind.CREDIT_RATING_OWN, **changes) -> CaseFile:
    """Return a complete intake of a kind, ready for review once its evidence is added."""
    units = (
        IntakeUnit(
            "Peer support basics",
            proposed_level=8,
            proposed_points=6,
            outcomes=(
                IntakeOutcome("Explain what peer support is"),
                IntakeOutcome("Describe a supporting relationship"),
            ),
            activities=(
                IntakeActivity(ActivityKind.TAUGHT, 180, 180),
                IntakeActivity(ActivityKind.SELF_DIRECTED, 400, 400),
            ),
        ),
        IntakeUnit(
            "Listening and recording",
            proposed_level=8,
            proposed_points=6,
            outcomes=(IntakeOutcome("Use several listening approaches"),),
            activities=(IntakeActivity(ActivityKind.PRACTICE, 620, 620),),
        ),
    )
    if kind is CaseKind.CREDIT_TRANSFER:
        units = tuple(
            IntakeUnit(unit.title, imported_from="Sample Awarding Body", imported_level=7, imported_points=8)
            for unit in units
        )
    claimant = None
    if not kind.is_credit_rating:
        claimant = IntakeClaimant(
            "Sample Claimant A",
            reference="SC-0001",
            situation=Situation.NO_CERTIFICATE,
            wish=Wish.ENTRY if kind is CaseKind.RPL_ENTRY else Wish.CREDIT,
            assessment_plan="A portfolio and a professional discussion.",
            declared_on=date(2026, 5, 1),
        )
    groups = []
    if kind.is_credit_rating:
        groups.append(CheckGroup.ELIGIBILITY)
    if kind is CaseKind.CREDIT_RATING_THIRD_PARTY:
        groups.append(CheckGroup.DUE_DILIGENCE)
    values = {
        "kind": kind,
        "title": "Certificate in Peer Support Practice" if kind.is_credit_rating else "Claim of Sample Claimant A",
        "agreement": "SA-2026-01" if kind is CaseKind.CREDIT_RATING_THIRD_PARTY else "",
        "agreed_on": date(2026, 4, 1) if kind is CaseKind.CREDIT_RATING_THIRD_PARTY else None,
        "proposed_level": 8,
        "proposed_points": 12,
        "programme": IntakeProgramme(
            "Certificate in Peer Support Practice",
            owner="Sample Training Partner",
            award_points=120,
            units=units,
            entry_requirements=("Two years of practice",) if kind is CaseKind.RPL_ENTRY else (),
        ),
        "claimant": claimant,
        "checks": tuple(
            IntakeCheck(group, key, CheckAnswer.PASS, "Seen in the submission.")
            for group in groups
            for key in CHECKS[group]
        ),
        "people": tuple(IntakePerson(address(who), role) for role, who in ROLES),
        "evidence": (
            IntakeEvidence(
                "portfolio.pdf",
                "Unit specification",
                EvidenceKind.PORTFOLIO,
                learned_on=date(2025, 3, 1),
                language="en",
            ),
        ),
    }
    return CaseFile(**(values | changes))


def write_case_folder(folder: Path) -> None:
    """Write a case folder as an owner would hand it in: case.json and its evidence beside it."""
    file = case_file()
    for item in file.evidence:
        write_pdf(folder / item.file, item.title)
    (folder / "case.json").write_text(json.dumps(to_plain(file), default=str), encoding="utf-8")


def open_case(desk: Desk, folder: Path, kind: CaseKind = CaseKind.CREDIT_RATING_OWN, **changes) -> CaseRow:
    file = case_file(kind, **changes)
    files = {one.file: write_pdf(folder / one.file, one.title) for one in file.evidence}
    with as_person(desk, "admin"):
        return desk.intake.open_case(file, files)


def an_answer(criterion: CriterionRow) -> str:
    if criterion.kind in LEVEL_KINDS:
        return "8"
    return "6" if criterion.kind is CriterionKind.POINTS else MET


def judge_all(desk: Desk, case: CaseRow, who: str, choose: Callable[[CriterionRow], str] = an_answer) -> None:
    """Answer every criterion as one assessor, with a passage for each, and seal."""
    with as_person(desk, who):
        item = desk.evidence.register(case.id)[0]
        for criterion in desk.judging.criteria(case.id):
            desk.judging.judge(
                case, criterion, choose(criterion), f"{person(desk, who).name}: as the specification shows."
            )
            desk.judging.link(case, criterion, item, page="1", quotation="Sample evidence")
        desk.judging.seal(case)


def case_at(desk: Desk, folder: Path, stage: Stage, kind: CaseKind = CaseKind.CREDIT_RATING_OWN) -> CaseRow:
    """Return a case that the people have brought to a stage; the assessors differ on one criterion."""
    case = open_case(desk, folder, kind)
    steps = [Stage.INTAKE, Stage.REVIEW, Stage.RECONCILE, Stage.PANEL, Stage.DECIDED, Stage.SIGNED, Stage.RELEASED]
    for reached in steps[1 : steps.index(stage) + 1]:
        _take_to(desk, case, reached)
        with as_person(desk, "admin"):
            case = desk.intake.contents(case.id).case
            assert case.stage is reached
    return case


def differ(criterion: CriterionRow) -> str:
    """Answer as `an_answer`, but one level lower, or partly, on the first criterion."""
    if criterion.position != 1:
        return an_answer(criterion)
    return "7" if criterion.kind in LEVEL_KINDS else "partly"


def _take_to(desk: Desk, case: CaseRow, stage: Stage) -> None:
    if stage is Stage.REVIEW:
        with as_person(desk, "admin"):
            desk.intake.begin_review(case)
    elif stage is Stage.RECONCILE:
        judge_all(desk, case, "one")
        judge_all(desk, case, "two", differ)
        with as_person(desk, "chair"):
            desk.reconciling.reveal(case)
    elif stage is Stage.PANEL:
        with as_person(desk, "chair"):
            for finding in desk.reconciling.findings(case.id):
                if not finding.answer:
                    criterion = next(one for one in desk.judging.criteria(case.id) if one.id == finding.criterion_id)
                    desk.reconciling.settle(case, finding, an_answer(criterion), "The panel read page 1 again.")
            desk.reconciling.complete(case)
    elif stage is Stage.DECIDED:
        decide(desk, case)
    elif stage is Stage.SIGNED:
        sign_all(desk, case)
    elif stage is Stage.RELEASED:
        with as_person(desk, "admin"):
            desk.decisions.release(case)


def meeting_of(desk: Desk, *cases: CaseRow, quorum: int = 3, begins: str = "10:00") -> MeetingRow:
    """Call a meeting at which everybody is present, with these cases on its table; the administrator keeps it."""
    with as_person(desk, "admin"):
        people = [person(desk, who) for who in ("chair", "one", "two", "member")]
        day = desk.session.now().date()
        meeting = desk.panels.call(day, "Room 2.14", people[0], people[1:], person(desk, "admin"), quorum=quorum)
        for row in desk.panels.attendance(meeting):
            desk.panels.attend(row, True)
        for case in cases:
            desk.panels.put_on(meeting, desk.intake.case(case.reference))
        desk.meetings.begin_at(meeting, begins)
    return meeting


def decide(desk: Desk, case: CaseRow) -> None:
    outcome = OUTCOMES[case.kind][0]
    awarding = outcome in AWARDING
    with as_person(desk, "chair"):
        desk.decisions.draft(
            case,
            outcome=outcome,
            level=8 if awarding else None,
            points=12 if awarding else None,
            level_rationale="The whole sits best at level 8.",
            credit_rationale="120 notional hours are twelve points.",
        )
        desk.decisions.set_recommendations(case, ["Say in the handbook who marks the observed session."])
        desk.decisions.decide(case)


def decide_with_conditions(desk: Desk, case: CaseRow) -> None:
    """Decide a case at the panel with two conditions, the second overdue from the start."""
    today = desk.session.now().date()
    with as_person(desk, "chair"):
        desk.decisions.draft(
            case,
            outcome=Outcome.RATED_WITH_CONDITIONS,
            level=8,
            points=12,
            level_rationale="The whole sits best at level 8.",
            credit_rationale="120 notional hours are twelve points.",
        )
        desk.decisions.set_conditions(
            case,
            [
                ("Name the second marker.", "Owner One", today + timedelta(days=30), "A revised handbook"),
                ("Publish the hours.", "Owner Two", today - timedelta(days=1), "The page"),
            ],
        )
        desk.decisions.decide(case)


def sign_all(desk: Desk, case: CaseRow) -> None:
    with as_person(desk, "chair"):
        for asked in desk.decisions.to_sign(case.id):
            who = {"assessor": "one", "chair": "chair"}[asked.signatory.role.value]
            desk.decisions.sign(case, person(desk, who), asked.signatory.role, passphrase(who), shown=asked.record.body)


def found_encrypted(path: Path) -> None:
    """Make the sample office in an encrypted file, its recovery codes typed back; slow on purpose as `found`."""
    from rpl_desk.services.unlocking import unlock_by_code

    codes = Desk.found(
        path,
        name="Sample College",
        unit="Quality office, credit rating body",
        admin_name=PEOPLE["admin"],
        admin_email=address("admin"),
        passphrase=passphrase("admin"),
        cost=Cost(),
        encrypted=True,
    )
    for one in codes:
        with Desk.open(path, unlocked=unlock_by_code(path, one.code)) as desk:
            desk.encryption.confirm(one.code)
    desk = enter(path, "admin")
    for who in ("chair", "one", "two", "member"):
        desk.people.add(address(who), PEOPLE[who], passphrase(who), own_passphrase=passphrase("admin"))
    desk.close()
    path.with_name("codes.txt").write_text("\n".join(one.code for one in codes), encoding="utf-8")


def enter(path: Path, who: str) -> Desk:
    """Open an encrypted sample office with a person's passphrase, who is signed in then."""
    return Desk.enter(path, address(who), passphrase(who))[0]


def codes_of(path: Path) -> list[str]:
    """Return the recovery codes of an encrypted sample office as they were printed, the first first."""
    return path.with_name("codes.txt").read_text(encoding="utf-8").split("\n")
