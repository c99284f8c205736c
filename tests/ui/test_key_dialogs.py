"""A person is enrolled by a code in the window: invited, making a key, certified; and a key is ended."""

from datetime import timedelta

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.people import Ending
from rpl_desk.sealing.keys import fingerprint
from rpl_desk.store import queries
from rpl_desk.ui.office.key_dialogs import CertifyDialog, CostDialog, CustodianDialog, EndKeyDialog, InviteDialog
from rpl_desk.ui.office.page import OfficePage
from rpl_desk.ui.office.refound_dialog import RefoundDialog
from rpl_desk.ui.sign_in import SignInPage
from tests import office as sample
from tests.ui.helpers import unnamed

NEW = "grey herons stand by the weir"


@pytest.fixture
def page(qtbot, desk: Desk, desk_look) -> OfficePage:
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    made = OfficePage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.show_part(1)
    made.reload()
    made.show()
    return made


def keys_shown(page: OfficePage) -> dict[str, str]:
    return {person.name: f"{key} {state}".strip() for person, key, state in page._people_rows()}


def test_a_person_comes_in_by_a_code_and_ends_on_the_roster(qtbot, desk: Desk, page: OfficePage):
    invite = InviteDialog(desk, page)
    invite.open()
    invite.name.setText("Member Late")
    invite.email.setText("late@example.ac.uk")
    invite.accept()
    qtbot.waitUntil(lambda: invite.answer.isVisible())
    code = invite.code.text()
    assert keys_shown(page)["Member Late"] == "has a code"
    invite.accept()

    door = SignInPage()
    qtbot.addWidget(door)
    door.show_desk(desk)
    assert door.code.isVisibleTo(door)
    dialog = door.make_key()
    dialog.code_edit.setText(code)
    dialog.words.setText(NEW)
    dialog.again.setText("something else entirely")
    dialog.accept()
    assert "not the same" in dialog.refused.text()
    dialog.again.setText(NEW)
    dialog.accept()
    qtbot.waitUntil(lambda: dialog.answer.isVisibleTo(dialog))
    mark = dialog.code.text()
    dialog.accept()
    assert not door.code.isVisibleTo(door)

    page.reload()
    assert keys_shown(page)["Member Late"] == f"{mark} to be certified"
    person = desk.people.by_email("late@example.ac.uk")
    certify = CertifyDialog(desk, person, mark, page)
    certify.open()
    certify.own.setText(sample.passphrase("admin"))
    certify.accept()
    assert "Compare the fingerprint" in certify.refused.text()
    certify.same.setChecked(True)
    certify.accept()
    qtbot.waitUntil(lambda: not certify.isVisible())
    assert keys_shown(page)["Member Late"] == f"{mark} in use"
    assert desk.sign_in("late@example.ac.uk", NEW).name == "Member Late"


def test_the_authority_is_founded_anew_by_those_who_type_their_passphrases(qtbot, desk: Desk, page: OfficePage):
    desk.sign_in(sample.address("chair"), sample.passphrase("chair"))
    dialog = RefoundDialog(desk, page)
    dialog.open()
    assert unnamed(dialog) == []
    assert [one.name for one in dialog.fields] == ["Chair One", "Assessor One", "Assessor Two", "Member One"]
    assert "3 of 5 people sign at least" in dialog.needed.text() and "Administrator One" in dialog.needed.text()
    dialog.accept()
    assert "no custodian" in dialog.refused.text()
    dialog.nobody.setChecked(True)

    def type_in(*who: str) -> None:
        for one in who:
            dialog.fields[sample.person(desk, one)].setText(sample.passphrase(one))

    type_in("chair", "one")
    dialog.accept()
    qtbot.waitUntil(lambda: "at least 3 of the 5" in dialog.refused.text())
    type_in("chair", "one", "member")
    dialog.custodians[1].setCurrentText("Member One")
    dialog.accept()
    qtbot.waitUntil(lambda: dialog.answer.isVisible(), timeout=20_000)
    with desk.database.reading() as read:
        assert dialog.code.text() == fingerprint(queries.office(read).authority_public)
    assert {one.name for one in desk.enrolment.custodians()} == {"Chair One", "Member One"}
    assert "Chair One and Member One" in page.custody.text()
    dialog.accept()
    assert not dialog.isVisible()


def test_a_forgotten_passphrase_asks_for_a_second_person_and_gives_a_code(qtbot, desk: Desk, page: OfficePage):
    dialog = EndKeyDialog(desk, sample.person(desk, "one"), page)
    dialog.open()
    assert not dialog.second.isVisible()
    dialog.kind.setCurrentIndex(dialog.kind.findData(Ending.FORGOTTEN))
    assert dialog.second.isVisible()
    dialog.second.setCurrentIndex(dialog.second.findText("Assessor Two"))
    dialog.second_words.setText(sample.passphrase("two"))
    dialog.own.setText(sample.passphrase("admin"))
    dialog.accept()
    qtbot.waitUntil(lambda: dialog.isEnabled())
    assert "needs some words" in dialog.refused.text()
    dialog.reason.setText("Forgot it over the summer.")
    dialog.accept()
    qtbot.waitUntil(lambda: dialog.answer.isVisible())
    assert len(dialog.code.text().split()) == 4
    assert keys_shown(page)["Assessor One"] == "has a code"


def test_the_page_says_who_holds_the_authority_and_that_a_second_is_needed(qtbot, desk: Desk, page: OfficePage):
    assert "Administrator One" in page.custody.text() and "Make a second one" in page.custody.text()
    dialog = CustodianDialog(desk, page)
    dialog.open()
    dialog.accept()
    assert "no other administrator" in dialog.refused.text()


def test_a_custodian_makes_passphrases_harder_to_guess_and_it_is_never_lowered(qtbot, desk: Desk, page: OfficePage):
    def asked(words: str) -> CostDialog:
        dialog = CostDialog(desk, page)
        dialog.memory = 65
        dialog.open()
        dialog.own.setText(words)
        dialog.accept()
        return dialog

    wrong = asked(sample.passphrase("chair"))
    qtbot.waitUntil(lambda: "passphrase" in wrong.refused.text())
    assert "64 MiB" in wrong.now.text() and not wrong.answer.isVisible()
    wrong.reject()
    clock = desk.session._clock
    desk.session._clock = lambda: clock() + timedelta(seconds=5)  # after the wait for the wrong one
    first = asked(sample.passphrase("admin"))
    qtbot.waitUntil(lambda: first.answer.isVisible(), timeout=20_000)
    assert "65 MiB" in first.told.text() and desk.people.guess_cost().memory == 65 * 1024
    first.accept()
    again = asked(sample.passphrase("admin"))
    assert "65 MiB" in again.now.text()
    qtbot.waitUntil(lambda: again.answer.isVisible(), timeout=20_000)
    assert "nothing was changed" in again.told.text()
    assert desk.check() == []
