"""A claimant's name is planted everywhere; who judges asks every reading service and never meets it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Situation, Stage, Wish
from rpl_desk.domain.errors import DeskError, NotAllowed, RuleViolation
from rpl_desk.domain.evidence import EvidenceKind, EvidenceTest, TestAnswer
from rpl_desk.domain.identity import Seen
from rpl_desk.domain.intake import IntakeClaimant, IntakeEvidence
from rpl_desk.domain.people import Role
from rpl_desk.services.cases import CaseFilter
from tests import office as sample
from tests.reading.office_makers import paragraph, run, word
from tests.services.test_blind_gate import CHANNELS as BLIND_CHANNELS
from tests.services.test_blind_gate import plain

FIRST, LAST = "Quillhilda", "Zephyrine"
NAME = f"{FIRST} {LAST}"
LEAK = re.compile(r"quillh|zephyri|sc-7791", re.IGNORECASE)
STAND_IN = "Claimant RPL-"

Channel = Callable[[Desk, CaseRow, Path], Any]


def form(desk: Desk, case: CaseRow, tmp: Path) -> list[Any]:
    """Return every cell and property of a form made for Assessor One."""
    desk.forms.make(case, sample.person(desk, "one"), tmp / "form.xlsx")
    book = load_workbook(tmp / "form.xlsx")
    cells = [[cell.value for row in page for cell in row] for page in book]
    return [cells, vars(book.properties)]


def bytes_of_items(desk: Desk, case: CaseRow, tmp: Path) -> list[str]:
    """Return what each file of the register says when it is read, or why it is not."""
    said = []
    for item in desk.evidence.register(case.id):
        try:
            said.append(desk.evidence.read(item).decode("latin-1"))
        except DeskError as error:
            said.append(str(error))
    return said


def handed_over(desk: Desk, case: CaseRow, tmp: Path) -> list[str]:
    desk.carrying.hand_over(case, tmp / "handed")
    return [one.name + one.read_bytes().decode("latin-1") for one in sorted((tmp / "handed").iterdir())]


def found_by(*words: str) -> Channel:
    return lambda desk, case, tmp: [len(desk.cases.ids(CaseFilter(words=(one,)))) for one in words]


def in_order(desk: Desk, case: CaseRow, tmp: Path) -> list[int]:
    """Return the places of the case in lists sorted by title among titles that stand around the name's letters."""
    return [list(desk.cases.ids(CaseFilter(sort="title", descending=way))).index(case.id) for way in (False, True)]


CHANNELS: dict[str, Channel] = BLIND_CHANNELS | {
    "case": lambda desk, case, tmp: desk.intake.case(case.reference),
    "groups": lambda desk, case, tmp: [desk.cases.page(one.ids) for one in desk.cases.groups(CaseFilter())],
    "search by title": lambda desk, case, tmp: [
        desk.cases.page(desk.cases.ids(CaseFilter(words=(one,)))) for one in (FIRST, LAST[:4], "SC-7791", "Claim of")
    ],
    "full text of evidence": lambda desk, case, tmp: [
        desk.search.newest(one) for one in (FIRST, f'"{NAME}"', FIRST[:4] + "*", "account", "quillhilda-zephyrine")
    ],
    "ranked text of evidence": lambda desk, case, tmp: desk.search.best("account"),
    "kept text": lambda desk, case, tmp: [desk.texts.pages(one.sha256) for one in desk.evidence.register(case.id)],
    "coverage": lambda desk, case, tmp: desk.texts.coverage(),
    "waiting texts": lambda desk, case, tmp: desk.texts.waiting(),
    "earlier files": lambda desk, case, tmp: desk.evidence.versions_of_case(case.id),
    "bytes": bytes_of_items,
    "form for one": form,
    "hand-over": handed_over,
    "hand-out": lambda desk, case, tmp: desk.evidence.hand_out(desk.evidence.register(case.id)[0], tmp / "out.pdf"),
    "marked copy": lambda desk, case, tmp: desk.copies.marked(
        case, desk.evidence.register(case.id)[1], tmp / "copy.pdf"
    ),
    "hiding": lambda desk, case, tmp: desk.identity.hiding(case.id),
    "looked": lambda desk, case, tmp: desk.identity.looked(case),
    "drafts": lambda desk, case, tmp: desk.drafts.draft(case),
}
VIEWERS = ("one", "two", "member")


def hide(desk: Desk, on: bool = True) -> None:
    with sample.as_person(desk, "admin"):
        desk.office.set_policy(hide_claimant=on)


def planted(desk: Desk, folder: Path, stage: Stage = Stage.REVIEW) -> CaseRow:
    """A claim whose claimant's name stands in its title, units, register, file names, text and reasons."""
    file = sample.case_file(
        CaseKind.RPL_CREDIT_SPECIFIC,
        title=f"Claim of {NAME}",
        agreement=f"Agreed with {FIRST}",
        claimant=IntakeClaimant(
            NAME,
            reference="SC-7791",
            email=f"{FIRST.lower()}@example.org",
            situation=Situation.NO_CERTIFICATE,
            wish=Wish.CREDIT,
            assessment_plan=f"{FIRST} brings a portfolio.",
            declared_on=date(2026, 5, 1),
        ),
        evidence=(
            IntakeEvidence(f"{FIRST}{LAST}_account.pdf", f"Account of {NAME}", EvidenceKind.PORTFOLIO, source=NAME),
            IntakeEvidence("plain.pdf", "Plain account", EvidenceKind.PORTFOLIO, supplier=LAST),
        ),
    )
    programme = file.programme
    units = tuple(replace(one, title=f"{one.title} for {LAST}") for one in programme.units)
    file = replace(file, programme=replace(programme, units=units))
    words = (f"The account of {NAME}, who leads a team.", "The account of a team that is led well.")
    files = {one.file: sample.write_pdf(folder / one.file, say) for one, say in zip(file.evidence, words, strict=True)}
    with sample.as_person(desk, "admin"):
        for title in ("Claim of Alder", "Claim of Clover", "Claim of Quince", "Claim of Zinnia"):
            desk.intake.open_case(sample.case_file(title=title, evidence=()), {})
        case = desk.intake.open_case(file, files)
        if stage is Stage.REVIEW:
            desk.texts.fill(opened)
            if desk.identity.hiding(case.id) is not None:
                desk.identity.look(case)
                desk.identity.clear(case)
                withhold(desk, case, f"It names {FIRST} throughout.")
            desk.intake.begin_review(case)
        return desk.intake.contents(case.id).case


def opened(data: bytes, media_type: str, name: str) -> Any:
    from rpl_desk.reading.preview import Preview

    return Preview.open(data, media_type, name)


def withhold(desk: Desk, case: CaseRow, reason: str) -> None:
    for one in desk.identity.looked(case):
        if one.is_open:
            desk.identity.decide(case, one.item, Seen.WITHHELD, reason)


def told(desk: Desk, case: CaseRow, who: str, channel: str, tmp: Path) -> str:
    with sample.as_person(desk, who):
        try:
            answer = CHANNELS[channel](desk, case, tmp)
        except DeskError as error:
            answer = error.args
    return repr(plain(answer))


@pytest.fixture(scope="module")
def hidden(office_template: Path, tmp_path_factory: pytest.TempPathFactory):
    """One office for all channels: none of them changes anything that another shows."""
    folder = tmp_path_factory.mktemp("hidden")
    path = folder / "hidden.rpldesk"
    path.write_bytes(office_template.read_bytes())
    with Desk.open(path) as desk:
        hide(desk)
        yield desk, planted(desk, folder)


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_no_channel_tells_who_judges_the_claimants_name(hidden, tmp_path: Path, who: str, channel: str):
    desk, case = hidden
    assert LEAK.search(told(desk, case, who, channel, tmp_path)) is None


def test_the_control_finds_the_name_where_nothing_is_hidden(desk: Desk, tmp_path: Path):
    case = planted(desk, tmp_path)
    (tmp_path / "out").mkdir()
    silent = {name for name in CHANNELS if LEAK.search(told(desk, case, "one", name, tmp_path / "out")) is None}
    shown = {"case", "contents", "case list", "groups", "search by title", "evidence register", "kept text"}
    shown |= {"full text of evidence", "ranked text of evidence", "form for one", "hand-over", "criteria", "credit"}
    assert not shown & silent


def test_who_prepares_and_does_not_judge_knows_the_claimant(hidden, tmp_path: Path):
    desk, case = hidden
    for who in ("chair", "admin"):
        for channel in ("case", "contents", "case list", "search by title", "evidence register", "looked"):
            assert LEAK.search(told(desk, case, who, channel, tmp_path)), (who, channel)


def test_a_form_made_by_the_chair_for_an_assessor_tells_no_name(hidden, tmp_path: Path):
    desk, case = hidden
    said = told(desk, case, "chair", "form for one", tmp_path)
    assert "Peer support basics" in said
    assert LEAK.search(said) is None


def test_the_case_is_neither_found_nor_sorted_by_the_hidden_name(hidden, tmp_path: Path):
    desk, case = hidden
    with sample.as_person(desk, "one"):
        assert found_by(FIRST, LAST, "SC-7791")(desk, case, tmp_path) == [0, 0, 0]
        assert found_by("Claimant RPL", case.reference, "Claim of")(desk, case, tmp_path) == [1, 1, 5]
        assert in_order(desk, case, tmp_path) == [1, 3]  # as "Claim of Claimant RPL-…", before Clover
        assert desk.cases.count(CaseFilter(words=(FIRST,))) == 0
        assert desk.search.newest(FIRST).hits == desk.search.newest(LAST[:5], as_typed=True).hits == ()
        assert [one.item for one in desk.search.newest("account").hits] == ["E02"]
    with sample.as_person(desk, "chair"):
        assert found_by(FIRST, LAST)(desk, case, tmp_path) == [1, 1]
        assert in_order(desk, case, tmp_path) == [2, 2]  # between Clover and Quince
        assert [one.item for one in desk.search.newest(FIRST).hits] == ["E01"]


def test_a_withheld_file_is_not_opened_for_who_judges_and_another_is(hidden, tmp_path: Path):
    desk, case = hidden
    with sample.as_person(desk, "one"):
        named, other = desk.evidence.register(case.id)
        assert desk.evidence.is_withheld(named)
        assert not desk.evidence.is_withheld(other)
        for act in (desk.evidence.read, desk.evidence.preview):
            with pytest.raises(NotAllowed, match="not released to them"):
                act(named)
        assert b"%PDF" in desk.evidence.read(other)
    with sample.as_person(desk, "chair"):
        assert b"%PDF" in desk.evidence.read(named)


def test_an_open_case_keeps_the_setting_it_was_opened_under(desk: Desk, tmp_path: Path):
    before = planted(desk, tmp_path, Stage.INTAKE)
    hide(desk)
    later = planted(desk, tmp_path, Stage.INTAKE)
    hide(desk, on=False)
    with sample.as_person(desk, "one"):
        assert desk.intake.case(before.reference).claimant == NAME
        assert desk.intake.case(later.reference).claimant == f"Claimant {later.reference}"


def test_the_review_waits_until_every_file_was_looked_through_and_decided(desk: Desk, tmp_path: Path):
    hide(desk)
    case = planted(desk, tmp_path, Stage.INTAKE)
    with sample.as_person(desk, "admin"):
        with pytest.raises(RuleViolation, match="Look through E01, E02"):
            desk.intake.begin_review(case)
        named, other = desk.identity.look(case)
        assert [one.where for one in named.places] == ["file name", "title", "source", "page 1"]
        assert "account of Quillhilda Zephyrine, who leads" in named.places[-1].words
        assert (named.in_file, other.in_file, [one.where for one in other.places]) == (1, 0, ["supplier"])
        assert desk.identity.clear(case) == 1
        with pytest.raises(RuleViolation, match="Look through E01 for"):
            desk.intake.begin_review(case)
        with pytest.raises(RuleViolation, match="needs some words"):
            desk.identity.decide(case, named.item, Seen.SHOWN, " ")
        desk.identity.decide(case, named.item, Seen.SHOWN, "The name is that of a street.")
        desk.intake.begin_review(case)
    with sample.as_person(desk, "one"):
        assert b"%PDF" in desk.evidence.read(named.item)
    assert desk.check() == []


def test_a_file_without_text_waits_for_a_person_to_look_at_it(desk: Desk, tmp_path: Path):
    hide(desk)
    with sample.as_person(desk, "admin"):
        picture = tmp_path / "blank.pdf"
        sample.write_pdf(picture, "")
        file = sample.case_file(CaseKind.RPL_ENTRY, evidence=(IntakeEvidence("blank.pdf", "Scan", EvidenceKind.OTHER),))
        case = desk.intake.open_case(file, {"blank.pdf": picture})
        (found,) = desk.identity.look(case)
        assert found.note == "It holds no text."
        assert desk.identity.clear(case) == 0


def test_a_name_in_what_a_file_says_of_itself_waits_for_a_person(desk: Desk, tmp_path: Path):
    """A clean text is not enough: the author stands in the file that those who judge may take out."""
    from reportlab.pdfgen.canvas import Canvas

    hide(desk)
    path = tmp_path / "account.pdf"
    canvas = Canvas(str(path), invariant=1)
    canvas.setAuthor(NAME)
    canvas.drawString(72, 720, "The account of a team that is led well.")
    canvas.showPage()
    canvas.save()
    file = sample.case_file(
        CaseKind.RPL_ENTRY,
        claimant=IntakeClaimant(
            NAME, situation=Situation.NO_CERTIFICATE, wish=Wish.ENTRY, declared_on=date(2026, 5, 1)
        ),
        evidence=(IntakeEvidence("account.pdf", "Account", EvidenceKind.PORTFOLIO),),
    )
    with sample.as_person(desk, "admin"):
        case = desk.intake.open_case(file, {"account.pdf": path})
        desk.texts.fill(opened)
        (before,) = desk.identity.looked(case)
        assert (before.in_file, before.note) == (0, "What the file says of itself was not looked through yet.")
        assert desk.identity.clear(case) == 0
        (found,) = desk.identity.look(case)
        assert [(one.where, one.words) for one in found.places] == [("file's own information: author", NAME)]
        assert (found.in_file, found.note, desk.identity.clear(case)) == (1, "", 0)
        desk.identity.decide(case, found.item, Seen.WITHHELD, "It names its author.")
        assert desk.check() == []
    with sample.as_person(desk, "one"):
        (item,) = desk.evidence.register(case.id)
        with pytest.raises(DeskError):
            desk.evidence.read(item)


def test_revealing_is_one_recorded_act_of_the_chair_after_all_have_sealed(desk: Desk, tmp_path: Path):
    hide(desk)
    case = planted(desk, tmp_path)
    with sample.as_person(desk, "admin"), pytest.raises(NotAllowed, match="Only the chair"):
        desk.identity.reveal(case, "The panel knows the claimant.")
    with sample.as_person(desk, "chair"), pytest.raises(RuleViolation, match="once every assessor has sealed"):
        desk.identity.reveal(case, "Too soon.")
    for who in ("one", "two"):
        sample.judge_all(desk, case, who)
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
    with sample.as_person(desk, "one"):
        assert desk.intake.case(case.reference).claimant != NAME
    with sample.as_person(desk, "chair"):
        desk.identity.reveal(case, "The panel meets the claimant.")
        with pytest.raises(RuleViolation, match="is not hidden"):
            desk.identity.reveal(case, "Twice.")
        assert [one.action for one in desk.cases.log(case.reference)].count("reveal claimant") == 1
    with sample.as_person(desk, "one"):
        assert desk.intake.case(case.reference).claimant == NAME
        assert "was revealed by Chair One: The panel meets the claimant." in desk.identity.hiding(case.id).words
        assert b"%PDF" in desk.evidence.read(desk.evidence.register(case.id)[0])
    assert desk.check() == []


def test_the_panel_cannot_decide_before_the_claimant_is_revealed(desk: Desk, tmp_path: Path):
    hide(desk)
    case = planted(desk, tmp_path)
    for stage in (Stage.RECONCILE, Stage.PANEL):
        sample._take_to(desk, case, stage)
    with pytest.raises(RuleViolation, match="Reveal who it is first"):
        sample.decide(desk, case)
    with sample.as_person(desk, "chair"):
        desk.identity.reveal(case, "The record names the claimant.")
        desk.decisions.decide(case)
        assert NAME.encode() in desk.decisions.current_record(case.id).body


def test_a_stand_in_is_never_kept_in_the_place_of_the_name(desk: Desk, tmp_path: Path):
    hide(desk)
    case = planted(desk, tmp_path, Stage.INTAKE)
    with sample.as_person(desk, "admin"):
        desk.intake.give_role(case, sample.person(desk, "admin"), Role.ASSESSOR)
        seen = desk.intake.contents(case.id)
        assert STAND_IN in seen.units[0].title
        with pytest.raises(NotAllowed, match="stands here for a name"):
            desk.intake.edit(seen.units[0], title=seen.units[0].title + ", revised")
        with pytest.raises(NotAllowed, match="what is kept of the claimant"):
            desk.intake.edit(seen.case, claimant="Somebody Else")
        with pytest.raises(NotAllowed, match="You judge"):
            desk.identity.look(case)
    with sample.as_person(desk, "chair"):
        assert LAST in desk.intake.contents(case.id).units[0].title


def test_a_changed_name_and_further_names_are_covered_too(desk: Desk, tmp_path: Path):
    hide(desk)
    case = planted(desk, tmp_path, Stage.INTAKE)
    with sample.as_person(desk, "chair"):
        desk.intake.edit(case, title=f"Claim of {NAME}, born Thistlewood")
        desk.identity.look(case)
        assert desk.identity.clear(case) == 1
        desk.identity.names(case, "Thistlewood; Tilly")
        assert all(one.is_open for one in desk.identity.looked(case))  # looked through under fewer names
    with sample.as_person(desk, "one"):
        seen = desk.intake.case(case.reference)
        assert seen.title == f"Claim of {seen.claimant}, born {seen.claimant}"
        assert not desk.cases.ids(CaseFilter(words=("Thistle",)))
        (row,) = desk.cases.page([case.id])
        assert row.title == seen.title
    assert desk.check() == []


def test_double_counting_is_told_without_the_other_case(desk: Desk, tmp_path: Path):
    planted(desk, tmp_path, Stage.INTAKE)
    hide(desk)
    case = planted(desk, tmp_path, Stage.INTAKE)
    for who, said in (("one", "another case"), ("chair", "RPL-2026-0001 (claimed)")):
        with sample.as_person(desk, who):
            words = " ".join(one.words for one in desk.credit.sheet(case.id).checks)
            assert f"is counted more than once: {case.reference}, {said}." in words, who


def test_ones_own_words_come_back_as_one_wrote_them(hidden, tmp_path: Path):
    desk, case = hidden
    with sample.as_person(desk, "two"):
        item = desk.evidence.register(case.id)[1]
        criterion = desk.judging.criteria(case.id)[0]
        desk.judging.judge(case, criterion, "met", f"As {FIRST} says on page 1.")
        (kept,) = [one for one in desk.judging.judgements(case.id) if one.criterion_id == criterion.id]
        assert kept.reason == f"As {FIRST} says on page 1."
        desk.judging.judge(case, criterion, "met", "")
        desk.appraising.answer(case, item, EvidenceTest.VALID, TestAnswer.YES, "")


def test_what_a_document_says_of_its_authors_is_covered_beside_its_text(desk: Desk, tmp_path: Path):
    """Comments, tracked changes and bookmarks name people beside the text that was looked through and released."""
    hide(desk)
    who = f'w:author="{NAME}" w:date="2026-06-03T10:00:00Z"'
    comments = f'<w:comment w:id="7" {who}>{paragraph(run("How many?"))}</w:comment>'
    body = (
        paragraph(f'<w:commentRangeStart w:id="7"/>{run("the handovers")}<w:commentRangeEnd w:id="7"/>')
        + paragraph(f'<w:ins w:id="1" {who}>{run("twice a week")}</w:ins>')
        + paragraph('<w:r><w:commentReference w:id="7"/></w:r>')
    )
    path = tmp_path / "account.docx"
    path.write_bytes(word(body, comments=comments))
    file = sample.case_file(
        CaseKind.RPL_ENTRY,
        claimant=IntakeClaimant(
            NAME, situation=Situation.NO_CERTIFICATE, wish=Wish.ENTRY, declared_on=date(2026, 5, 1)
        ),
        evidence=(IntakeEvidence("account.docx", "Account", EvidenceKind.PORTFOLIO),),
    )
    with sample.as_person(desk, "admin"):
        case = desk.intake.open_case(file, {"account.docx": path})
        (found,) = desk.identity.look(case)
        assert [one.where for one in found.places] == ["file's own information: changes and remarks"] * found.in_file
        assert desk.identity.clear(case) == 0  # who takes the file itself out would read them
        desk.identity.decide(case, found.item, Seen.SHOWN, "The remarks are wanted.")
    for person, named in (("one", False), ("chair", True)):
        with sample.as_person(desk, person):
            (item,) = desk.evidence.register(case.id)
            with desk.evidence.preview(item) as preview:
                said = repr(plain((preview.outline, preview.flow())))
        assert (NAME in said) is named, person
        assert (f"Claimant {case.reference}" in said) is not named


def test_words_of_the_panel_that_name_the_claimant_are_changed_only_by_who_knows_them(desk: Desk, tmp_path: Path):
    hide(desk)
    case = planted(desk, tmp_path)
    for stage in (Stage.RECONCILE, Stage.PANEL):
        sample._take_to(desk, case, stage)
    with sample.as_person(desk, "one"):
        seen = desk.intake.case(case.reference)
        desk.decisions.draft(case, level_rationale=f"{seen.claimant} leads a team.")
    with sample.as_person(desk, "chair"):
        desk.decisions.draft(case, credit_rationale=f"{NAME} met every outcome.")
        desk.decisions.set_recommendations(case, [f"Tell {FIRST} what comes next."])
    with sample.as_person(desk, "one"):
        draft = desk.intake.contents(case.id).decision
        assert draft.credit_rationale == f"{seen.claimant} met every outcome."
        with pytest.raises(NotAllowed, match="name the claimant"):
            desk.decisions.draft(case, credit_rationale=draft.credit_rationale + " So be it.")
        with pytest.raises(NotAllowed, match="name the claimant"):
            desk.decisions.set_recommendations(case, [])
        desk.decisions.draft(case, level_rationale="A team is led.")
    with sample.as_person(desk, "chair"):
        contents = desk.intake.contents(case.id)
        assert contents.decision.credit_rationale == f"{NAME} met every outcome."
        assert contents.recommendations[0].text == f"Tell {FIRST} what comes next."


def test_papers_and_minutes_of_a_meeting_name_nobody_before_the_claimant_is_revealed(desk: Desk, tmp_path: Path):
    """They are printed by who knows the claimant, and go round to those who do not."""
    hide(desk)
    case = planted(desk, tmp_path)
    for stage in (Stage.RECONCILE, Stage.PANEL):
        sample._take_to(desk, case, stage)
    meeting = sample.meeting_of(desk, case)
    with sample.as_person(desk, "chair"):
        desk.decisions.draft(case, credit_rationale=f"{NAME} met every outcome.")

        def papers() -> str:
            line = desk.meetings.order(meeting)[0]
            paper = desk.papers.case_paper(meeting, line, 1, 1)
            return repr(plain((desk.papers.agenda(meeting), paper)))

        assert LEAK.search(papers()) is None
        assert f"Claim of Claimant {case.reference}" in papers()
        desk.meetings.open(meeting)
        desk.meetings.keep_minute(meeting, None, f"{FIRST} is expected.")
        desk.meetings.keep_minute(meeting, case, f"{NAME} spoke well.")
        minutes = desk.minutes.draft(meeting)
        assert b"spoke well" in minutes.body
        assert LEAK.search(minutes.body.decode()) is None
        desk.identity.reveal(case, "The panel met the claimant.")
        assert NAME in papers()
        assert NAME.encode() in desk.minutes.draft(meeting).body


def test_a_page_without_text_among_others_waits_for_a_person_too(desk: Desk, tmp_path: Path):
    from reportlab.pdfgen.canvas import Canvas

    hide(desk)
    canvas = Canvas(str(tmp_path / "mixed.pdf"), invariant=1)
    canvas.drawString(72, 720, "The account of a team.")
    canvas.showPage()
    canvas.rect(72, 72, 100, 100)
    canvas.showPage()
    canvas.save()
    with sample.as_person(desk, "admin"):
        file = sample.case_file(CaseKind.RPL_ENTRY, evidence=(IntakeEvidence("mixed.pdf", "Scan", EvidenceKind.OTHER),))
        case = desk.intake.open_case(file, {"mixed.pdf": tmp_path / "mixed.pdf"})
        (found,) = desk.identity.look(case)
        assert (found.places, found.note) == ((), "Page 2 holds no text.")
        assert desk.identity.clear(case) == 0
