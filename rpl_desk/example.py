"""The worked example: an office with six cases at different stages, made by running the services on sample data."""

import json
import os
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from .desk import Desk
from .domain.cases import PATH, CaseRow, Stage
from .domain.decisions import Outcome
from .domain.evidence import EvidenceTest, TestAnswer
from .domain.people import PersonRow, Role
from .paths import resource
from .whole_files import write_whole

Progress = Callable[[int, int], None]

EXAMPLE_PASSPHRASE = "sample kettles sing at the quiet harbour"
"""Everybody's in the example, and shown on its sign-in page: nothing in it is anybody's."""

OFFICE = "Sample College"
PEOPLE = {
    "chair": ("chair.one@example.ac.uk", "Chair One"),
    "one": ("assessor.one@example.ac.uk", "Assessor One"),
    "two": ("assessor.two@example.ac.uk", "Assessor Two"),
    "member": ("member.one@example.ac.uk", "Member One"),
    "secretary": ("secretary.one@example.ac.uk", "Secretary One"),
}
ADMINISTRATOR = ("administrator.one@example.ac.uk", "Administrator One")
ADVANCED = {stage: number for number, stage in enumerate(PATH)}


def default_place() -> Path:
    """Return where the example lies when nobody says: the user's own data folder."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home()))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "rpl-desk" / "worked-example" / "sample-college.rpldesk"


def is_example(store: Path) -> bool:
    """Tell whether a store is one this program made as the worked example: a note beside it says so."""
    return _note(store).is_file()


def _note(store: Path) -> Path:
    return store.with_name(store.name + ".sample")


def make_example(store: Path, progress: Progress | None = None) -> Path:
    """Make the example at `store` and return the folder to which its signed decisions are exported.

    The store gets its name only when all is done: an example stopped half-way is made afresh the next time.
    """
    folders = sorted(path for path in resource("example").iterdir() if path.is_dir())
    steps = len(folders) + 2

    def tell(done: int) -> None:
        if progress is not None:
            progress(done, steps)

    tell(0)
    part = store.with_name(store.name + ".making")
    exported = exported_folder(store)
    _clear(part)
    try:
        _fill(part, exported, folders, tell)
        _note(store).write_text(
            "This office is the worked example: everything in it is sample data.\n", encoding="utf-8"
        )
        part.rename(store)
    finally:
        _clear(part)
    tell(steps)
    return exported


def exported_folder(store: Path) -> Path:
    """Return where the example's signed decisions are exported to."""
    return store.with_name("exported decisions")


def _clear(part: Path) -> None:
    """Take away what an example that was stopped half-way left."""
    for ending in ("", "-wal", "-shm", "-lock"):
        part.with_name(part.name + ending).unlink(missing_ok=True)


def _fill(store: Path, exported: Path, folders: list[Path], tell: Callable[[int], None]) -> None:
    Desk.found(
        store,
        name=OFFICE,
        unit="Quality office, credit rating body (sample data)",
        admin_name=ADMINISTRATOR[1],
        admin_email=ADMINISTRATOR[0],
        passphrase=EXAMPLE_PASSPHRASE,
    )
    with Desk.open(store) as desk:
        administrator = desk.sign_in(ADMINISTRATOR[0], EXAMPLE_PASSPHRASE)
        people = {"admin": administrator}
        for who, (email, name) in PEOPLE.items():
            people[who] = desk.people.add(email, name, EXAMPLE_PASSPHRASE, own_passphrase=EXAMPLE_PASSPHRASE)
        desk.seals.make(EXAMPLE_PASSPHRASE)
        tell(1)
        signed: list[CaseRow] = []
        for number, folder in enumerate(folders, start=2):
            case = _play(desk, people, folder)
            if case.stage in (Stage.SIGNED, Stage.RELEASED):
                signed.append(case)
            tell(number)
        desk.sign_in(ADMINISTRATOR[0], EXAMPLE_PASSPHRASE)
        desk.exchange.export(signed, exported)
        desk.exchange.register(exported / "decision register.xlsx")
        write_whole(exported / "roster.pdf", desk.people.roster_sheet())


def _sit(desk: Desk, person: PersonRow) -> None:
    """Change who is at the desk; with everybody's passphrase known, each would only be asked for half a second."""
    desk.people.sign_out()
    desk.session.begin(person, desk.session.idle)


def _play(desk: Desk, people: dict[str, PersonRow], folder: Path) -> CaseRow:
    """Open one case of the example and do with it what its `steps.json` says."""
    steps: dict[str, Any] = json.loads((folder / "steps.json").read_text(encoding="utf-8"))
    _sit(desk, people["admin"])
    case = desk.exchange.import_handed(desk.exchange.read(folder))
    reached = Stage(steps["stage"])

    def now() -> CaseRow:
        return desk.intake.case(case.reference)

    desk.intake.edit(case, due_on=_day_after(desk, steps["due_in_days"]))
    if "meeting" in steps:
        _meet(desk, people, now(), steps["meeting"])
    if "waiting" in steps:
        desk.intake.wait(now(), steps["waiting"])
    if reached is Stage.INTAKE or reached not in ADVANCED:
        return now()
    desk.intake.begin_review(now())
    _describe(desk, now(), steps)
    for who, said in steps["judgements"].items():
        _judge(desk, people[who], now(), said)
    if ADVANCED[reached] >= ADVANCED[Stage.RECONCILE]:
        _sit(desk, people["chair"])
        desk.reconciling.reveal(now())
        _settle(desk, now(), steps.get("findings", {}))
    if ADVANCED[reached] >= ADVANCED[Stage.PANEL]:
        desk.reconciling.complete(now())
        _draft(desk, now(), steps.get("decision", {}))
    if ADVANCED[reached] >= ADVANCED[Stage.DECIDED]:
        desk.decisions.decide(now())
    if ADVANCED[reached] >= ADVANCED[Stage.SIGNED]:
        for asked in desk.decisions.to_sign(case.id):
            signer = asked.signatory.people[0]
            desk.decisions.sign(now(), signer, Role(asked.signatory.role), EXAMPLE_PASSPHRASE, shown=asked.record.body)
    if reached is Stage.RELEASED:
        _sit(desk, people["admin"])
        desk.decisions.release(now())
    return now()


def _day_after(desk: Desk, days: int) -> date:
    return desk.session.now().date() + timedelta(days=days)


def _meet(desk: Desk, people: dict[str, PersonRow], case: CaseRow, said: dict[str, Any]) -> None:
    meeting = next(iter(desk.panels.meetings()), None)
    if meeting is None:
        members = [people[who] for who in said["members"]]
        today = desk.session.now().date()
        meeting = desk.panels.call(today, said["place"], people["chair"], members, people["secretary"])
        desk.meetings.begin_at(meeting, said["begins"])
        for row in desk.panels.attendance(meeting):
            desk.panels.attend(row, True)
    desk.panels.put_on(meeting, case)


def _describe(desk: Desk, case: CaseRow, steps: dict[str, Any]) -> None:
    """Note what the applicant claims each item for, and who confirmed whose work it is."""
    criteria = {one.key: one for one in desk.judging.criteria(case.id)}
    items = {one.key: one for one in desk.evidence.register(case.id)}
    for item, keys in steps.get("claims", {}).items():
        for key in keys:
            desk.evidence.set_claim(case, items[item], criteria[key])
    for said in steps.get("confirmations", []):
        desk.evidence.confirm_authenticity(
            case,
            items[said["item"]],
            confirmed_by=said["by"],
            capacity=said["capacity"],
            how=said["how"],
            confirmed_on=date.fromisoformat(said["on"]),
        )


def _judge(desk: Desk, person: PersonRow, case: CaseRow, said: dict[str, Any]) -> None:
    _sit(desk, person)
    criteria = {one.key: one for one in desk.judging.criteria(case.id)}
    items = {one.key: one for one in desk.evidence.register(case.id)}
    for item, tests in said.get("tests", {}).items():
        desk.appraising.set_read(case, items[item])
        for test, (found, note) in tests.items():
            desk.appraising.answer(case, items[item], EvidenceTest(test), TestAnswer(found), note)
    for key, answer in said["answers"].items():
        desk.judging.judge(case, criteria[key], answer["answer"], answer["reason"], answer.get("no_passage_reason", ""))
        for item, page, quotation in answer.get("passages", []):
            desk.judging.link(case, criteria[key], items[item], page=page, quotation=quotation)
    if said.get("sealed"):
        desk.judging.seal(case)


def _settle(desk: Desk, case: CaseRow, findings: dict[str, Any]) -> None:
    keys = {one.id: one.key for one in desk.judging.criteria(case.id)}
    for finding in desk.reconciling.findings(case.id):
        said = findings.get(keys[finding.criterion_id])
        if said is not None:
            desk.reconciling.settle(case, finding, said["answer"], said["reason"], said.get("dissent", ""))


def _draft(desk: Desk, case: CaseRow, said: dict[str, Any]) -> None:
    fields = {key: value for key, value in said.items() if key not in ("conditions", "recommendations")}
    if "outcome" in fields:
        fields["outcome"] = Outcome(fields["outcome"])
    if fields:
        desk.decisions.draft(case, **fields)
    if said.get("conditions"):
        desk.decisions.set_conditions(
            case,
            [
                (one["text"], one["owner"], _day_after(desk, one["due_in_days"]), one["shown_by"])
                for one in said["conditions"]
            ],
        )
    if said.get("recommendations"):
        desk.decisions.set_recommendations(case, said["recommendations"])


__all__ = ["EXAMPLE_PASSPHRASE", "default_place", "is_example", "make_example"]
