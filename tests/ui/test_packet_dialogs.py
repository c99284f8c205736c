"""Sealed packets by the widgets: made away from the office, taken in closed, opened by the reveal."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.ui.case.comparing import ComparingPart
from rpl_desk.ui.case.packet_dialogs import MakePacketDialog, OpenPacketsDialog, TakePacketDialog
from rpl_desk.ui.theme import look
from rpl_desk.ui.tokens import ThemeName
from rpl_desk.ui.welcome import WelcomePage
from tests import office as sample
from tests.services.test_judging_forms import answer_all, fill, made
from tests.services.test_packets import packed
from tests.ui.helpers import clipped, grab, unnamed
from tests.ui.test_judging_part import texts

pytestmark = pytest.mark.usefixtures("desk_look")


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    desk.sign_in(sample.address("chair"), sample.passphrase("chair"))
    desk.people.sign_out()
    return sample.case_at(desk, tmp_path, Stage.REVIEW)


@pytest.fixture
def away(qtbot, preferences) -> WelcomePage:
    """The first page, as somebody sees it who has no office."""
    page = WelcomePage(preferences, with_sample=False)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    return page


def comparing(qtbot, desk: Desk, case: CaseRow) -> ComparingPart:
    part = ComparingPart(desk)
    qtbot.addWidget(part)
    part.resize(1380, 800)
    part.show()
    part.show_case(desk.intake.contents(case.id))
    part.changed.connect(lambda: part.show_case(desk.intake.contents(case.id)))
    return part


def opened(part, kind):
    return next(one for one in part.findChildren(kind) if one.isVisible())


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("theme", list(ThemeName))
def test_somebody_without_an_office_seals_a_form_and_is_told_the_code(qtbot, desk, case, away, tmp_path, theme, scale):
    look().change(name=theme, scale=scale)
    filled = fill(made(desk, case, tmp_path / "form.xlsx"), answer_all)
    dialog = MakePacketDialog(away)
    dialog.open()
    assert not dialog.act.isVisible() and unnamed(dialog) == []
    dialog.read_form(filled)
    qtbot.waitUntil(lambda: dialog.act.isVisible())
    assert dialog.act.text() == "Seal to Chair One" and "fingerprint" in dialog.key.text()
    qtbot.waitUntil(lambda: clipped(dialog) == [])
    grab(dialog, f"packet-make-{theme.value}-{scale}")
    dialog.seal_at(tmp_path / "two.packet")
    qtbot.waitUntil(lambda: dialog.packed is not None)
    assert dialog.code.text() == dialog.packed.code and (tmp_path / "two.packet").is_file()
    qtbot.waitUntil(lambda: clipped(dialog) == [])
    grab(dialog, f"packet-made-{theme.value}-{scale}")


def test_a_form_that_is_not_whole_or_hurt_says_so_and_another_can_be_chosen(qtbot, desk, case, away, tmp_path):
    form = made(desk, case, tmp_path / "form.xlsx")
    dialog = MakePacketDialog(away)
    dialog.open()
    dialog.read_form(form)
    qtbot.waitUntil(lambda: "not whole yet. Unit 1" in dialog.details.text())
    assert not dialog.act.isVisible()

    def hurt(book) -> None:
        answer_all(book)
        book["Judgements"]["C3"].value = "Something easier"

    dialog.read_form(fill(form, hurt, to="hurt.xlsx"))
    qtbot.waitUntil(lambda: "was refused: 1 problem" in dialog.refused.text())
    assert "Judgements!C3" in dialog.details.text() and not dialog.act.isVisible()
    (tmp_path / "no.xlsx").write_bytes(b"no workbook")
    dialog.read_form(tmp_path / "no.xlsx")
    qtbot.waitUntil(lambda: dialog.bar.isHidden())
    dialog.read_form(fill(form, answer_all, to="whole.xlsx"))
    qtbot.waitUntil(lambda: dialog.act.isVisible())


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("theme", list(ThemeName))
def test_the_chair_takes_packets_in_and_reveals_with_the_passphrase(qtbot, desk, case, tmp_path, theme, scale):
    look().change(name=theme, scale=scale)
    sample.judge_all(desk, case, "one")
    packet = packed(desk, case, tmp_path)
    with sample.as_person(desk, "chair"):
        part = comparing(qtbot, desk, case)
        qtbot.mouseClick(part.before.take_packet, Qt.MouseButton.LeftButton)
        dialog = opened(part, TakePacketDialog)
        qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
        assert "Choose the packet first" in dialog.refused.text()
        dialog.choose_file(packet.path)
        dialog.code.setText("0123456789abcdef")
        dialog.passphrase.setText(sample.passphrase("chair"))
        qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: "is not the code of this packet" in dialog.refused.text())
        assert unnamed(dialog) == []
        qtbot.waitUntil(lambda: clipped(dialog) == [])
        grab(dialog, f"packet-take-{theme.value}-{scale}")
        dialog.code.setText(packet.code)
        qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not dialog.isVisible())
        assert "Sealed, in a packet" in texts(part.before)
        assert part.before.take_packet.isHidden()
        qtbot.waitUntil(lambda: clipped(part) == [])
        grab(part, f"packet-held-{theme.value}-{scale}")
        qtbot.mouseClick(part.before.reveal, Qt.MouseButton.LeftButton)
        reveal = opened(part, OpenPacketsDialog)
        reveal.passphrase.setText(sample.passphrase("chair"))
        grab(reveal, f"packet-reveal-{theme.value}-{scale}")
        qtbot.mouseClick(reveal.act, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not reveal.isVisible())
        assert desk.intake.contents(case.id).case.stage is Stage.RECONCILE
        qtbot.waitUntil(lambda: part.stack.currentIndex() == 1)


def test_only_the_chair_is_offered_a_packet_to_take_in(qtbot, desk, case):
    for who, offered in (("chair", True), ("one", False), ("admin", False)):
        with sample.as_person(desk, who):
            assert comparing(qtbot, desk, case).before.take_packet.isVisible() is offered
