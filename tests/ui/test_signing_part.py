"""Two people sign in one session, each with their own passphrase, over the very bytes shown."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.services.words import who_words
from rpl_desk.ui.case.sign_dialog import SignDialog
from rpl_desk.ui.case.signing import SigningPart
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from tests import office as sample
from tests.ui.helpers import clipped, grab, shown_part, unnamed


def shown(qtbot, desk: Desk, case) -> SigningPart:
    part = SigningPart(desk)
    shown_part(qtbot, desk, part, case, (1300, 860))
    return part


def dialog_for(part: SigningPart, place: int = 0) -> SignDialog:
    asked, who, _ = part.buttons[place]
    return part.ask(asked, who.currentData())


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("theme", list(ThemeName))
def test_everything_is_named_and_nothing_is_cut_off(qtbot, desk: Desk, tmp_path: Path, theme, scale):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    look().change(name=theme, scale=scale)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        assert unnamed(part) == []
        assert clipped(part) == []
        dialog = dialog_for(part)
        qtbot.wait(50)
        grab(part, f"signing-{theme.value}-{scale}")
        assert unnamed(dialog) == []
        assert clipped(dialog) == []
        dialog.reject()


def test_the_words_to_be_signed_take_what_room_the_window_has(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        dialog = dialog_for(part)
        assert dialog.height() > 0.6 * part.height()
        qtbot.waitUntil(lambda: not dialog.area.verticalScrollBar().isVisible())  # only the words scroll
        dialog.reject()


def test_two_people_sign_while_a_third_sits_at_the_desk(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        for who in ("one", "chair"):
            dialog = dialog_for(part)
            assert "The whole sits best at level 8." in dialog.words_shown
            assert ("\nAssessor One, assessor · signed" in dialog.words_shown) == (who == "chair")
            qtbot.keyClicks(dialog.passphrase, sample.passphrase(who))
            dialog.accept()
            qtbot.waitUntil(lambda dialog=dialog: dialog.signed is not None, timeout=20_000)
            assert dialog.code.text() == dialog.signed.receipt
            dialog.accept()
            assert desk.session.user.name == "Administrator One"
        record = desk.decisions.current_record(case.id)
        assert [one.role for one in desk.decisions.signatures(record)] == ["assessor", "chair"]
        assert desk.intake.contents(case.id).case.stage is Stage.SIGNED
        assert part.buttons == []
        names = {one.uid: one.name for one in desk.people.people()}
        signed = [one for one in desk.cases.log(case.reference) if one.action == "sign record"]
        assert [who_words(names, one.actor, one.signer) for one in signed] == [
            "Chair One, in the session of Administrator One",
            "Assessor One, in the session of Administrator One",
        ]
        assert {who_words(names, one.actor, one.signer) for one in desk.cases.log() if one.action == "sign in"} <= {
            *names.values()
        }


def test_a_wrong_passphrase_signs_nothing_and_says_how_long_to_wait(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        dialog = dialog_for(part)
        dialog.accept()
        assert "Type Assessor One's passphrase" in dialog.refused.text()
        qtbot.keyClicks(dialog.passphrase, sample.passphrase("chair"))
        dialog.accept()
        qtbot.waitUntil(lambda: "not Assessor One's passphrase" in dialog.refused.text(), timeout=20_000)
        assert dialog.isVisible() and dialog.signed is None
        assert desk.decisions.signatures(desk.decisions.current_record(case.id)) == ()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()


def test_before_the_decision_there_is_nothing_to_sign(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.PANEL)
    with sample.as_person(desk, "chair"):
        part = shown(qtbot, desk, case)
        assert part.stack.currentIndex() == 0


def test_a_receipt_is_shown_in_groups_and_printed_as_a_slip(qtbot, desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, case)
        dialog = dialog_for(part)
        dialog.passphrase.setText(sample.passphrase("one"))
        dialog.accept()
        qtbot.waitUntil(lambda: dialog.signed is not None, timeout=20_000)
        grab(part, "signing-receipt")
        assert all(len(group) == 4 for group in dialog.code.text().split())
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "slip.pdf"))
        dialog.print_slip(printer)
        assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF")
        dialog.accept()


def test_several_records_are_signed_in_one_act_once_each_was_shown(qtbot, desk: Desk, tmp_path: Path):
    cases = [sample.case_at(desk, tmp_path, Stage.DECIDED) for _ in range(2)]
    with sample.as_person(desk, "admin"):
        part = shown(qtbot, desk, cases[0])
        dialog = part.ask_several(sample.person(desk, "one"))
        assert not dialog.act.isEnabled() and not dialog.passphrase.isEnabled()
        assert cases[0].reference in dialog.which.text()
        qtbot.mouseClick(dialog.after, Qt.MouseButton.LeftButton)
        assert cases[1].reference in dialog.which.text() and dialog.act.isEnabled()
        assert unnamed(dialog) == []
        assert clipped(dialog) == []
        dialog.passphrase.setText("not the passphrase at all")
        dialog.accept()
        qtbot.waitUntil(lambda: "not Assessor One's passphrase" in dialog.refused.text())
        assert dialog.signed == ()
        qtbot.wait(1100)
        dialog.passphrase.setText(sample.passphrase("one"))
        dialog.accept()
        qtbot.waitUntil(lambda: len(dialog.signed) == 2)
        assert len({one.receipt for one in dialog.signed}) == 2
        dialog.accept()
        assert desk.decisions.waiting_for(sample.person(desk, "one")) == ()
        assert desk.check() == []
