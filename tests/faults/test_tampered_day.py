"""A panel day's store and documents, tampered with as an outsider, a user, an administrator and a signer would.

Everything is found with roster and anchor; what shows inside alone, and what does not, is said by each test. A second
checker, written from the published description alone, has to come to the same answer every time.
"""

import json
import shutil
from pathlib import Path

import pikepdf
import pytest

from rpl_desk.desk import Desk
from rpl_desk.sealing.verify import Roster, Status
from rpl_desk.services.checking import Kind
from rpl_desk.services.verifying import read_anchors, read_roster, verify_bytes, verify_file
from tests import second_verifier
from tests.faults import forging
from tests.faults.forging_files import Insiders

WORDS = {
    Status.GOOD: second_verifier.GOOD,
    Status.BAD: second_verifier.CHANGED,
    Status.UNSIGNED: second_verifier.UNSIGNED,
    Status.UNKNOWN: second_verifier.UNSURE,
    Status.ENDED: second_verifier.ENDED,
}
DRAWN = 24


def ours(store: Path, day: forging.Day | None = None) -> str:
    """Return what our check of a store comes to, held against the day's roster and anchors where one is given."""
    roster = read_roster(day.roster) if day else None
    anchors = [mark for one in day.anchors for mark in read_anchors(one)] if day else []
    with Desk.open(store, read_only=True) as desk:
        found = desk.report(roster, anchors)
    if found.of(Kind.CHANGED):
        return second_verifier.CHANGED
    return second_verifier.UNSURE if found.of(Kind.UNSURE) else second_verifier.GOOD


def theirs(store: Path, day: forging.Day | None = None) -> str:
    roster = second_verifier.read_roster(day.roster.read_bytes()) if day else None
    return second_verifier.check_store(store, roster, marks(day) if day else [])[0]


def marks(day: forging.Day) -> list:
    texts = [Path(one).read_text("utf-8") if Path(one).is_file() else one for one in day.anchors]
    return [mark for one in texts for mark in second_verifier.read_anchors(one)]


def both(store: Path, day: forging.Day | None = None) -> str:
    one, other = ours(store, day), theirs(store, day)
    assert one == other, (one, other)
    return one


def test_what_nobody_touched_is_good_with_and_without_what_is_outside(day: forging.Day):
    for store in (day.store, day.older):
        assert both(store) == second_verifier.GOOD
    assert both(day.store, day) == second_verifier.GOOD


def test_every_change_an_outsider_makes_in_the_file_shows_inside_it(day: forging.Day, tmp_path: Path):
    missed, parted, tried = [], [], 0
    for statement, store in forging.outsiders_store(day, tmp_path, DRAWN):
        tried += 1
        try:
            found = ours(store)
        except Exception as error:  # noqa: BLE001 - a store that cannot even be opened is found too
            found = f"cannot be opened: {error}"
        if found == second_verifier.GOOD:
            missed.append(statement)
        if theirs(store) != found and not found.startswith("cannot be opened"):
            parted.append((statement, found))
    assert tried == len(forging.NAMED) + DRAWN
    assert (missed, parted) == ([], [])


def test_an_older_copy_is_good_inside_and_found_by_any_anchor(day: forging.Day):
    assert both(day.older) == second_verifier.GOOD
    assert both(day.older, day) == second_verifier.CHANGED


def test_a_user_who_works_on_in_an_older_copy_is_found_by_an_anchor_alone(day: forging.Day, insiders: Insiders):
    assert not insiders.noted_outside  # no note of that log joins the true ones
    assert both(insiders.user) == second_verifier.GOOD
    assert both(insiders.user, day) == second_verifier.CHANGED


def test_a_signer_who_decides_otherwise_in_an_older_copy_is_found_by_an_anchor_alone(
    day: forging.Day, insiders: Insiders
):
    store = insiders.signer
    assert both(store) == second_verifier.GOOD
    assert both(store, day) == second_verifier.CHANGED
    mark = read_anchors(str(day.folder / "record.pdf"))  # the applicant's own copy is a witness
    with Desk.open(store, read_only=True) as desk:
        assert desk.report(None, mark).of(Kind.CHANGED)


def test_a_key_an_administrator_made_for_somebody_is_found_by_the_roster_alone(day: forging.Day, insiders: Insiders):
    store, record = insiders.administrator, insiders.record
    assert both(store) == second_verifier.GOOD
    assert both(store, day) == second_verifier.UNSURE
    data = record.read_bytes()
    assert verify_bytes(data).status is Status.GOOD
    assert verify_bytes(data, read_roster(day.roster)).status is Status.UNKNOWN
    roster = second_verifier.read_roster(day.roster.read_bytes())
    assert second_verifier.check_record(data, roster)[0] == second_verifier.UNSURE


def test_every_change_to_a_signed_record_is_found_and_both_checkers_call_it_the_same(day: forging.Day):
    data = (day.folder / "record.json").read_bytes()
    assert verify_bytes(data).status is Status.GOOD
    assert second_verifier.check_record(data)[0] == second_verifier.GOOD
    answers = {}
    for name, altered in forging.outsiders_records(data):
        answers[name] = WORDS[verify_bytes(altered).status], second_verifier.check_record(altered)[0]
    assert [name for name, (one, _) in answers.items() if one == second_verifier.GOOD] == []
    assert {name: both for name, both in answers.items() if both[0] != both[1]} == {}
    assert {one for one, _ in answers.values()} == {second_verifier.CHANGED, second_verifier.UNSURE}


@pytest.mark.parametrize("name", ["amended", "voided"])
def test_a_record_that_stands_no_more_says_so_by_the_roster_alone(day: forging.Day, name: str):
    data = (day.folder / f"{name}.json").read_bytes()
    theirs, ours = second_verifier.read_roster(day.roster.read_bytes()), read_roster(day.roster)
    assert verify_bytes(data).status is Status.GOOD
    assert second_verifier.check_record(data)[0] == second_verifier.GOOD
    assert verify_bytes(data, ours).status is Status.ENDED
    assert second_verifier.check_record(data, theirs)[0] == second_verifier.ENDED
    altered = data.replace(b'"level":8', b'"level":9')
    assert verify_bytes(altered, ours).status is Status.BAD
    assert second_verifier.check_record(altered, theirs)[0] == second_verifier.CHANGED


def test_a_voiding_that_nobody_signed_so_ends_nothing_and_both_checkers_cannot_tell(day: forging.Day):
    data = (day.folder / "voided.json").read_bytes()
    answers = {}
    for name, roster in forging.outsiders_rosters(day.roster.read_bytes()):
        ours = verify_bytes(data, Roster.from_bytes(roster)).status
        answers[name] = WORDS[ours], second_verifier.check_record(data, second_verifier.read_roster(roster))[0]
    assert set(answers.values()) == {(second_verifier.UNSURE, second_verifier.UNSURE)}, answers


def test_a_made_up_authority_holds_in_itself_and_is_found_by_the_roster(day: forging.Day):
    data = forging.own_authority((day.folder / "record.json").read_bytes())
    roster = second_verifier.read_roster(day.roster.read_bytes())
    assert verify_bytes(data).status is Status.GOOD
    assert second_verifier.check_record(data)[0] == second_verifier.GOOD
    assert verify_bytes(data, read_roster(day.roster)).status is Status.BAD
    assert second_verifier.check_record(data, roster)[0] == second_verifier.CHANGED


def test_a_record_with_nobody_left_in_it_is_not_signed_for_both(day: forging.Day):
    plain = json.loads((day.folder / "record.json").read_bytes())
    del plain["anchor"]
    plain |= {"type": "rpl-desk/signed-record/1", "signatures": plain["signatures"][:1]}
    data = json.dumps(plain).encode()
    assert verify_bytes(data).status is Status.UNSIGNED
    assert second_verifier.check_record(data)[0] == second_verifier.UNSIGNED


def test_the_record_and_note_in_pdf_and_workbook_are_those_of_the_file(day: forging.Day, tmp_path: Path):
    data = (day.folder / "record.json").read_bytes()
    with pikepdf.open(day.folder / "record.pdf") as pdf:
        inside = pdf.Root.AF[0].EF.F.read_bytes()
        assert inside == data
        pdf.Root.AF[0].EF.F.write(data.replace(b'"level":8', b'"level":9'))
        pdf.save(tmp_path / "altered.pdf")
    assert verify_file(tmp_path / "altered.pdf").status is Status.BAD
    roster = read_roster(day.roster)
    anchors = read_anchors(str(day.folder / "record.json"))
    for ending in ("pdf", "xlsx", "json"):
        assert verify_file(day.folder / f"record.{ending}", roster, anchors).status is Status.GOOD


def test_a_checker_that_does_not_look_is_told_apart(day: forging.Day, monkeypatch):
    """The control: with one rule of the second checker put out of action, the two no longer agree."""
    plain = json.loads((day.folder / "record.json").read_bytes())
    plain["signatures"][0]["signature"] = forging.text(bytes(64))
    altered = json.dumps(plain).encode()
    assert WORDS[verify_bytes(altered).status] == second_verifier.check_record(altered)[0] == second_verifier.CHANGED
    monkeypatch.setattr(second_verifier, "signed_by", lambda *_: True)
    assert second_verifier.check_record(altered)[0] == second_verifier.GOOD
    monkeypatch.setattr(second_verifier, "root_of", lambda leaves: leaves[0])
    assert theirs(day.store) != ours(day.store)


def test_the_second_checker_runs_by_itself_and_imports_nothing_of_the_program(day: forging.Day):
    from tests.faults.harness import ROOT

    written = (ROOT / "tests" / "second_verifier.py").read_text("utf-8")
    assert "rpl_desk" not in written and "import cryptography" not in written
    arguments = [str(day.store), "--roster", str(day.roster)]
    arguments += [part for one in day.anchors for part in ("--anchor", one)]
    assert second_verifier.main(arguments) == 0
    assert second_verifier.main([str(shutil.copy(day.folder / "record.json", day.folder / "again.json"))]) == 0
