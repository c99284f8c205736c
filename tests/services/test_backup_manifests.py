"""What a manifest says of a backup is signed by the sitting that was open; whatever does not hold is refused."""

import base64
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.errors import DeskError, RuleViolation
from rpl_desk.sealing.canonical import canonical
from rpl_desk.sealing.keys import SigningKey
from rpl_desk.services.backup_files import verify_backup
from rpl_desk.services.backup_manifests import OLD_TYPE, TYPE, manifest_of
from rpl_desk.services.restoring import losses, restore
from tests import office as sample
from tests import second_verifier


@pytest.fixture(scope="module")
def signed(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup made in an administrator's sitting, with the store it is of two folders up, in which work went on."""
    store = Path(shutil.copy(office_template, tmp_path_factory.mktemp("signed") / "office.rpldesk"))
    with Desk.open(store) as desk:
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        made = desk.backups.make()
        assert made.row.signed_by == "Administrator One"
        desk.people.sign_out()
    return made.path


def copied(backup: Path, folder: Path) -> Path:
    shutil.copy(manifest_of(backup), manifest_of(folder / backup.name))
    return Path(shutil.copy(backup, folder / backup.name))


def both(path: Path) -> str:
    """Return what our check and the second checker agree on: who signed, or why it is no backup."""
    try:
        ours = verify_backup(path).signed_by
    except DeskError as error:
        ours = str(error)
    try:
        kind, theirs, words = second_verifier.check_backup(path)
    except (second_verifier.Wrong, KeyError) as error:
        kind, theirs, words = second_verifier.CHANGED, "", [str(error)]
    assert (kind == second_verifier.CHANGED) == ("backup" in ours), (ours, words)
    assert kind == second_verifier.CHANGED or theirs == ours
    return ours


def test_who_signed_is_told_and_a_manifest_without_a_signature_says_so(signed: Path, tmp_path: Path, capsys):
    path = copied(signed, tmp_path)
    assert both(path) == "Administrator One"
    assert run(["backup", "verify", str(path)]) == 0
    assert "signed by the sitting of Administrator One" in capsys.readouterr().out
    said = json.loads(manifest_of(path).read_bytes())
    manifest_of(path).write_bytes(canonical(said | {"signer": "", "signature": ""}))
    assert both(path) == ""
    assert run(["backup", "verify", str(path)]) == 0
    assert "Its manifest is not signed" in capsys.readouterr().out
    for name in ("needs", "signer", "signature"):
        del said[name]
    manifest_of(path).write_bytes(canonical(said | {"type": OLD_TYPE}))
    assert both(path) == ""


def test_a_restore_tells_who_signed_and_is_refused_where_the_signature_does_not_hold(signed: Path, tmp_path: Path):
    path, store = copied(signed, tmp_path), tmp_path / "office.rpldesk"
    shutil.copy(signed.parents[1] / "office.rpldesk", store)
    assert losses(path, store).signed_by == "Administrator One"
    said = json.loads(manifest_of(path).read_bytes())
    manifest_of(path).write_bytes(canonical(said | {"made_at": "2031-01-01T12:00:00Z"}))
    who = {"email": sample.address("admin"), "passphrase": sample.passphrase("admin"), "reason": "To see."}
    with pytest.raises(RuleViolation, match="the signature of its manifest"):
        losses(path, store)
    with pytest.raises(RuleViolation, match="the signature of its manifest"):
        restore(path, store, **who)
    with Desk.open(store, read_only=True) as desk:
        assert desk.backups.restores() == ()
    manifest_of(path).write_bytes(canonical(said))
    assert restore(path, store, **who).row.signed_by == "Administrator One"


def by_a_stranger(said: dict) -> dict:
    data = canonical({name: value for name, value in said.items() if name not in ("signer", "signature")})
    with SigningKey(bytearray(range(32))) as key:
        return said | {"signature": base64.b64encode(key.sign(TYPE, data)).decode()}


CHANGES: dict[str, Callable[[dict], dict]] = {
    "a later day": lambda said: said | {"made_at": "2031-01-01T12:00:00Z"},
    "another anchor": lambda said: said | {"anchor": "log 3 · other"},
    "another sitting": lambda said: said | {"signer": "session/00000000-0000-4000-8000-000000000000"},
    "no sitting": lambda said: said | {"signer": "person/x/1"},
    "a stranger's key": by_a_stranger,
    "no base64": lambda said: said | {"signature": "?"},
    "no signature": lambda said: said | {"signature": ""},
    "a need": lambda said: said | {"needs": [{"file": "../x.rpldesk", "sha256": "00" * 32}]},
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_signed_manifest_that_was_changed_is_refused(signed: Path, tmp_path: Path, what: str):
    path = copied(signed, tmp_path)
    said = json.loads(manifest_of(path).read_bytes())
    manifest_of(path).write_bytes(canonical(CHANGES[what](said)))
    assert "is no backup" in both(path)


def test_a_sitting_that_is_over_or_began_after_the_copy_signs_nothing(office: Path):
    now = [datetime(2030, 3, 4, 9, tzinfo=UTC)]
    with Desk.open(office, clock=lambda: now[0]) as desk:
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))

        def signs_in_again(done: int, total: int) -> None:
            if not later:
                later.append(desk.database.sealer_name)
                desk.sign_in(sample.address("chair"), sample.passphrase("chair"))

        later: list[str] = []
        made = desk.backups.make(None, signs_in_again)
        assert later and desk.database.sealer_name != later[0]
        assert made.row.signed_by == "" and both(made.path) == ""
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        desk.office.rename("Other College", "Quality office")
        now[0] += timedelta(hours=12)
        made = desk.backups.make_unasked()
        assert made is not None and made.row.signed_by == "" and both(made.path) == ""
