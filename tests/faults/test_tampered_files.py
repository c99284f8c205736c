"""Backups, workbooks, records and packets tampered with from four positions, each found by what is said to find it.

Some of the places are drawn by lot; `--every-place` tries far more of them.
"""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import DeskError
from rpl_desk.services import backup_files, verifying
from rpl_desk.services.backup_manifests import counted
from tests import office as sample
from tests.faults import forging, forging_files
from tests.faults.forging_files import By, Forgery, Insiders, Who, fault, told
from tests.services.test_packets import Packed, altered, packed, turned


@pytest.fixture(scope="module")
def backup(day: forging.Day, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return forging_files.make_backup(day.store, tmp_path_factory.mktemp("backup"))


@pytest.fixture(scope="module")
def backups(day: forging.Day, backup: Path, tmp_path_factory: pytest.TempPathFactory, every: bool) -> list[Forgery]:
    return [*forging_files.backups(backup, tmp_path_factory.mktemp("backups"), 60 if every else 4)]


@pytest.fixture(scope="module")
def whole_backups(
    day: forging.Day, backup: Path, insiders: Insiders, tmp_path_factory: pytest.TempPathFactory
) -> list[Forgery]:
    row = counted(backup)
    return [*forging_files.older_backups(day, row, tmp_path_factory.mktemp("whole backups"), insiders)]


@pytest.fixture(scope="module")
def workbooks(day: forging.Day) -> list[Path]:
    """The three workbooks that are handed out: of a decision, of its grid, and of the register."""
    return [day.folder / f"{name}.xlsx" for name in ("record", "grid", "register")]


def tried(forgeries: list[Forgery], day: forging.Day) -> Counter[tuple[Who, By]]:
    """Hold every forgery to what is said of it, and return how many there were of each kind."""
    assert [said for one in forgeries if (said := fault(one, day))] == []
    return Counter((one.who, one.by) for one in forgeries)


def test_what_nobody_touched_is_good_with_all_that_is_outside(day: forging.Day, backup: Path, workbooks: list[Path]):
    for path in (backup, *workbooks, *(day.folder / f"record.{one}" for one in ("json", "pdf", "xlsx"))):
        for by in forging_files.STEPS:
            assert told(path, day, by) == [], path


def test_every_tampering_with_a_backup_is_found_and_its_place_is_named(day: forging.Day, backups: list[Forgery]):
    assert set(tried(backups, day)) == {(Who.OUTSIDER, By.ITSELF), (Who.USER, By.ITSELF)}
    assert len(backups) > 20


def test_a_backup_that_is_whole_in_itself_is_found_as_it_is_said(day: forging.Day, whole_backups: list[Forgery]):
    assert tried(whole_backups, day) == {
        (Who.USER, By.ANCHOR): 2,
        (Who.SIGNER, By.ANCHOR): 1,
        (Who.ADMINISTRATOR, By.ROSTER): 1,
        (Who.USER, By.NEVER): 2,
    }


def test_every_tampering_with_a_workbook_is_found_and_its_place_is_named(
    day: forging.Day, workbooks: list[Path], tmp_path: Path, every: bool
):
    counts: Counter[tuple[Who, By]] = Counter()
    for path in workbooks:
        counts += tried([*forging_files.workbooks(path, tmp_path / path.stem, 10**6 if every else 2)], day)
    assert counts[Who.OUTSIDER, By.ITSELF] > 30 and counts[Who.OUTSIDER, By.NEVER] == 3


def test_every_tampering_with_an_exported_record_is_found_as_it_is_said(
    day: forging.Day, insiders: Insiders, tmp_path: Path
):
    counts = tried([*forging_files.exports(day, tmp_path, insiders)], day)
    assert set(counts) == {
        (Who.OUTSIDER, By.ITSELF),
        (Who.OUTSIDER, By.ROSTER),
        (Who.USER, By.ROSTER),
        (Who.ADMINISTRATOR, By.ROSTER),
        (Who.SIGNER, By.ANCHOR),
        (Who.ADMINISTRATOR, By.NEVER),
    }


# -- sealed packets of judgements -------------------------------------------------------------------------------------


def test_a_packet_tampered_with_is_refused_in_a_sentence_that_names_it(desk: Desk, tmp_path: Path):
    """Nobody signs a packet: what tells whose it is, is the code on the cover sheet that its assessor handed over."""
    desk.sign_in(sample.address("chair"), sample.passphrase("chair"))
    desk.people.sign_out()
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    true, other = (packed(desk, case, tmp_path, who=who, name=f"{who}.packet") for who in ("two", "one"))
    made_up = packed(desk, case, tmp_path, who="two", name="made up.packet")  # by a user who has the form of another
    theirs = json.loads(other.path.read_text())["sealed"]

    def refusal(one: Packed, code: str = "") -> str:
        with sample.as_person(desk, "chair"):
            try:
                desk.packets.take_in(case, one.path, code or one.code, sample.passphrase("chair"))
            except DeskError as error:
                return str(error)
        return ""

    for number, (edit, words) in enumerate(
        (
            (lambda plain: plain.update(sealed=turned(plain["sealed"])), "was altered since it was sealed"),
            (lambda plain: plain.update(commitment="0" * 64), "was altered since it was sealed"),
            (lambda plain: plain.update(to="ab" * 32), "is sealed to the chair of another office"),
            (lambda plain: plain.update(sealed=plain["sealed"][:-8]), "was altered since it was sealed"),
            (lambda plain: plain.update(more=1), "is no sealed packet"),
            (lambda plain: plain.pop("to"), "is no sealed packet"),
            (lambda plain: plain.update(type="rpl-desk/sealed-packet/9"), "is no sealed packet"),
            (lambda plain: plain.update(sealed=theirs), "was altered since it was sealed"),
        )
    ):
        said = refusal(altered_but(true, edit, f"{number}.packet"))
        assert said.startswith(f"{number}.packet ") and words in said, (number, said)
    assert "is not the code of this packet" in refusal(made_up, true.code)
    assert refusal(true) == ""
    assert refusal(true).startswith("two.packet was taken in already")
    # With a cover sheet made up as well there is nothing left to tell it by: the packet is taken for the assessor's.
    assert refusal(packed(desk, case, tmp_path, who="one", name="with its cover.packet")) == ""


def altered_but(one: Packed, edit, to: str) -> Packed:
    """Alter a packet; where that takes its commitment away, the true code is given."""
    made = altered(one, edit, to)
    return Packed(made.path, made.code, one.chair)


# -- the control ------------------------------------------------------------------------------------------------------


def test_a_checker_made_blind_is_told(
    day: forging.Day, backups: list[Forgery], workbooks: list[Path], tmp_path: Path, monkeypatch
):
    """The control: with one look left out, the forgeries that it alone finds are told as not found."""
    inside = [one for one in backups if "and the manifest to fit" in one.name][:3]
    cells = [one for one in forging_files.workbooks(workbooks[0], tmp_path, 1) if one.by is By.ITSELF]
    cells = [one for one in cells if "Proof" not in one.name]
    assert not [one.name for one in (*inside, *cells) if fault(one, day)]
    with monkeypatch.context() as blind:
        blind.setattr(backup_files, "check_everything", lambda *_: [])
        assert len(inside) == 3 and all(fault(one, day) for one in inside)
    with monkeypatch.context() as blind:
        blind.setattr(verifying, "_open_workbook", bundle_alone)
        assert cells and all("does not find it" in fault(one, day) for one in cells)


def test_what_is_said_to_be_found_by_less_or_more_than_finds_it_is_told(day: forging.Day, whole_backups: list[Forgery]):
    """The control of the other side: what needs a roster is not called found without, nor the other way round."""
    (made_up,) = (one for one in whole_backups if one.by is By.ROSTER)
    assert "does not find it" in fault(replace(made_up, by=By.ITSELF), day)
    assert "finds it already" in fault(replace(made_up, by=By.ANCHOR), day)
    assert "finds it already" in fault(replace(made_up, by=By.NEVER), day)


def bundle_alone(data: bytes):
    """Open a workbook without comparing its cells."""
    from rpl_desk.documents.workbook import read_bundle

    return verifying.Opened(read_bundle(data), (), ())
