"""The register: replaced files, items written down here, the tests of each item, and what has been read."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.errors import NotAllowed, RuleViolation
from rpl_desk.domain.evidence import EvidenceKind, EvidenceTest, TestAnswer
from tests import office as sample


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.REVIEW)


def item_of(desk: Desk, case: CaseRow):
    return desk.evidence.register(case.id)[0]


def test_a_replaced_file_keeps_its_earlier_version_readable(desk: Desk, case: CaseRow, tmp_path: Path):
    new_file = sample.write_pdf(tmp_path / "signed copy.pdf", "The signed copy")
    with sample.as_person(desk, "admin"):
        before = item_of(desk, case)
        earlier = desk.evidence.read(before)
        after = desk.evidence.replace(case, before, new_file, "The signed copy.")
        (version,) = desk.evidence.versions(after)
        assert (version.file_name, version.sha256, version.reason) == (
            "portfolio.pdf",
            before.sha256,
            "The signed copy.",
        )
        assert desk.evidence.read(version) == earlier
        assert desk.evidence.read(after) == new_file.read_bytes()
        assert (after.id, after.number, after.title, after.file_name) == (1, 1, before.title, "signed copy.pdf")
        with pytest.raises(RuleViolation, match="the very file"):
            desk.evidence.replace(case, after, new_file, "Again.")
        with pytest.raises(RuleViolation, match="needs some words"):
            desk.evidence.replace(case, after, new_file, " ")
    with sample.as_person(desk, "one"), pytest.raises(NotAllowed):
        desk.evidence.replace(case, after, new_file, "Not mine to replace.")
    assert desk.check() == []


def test_a_file_that_somebody_sealed_on_is_not_replaced(desk: Desk, case: CaseRow, tmp_path: Path):
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "admin"):
        before = item_of(desk, case)
        with pytest.raises(RuleViolation, match="Assessor 1 has sealed"):
            desk.evidence.replace(case, before, sample.write_pdf(tmp_path / "new.pdf", "New"), "A better scan.")
        assert item_of(desk, case) == before
        assert desk.evidence.versions(before) == ()


def test_an_interview_written_down_here_is_its_words_byte_for_byte(desk: Desk, case: CaseRow):
    words = "Asked how she records a session.\n“Straight after, while it is fresh.”"
    with sample.as_person(desk, "one"):
        row = desk.evidence.record_item(
            case,
            EvidenceKind.PROFESSIONAL_DISCUSSION,
            "Professional discussion",
            f" {words}\n",
            held_on=date(2026, 5, 3),
            heard="Sample Claimant A",
        )
        assert desk.evidence.read(row) == words.encode()
        assert row.sha256 == hashlib.sha256(words.encode()).hexdigest()
        assert (row.key, row.media_type, row.file_name) == (
            "E02",
            "text/plain",
            "professional discussion 2026-05-03.txt",
        )
        assert (row.made_on, row.source, row.supplier) == (date(2026, 5, 3), "Sample Claimant A", "Assessor One")
        with pytest.raises(RuleViolation, match="written down here"):
            desk.evidence.record_item(
                case, EvidenceKind.CERTIFICATE, "Certificate", "x", held_on=date(2026, 5, 3), heard="x"
            )
    with sample.as_person(desk, "member"), pytest.raises(NotAllowed):
        desk.evidence.record_item(
            case, EvidenceKind.OBSERVATION, "Seen", "x", held_on=date(2026, 5, 3), heard="Sample Claimant A"
        )
    assert desk.check() == []


def test_a_record_being_written_is_kept_for_its_writer_alone_until_it_is_an_item(
    desk: Desk, office: Path, case: CaseRow
):
    with sample.as_person(desk, "one"):
        assert desk.drafts.draft(case) is None
        desk.drafts.keep(case, EvidenceKind.TESTIMONY, text="She opens each session ", heard="B. Manager")
        desk.drafts.keep(case, EvidenceKind.TESTIMONY, text="She opens each session herself. ", heard="B. Manager")
        size = desk.database.head().size
        desk.drafts.keep(case, EvidenceKind.TESTIMONY, text="She opens each session herself. ", heard="B. Manager")
        assert desk.database.head().size == size
    for who in ("two", "chair", "admin"):
        with sample.as_person(desk, who):
            assert desk.drafts.draft(case) is None
            assert "keep draft" not in [one.action for one in desk.cases.log()]
    desk.close()
    with Desk.open(office) as again:
        with sample.as_person(again, "one"):
            kept = again.drafts.draft(case)
            assert (kept.text, kept.heard, kept.held_on) == ("She opens each session herself. ", "B. Manager", None)
            again.drafts.drop(case)
            again.drafts.drop(case)
            assert again.drafts.draft(case) is None
        assert again.check() == []


def test_the_same_words_written_twice_are_flagged_with_both_places(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        for _ in range(2):
            desk.evidence.record_item(
                case, EvidenceKind.TESTIMONY, "Testimony", "I saw it.", held_on=date(2026, 5, 3), heard="A manager"
            )
        (double,) = desk.evidence.double_uses(case.id)
        assert double.places == (f"{case.reference} E02", f"{case.reference} E03")


def test_authenticity_is_confirmed_of_the_very_file(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        item = item_of(desk, case)
        row = desk.evidence.confirm_authenticity(
            case,
            item,
            confirmed_by="A. Manager",
            capacity="line manager",
            how="signed statement",
            confirmed_on=date(2026, 5, 2),
        )
        assert desk.evidence.authenticity(case.id) == (row,)
        assert row.sha256 == item.sha256
        with pytest.raises(RuleViolation, match="how it was given"):
            desk.evidence.confirm_authenticity(case, item, confirmed_by="A", how="", confirmed_on=date(2026, 5, 2))


def test_each_test_of_an_item_has_an_answer_a_note_and_by_whom(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        item = item_of(desk, case)
        assert [one.value for one in desk.appraising.tests(case.id)] == ["valid", "authentic", "current", "sufficient"]
        desk.appraising.answer(case, item, EvidenceTest.VALID, TestAnswer.YES)
        desk.appraising.answer(case, item, EvidenceTest.VALID, TestAnswer.PARTLY, "Unit 2 is not in it.")
        (one,) = desk.appraising.appraisals(case.id)
        assert (one.row.answer, one.row.note, one.author) == (TestAnswer.PARTLY, "Unit 2 is not in it.", "Assessor One")
        with pytest.raises(RuleViolation, match="Say in a note why"):
            desk.appraising.answer(case, item, EvidenceTest.CURRENT, TestAnswer.NO)
        with pytest.raises(RuleViolation, match="does not test evidence for being reliable"):
            desk.appraising.answer(case, item, EvidenceTest.RELIABLE, TestAnswer.YES)
        assert desk.undoing.undo(case) == "E01 valid: partly"
        assert desk.appraising.appraisals(case.id)[0].row.answer is TestAnswer.YES
    with sample.as_person(desk, "two"):
        assert desk.appraising.appraisals(case.id) == ()


def test_an_item_is_read_until_its_file_is_replaced(desk: Desk, case: CaseRow, tmp_path: Path):
    with sample.as_person(desk, "one"):
        item = item_of(desk, case)
        desk.appraising.set_read(case, item)
        size = desk.database.head().size
        desk.appraising.set_read(case, item)
        assert desk.database.head().size == size
        assert desk.appraising.read_items(case.id) == {item.id}
        assert (desk.cases.progress(case.id).read, desk.cases.progress(case.id).evidence) == (1, 1)
        assert {cell.signs for row in desk.appraising.evidence_map(case.id).rows for cell in row.cells} == {"r"}
    with sample.as_person(desk, "admin"):
        new = desk.evidence.replace(case, item, sample.write_pdf(tmp_path / "new.pdf", "New"), "A better scan.")
    with sample.as_person(desk, "one"):
        assert desk.appraising.read_items(case.id) == frozenset()
        desk.appraising.set_read(case, new)
        assert desk.appraising.read_items(case.id) == {item.id}
        desk.appraising.set_read(case, new, read=False)
        assert desk.cases.progress(case.id).read == 0


def test_the_map_shows_claims_links_and_gaps(desk: Desk, case: CaseRow):
    first, second = desk_criteria(desk, case)[:2]
    with sample.as_person(desk, "admin"):
        desk.evidence.set_claim(case, item_of(desk, case), second)
        desk.evidence.set_claim(case, item_of(desk, case), second)
        assert len(desk.evidence.claims(case.id)) == 1
    with sample.as_person(desk, "one"):
        desk.judging.link(case, first, item_of(desk, case), page="4")
        desk.judging.judge(case, first, "8")
        found = desk.appraising.evidence_map(case.id)
        assert [row.cells[0].signs for row in found.rows[:3]] == ["+1", "c", "·"]
        assert [row.judged for row in found.rows[:2]] == [True, False]
        assert len(found.gaps) == len(found.rows) - 1


def desk_criteria(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        return desk.judging.criteria(case.id)
