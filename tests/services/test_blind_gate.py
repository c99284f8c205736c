"""One assessor's work is planted with marker words; every reading service is asked as everybody else."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.evidence import EvidenceTest, TestAnswer
from rpl_desk.domain.judgements import AssessmentState, CriterionKind
from rpl_desk.domain.passages import Anchor, AnchorKind, PassageRow, Rectangle
from rpl_desk.services.cases import CaseFilter
from rpl_desk.services.packet_making import Packed, open_filled, seal_form
from rpl_desk.services.precedents import TOO_SOON
from rpl_desk.store import tables
from tests import office as sample

MARKER = "marmalade"
SECRET = "quince"
LEVEL = "11"
ANCHOR = Anchor(AnchorKind.WHOLE, "a" * 64)
PNG = b"\x89PNG\r\n\x1a\n" + MARKER.encode()

Channel = Callable[[Desk, CaseRow, Path], Any]


def judging_form(desk: Desk, case: CaseRow, tmp: Path) -> list[Any]:
    """Return every cell of the form of Assessor One, whose work is planted, as somebody makes it for them."""
    desk.forms.make(case, sample.person(desk, "one"), tmp / "form.xlsx")
    return [[cell.value for row in page for cell in row] for page in load_workbook(tmp / "form.xlsx")]


def hand_over(desk: Desk, case: CaseRow, tmp: Path) -> list[bytes]:
    """Return every byte of a hand-over of the case, as somebody makes it."""
    folder = Path(mkdtemp(dir=tmp))
    desk.carrying.hand_over(case, folder)
    return [file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()]


def paper(desk: Desk, case: CaseRow, tmp: Path) -> Any:
    """Return what is printed of the case for a meeting, but for the time of printing."""
    meeting = next(iter(desk.panels.meetings()), None) or sample.meeting_of(desk, case)
    line = desk.meetings.order(meeting)[0]
    agenda, paper = desk.papers.agenda(meeting), desk.papers.case_paper(meeting, line, 1, 1)
    return [line, dataclasses.replace(agenda, made_at=""), dataclasses.replace(paper, made_at="")]


def case_folder(desk: Desk, case: CaseRow, tmp: Path) -> list[tuple[str, bytes]]:
    """Return every file of the case as it is handed over."""
    folder = tmp / f"over {len(list(tmp.iterdir()))}"
    desk.carrying.hand_over(case, folder)
    return [(path.name, path.read_bytes()) for path in sorted(folder.rglob("*.json"))]


CHANNELS: dict[str, Channel] = {
    "paper pack and agenda": paper,
    "judgements": lambda desk, case, tmp: desk.judging.judgements(case.id),
    "passages": lambda desk, case, tmp: desk.judging.passages(case.id),
    "marked passages": lambda desk, case, tmp: desk.marking.passages(case.id),
    "picture": lambda desk, case, tmp: desk.marking.picture(PassageRow(1, 1, 1, 1, ANCHOR, None)),
    "orphans": lambda desk, case, tmp: desk.marking.orphans(case.id),
    "own notes": lambda desk, case, tmp: desk.notes.notes(case.id),
    "earlier answers": lambda desk, case, tmp: desk.notes.earlier(case.id),
    "set aside": lambda desk, case, tmp: desk.judging.set_aside(case.id),
    "comparators": lambda desk, case, tmp: desk.comparators.comparators(case.id),
    "sealings": lambda desk, case, tmp: desk.judging.sealings(case.id),
    "gap statements": lambda desk, case, tmp: desk.gaps.gaps(case.id),
    "drafts of gaps": lambda desk, case, tmp: desk.gaps.drafts(case),
    "gaps of the panel": lambda desk, case, tmp: desk.gaps.of_panel(case.id),
    "hand-over": hand_over,
    "undo list": lambda desk, case, tmp: desk.undoing.history(case.id),
    "undo refused": lambda desk, case, tmp: desk.undoing.undo(case),
    "appraisals": lambda desk, case, tmp: desk.appraising.appraisals(case.id),
    "items read": lambda desk, case, tmp: desk.appraising.read_items(case.id),
    "items read by whom": lambda desk, case, tmp: desk.appraising.items_read(case.id),
    "evidence map": lambda desk, case, tmp: desk.appraising.evidence_map(case.id),
    "evidence map of one": lambda desk, case, tmp: desk.appraising.evidence_map(case.id, 1),
    "full text": lambda desk, case, tmp: desk.search.newest(MARKER),
    "full text of a beginning": lambda desk, case, tmp: desk.search.newest(MARKER[:4], as_typed=True).more,
    "ranked full text": lambda desk, case, tmp: desk.search.best(f"{MARKER} reason"),
    "authenticity": lambda desk, case, tmp: desk.evidence.authenticity(case.id),
    "claims": lambda desk, case, tmp: desk.evidence.claims(case.id),
    "assessments": lambda desk, case, tmp: desk.judging.assessments(case.id),
    "criteria": lambda desk, case, tmp: desk.judging.criteria(case.id),
    "findings": lambda desk, case, tmp: desk.reconciling.findings(case.id),
    "agreement": lambda desk, case, tmp: desk.reconciling.agreement(case.id),
    "differences": lambda desk, case, tmp: desk.reconciling.differences(case.id),
    "third opinions": lambda desk, case, tmp: desk.thirds.opinions(case.id),
    "who may give one": lambda desk, case, tmp: desk.thirds.possible(case.id),
    "why one is waited for": lambda desk, case, tmp: desk.thirds.why_waiting(case.id, 1),
    "waiting for": lambda desk, case, tmp: desk.reconciling.waiting_for(case.id),
    "judging form": judging_form,
    "packets held": lambda desk, case, tmp: desk.packets.held(case.id),
    "forms laid ready": lambda desk, case, tmp: desk.forms.waiting(case),
    "contents": lambda desk, case, tmp: desk.intake.contents(case.id),
    "progress": lambda desk, case, tmp: desk.cases.progress(case.id),
    "next step": lambda desk, case, tmp: desk.cases.next_step(case.id),
    "log of the case": lambda desk, case, tmp: desk.cases.log(case.reference),
    "log of the store": lambda desk, case, tmp: desk.cases.log(),
    "case list": lambda desk, case, tmp: desk.cases.page(desk.cases.ids(CaseFilter())),
    "search": lambda desk, case, tmp: len(desk.cases.ids(CaseFilter(words=(MARKER,)))),
    "search by level": lambda desk, case, tmp: len(desk.cases.ids(CaseFilter(level=int(LEVEL)))),
    "register": lambda desk, case, tmp: desk.cases.register(),
    "evidence register": lambda desk, case, tmp: desk.evidence.register(case.id),
    "double uses": lambda desk, case, tmp: desk.evidence.double_uses(case.id),
    "missing for review": lambda desk, case, tmp: desk.intake.missing(case.id),
    "missing to decide": lambda desk, case, tmp: desk.decisions.missing(case.id),
    "advice": lambda desk, case, tmp: desk.decisions.advice(case.id),
    "credit": lambda desk, case, tmp: desk.credit.sheet(case.id),
    "precedents": lambda desk, case, tmp: desk.precedents.precedents(case),
    "may see precedents": lambda desk, case, tmp: desk.precedents.may_see(case.id),
    "records": lambda desk, case, tmp: desk.decisions.records(case.id),
    "export": lambda desk, case, tmp: desk.exchange.export([case], tmp / "out"),
    "register file": lambda desk, case, tmp: desk.exchange.register(tmp / "register.xlsx"),
    "reveal refused": lambda desk, case, tmp: desk.reconciling.reveal(case),
    "case folder": lambda desk, case, tmp: case_folder(desk, case, tmp),
    "check": lambda desk, case, tmp: desk.check(),
}
VIEWERS = ("two", "chair", "member", "admin")


@pytest.fixture
def planted(desk: Desk, tmp_path: Path) -> CaseRow:
    """A case in which Assessor One has judged, linked and marked everything with the marker, and not sealed yet."""
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    plant(desk, case)
    return case


def plant(desk: Desk, case: CaseRow) -> None:
    with sample.as_person(desk, "one"):
        item = desk.evidence.register(case.id)[0]
        place = Anchor(AnchorKind.AREA, item.sha256, 0, MARKER, (Rectangle(72, 700, 200, 712),))
        desk.marking.mark(case, item, place, PNG)
        desk.appraising.answer(case, item, EvidenceTest.VALID, TestAnswer.NO, f"{MARKER} doubt")
        desk.appraising.set_read(case, item)
        for criterion in desk.judging.criteria(case.id):
            answer = LEVEL if criterion.kind in sample.LEVEL_KINDS else "6"
            desk.judging.judge(case, criterion, "unsure", f"{MARKER} before")
            desk.judging.judge(case, criterion, answer, f"{MARKER} reason", f"{MARKER} why none")
            desk.notes.write(case, criterion, f"{MARKER} for myself, {SECRET}")
            desk.notes.say_confidence(case, criterion, 1)
            if criterion.kind is CriterionKind.BEST_FIT:
                said = {"title": f"{MARKER} certificate", "level": 8, "compared": f"{MARKER} like it"}
                desk.comparators.add(case, criterion, **said)
            desk.judging.link(case, criterion, item, page="7", quotation=f"{MARKER} quoted", note=f"{MARKER} note")


@pytest.mark.parametrize("who", VIEWERS)
def test_a_gap_statement_is_told_to_others_only_after_the_reveal(desk: Desk, tmp_path: Path, who: str):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)
    before = {channel: told(desk, case, who, channel, tmp_path) for channel in GAP_CHANNELS}
    for one in ("one", "two"):
        with sample.as_person(desk, one):
            first = desk.judging.criteria(case.id)[0]
            desk.judging.judge(case, first, "not_met" if one == "one" else "met", f"{one} reason")
            if one == "one":
                desk.gaps.write(case, first, f"{MARKER} is missing", f"{MARKER} would count")
    if who != "two":
        assert {channel: told(desk, case, who, channel, tmp_path) for channel in GAP_CHANNELS} == before
    assert all(MARKER not in told(desk, case, who, channel, tmp_path) for channel in GAP_CHANNELS)
    for one in ("one", "two"):
        with sample.as_person(desk, one):
            for criterion in desk.judging.criteria(case.id):
                given = [each for each in desk.judging.judgements(case.id) if each.criterion_id == criterion.id]
                answer = given[0].answer if given else sample.an_answer(criterion)
                desk.judging.judge(case, criterion, answer, "As shown.", "It was said.")
            desk.judging.seal(case)
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
    assert MARKER in told(desk, case, who, "gap statements", tmp_path)


GAP_CHANNELS = ("gap statements", "drafts of gaps", "gaps of the panel", "log of the case", "full text", "undo list")


def told(desk: Desk, case: CaseRow, who: str, channel: str, tmp_path: Path) -> str:
    """Return everything a channel tells a person, as text; a refusal's words count too."""
    with sample.as_person(desk, who):
        try:
            answer = CHANNELS[channel](desk, case, tmp_path)
        except DeskError as error:
            answer = error.args
    return repr(plain(answer))


def plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, dict) or hasattr(value, "items"):
        return {plain(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_nothing_is_told_before_the_reveal(desk: Desk, tmp_path: Path, planted: CaseRow, who: str, channel: str):
    said = told(desk, planted, who, channel, tmp_path)
    assert MARKER not in said
    assert "'answer': '11'" not in said


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_what_is_told_does_not_change_with_anothers_work(desk: Desk, tmp_path: Path, who: str, channel: str):
    """Counts, orders and times would tell as well: each channel says the same before and after the other has worked."""
    if channel in ("log of the store", "register file", "check", "export"):
        pytest.skip("grows by the asking itself")
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    before = told(desk, case, who, channel, tmp_path)
    plant(desk, case)
    assert told(desk, case, who, channel, tmp_path) == before


def test_the_assessor_sees_their_own_and_after_the_reveal_everybody_does(desk: Desk, tmp_path: Path, planted: CaseRow):
    """The control: the same channels do tell the marker to whom they should."""
    shown = ("judgements", "passages", "marked passages", "picture", "appraisals", "full text", "ranked full text")
    shown += ("comparators",)
    for channel in (*shown, "undo list"):
        assert MARKER in told(desk, planted, "one", channel, tmp_path)
    with sample.as_person(desk, "one"):
        desk.judging.seal(planted)
    sample.judge_all(desk, planted, "two")
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(planted)
    for who in VIEWERS:
        for channel in shown:
            assert MARKER in told(desk, planted, who, channel, tmp_path)


@pytest.mark.parametrize("owed", [True, False], ids=["asked", "not asked"])
def test_who_is_asked_for_a_third_opinion_is_told_nothing_until_it_is_given(
    desk: Desk, tmp_path: Path, planted: CaseRow, owed: bool
):
    """The other half is the control: the same channels tell a member who was not asked."""
    with sample.as_person(desk, "one"):
        desk.judging.seal(planted)
    sample.judge_all(desk, planted, "two")
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(planted)
        first = desk.judging.criteria(planted.id)[0]
        finding = next(one for one in desk.reconciling.findings(planted.id) if one.criterion_id == first.id)
        if owed:
            desk.thirds.ask(planted, finding, sample.person(desk, "member"))
    said = {channel: told(desk, planted, "member", channel, tmp_path) for channel in CHANNELS}
    telling = {channel for channel, words in said.items() if MARKER in words or "'answer': '11'" in words}
    if not owed:
        assert telling >= {
            "judgements",
            "passages",
            "picture",
            "full text",
            "ranked full text",
            "paper pack and agenda",
        }
        return
    assert telling == set()
    assert said["agreement"] == said["differences"] == said["findings"] == "[]"
    assert TOO_SOON in said["precedents"]
    assert "'differences': 0" in said["progress"] and "'revealed': False" in said["progress"]
    with sample.as_person(desk, "member"):
        desk.thirds.give(planted, first, "9", "The page says nine.")
    assert MARKER in told(desk, planted, "member", "judgements", tmp_path)
    assert "'answer': '9'" in told(desk, planted, "chair", "third opinions", tmp_path)


def test_who_owes_a_third_opinion_does_not_see_another_third_opinion(desk: Desk, tmp_path: Path, planted: CaseRow):
    with sample.as_person(desk, "one"):
        desk.judging.seal(planted)
    sample.judge_all(desk, planted, "two")
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(planted)
        first, second = desk.judging.criteria(planted.id)[:2]
        for who, one in (("admin", first), ("member", second)):
            finding = next(each for each in desk.reconciling.findings(planted.id) if each.criterion_id == one.id)
            desk.thirds.ask(planted, finding, sample.person(desk, who))
    with sample.as_person(desk, "admin"):
        desk.thirds.give(planted, first, "10", f"{SECRET} ten")
    for channel in CHANNELS:
        assert SECRET not in told(desk, planted, "member", channel, tmp_path), channel
    assert SECRET in told(desk, planted, "chair", "third opinions", tmp_path)


def test_what_an_assessor_judged_before_they_withdrew_is_told_to_nobody(desk: Desk, tmp_path: Path, planted: CaseRow):
    """Not while the case is judged, not after the reveal, and not to who appoints or takes their place."""
    with sample.as_person(desk, "one"):
        desk.judging.seal(planted)
    with sample.as_person(desk, "chair"):
        one = desk.judging.assessments(planted.id)[0]
        desk.withdrawing.withdraw(planted, one, "Taught the claimant.")
        desk.withdrawing.appoint(planted, sample.person(desk, "member"))
    for who in ("member", "two"):
        said = {channel: told(desk, planted, who, channel, tmp_path) for channel in CHANNELS}
        assert {channel for channel, words in said.items() if MARKER in words} == set()
        sample.judge_all(desk, planted, who)
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(planted)
        assert desk.reconciling.differences(planted.id) == ()
        assert {len(one.answer) for one in desk.judging.judgements(planted.id)} and desk.check() == []
    for who in ("one", "chair"):
        said = {channel: told(desk, planted, who, channel, tmp_path) for channel in CHANNELS}
        assert {channel for channel, words in said.items() if MARKER in words or SECRET in words} == set()


@pytest.mark.parametrize("who", ("one", *VIEWERS))
def test_a_packet_tells_nobody_what_it_seals_before_the_reveal(desk: Desk, tmp_path: Path, who: str):
    """The chair who took it in and opens it is told no more than others, nor is the assessor who made it elsewhere."""
    desk.sign_in(sample.address("chair"), sample.passphrase("chair"))
    desk.people.sign_out()
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    made = sealed_packet(desk, case, tmp_path)
    with sample.as_person(desk, "chair"):
        desk.packets.take_in(case, made.path, made.code, sample.passphrase("chair"))
    for channel in CHANNELS:
        said = told(desk, case, who, channel, tmp_path)
        assert MARKER not in said and "'answer': '11'" not in said, channel
    if who not in ("one", "chair"):
        sealed_here = told(desk, case, who, "assessments", tmp_path)
        assert made.code not in sealed_here and told(desk, case, who, "packets held", tmp_path) == "frozenset()"
    sample.judge_all(desk, case, "two")
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case, sample.passphrase("chair"))
    for channel in ("judgements", "passages", "full text"):  # the control
        assert MARKER in told(desk, case, who, channel, tmp_path)


def sealed_packet(desk: Desk, case: CaseRow, tmp: Path) -> Packed:
    """Return Assessor One's judgements, made and sealed elsewhere, with the marker in all of them."""
    with sample.as_person(desk, "admin"):
        desk.forms.make(case, sample.person(desk, "one"), tmp / "elsewhere.xlsx")
    book = load_workbook(tmp / "elsewhere.xlsx")
    sheet, passages = book["Judgements"], book["Passages"]
    for row in range(3, sheet.max_row + 1):
        key = str(sheet.cell(row, 1).value)
        sheet.cell(row, 4).value = 6 if key.endswith("points") else int(LEVEL)
        sheet.cell(row, 5).value = f"{MARKER} reason"
        for column, value in enumerate((key, "E01", "1", f"{MARKER} quoted"), 1):
            passages.cell(row, column).value = value
    book.save(tmp / "elsewhere.xlsx")
    return seal_form(open_filled(tmp / "elsewhere.xlsx"), tmp / "one.packet")


OWN_ALWAYS = ("own notes", "earlier answers", "set aside")


@pytest.mark.parametrize("who", VIEWERS)
def test_what_one_keeps_for_oneself_is_told_to_nobody_even_after_the_reveal(
    desk: Desk, tmp_path: Path, planted: CaseRow, who: str
):
    with sample.as_person(desk, "one"):
        assert all(SECRET in one.note for one in desk.notes.notes(planted.id))
        assert len(desk.notes.earlier(planted.id)) == len(desk.judging.criteria(planted.id))
        desk.judging.seal(planted)
    sample.judge_all(desk, planted, "two")
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(planted)
    for channel in CHANNELS:
        said = told(desk, planted, who, channel, tmp_path)
        assert SECRET not in said, channel
        assert "keep own note" not in said, channel
        assert channel not in OWN_ALWAYS or said in ("[]", "frozenset()"), channel


def test_what_one_keeps_for_oneself_leaves_the_store_in_no_file_of_ones_own_making(
    desk: Desk, tmp_path: Path, planted: CaseRow
):
    """Neither one's form, nor one's hand-over, nor what is sealed, carries it; the log names no word of it."""
    with sample.as_person(desk, "one"):
        for channel in ("judging form", "hand-over", "log of the case", "log of the store", "full text"):
            assert SECRET not in told(desk, planted, "one", channel, tmp_path), channel
        desk.judging.seal(planted)
    with desk.database.reading() as read:
        bodies = [bytes(one) for (one,) in read(select(tables.sealed_judgements.c.body))]
        logged = [bytes(one) for (one,) in read(select(tables.audit_entry.c.entry))]
    assert bodies and not any(SECRET.encode() in one for one in (*bodies, *logged))


def test_of_another_only_sealed_or_not_is_told(desk: Desk, tmp_path: Path, planted: CaseRow):
    with sample.as_person(desk, "one"):
        sealed = desk.judging.seal(planted)
    with sample.as_person(desk, "two"):
        seen = desk.judging.assessments(planted.id)[0]
    assert seen.state is AssessmentState.SEALED
    assert (seen.commitment, seen.sealed_at, seen.revision) == ("", None, 0)
    assert sealed.commitment not in told(desk, planted, "two", "contents", tmp_path)


def test_no_other_module_reads_judgements_past_the_gate():
    """Tables of judgements are named in the queries that pass the gate, and by the services that write one's own."""
    allowed = {
        *("rows.py", "queries.py", "passage_queries.py", "visibility.py", "check.py", "checking_sealed.py"),
        *("judging.py", "judging_forms.py", "marking.py", "appraising.py", "undo.py"),
        *("own_notes.py", "versions.py", "gaps.py", "comparators.py"),
        "packets.py",  # keeps what it cannot read, and writes it where judgements stand once the chair reveals
        "search.py",  # looks up the places of hits that have passed the gate
    }
    root = Path(__file__).parents[2] / "rpl_desk"
    readers = {
        path.name
        for path in root.rglob("*.py")
        if any(
            f"tables.{name}" in path.read_text(encoding="utf-8")
            for name in (
                "judgement",
                "passage",
                "link",
                "evidence_test",
                "evidence_read",
                "written",
                "sealed_judgements",
                "returned_form",
                "sealed_packet",
                "own_note",
                "gap_statement",
                "comparator",
                "earlier_answer",
            )
        )
    }
    assert readers <= allowed
