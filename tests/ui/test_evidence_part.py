"""The evidence register in the window: tests, reading, claims, confirmations, records, and replaced files."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent
from PySide6.QtWidgets import QPushButton

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.evidence import EvidenceKind, EvidenceRow, EvidenceTest, TestAnswer
from rpl_desk.domain.intake import IntakeEvidence
from rpl_desk.services.evidence import details_for
from rpl_desk.ui.case.evidence import LISTED, EvidencePart
from rpl_desk.ui.case.evidence_dialogs import ConfirmDialog, ReplaceDialog
from rpl_desk.ui.case.item_said import CLAIMS, FILES, TESTS
from rpl_desk.ui.case.keep_sealed_dialog import KeepSealedDialog
from rpl_desk.ui.case.page import CasePage
from rpl_desk.ui.case.record_dialog import RecordDialog
from rpl_desk.ui.case.undo_list import UndoList
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from rpl_desk.ui.viewer.viewer import REFUSED
from tests import office as sample
from tests.ui.helpers import choose, clipped, grab, in_focus, unnamed
from tests.ui.test_case_page import shown, texts

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def claim(desk: Desk, tmp_path: Path) -> CaseRow:
    """A claim in review with three items: a portfolio, a certificate of 2016, and an account without a date."""
    case = sample.open_case(desk, tmp_path, CaseKind.RPL_CREDIT_SPECIFIC)
    with sample.as_person(desk, "admin"):
        for name, kind, learned_on in (
            ("certificate", EvidenceKind.CERTIFICATE, date(2016, 5, 1)),
            ("account", EvidenceKind.REFLECTIVE_ACCOUNT, None),
        ):
            path = sample.write_pdf(tmp_path / f"{name}.pdf", name)
            desk.evidence.add(case, path, IntakeEvidence(path.name, name.capitalize(), kind, learned_on=learned_on))
        desk.intake.begin_review(case)
        return desk.intake.contents(case.id).case


def opened(qtbot, desk: Desk, case: CaseRow, size=(1380, 860)) -> tuple[CasePage, EvidencePart]:
    page = shown(qtbot, desk, case, "evidence", size)
    part = page.parts["evidence"]
    assert isinstance(part, EvidencePart)
    return page, part


def press(qtbot, part: EvidencePart, keys: str) -> None:
    qtbot.keyClicks(part.list, keys)


def answers(desk: Desk, case: CaseRow) -> dict[tuple[int, EvidenceTest], tuple[TestAnswer, str]]:
    return {
        (one.row.evidence_id, one.row.test): (one.row.answer, one.row.note)
        for one in desk.appraising.appraisals(case.id)
    }


def items(desk: Desk, case: CaseRow) -> tuple[EvidenceRow, ...]:
    return desk.evidence.register(case.id)


# -- tests of an item -------------------------------------------------------------------------------------------------


def test_the_tests_of_an_item_are_answered_by_key_one_after_another(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        _, part = opened(qtbot, desk, claim)
        item = items(desk, claim)[0]
        assert part.tests.current is EvidenceTest.VALID
        press(qtbot, part, "Y")
        assert part.tests.current is EvidenceTest.AUTHENTIC
        press(qtbot, part, "U3Y")
        given = answers(desk, claim)
        assert given == {
            (item.id, EvidenceTest.VALID): (TestAnswer.YES, ""),
            (item.id, EvidenceTest.AUTHENTIC): (TestAnswer.UNSURE, ""),
            (item.id, EvidenceTest.CURRENT): (TestAnswer.YES, ""),
        }
        assert part.tests.current is EvidenceTest.SUFFICIENT
        assert part.about.tabs.tabText(TESTS) == "Tests 3/4"
        assert "3/4 tests" in part.register.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_partly_and_no_are_kept_once_they_say_why(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        _, part = opened(qtbot, desk, claim)
        first, second, _ = items(desk, claim)
        press(qtbot, part, "T")
        block = part.tests.blocks[EvidenceTest.VALID]
        assert "only partly valid" in block.problem.text() and answers(desk, claim) == {}
        part.register.choose(second.id)
        assert part.row is not None and part.row.id == first.id  # it waits until it says why, or is given up
        block.note.setPlainText("Unit 2 is not in it.")
        part.keep()
        assert answers(desk, claim) == {(first.id, EvidenceTest.VALID): (TestAnswer.PARTLY, "Unit 2 is not in it.")}
        part.register.choose(second.id)
        assert part.row.id == second.id
        press(qtbot, part, "X")
        qtbot.keyClick(part.tests.blocks[EvidenceTest.VALID].note, Qt.Key.Key_Escape)
        assert not part.tests.is_due and len(answers(desk, claim)) == 1


def test_an_answer_is_taken_back_and_made_again(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        _, part = opened(qtbot, desk, claim)
        press(qtbot, part, "Y1U")
        qtbot.keyClick(part.list, Qt.Key.Key_Z, CTRL)
        assert [one[0] for one in answers(desk, claim).values()] == [TestAnswer.YES]
        assert part.tests.blocks[EvidenceTest.VALID].answer is TestAnswer.YES
        qtbot.keyClick(part.list, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
        assert [one[0] for one in answers(desk, claim).values()] == [TestAnswer.UNSURE]


def test_what_the_register_says_of_an_item_is_taken_back_on_the_page(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "chair"):
        _, part = opened(qtbot, desk, claim)
        was = part.entry.fields["title"].text()
        part.entry.fields["title"].setText("Another title")
        part.entry.autosave.touch()
        part.keep()
        assert items(desk, claim)[0].title == "Another title"
        qtbot.keyClick(part.list, Qt.Key.Key_Z, CTRL)
        assert items(desk, claim)[0].title == part.entry.fields["title"].text() == was
        qtbot.keyClick(part.list, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
        assert items(desk, claim)[0].title == part.entry.fields["title"].text() == "Another title"


def test_an_item_added_by_mistake_is_taken_back_and_put_back_from_the_bin(qtbot, desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path)
    path = sample.write_pdf(tmp_path / "wrong.pdf", "Of somebody else")
    with sample.as_person(desk, "chair"):
        _, part = opened(qtbot, desk, case)
        desk.evidence.add(case, path, details_for(path, EvidenceKind.OTHER))
        part.changed.emit()
        part.register.choose(items(desk, case)[1].id)
        assert part.row is not None and part.row.key == "E02"
        qtbot.keyClick(part.list, Qt.Key.Key_Z, CTRL)
        assert [one.key for one in items(desk, case)] == ["E01"]
        assert part.row.key == "E01" and part.viewer.item is not None and part.viewer.item.key == "E01"
        assert "E02, wrong, was taken out and can be put back." in texts(part.notice)
        part.show_removed().accept()
        assert [one.key for one in items(desk, case)] == ["E01", "E02"]
        assert "taken out" not in texts(part.notice)


def test_a_replaced_file_is_taken_back_on_the_page_and_what_one_did_stands_in_a_list(
    qtbot, desk: Desk, claim: CaseRow, tmp_path: Path
):
    with sample.as_person(desk, "chair"):
        _, part = opened(qtbot, desk, claim)
        before = items(desk, claim)[0]
        desk.evidence.replace(claim, before, sample.write_pdf(tmp_path / "signed.pdf", "Signed"), "Signed.")
        part.changed.emit()
        qtbot.keyClick(part.list, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
        listed = part.window().findChild(UndoList)
        assert listed is not None and listed.list.model().index(0, 0).data() == "Undo: replace E01"
        listed.accept()
        assert items(desk, claim)[0].sha256 == before.sha256 == part.row.sha256
        assert part.viewer.item is not None and part.viewer.item.sha256 == before.sha256


@pytest.mark.parametrize("who", ["two", "chair", "admin"])
def test_nobody_sees_anothers_tests_and_reading_before_the_reveal(qtbot, desk: Desk, claim: CaseRow, who):
    with sample.as_person(desk, "one"):
        item = items(desk, claim)[0]
        desk.appraising.set_read(claim, item)
        desk.appraising.answer(claim, item, EvidenceTest.VALID, TestAnswer.NO, "marmalade on every page")
    with sample.as_person(desk, who):
        page, part = opened(qtbot, desk, claim)
        said = texts(page)
        assert "marmalade" not in said and "1/4" not in said
        assert "read 1/3" not in said and "1/3 read" not in said
        assert part.read_bar.isVisible() is (who == "two")


def test_after_the_reveal_both_answers_stand_side_by_side(qtbot, desk: Desk, claim: CaseRow):
    item = None
    for who, answer, note in (("one", TestAnswer.NO, "Too thin."), ("two", TestAnswer.YES, "")):
        with sample.as_person(desk, who):
            item = items(desk, claim)[0]
            desk.appraising.answer(claim, item, EvidenceTest.VALID, answer, note)
        sample.judge_all(desk, claim, who)
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(claim)
        page, part = opened(qtbot, desk, claim)
        said = texts(part.tests.blocks[EvidenceTest.VALID])
        for words in ("Assessor One", "Assessor Two", "No", "Too thin.", "Yes", "The answers differ"):
            assert words in said
        assert not part.tests.blocks[EvidenceTest.VALID].choices.isVisible()
        assert "Nobody answered this test." in texts(part.tests.blocks[EvidenceTest.CURRENT])
        assert clipped(page) == []


def test_how_current_an_item_is_stands_beside_the_test_and_an_exception_is_recorded(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "admin"):
        _, part = opened(qtbot, desk, claim)
        part.show_item("E02")
        facts = part.tests.blocks[EvidenceTest.CURRENT].facts
        assert "Learned 1 May 2016, more than 5 years before today" in facts.text()
        dialog = part.acts.exception()
        dialog.reason.setText("Used every week since.")
        dialog.accept()
        assert items(desk, claim)[1].currency_exception == "Used every week since."
        assert "Exception: Used every week since." in facts.text()
        part.show_item("E01")
        assert not part.tests.blocks[EvidenceTest.CURRENT].extra.isVisible()


def test_who_confirmed_an_item_stands_beside_authentic(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        _, part = opened(qtbot, desk, claim)
        facts = part.tests.blocks[EvidenceTest.AUTHENTIC].facts
        assert facts.text() == "Nobody has confirmed it yet."
        dialog = part.acts.confirm()
        dialog.accept()
        assert "needs some words" in dialog.refused.text()
        dialog.who.setText("B. Manager")
        dialog.capacity.setText("line manager")
        dialog.how.setText("signed statement")
        dialog.day.setText("the other day")
        dialog.accept()
        assert "is not a day" in dialog.refused.text()
        dialog.day.setText("3 May 2026")
        dialog.accept()
        assert facts.text() == "Confirmed by B. Manager, line manager, 3 May 2026: signed statement."


# -- reading ----------------------------------------------------------------------------------------------------------


def test_an_item_is_read_by_a_deliberate_key_and_counted_in_the_strip(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        page, part = opened(qtbot, desk, claim)
        qtbot.waitUntil(lambda: part.viewer.outline is not None)
        assert part.read_bar.seen.full_text == "The page was in view."
        assert desk.appraising.read_items(claim.id) == frozenset()  # seen is not read
        assert page.strip.part("evidence").text() == "Evidence read 0/3"
        press(qtbot, part, "R")
        assert desk.appraising.read_items(claim.id) == {items(desk, claim)[0].id}
        assert page.strip.part("evidence").text() == "Evidence read 1/3"
        assert part.register.head.note.full_text == "1/3 read"
        assert "E01, Unit specification, read" in part.register.model.index(0, 0).data(
            Qt.ItemDataRole.AccessibleTextRole
        )
        press(qtbot, part, "R")
        assert page.strip.part("evidence").text() == "Evidence read 0/3"
        part.read_bar.turn.click()
        press(qtbot, part, "JR")
        assert len(desk.appraising.read_items(claim.id)) == 2
    with sample.as_person(desk, "admin"):
        page, part = opened(qtbot, desk, claim)
        assert page.strip.part("evidence").text() == "Evidence 3"


def test_the_list_is_put_in_another_order_and_keeps_its_place(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        desk.appraising.set_read(claim, items(desk, claim)[0])
        _, part = opened(qtbot, desk, claim)
        orders = {act.text(): act for act in part.register.sort.menu().actions()}
        part.show_item("E02")
        for words, keys in (
            ("Title", ["E03", "E02", "E01"]),
            ("Kind", ["E02", "E01", "E03"]),
            ("Date of learning, oldest first", ["E02", "E01", "E03"]),
            ("Not read first", ["E02", "E03", "E01"]),
            ("Number", ["E01", "E02", "E03"]),
        ):
            orders[words].trigger()
            assert [one.key for one in part.register.model.rows] == keys
            assert part.row.key == "E02" and part.register.current.key == "E02"


# -- claims -----------------------------------------------------------------------------------------------------------


def test_a_claim_is_ticked_with_the_keyboard_and_seen_in_the_map(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "admin"):
        _, part = opened(qtbot, desk, claim)
        press(qtbot, part, "]]")
        assert part.about.tabs.currentIndex() == CLAIMS
        claims = part.about.claims
        qtbot.keyClick(claims.list, Qt.Key.Key_Down)
        qtbot.keyClick(claims.list, Qt.Key.Key_Space)
        (made,) = desk.evidence.claims(claim.id)
        second = desk.judging.criteria(claim.id)[1]
        assert (made.evidence_id, made.criterion_id) == (items(desk, claim)[0].id, second.id)
        assert part.about.tabs.tabText(CLAIMS) == "Claims 1"
        press(qtbot, part, "W")
        dialog = part.findChild(type(part.acts.show_map()))
        assert dialog.model.index(2, 1).data() == "c"
        dialog.reject()
        qtbot.keyClick(claims.list, Qt.Key.Key_Space)
        assert desk.evidence.claims(claim.id) == ()


def test_the_map_shows_everybodys_links_or_one_assessors_after_the_reveal(qtbot, desk: Desk, claim: CaseRow):
    for who in ("one", "two"):
        sample.judge_all(desk, claim, who)
    with sample.as_person(desk, "chair"):
        page, part = opened(qtbot, desk, claim)
        dialog = part.acts.show_map()
        assert not dialog.whose.isVisible() and dialog.model.index(1, 1).data() == "·"
        dialog.reject()
        desk.reconciling.reveal(claim)
        page.open_case(claim.reference, "evidence")
        dialog = part.acts.show_map()
        assert [dialog.whose.itemText(n) for n in range(3)] == ["Everybody", "Assessor One", "Assessor Two"]
        assert dialog.model.index(1, 1).data() == "+2"
        dialog.whose.setCurrentIndex(2)
        dialog.whose.activated.emit(2)
        assert dialog.model.index(1, 1).data() == "+1"


def test_who_does_not_prepare_the_case_sees_claims_and_cannot_tick_them(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        _, part = opened(qtbot, desk, claim)
        part.about.bring(CLAIMS)
        qtbot.keyClick(part.about.claims.list, Qt.Key.Key_Space)
        assert desk.evidence.claims(claim.id) == ()
        assert not part.add.isEnabled() and not part.entry.fields["title"].isEnabled()
        assert part.files.replace.isHidden()


# -- what is written down ---------------------------------------------------------------------------------------------


def test_an_interview_is_written_down_and_can_be_read(qtbot, desk: Desk, claim: CaseRow):
    words = "Asked how she records a session.\n“Straight after, while it is fresh.”"
    with sample.as_person(desk, "one"):
        _, part = opened(qtbot, desk, claim)
        dialog = part.acts.write_down()
        dialog.accept()
        assert "needs some words" in dialog.refused.text()
        dialog.heard.setText("Sample Claimant A")
        dialog.capacity.setText("claimant")
        dialog.day.setText("3 May 2026")
        dialog.text.setPlainText(words)
        dialog.accept()
        row = items(desk, claim)[-1]
        assert (row.kind, row.title) == (
            EvidenceKind.PROFESSIONAL_DISCUSSION,
            "Professional discussion, Sample Claimant A",
        )
        assert (row.source, row.supplier, row.made_on) == (
            "Sample Claimant A, claimant",
            "Assessor One",
            date(2026, 5, 3),
        )
        assert desk.evidence.read(row) == words.encode()
        assert part.row.id == row.id
        qtbot.waitUntil(lambda: part.viewer.flow.flow is not None)
        assert part.viewer.flow.flow.text.strip() == words
        assert desk.drafts.draft(claim) is None


def test_a_record_that_was_begun_is_there_again_after_closing_and_locking(qtbot, desk: Desk, claim: CaseRow):
    with sample.as_person(desk, "one"):
        page, part = opened(qtbot, desk, claim)
        dialog = part.acts.write_down()
        dialog.kind._group.button(1).click()
        assert "Who was observed" in texts(dialog)
        qtbot.keyClicks(dialog.text, "She opens the session by asking who is new.")
        dialog.reject()
        assert "not in the register yet" in part.notice.text()
        page.close()
    with sample.as_person(desk, "two"):
        _, part = opened(qtbot, desk, claim)
        assert part.notice.text() == "" and part.acts.write_down().text.toPlainText() == ""
    with sample.as_person(desk, "one"):
        _, part = opened(qtbot, desk, claim)
        part.notice.buttons[0].click()
        dialog = part.findChild(type(dialog))
        assert dialog.text.toPlainText() == "She opens the session by asking who is new."
        assert dialog.kind.value() is EvidenceKind.OBSERVATION
        dialog.drop.click()
        assert desk.drafts.draft(claim) is not None  # asked twice: nothing brings it back
        dialog.drop.click()
        assert desk.drafts.draft(claim) is None


# -- files ------------------------------------------------------------------------------------------------------------


def test_a_file_is_replaced_and_its_earlier_version_read_and_handed_out(
    qtbot, desk: Desk, claim: CaseRow, tmp_path: Path
):
    new_file = sample.write_pdf(tmp_path / "signed copy.pdf", "The signed copy")
    with sample.as_person(desk, "admin"):
        page, part = opened(qtbot, desk, claim)
        before = items(desk, claim)[0]
        earlier = desk.evidence.read(before)
        dialog = part.acts.replace()
        dialog.accept()
        assert "Choose the new file" in dialog.refused.text()
        dialog.choose(new_file)
        dialog.accept()
        assert "Say why" in dialog.refused.text()
        dialog.reason.setText("The signed copy.")
        dialog.accept()
        qtbot.waitUntil(lambda: dialog.replaced is not None, timeout=20_000)
        after = items(desk, claim)[0]
        assert (after.file_name, desk.evidence.read(after)) == ("signed copy.pdf", new_file.read_bytes())
        assert [one.sha256 for one in desk.texts.waiting() if one.id == after.id] == []
        assert part.about.tabs.tabText(FILES) == "File, 1 earlier"
        part.about.bring(FILES)
        said = texts(part.files)
        for words in ("portfolio.pdf", "Administrator One", "The signed copy.", before.sha256[:8]):
            assert words in said
        read, out = (
            one for one in part.files.findChildren(QPushButton) if one.isVisible() and one.text().endswith("t")
        )
        read.click()
        qtbot.waitUntil(lambda: part.viewer.outline is not None)
        assert part.viewer.item.sha256 == before.sha256 and part.row.id == before.id
        assert "earlier file" in part.earlier.text() and unnamed(page) == []
        (version,) = desk.evidence.versions(after)
        part.work.hand_out(tmp_path / "earlier.pdf", version)
        qtbot.waitUntil(lambda: (tmp_path / "earlier.pdf").exists() and not part.work.jobs.is_busy, timeout=20_000)
        assert (tmp_path / "earlier.pdf").read_bytes() == earlier
        part.earlier.buttons[0].click()
        assert part.viewer.item.sha256 == after.sha256 and not part.earlier.isVisible()
        assert out.accessibleName().startswith("Hand out the file of E01")


def test_what_the_gate_refuses_replaces_nothing_and_is_told_in_the_dialog(
    qtbot, desk: Desk, claim: CaseRow, tmp_path: Path
):
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"not a pdf at all")
    with sample.as_person(desk, "admin"):
        _, part = opened(qtbot, desk, claim)
        before = items(desk, claim)
        dialog = part.acts.replace()
        dialog.choose(bad)
        dialog.reason.setText("A better scan.")
        dialog.accept()
        qtbot.waitUntil(lambda: "bad.pdf" in dialog.refused.text(), timeout=20_000)
        assert dialog.isVisible() and dialog.act.isEnabled()
        assert items(desk, claim) == before


def test_files_dropped_on_the_page_are_added_and_the_first_is_shown_with_its_entry(
    qtbot, desk: Desk, claim: CaseRow, tmp_path: Path
):
    path = sample.write_pdf(tmp_path / "dropped.pdf", "Dropped")
    with sample.as_person(desk, "admin"):
        _, part = opened(qtbot, desk, claim)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        part.dropEvent(QDropEvent(QPointF(QPoint(10, 10)), copy, data, left, Qt.KeyboardModifier.NoModifier))
        qtbot.waitUntil(lambda: len(items(desk, claim)) == 4 and part.row.key == "E04", timeout=20_000)
        kind = part.entry.kind
        kind.setCurrentIndex(kind.findData(EvidenceKind.CV))
        kind.activated.emit(kind.currentIndex())
        part.entry.fields["learned_on"].clear()
        qtbot.keyClicks(part.entry.fields["learned_on"], "28 May 2026")
        part.keep()
        row = items(desk, claim)[-1]
        assert (row.kind, row.learned_on) == (EvidenceKind.CV, date(2026, 5, 28))


def test_the_same_file_elsewhere_is_flagged_and_both_places_open(qtbot, desk: Desk, claim: CaseRow, tmp_path: Path):
    other = sample.open_case(desk, tmp_path)  # with the same specification
    with sample.as_person(desk, "admin"):
        page, part = opened(qtbot, desk, claim)
        here, there = f"{claim.reference} E01", f"{other.reference} E01"
        assert here in part.notice.text() and there in part.notice.text()
        spoken = part.register.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert "the same file stands elsewhere too" in spoken
        part.show_item("E02")
        part.go_to_place(here)
        assert part.row.key == "E01" and there in texts(part.files)
        went = []
        page.went.connect(lambda name, what: went.append((name, what)) or page.open_case(*what))
        part.go_to_place(there)
        assert went == [("case", (other.reference, "evidence"))]
        assert part.state.case.reference == other.reference and part.row.key == "E01"


def test_the_original_is_handed_out_by_its_key_whichever_tab_is_in_view(
    qtbot, desk: Desk, claim: CaseRow, tmp_path: Path
):
    target = tmp_path / "out.pdf"
    with sample.as_person(desk, "one"):
        _, part = opened(qtbot, desk, claim)
        in_focus(qtbot, part)
        part.about.bring(TESTS)
        qtbot.keyClick(part.list, Qt.Key.Key_S, CTRL)
        choose(part, target)
        qtbot.waitUntil(lambda: target.exists() and not part.work.jobs.is_busy, timeout=20_000)
        assert target.read_bytes() == desk.evidence.read(items(desk, claim)[0])


def test_an_interview_is_written_down_by_its_key_in_a_case_without_evidence(qtbot, desk: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path, CaseKind.RPL_CREDIT_SPECIFIC, evidence=())
    with sample.as_person(desk, "admin"):
        _, part = opened(qtbot, desk, case)
        in_focus(qtbot, part)
        assert part.empty.action.hasFocus()
        qtbot.keyClick(part.empty.action, Qt.Key.Key_T, CTRL)
        (dialog,) = part.findChildren(RecordDialog)
        dialog.heard.setText("Sample Claimant A")
        dialog.text.setPlainText("How she began.")
        dialog.accept()
        assert [one.key for one in items(desk, case)] == ["E01"]
        assert part.stack.currentIndex() == LISTED and part.row.key == "E01"


def test_each_act_on_an_item_has_its_key_where_it_may_be_done(qtbot, desk: Desk, claim: CaseRow):
    for who, keys in (("admin", {"C": ConfirmDialog, "P": ReplaceDialog}), ("one", {"C": ConfirmDialog})):
        with sample.as_person(desk, who):
            page, part = opened(qtbot, desk, claim)
            for key, kind in keys.items():
                press(qtbot, part, key)
                (dialog,) = [one for one in part.findChildren(kind) if one.isVisible()]
                dialog.reject()
            if who == "one":
                press(qtbot, part, "P")
                assert part.findChildren(ReplaceDialog) == []
            page.close()


def test_a_folder_that_is_dropped_is_refused_in_words(qtbot, desk: Desk, claim: CaseRow, tmp_path: Path):
    folder = tmp_path / "all my evidence"
    folder.mkdir()
    with sample.as_person(desk, "admin"):
        _, part = opened(qtbot, desk, claim)
        part.work.add_files([folder])
        qtbot.waitUntil(lambda: bool(part.problem.text()), timeout=20_000)
        assert "all my evidence" in part.problem.text() and len(items(desk, claim)) == 3


def test_a_refused_file_is_kept_sealed_once_it_says_why(qtbot, desk: Desk, claim: CaseRow, tmp_path: Path):
    bad = tmp_path / "portfolio.exe"
    bad.write_bytes(b"MZ a program")
    with sample.as_person(desk, "admin"):
        _, part = opened(qtbot, desk, claim)
        assert part.work.keep_sealed() is None
        part.work.add_files([bad])
        qtbot.waitUntil(lambda: bool(part.work.offer.text()), timeout=20_000)
        assert "portfolio.exe" in part.problem.text()
        press(qtbot, part, "L")
        (dialog,) = part.findChildren(KeepSealedDialog)
        dialog.accept()
        assert "Say why they are kept" in dialog.refused.text()
        dialog.reason.setText("The only copy.")
        dialog.accept()
        qtbot.waitUntil(lambda: len(items(desk, claim)) == 4, timeout=20_000)
        qtbot.waitUntil(lambda: part.row is not None and part.row.key == "E04")
        assert items(desk, claim)[3].kept_sealed == "The only copy."
        assert part.work.offer.text() == "" and part.problem.text() == ""
        assert "Kept sealed, never opened here: The only copy." in part.files.facts.text()


def test_many_refusals_leave_room_for_the_register_and_each_can_still_be_read(
    qtbot, desk: Desk, claim: CaseRow, tmp_path: Path
):
    names = [f"old {number}.doc" for number in range(9)]
    for name in names:
        (tmp_path / name).write_bytes(b"old words")
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.pdf").write_bytes(b"")
    with sample.as_person(desk, "admin"):
        _, part = opened(qtbot, desk, claim, (1100, 700))
        part.work.add_files([*(tmp_path / name for name in names), tmp_path / "empty.pdf", tmp_path / "folder"])
        qtbot.waitUntil(lambda: bool(part.work.offer.text()), timeout=20_000)
        lines = part.problem.text().split("\n")
        assert lines[0] == "folder was refused. It is a folder, not a file. Choose a file."  # it is not kept sealed
        assert lines[1].startswith("old 0.doc was refused. Files ending in .doc are not accepted. Open it in")
        assert lines[6:] == ["5 more were refused too. “Keep them sealed” says why each was."]
        assert part.panes.height() > part.height() / 2
        press(qtbot, part, "L")
        (dialog,) = part.findChildren(KeepSealedDialog)
        assert [path.name for path in dialog.lines] == [*names, "empty.pdf"]
        dialog.reject()


def test_a_copy_of_an_item_is_given_to_its_own_program(qtbot, desk: Desk, claim: CaseRow, monkeypatch):
    asked: list[Path] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: asked.append(Path(url.toLocalFile())) or len(asked) == 1
    )
    with sample.as_person(desk, "one"):
        _, part = opened(qtbot, desk, claim)
        press(qtbot, part, "O")
        qtbot.waitUntil(lambda: "A copy of E01 was given to its own program" in texts(part.window()), timeout=20_000)
        assert asked[0].read_bytes() == desk.evidence.read(items(desk, claim)[0])
        press(qtbot, part, "O")
        qtbot.waitUntil(lambda: "has no program that opens" in part.problem.text(), timeout=20_000)


def test_an_item_that_cannot_be_shown_opens_in_its_own_program_or_is_handed_out_where_it_says_so(
    qtbot, desk: Desk, claim: CaseRow, tmp_path: Path, monkeypatch
):
    asked: list[Path] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: asked.append(Path(url.toLocalFile())) or True)
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(b"%PDF-1.7\n" + b"nothing of it " * 20 + b"\nstartxref\n0\n%%EOF")
    with sample.as_person(desk, "admin"):
        row = desk.evidence.add(claim, damaged, details_for(damaged, EvidenceKind.OTHER))
        _, part = opened(qtbot, desk, claim)
        part.show_item(row.key)
        qtbot.waitUntil(lambda: part.viewer.stack.currentIndex() == REFUSED, timeout=20_000)
        ways = part.viewer.refusal
        assert ways.sentence.text().endswith("The original is kept; open it in its own program.")
        assert ways.other.text() == "Hand out the original" and not ways.other.isHidden()
        qtbot.mouseClick(ways.elsewhere, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: len(asked) == 1, timeout=20_000)
        assert asked[0].read_bytes() == damaged.read_bytes()
        assert desk.cases.log(claim.reference)[0].action == "open evidence elsewhere"
        qtbot.waitUntil(lambda: f"A copy of {row.key} was given" in texts(part.window()), timeout=20_000)
        damaged.write_bytes(b"%PDF-1.7\n" + b"nothing else " * 20 + b"\nstartxref\n0\n%%EOF")
        desk.evidence.replace(claim, row, damaged, "Scanned again.")
        part.show_case(desk.intake.contents(claim.id))
        part.read_earlier(desk.evidence.versions(row)[0])
        qtbot.waitUntil(lambda: part.viewer.stack.currentIndex() == REFUSED, timeout=20_000)
        qtbot.mouseClick(ways.other, Qt.MouseButton.LeftButton)
        choose(part, tmp_path / "out.pdf")
        qtbot.waitUntil(lambda: (tmp_path / "out.pdf").exists(), timeout=20_000)
        assert b"nothing of it" in (tmp_path / "out.pdf").read_bytes()
        qtbot.waitUntil(lambda: not part.work.jobs.is_busy, timeout=20_000)


def test_every_fingerprint_is_checked_earlier_files_too(qtbot, desk: Desk, claim: CaseRow, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        new = sample.write_pdf(tmp_path / "new.pdf", "New")
        desk.evidence.replace(claim, items(desk, claim)[0], new, "A better scan.")
        _, part = opened(qtbot, desk, claim)
        part.work.check_all()
        qtbot.waitUntil(lambda: "All 4 files match" in texts(part.window()), timeout=20_000)


@pytest.mark.parametrize(
    ("theme", "scale", "size"),
    [
        (ThemeName.LIGHT, 100, (1366, 768)),
        (ThemeName.DARK, 100, (1440, 900)),
        (ThemeName.LIGHT, 200, (1440, 900)),
        (ThemeName.DARK, 200, (1366, 768)),
    ],
)
def test_every_tab_and_dialog_is_named_and_nothing_is_cut_off(
    qtbot, desk: Desk, claim: CaseRow, tmp_path: Path, theme, scale, size
):
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "admin"):
        new = sample.write_pdf(tmp_path / "new.pdf", "New")
        desk.evidence.replace(claim, items(desk, claim)[1], new, "A better scan, with the seal on the second page.")
    with sample.as_person(desk, "one"):
        desk.appraising.answer(claim, items(desk, claim)[1], EvidenceTest.VALID, TestAnswer.NO, "Another's name.")
        page, part = opened(qtbot, desk, claim, size)
        part.show_item("E02")
        for place in range(3):
            part.panes.bring(place)
            for tab in range(part.about.tabs.count()):
                part.about.bring(tab)
                qtbot.wait(60)
                grab(page, f"evidence-{place}-{tab}-{theme.value}-{scale}")
                assert unnamed(page) == [] and clipped(page) == []
        for ask in (part.acts.write_down, part.acts.confirm, part.acts.show_map):
            dialog = ask()
            qtbot.wait(60)
            assert unnamed(dialog) == [] and clipped(dialog) == []
            dialog.reject()
    with sample.as_person(desk, "admin"):
        page, part = opened(qtbot, desk, claim, size)
        part.show_item("E02")
        for ask in (part.acts.replace, part.acts.exception):
            dialog = ask()
            qtbot.wait(60)
            assert unnamed(dialog) == [] and clipped(dialog) == []
            dialog.reject()


def test_in_the_intake_items_are_added_and_nothing_is_tested_yet(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.INTAKE)
    with sample.as_person(desk, "admin"):
        page, part = opened(qtbot, desk, case)
        assert "once the review has begun" in part.tests.words.text()
        assert page.strip.part("evidence").text() == "Evidence 1"
        press(qtbot, part, "YR")
        assert desk.appraising.appraisals(case.id) == ()
