"""Notes on the log outside the store: in documents, on paper and in a file; what was cut from the log shows by them."""

import json
import shutil
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import RuleViolation
from rpl_desk.sealing.verify import Status
from rpl_desk.services.checking import Kind, report
from rpl_desk.services.decisions import SignOne
from rpl_desk.services.verifying import read_anchors, read_roster, verify_bytes, verify_file
from tests import office as sample


@pytest.fixture(scope="module")
def day(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store whose case is signed, an older copy, the exported documents, roster and anchors."""
    folder = tmp_path_factory.mktemp("day")
    store = Path(shutil.copy(office_template, folder / "office.rpldesk"))
    (folder / "outside").mkdir()
    with Desk.open(store) as desk:
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        desk.anchors.choose_folder(folder / "outside")
        desk.people.sign_out()
    shutil.copy(store, folder / "older.rpldesk")
    with Desk.open(store) as desk:
        case = sample.case_at(desk, folder, Stage.SIGNED)
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        for one in desk.exchange.export([case], folder):
            one.path.rename(folder / f"record{one.path.suffix}")
        (folder / "roster.json").write_bytes(desk.people.roster())
        desk.people.sign_out()
        (folder / "line.txt").write_text(desk.anchors.line(), encoding="utf-8")
    return folder


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "json"])
def test_a_document_carries_its_note_and_stands_with_roster_and_anchor(day: Path, ending: str):
    roster = read_roster(day / "roster.json")
    document = day / f"record.{ending}"
    (mark,) = read_anchors(str(document))
    verdict = verify_file(document, roster, [mark])
    assert (verdict.status, verdict.problems) == (Status.GOOD, ())
    assert any(f"log {mark.size:,} · " in one for one in verdict.facts)
    assert f"The anchor of {mark.size:,} entries vouches for that log." in verdict.facts


def test_an_anchor_of_another_size_cannot_tell_and_one_of_another_log_is_bad(day: Path):
    data = (day / "record.json").read_bytes()
    (mark,) = read_anchors(str(day / "record.json"))
    line = f"log {mark.size + 1} · {mark.code}"
    assert verify_bytes(data, None, read_anchors(line)).status is Status.UNKNOWN
    other = f"log {mark.size} · {mark.code[:-1]}{'0' if mark.code[-1] != '0' else '1'}"
    assert verify_bytes(data, None, read_anchors(other)).status is Status.BAD


@pytest.mark.parametrize(
    ("place", "new", "words"),
    [
        (("anchor", "note"), lambda one: one.replace("\nhead ", "\nhead f", 1), "not a signed note"),
        (("anchor", "proofs", 0, "path"), lambda one: one[:-1], "is not in the log"),
        (("anchor", "proofs", 0, "entry"), lambda one: one.replace('"v":1', '"v":2'), "is not in the log"),
        (("anchor", "proofs", 1, "body"), lambda one: one.replace('"rows":[[', '"rows":[["x/1",1,null],['), "other"),
        (("anchor", "proofs"), lambda one: one[::-1], "is of something else"),
        (("anchor", "proofs"), lambda one: one[:1], "one proof for each"),
        (("anchor", "certificates"), lambda one: [], "does not fit"),
    ],
)
def test_a_note_or_proof_that_was_altered_is_found(day: Path, place: tuple, new, words: str):
    plain = json.loads((day / "record.json").read_bytes())
    *above, last = place
    holder = plain
    for key in above:
        holder = holder[key]
    holder[last] = new(holder[last])
    verdict = verify_bytes(json.dumps(plain).encode())
    assert verdict.status is Status.BAD
    assert any(words in str(one) for one in verdict.problems), verdict.problems


def test_the_file_outside_got_a_note_at_each_act_that_closes(day: Path):
    sizes = [mark.size for mark in read_anchors(str(day / "outside" / "anchors.txt"))]
    assert sizes == sorted(set(sizes)) and len(sizes) >= 3
    with Desk.open(day / "office.rpldesk", read_only=True) as desk:
        assert desk.anchors.newest().size == sizes[-1] == desk.database.head().size
        assert desk.anchors.problem == ""


def test_a_whole_store_fits_every_anchor_and_says_up_to_where_it_is_complete(day: Path, capsys):
    line = (day / "line.txt").read_text(encoding="utf-8")
    files = [day / "outside" / "anchors.txt", day / "record.pdf", line]
    anchors = [part for one in files for part in ("--anchor", str(one))]
    store = str(day / "office.rpldesk")
    assert run(["check", store, "--roster", str(day / "roster.json"), *anchors]) == 0
    said = capsys.readouterr().out
    assert "Complete up to entry" in said and "Nothing came after it." in said


def test_entries_cut_from_the_end_show_only_by_an_anchor(day: Path, tmp_path: Path, capsys):
    older = str(day / "older.rpldesk")
    assert run(["check", older]) == 0
    assert "entries cut from the end of the log would not show" in capsys.readouterr().out
    for anchor in (day / "record.pdf", day / "outside" / "anchors.txt", (day / "line.txt").read_text("utf-8")):
        assert run(["check", older, "--anchor", str(anchor)]) == 1
        assert "its end was cut, or this is an older copy" in capsys.readouterr().out


def test_the_opening_check_finds_an_older_copy_by_what_this_machine_saw_and_by_the_file_outside(day: Path):
    with Desk.open(day / "office.rpldesk", read_only=True) as desk:
        seen = desk.seen()
        assert desk.check_opening(seen) == () == desk.check_opening(None)
    with Desk.open(day / "older.rpldesk", read_only=True) as desk:
        assert len(desk.check_opening(seen)) == 2
        (found,) = desk.check_opening(None)
    assert found.kind is Kind.CHANGED and "anchor outside the store" in found.message


def test_the_opening_check_reads_only_what_came_since(day: Path, tmp_path: Path):
    store = Path(shutil.copy(day / "office.rpldesk", tmp_path / "office.rpldesk"))
    with Desk.open(day / "older.rpldesk", read_only=True) as desk:
        seen = desk.seen()
    connection = driver.connect(str(store))
    connection.execute("UPDATE judgement SET reason = 'Other.' WHERE id = 3")
    connection.commit()
    connection.close()
    with Desk.open(store, read_only=True) as desk:
        assert [one.place for one in desk.check_opening(seen)] == ["judgement 3"]
        assert desk.check_opening(desk.seen()) == ()


def test_a_store_smaller_than_its_anchors_writes_none_and_says_so(day: Path, tmp_path: Path):
    store = Path(shutil.copy(day / "older.rpldesk", tmp_path / "office.rpldesk"))
    before = (day / "outside" / "anchors.txt").read_bytes()
    with Desk.open(store) as desk:
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        desk.people.sign_out()
        desk.anchors.close()
        assert "Do not go on before this is explained" in desk.anchors.problem
    assert (day / "outside" / "anchors.txt").read_bytes() == before


def test_a_place_that_is_gone_keeps_nobody_from_working_and_is_said(desk: Desk, tmp_path: Path):
    folder = tmp_path / "stick"
    folder.mkdir()
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    desk.anchors.choose_folder(folder)
    shutil.rmtree(folder)
    desk.people.sign_out()
    desk.anchors.close()
    assert "not in its place outside the store yet" in desk.anchors.problem


def test_the_folder_of_the_store_itself_is_no_place_outside(desk: Desk):
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    with pytest.raises(RuleViolation, match="Choose another place"):
        desk.anchors.choose_folder(desk.database.path.parent)


def test_keys_that_are_not_on_the_roster_leave_it_open(day: Path):
    roster = read_roster(day / "roster.json")
    fewer = type(roster)(roster.authority, roster.people[:-1])
    verdict = verify_file(day / "record.json", fewer)
    with Desk.open(day / "office.rpldesk", read_only=True) as desk:
        found = report(desk.database, fewer)
    assert verdict.status in (Status.UNKNOWN, Status.GOOD)
    assert [one.kind for one in found.findings] == [Kind.UNSURE]
    assert not found.is_good


def test_a_line_that_is_no_anchor_is_refused_with_how_one_looks(capsys, day: Path):
    assert run(["verify", str(day / "record.json"), "--anchor", "log 12"]) == 1
    assert "is not the line of an anchor, such as" in capsys.readouterr().err


def test_records_signed_in_one_act_each_carry_a_note_of_their_own(desk: Desk, tmp_path: Path):
    cases = [sample.case_at(desk, tmp_path, Stage.DECIDED) for _ in range(2)]
    with sample.as_person(desk, "admin"):
        for who in ("one", "chair"):
            person = sample.person(desk, who)
            acts = [
                SignOne(case, asked.signatory.role, asked.record.body)
                for case, asked in desk.decisions.waiting_for(person)
            ]
            assert len(desk.decisions.sign_several(acts, person, sample.passphrase(who))) == 2
        marks = []
        for case in cases:
            data = desk.decisions.bundle(desk.decisions.current_record(case.id))
            assert verify_bytes(data).status is Status.GOOD
            (tmp_path / "one.json").write_bytes(data)
            marks += read_anchors(str(tmp_path / "one.json"))
    assert marks[0].size + 1 == marks[1].size


def test_the_command_line_says_when_the_anchor_is_not_outside(office: Path, tmp_path: Path, capsys):
    folder, words = tmp_path / "stick", tmp_path / "words"
    folder.mkdir()
    words.write_text(sample.passphrase("admin"), encoding="utf-8")
    who = ["--as", sample.address("admin"), "--passphrase-file", str(words)]
    assert run(["anchor", "place", str(office), str(folder), *who]) == 0
    assert capsys.readouterr() == (f"Anchors go to {folder}.\n", "")
    assert run(["anchor", "show", str(office), "--to", str(tmp_path / "note.json")]) == 0
    line = capsys.readouterr().out.strip()
    assert run(["check", str(office), "--anchor", line, "--anchor", str(tmp_path / "note.json")]) == 0
    shutil.rmtree(folder)
    assert run(["anchor", "place", str(office), *who]) == 0
    assert "not in its place outside the store yet" in capsys.readouterr().err


def test_closing_writes_the_anchor_of_a_desk_whose_anchors_nobody_asked_for(office: Path, tmp_path: Path):
    (tmp_path / "stick").mkdir()
    with Desk.open(office) as desk:
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        desk.anchors.choose_folder(tmp_path / "stick")
    with Desk.open(office) as desk:
        desk.database._listeners.clear()  # as where the service is made only when it is first needed
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        desk.people.sign_out()
        size = desk.database.head().size
    assert max(mark.size for mark in read_anchors(str(tmp_path / "stick" / "anchors.txt"))) == size
