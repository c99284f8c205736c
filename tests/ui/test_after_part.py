"""After the decision, in the window: amended as a new version, voided, opened again, each with a reason."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.letters import Part, Reader
from rpl_desk.ui.case.after import AfterPart
from rpl_desk.ui.case.conditions_panel import ConfirmMetDialog
from rpl_desk.ui.case.letters_panel import WordingDialog
from rpl_desk.ui.case.page import CasePage
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, in_focus, shown_part, unnamed


def shown(qtbot, desk: Desk, case) -> AfterPart:
    part = AfterPart(desk)
    shown_part(qtbot, desk, part, case, (1300, 860))
    return part


def said(part) -> str:
    QApplication.processEvents()
    return "\n".join(one.text() for one in part.findChildren(QLabel) if one.isVisibleTo(part))


def stage(desk: Desk, case) -> Stage:
    return desk.intake.contents(case.id).case.stage


@pytest.mark.parametrize(("theme", "scale"), [(ThemeName.LIGHT, 100), (ThemeName.DARK, 100), (ThemeName.LIGHT, 200)])
def test_every_dialog_is_named_and_nothing_is_cut_off(qtbot, desk: Desk, tmp_path: Path, theme, scale):
    case = sample.case_at(desk, tmp_path, Stage.SIGNED)
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        for ask, name in ((part.standing.ask_to_amend, "amend"), (part.standing.ask_to_void, "void")):
            dialog = ask()
            qtbot.wait(50)
            grab(part, f"after-{name}-{theme.value}-{scale}")
            assert unnamed(dialog) == []
            assert clipped(dialog) == []
            dialog.reject()
        assert unnamed(part) == []
        assert clipped(part) == []


def test_an_amendment_is_begun_with_a_reason_shown_and_dropped(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.SIGNED)
    with sample.as_person(desk, "chair"):
        page = CasePage(desk)
        qtbot.addWidget(page)
        page.resize(1380, 860)
        page.show()
        page.open_case(case.reference, "after")
        part = page.parts["after"]
        assert isinstance(part, AfterPart)
        qtbot.mouseClick(part.standing.amend, Qt.MouseButton.LeftButton)
        dialog = part.standing.findChildren(type(part.standing.ask_to_amend()))[0]
        dialog.accept()
        assert "some words" in dialog.refused.text() and dialog.isVisible()
        assert stage(desk, case) is Stage.SIGNED
        dialog.ui.reason_edit.setText("The level was typed wrongly.")
        dialog.accept()
        assert stage(desk, case) is Stage.PANEL
        assert page._part == "deciding"
        assert "Version 1 stands until all have signed this one" in page.parts["deciding"].form.notice.text()
        page.open_part("after")
        assert "Stands, being amended. Reason: The level was typed wrongly." in said(part)
        assert part.standing.amend.isHidden() and part.standing.void.isHidden()
        dropping = part.standing.ask_to_drop()
        dropping.ui.reason_edit.setText("It was right.")
        dropping.accept()
        assert stage(desk, case) is Stage.SIGNED
        assert desk.amending.under_way(case.id) is None
    assert desk.check() == []


def test_the_chair_voids_by_passphrase_what_the_dialog_says_word_for_word(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.SIGNED)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        dialog = part.standing.ask_to_void()
        assert dialog is not None
        dialog.accept()
        assert "Say why" in dialog.refused.text()
        dialog.reason.setText("The portfolio was not the claimant's.")
        assert dialog.words.text() == "\n".join(desk.voiding.words(case, "The portfolio was not the claimant's."))
        dialog.passphrase.setText("not the passphrase at all")
        dialog.accept()
        qtbot.waitUntil(lambda: "not Chair One's passphrase" in dialog.refused.text(), timeout=20_000)
        assert stage(desk, case) is Stage.SIGNED
        qtbot.wait(1100)
        dialog.passphrase.setText(sample.passphrase("chair"))
        dialog.accept()
        qtbot.waitUntil(lambda: dialog.voided is not None, timeout=20_000)
        assert dialog.code.text() == dialog.voided.receipt
        grab(part, "after-voided")
        dialog.accept()
        assert stage(desk, case) is Stage.VOIDED
        assert "Voided on" in said(part) and "Reason: The portfolio was not the claimant's." in said(part)
        assert part.standing.amend.isHidden() and part.standing.void.isHidden()
    assert desk.check() == []


@pytest.fixture
def conditional(desk: Desk, tmp_path: Path):
    """A case signed with two conditions, the second overdue."""
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    sample.decide_with_conditions(desk, case)
    sample.sign_all(desk, case)
    return case


@pytest.mark.parametrize(("theme", "scale"), [(ThemeName.LIGHT, 100), (ThemeName.DARK, 100), (ThemeName.LIGHT, 200)])
def test_conditions_and_reviews_fit_in_every_look(qtbot, desk: Desk, conditional, theme, scale):
    today = desk.session.now().date()
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "chair"):
        for reason in ("The page was another one.", ""):
            desk.after.confirm_met(conditional, 2, shown_by="Owner Two", shown_on=today, shown_with="The page.")
            if reason:
                desk.after.withdraw_met(conditional, 2, reason)
        desk.after.hold_review(conditional, today, "Nothing to change.")
        part = shown(qtbot, desk, conditional)
        asks = (
            (part.conditions.ask_to_confirm, "confirm"),
            (part.conditions.ask_to_withdraw, "withdraw"),
            (part.reviews.ask, "review"),
        )
        grab(part, f"after-following-{theme.value}-{scale}")
        for ask, name in asks:
            dialog = ask()
            qtbot.wait(50)
            grab(part, f"after-{name}-{theme.value}-{scale}")
            assert unnamed(dialog) == []
            assert clipped(dialog) == []
            dialog.reject()
        assert unnamed(part) == []
        assert clipped(part) == []


def test_a_condition_is_confirmed_by_key_withdrawn_with_a_reason_and_open_again(qtbot, desk: Desk, conditional):
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, conditional)
        assert "0 of 2 met" in said(part) and part.conditions.withdraw.isHidden()
        assert "Condition 2: open, overdue by 1 day" in said(part)
        in_focus(qtbot, part)
        qtbot.keyClick(part, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(lambda: part.conditions.findChildren(ConfirmMetDialog) != [])
        (dialog,) = part.conditions.findChildren(ConfirmMetDialog)
        dialog.choice.numbers.setCurrentIndex(1)
        assert (dialog.choice.words.text(), dialog.by.text()) == ("Publish the hours.", "Owner Two")
        dialog.on.setText("the first of May")
        dialog.accept()
        assert "is not a day" in dialog.refused.text()
        dialog.on.setText("")
        dialog.accept()
        assert dialog.refused.text() == "Say on what day it was shown."
        dialog.on.set_day(desk.session.now().date())
        dialog.accept()
        assert "what showed the condition" in dialog.refused.text() and dialog.isVisible()
        dialog.shown_with.setPlainText("The page on the web.")
        dialog.accept()
        assert "1 of 2 met" in said(part) and "confirmed by Chair One" in said(part)
        withdrawing = part.conditions.ask_to_withdraw()
        assert withdrawing.choice.words.text() == "Publish the hours."
        withdrawing.ui.reason_edit.setText("It was another page.")
        withdrawing.accept()
        assert "was withdrawn: It was another page." in said(part) and "0 of 2 met" in said(part)
    assert desk.check() == []


def test_a_review_is_noted_and_moves_the_next_one(qtbot, desk: Desk, conditional):
    today = desk.session.now().date()
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, conditional)
        dialog = part.reviews.ask()
        dialog.accept()
        assert "note of what came of the review" in dialog.refused.text()
        dialog.found.setPlainText("Nothing to change.")
        dialog.next.set_day(today + timedelta(days=9))
        dialog.accept()
        assert "due in 9 days" in said(part) and ": Nothing to change." in said(part)
        assert desk.after.next_review(conditional.id) == today + timedelta(days=9)


def test_who_follows_no_decision_is_told_who_does(qtbot, desk: Desk, conditional):
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, conditional)
        assert part.reviews.note.text() == "Note a review: the chair or the secretary does this"
        dialog = part.conditions.ask_to_confirm()
        dialog.shown_with.setPlainText("The page on the web.")
        dialog.accept()
        assert "may confirm that a condition is met" in dialog.refused.text()


def test_who_is_not_the_chair_is_told_who_does_this(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.SIGNED)
    with sample.as_person(desk, "one"):
        part = shown(qtbot, desk, case)
        assert part.standing.amend.text() == "Amend the decision: the chair does this"
        dialog = part.standing.ask_to_amend()
        dialog.ui.reason_edit.setText("I would.")
        dialog.accept()
        assert "Only the chair of this case may amend" in dialog.refused.text()
        dialog.reject()
        assert stage(desk, case) is Stage.SIGNED


def test_what_is_closed_is_listed_and_opened_again_with_a_reason(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        assert part.locks.open_again.text() == "Open again: a decision not signed by all"
        dialog = part.locks.ask()
        dialog.ui.reason_edit.setText("A word was missing.")
        dialog.accept()
        assert stage(desk, case) is Stage.PANEL
        assert part.locks.open_again.text() == "Open again: findings the panel completed"
        dialog = part.locks.ask()
        dialog.ui.reason_edit.setText("Page 2 was not read.")
        dialog.accept()
        assert stage(desk, case) is Stage.RECONCILE
        assert "a decision not signed by all, by Chair One: A word was missing." in said(part)
        assert "findings the panel completed, by Chair One: Page 2 was not read." in said(part)
        assert part.locks.open_again.isHidden()


def test_sealed_judgements_are_given_back_to_the_assessor_chosen(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    sample.judge_all(desk, case, "two")
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        dialog = part.locks.ask()
        assert [dialog.who.itemText(row) for row in range(dialog.who.count())] == ["Assessor Two"]
        assert unnamed(dialog) == []
        dialog.ui.reason_edit.setText("They erred.")
        dialog.accept()
        assert dialog.refused.text() == ""
        assert all(one.sealed_at is None for one in desk.judging.assessments(case.id))
        assert "sealed judgements, by Chair One: They erred." in said(part)


def test_a_letter_is_written_and_the_office_words_it_itself(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.SIGNED)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        assert part.letters.claimant.isHidden()
        part.letters.write_to(Reader.OWNER, tmp_path / "letter.pdf")
        qtbot.waitUntil(lambda: "letter.pdf, SHA-256" in said(part.letters), timeout=20_000)
        assert "Draft wording" in said(part.letters)
        assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")
        dialog = part.letters.ask_for_wording()
        assert unnamed(dialog) == []
        assert clipped(dialog) == []
        grab(part, "after-wording")
        dialog.texts[Part.GREETING].setPlainText("To {nobody}:")
        dialog.accept()
        assert "{nobody} is not known" in dialog.refused.text()
        dialog.texts[Part.GREETING].setPlainText("To {name}:")
        dialog.accept()
        assert desk.letters.wording() == {Part.GREETING: "To {name}:"}
        assert desk.letters.letter(case, Reader.OWNER).opening[0] == "To Sample Training Partner:"


def test_a_letter_that_cannot_be_written_says_why(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        part.letters.owner.click()
        assert "all sign it first" in part.letters.problem.text()
        part.letters.ask_for_wording().texts[Part.GREETING].setPlainText("Hello,")
        dialog = part.letters.findChildren(WordingDialog)[-1]
        dialog.accept()
        assert "Only an administrator" in dialog.refused.text()
