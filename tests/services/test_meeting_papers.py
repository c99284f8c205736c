"""Agenda, paper pack and minutes: what is in them is what was captured, and no more than the reader may see."""

import json
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import NotAllowed, RuleViolation
from rpl_desk.domain.meeting_papers import Minutes
from rpl_desk.sealing.canonical import canonical, parse
from rpl_desk.sealing.verify import Status
from rpl_desk.services.verifying import verify_bytes, verify_file
from rpl_desk.services.verifying_papers import NOT_PROVEN
from tests import office as sample
from tests import second_verifier
from tests.services.test_identity import FIRST, LEAK, hide, planted


def text_of(path: Path) -> str:
    document = pdfium.PdfDocument(path)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    finally:
        document.close()


def data_of(path: Path) -> dict:
    with pikepdf.open(path) as pdf:
        (name,) = pdf.attachments
        return json.loads(pdf.attachments[name].get_file().read_bytes())


def run_meeting(desk: Desk, folder: Path):
    """Run a meeting of two cases: one decided after Member One has left for it, the other put off."""
    cases = [sample.case_at(desk, folder, Stage.PANEL), sample.case_at(desk, folder, Stage.PANEL)]
    meeting = sample.meeting_of(desk, *cases)
    member = sample.person(desk, "member")
    with sample.as_person(desk, "chair"):
        desk.intake.declare_interest(cases[0], member, "Former line manager")
        desk.meetings.open(meeting)
        desk.meetings.keep_minute(meeting, None, "The chair opened the meeting.")
        first, second = (one.item for one in desk.meetings.order(meeting))
        desk.meetings.take_up(meeting, first)
        desk.meetings.leave(meeting, cases[0], member)
        desk.meetings.keep_minute(meeting, cases[0], "The panel found both units sound.")
        desk.decisions.draft(
            cases[0],
            outcome="rated_with_conditions",
            level=8,
            points=12,
            level_rationale="Sits best at 8.",
            credit_rationale="120 hours.",
            dissent="Assessor Two would have said 7.",
        )
        desk.decisions.set_conditions(
            cases[0], [("Name the markers", "Programme lead", date(2026, 9, 1), "The handbook")]
        )
        desk.decisions.decide(cases[0])
        desk.meetings.come_back(meeting, member)
        desk.meetings.take_up(meeting, second)
        desk.meetings.put_off(meeting, second, "The owner is asked for the handbook.")
        desk.meetings.close(meeting)
    return meeting, cases


def test_the_agenda_says_when_what_is_taken_and_who_leaves_without_saying_why(desk: Desk, tmp_path: Path):
    cases = [sample.open_case(desk, tmp_path) for _ in range(2)]
    meeting = sample.meeting_of(desk, *cases)
    with sample.as_person(desk, "admin"):
        desk.intake.declare_interest(cases[1], sample.person(desk, "member"), "Former line manager")
        desk.papers.print_agenda(meeting, tmp_path / "agenda.pdf")
    words = text_of(tmp_path / "agenda.pdf")
    for part in ("Agenda", "Room 2.14", "10:00", "10:20", cases[0].reference, cases[1].reference, "3 of the panel"):
        assert part in words
    assert "Member One" in words and "line manager" not in words
    assert [one["leaving"] for one in data_of(tmp_path / "agenda.pdf")["entries"]] == [[], ["Member One"]]


def test_the_pack_has_a_file_for_each_case_in_running_order(desk: Desk, tmp_path: Path):
    cases = [sample.case_at(desk, tmp_path, stage) for stage in (Stage.PANEL, Stage.INTAKE)]
    meeting = sample.meeting_of(desk, *cases)
    told = []
    with sample.as_person(desk, "admin"):
        pack = desk.papers.print_pack(meeting, tmp_path / "pack", lambda done, total: told.append((done, total)))
    assert [one.name for one in pack.files] == [f"0{n}-{case.reference}.pdf" for n, case in enumerate(cases, 1)]
    assert told == [(0, 2), (1, 2), (2, 2)]
    words = text_of(pack.files[0])
    for part in ("Case 1 of 2", "Working paper", "Unit specification", "Nothing is drafted yet", "page 1 of"):
        assert part in words
    criteria = data_of(pack.files[0])["criteria"]
    assert criteria[0]["answers"][0].startswith("Assessor 1: level 8. Assessor One: as the specification shows.")
    assert criteria[0]["finding"] == "level 8"


def test_nobody_is_printed_the_paper_of_a_case_they_leave_the_room_for(desk: Desk, tmp_path: Path):
    cases = [sample.open_case(desk, tmp_path) for _ in range(2)]
    meeting = sample.meeting_of(desk, *cases)
    with sample.as_person(desk, "member"):
        desk.intake.declare_interest(cases[0], sample.person(desk, "member"), "Former line manager")
        pack = desk.papers.print_pack(meeting, tmp_path / "pack")
        assert ([one.name for one in pack.files], pack.left_out) == (
            [f"02-{cases[1].reference}.pdf"],
            (cases[0].reference,),
        )
        with pytest.raises(NotAllowed, match="leave the room"):
            desk.papers.case_paper(meeting, desk.meetings.order(meeting)[0], 1, 2)


def test_before_the_reveal_a_pack_holds_only_the_readers_own_answers(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    sample.judge_all(desk, case, "one")
    meeting = sample.meeting_of(desk, case)
    for who, answers, withheld in (("one", 1, "Only your own"), ("two", 0, "not shown"), ("admin", 0, "not shown")):
        with sample.as_person(desk, who):
            paper = desk.papers.case_paper(meeting, desk.meetings.order(meeting)[0], 1, 1)
        assert {len(one.answers) for one in paper.criteria} == {answers}
        assert withheld in paper.withheld


def test_minutes_hold_what_was_captured_and_say_what_was_not(desk: Desk, tmp_path: Path):
    meeting, _ = run_meeting(desk, tmp_path)
    with sample.as_person(desk, "chair"):
        row = desk.minutes.draft(meeting)
        assert desk.minutes.draft(meeting) == row
        desk.minutes.print(meeting, tmp_path / "minutes.pdf")
    minutes = Minutes.from_plain(parse(row.body))
    first, second = minutes.items
    assert [one.name for one in first.out] == ["Member One"] and first.out[0].returned
    assert {one.name: one.value for one in first.decision}["Outcome"] == "Rated with conditions"
    assert (first.conditions[0].owner, first.conditions[0].due_on) == ("Programme lead", "2026-09-01")
    assert (second.decision, second.put_off, second.minute) == ((), "The owner is asked for the handbook.", "")
    words = text_of(tmp_path / "minutes.pdf")
    for part in (
        "Draft, not confirmed",
        "The chair opened the meeting.",
        "The panel found both units sound.",
        "Former line manager",
        "Assessor Two would have said 7.",
        "The handbook",
        "The owner is asked for the handbook.",
        "No minute was written.",
        "3 present, 3 needed",
        f"The log had {minutes.log_size:,} entries",
    ):
        assert part in words
    assert desk.check() == []


def test_minutes_are_corrected_as_versions_and_confirmed_by_the_chair(desk: Desk, tmp_path: Path):
    meeting, cases = run_meeting(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        first = desk.minutes.draft(meeting)
        with pytest.raises(NotAllowed, match="chair of the meeting"):
            desk.minutes.confirm(meeting, first)
        with pytest.raises(RuleViolation, match="needs some words"):
            desk.minutes.correct(meeting, {None: "Otherwise"}, " ")
        second = desk.minutes.correct(meeting, {cases[1].id: "The handbook was missing."}, "The reason was left out")
    with sample.as_person(desk, "chair"):
        with pytest.raises(RuleViolation, match="replaces"):
            desk.minutes.confirm(meeting, first)
        desk.minutes.confirm(meeting, second)
        with pytest.raises(RuleViolation, match="confirmed"):
            desk.meetings.keep_minute(meeting, None, "Afterwards")
        with pytest.raises(RuleViolation, match="confirmed"):
            desk.minutes.draft(meeting)
        desk.minutes.print(meeting, tmp_path / "minutes.pdf")
        versions = desk.minutes.versions(meeting)
    assert [(one.version, one.reason) for one in versions] == [(1, ""), (2, "The reason was left out")]
    assert versions[0].body == first.body
    words = text_of(tmp_path / "minutes.pdf")
    assert "Confirmed" in words and "by Chair One" in words and "The handbook was missing." in words
    assert "The reason was left out" in words


def test_minutes_confirmed_in_a_log_that_nobody_signed_say_that_nothing_proves_it(desk: Desk, tmp_path: Path):
    meeting, _ = run_meeting(desk, tmp_path)
    with sample.as_person(desk, "chair"):  # nobody's key signs the log so
        desk.minutes.confirm(meeting, desk.minutes.draft(meeting))
        desk.minutes.print(meeting, tmp_path / "minutes.pdf")
    words = text_of(tmp_path / "minutes.pdf")
    assert "by Chair One" in words and "nothing in this PDF proves it" in words
    verdict = verify_file(tmp_path / "minutes.pdf")
    assert verdict.status is Status.UNSIGNED, verdict
    assert "It says that Chair One confirmed them" in verdict.facts[1]
    assert [one.message for one in verdict.problems] == [NOT_PROVEN]
    inside = data_of(tmp_path / "minutes.pdf")
    assert second_verifier.check_record(canonical(inside))[0] == second_verifier.UNSIGNED
    for change in ({"confirmed": {"at": inside["confirmed"]["at"]}}, {"paper": []}, {"more": 1}):
        assert verify_bytes(canonical(inside | change)).status is Status.BAD
        assert second_verifier.check_record(canonical(inside | change))[0] == second_verifier.CHANGED
    with pikepdf.open(tmp_path / "minutes.pdf") as pdf:  # the pages say what is inside, and nothing else
        page = pdf.pages[0]
        page.Contents.write(page.Contents.read_bytes().replace(b"0.6 w", b"0.7 w"))
        pdf.save(tmp_path / "altered.pdf")
    assert verify_file(tmp_path / "altered.pdf").status is Status.BAD


def test_the_last_line_of_minutes_is_the_newest_signed_note_on_the_log(desk: Desk, tmp_path: Path):
    desk.sign_in(sample.address("chair"), sample.passphrase("chair"))
    desk.people.sign_out()  # which signs the log
    meeting, _ = run_meeting(desk, tmp_path)
    with sample.as_person(desk, "chair"):
        row = desk.minutes.draft(meeting)
        desk.minutes.print(meeting, tmp_path / "minutes.pdf")
    assert Minutes.from_plain(parse(row.body)).anchor == desk.anchors.line()
    assert desk.anchors.line() in text_of(tmp_path / "minutes.pdf")


def test_only_who_runs_the_meeting_reads_and_prints_its_minutes(desk: Desk, tmp_path: Path):
    meeting, _ = run_meeting(desk, tmp_path)
    with sample.as_person(desk, "chair"):
        desk.minutes.confirm(meeting, desk.minutes.draft(meeting))
    with sample.as_person(desk, "member"):
        (row,) = desk.minutes.versions(meeting)
        assert row.confirmed_at is not None and row.body == b""
        with pytest.raises(NotAllowed, match="hands them out"):
            desk.minutes.print(meeting, tmp_path / "minutes.pdf")
    assert not (tmp_path / "minutes.pdf").exists()


def test_minutes_tell_no_hidden_claimant_to_a_secretary_who_judges(desk: Desk, tmp_path: Path):
    hide(desk)
    case = planted(desk, tmp_path)
    meeting = sample.meeting_of(desk, case)
    with sample.as_person(desk, "admin"):
        meeting = desk.meetings.change(meeting, secretary_id=sample.person(desk, "one").id)
        desk.meetings.open(meeting)
        row = desk.minutes.draft(meeting)
        assert FIRST.encode() not in row.body  # minutes go round
    with sample.as_person(desk, "one"):
        assert [one.body for one in desk.minutes.versions(meeting)] == [b""]
        for act in (
            lambda: desk.minutes.draft(meeting),
            lambda: desk.minutes.correct(meeting, {None: "Otherwise"}, "A reason"),
            lambda: desk.minutes.print(meeting, tmp_path / "minutes.pdf"),
        ):
            with pytest.raises(NotAllowed, match="hidden from those who judge"):
                act()
        desk.papers.print_agenda(meeting, tmp_path / "agenda.pdf")
        pack = desk.papers.print_pack(meeting, tmp_path / "pack")
    for path in (tmp_path / "agenda.pdf", *pack.files):
        assert not LEAK.search(text_of(path)) and not LEAK.search(json.dumps(data_of(path)))


def test_a_meeting_that_was_not_opened_has_no_minutes(desk: Desk):
    meeting = sample.meeting_of(desk)
    with sample.as_person(desk, "chair"), pytest.raises(RuleViolation, match="not been opened"):
        desk.minutes.draft(meeting)


def test_equal_papers_give_equal_bytes(desk: Desk, tmp_path: Path):
    from rpl_desk.documents.minutes_pdf import minutes_pdf

    meeting, _ = run_meeting(desk, tmp_path)
    with sample.as_person(desk, "chair"):
        row = desk.minutes.draft(meeting)
    made = [minutes_pdf(Minutes.from_plain(parse(row.body)), row.body, row.sha256, "") for _ in range(2)]
    assert made[0] == made[1]
