"""The seal of the office in the window: made, imported, opened for somebody else's sitting, and ended."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from rpl_desk.desk import Desk
from rpl_desk.domain.seals import NO_SEAL, NOT_OPEN, SEALED, SealKind
from rpl_desk.ui.office.page import OfficePage
from rpl_desk.ui.office.seal_part import EndSealDialog, ImportSealDialog, MakeSealDialog, OpenSealDialog
from tests import office as sample
from tests.sealing.test_pdf_seal import certificate_of, pkcs12_of

ADMIN = sample.passphrase("admin")


@pytest.fixture
def page(qtbot, desk: Desk, desk_look) -> OfficePage:
    desk.sign_in(sample.address("admin"), ADMIN)
    made = OfficePage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.reload()
    made.show()
    return made


def done(qtbot, dialog) -> None:
    dialog.accept()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=30_000)


def test_a_seal_is_made_with_ones_own_passphrase_and_shown(qtbot, desk: Desk, page: OfficePage):
    assert page.seal.state.text() == NO_SEAL
    assert not page.seal.end.isEnabled() and not page.seal.open_here.isEnabled()
    dialog = MakeSealDialog(desk, page.seal)
    dialog.open()
    dialog.own.setText("not the passphrase at all")
    dialog.accept()
    qtbot.waitUntil(lambda: "not Administrator One's passphrase" in dialog.refused.text())
    assert desk.seals.current() is None
    later = desk.session.now() + timedelta(minutes=2)  # past the wait after a wrong passphrase
    desk.session._clock = lambda: later
    dialog.own.setText(ADMIN)
    done(qtbot, dialog)
    row = desk.seals.current()

    assert page.seal.state.text() == SEALED
    assert desk.seals.words_of(row).code in page.seal.words.text()
    assert page.seal.end.isEnabled() and not page.seal.open_here.isEnabled()


def test_a_seal_is_imported_and_ended(qtbot, desk: Desk, page: OfficePage, tmp_path: Path):
    key, now = ec.generate_private_key(ec.SECP256R1()), desk.session.now()
    path = tmp_path / "college.p12"
    path.write_bytes(pkcs12_of(key, certificate_of(key, now - timedelta(days=1), now + timedelta(days=99))))
    dialog = ImportSealDialog(desk, page.seal, path)
    dialog.open()
    dialog.password.setText("wrong")
    dialog.own.setText(ADMIN)
    dialog.accept()
    qtbot.waitUntil(lambda: "Check its password" in dialog.refused.text())
    dialog.password.setText("secret")
    done(qtbot, dialog)
    assert desk.seals.current().kind is SealKind.IMPORTED

    ending = EndSealDialog(desk, page.seal)
    ending.open()
    ending.reason.setText("The laptop was lost")
    ending.own.setText(ADMIN)
    done(qtbot, ending)
    assert page.seal.state.text() == NO_SEAL


def test_a_custodian_opens_it_in_the_chairs_sitting(qtbot, desk: Desk, page: OfficePage):
    desk.seals.make(ADMIN)
    desk.sign_in(sample.address("chair"), sample.passphrase("chair"))
    page.seal.reload()
    assert page.seal.state.text() == NOT_OPEN
    assert page.seal.open_here.isEnabled()
    dialog = OpenSealDialog(desk, page.seal)
    dialog.open()
    assert dialog.custodian.currentText() == "Administrator One"
    dialog.own.setText(ADMIN)
    done(qtbot, dialog)
    assert page.seal.state.text() == SEALED


def test_its_controls_have_names(page: OfficePage):
    for one in (page.seal.make, page.seal.bring, page.seal.open_here, page.seal.end):
        assert one.text() or one.accessibleName()
