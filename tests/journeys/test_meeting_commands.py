"""A meeting from the command line alone, from calling it to its minutes."""

import json
from pathlib import Path

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from tests import office as sample
from tests.faults.harness import passphrases


def test_a_meeting_is_called_run_and_minuted_by_commands(office: Path, tmp_path: Path, capsys):
    keys = passphrases(tmp_path)
    with Desk.open(office) as desk:
        case = sample.case_at(desk, tmp_path, Stage.PANEL)
        other = sample.case_at(desk, tmp_path, Stage.INTAKE)

    def say(by: str, *words: object) -> tuple[int, str]:
        split = 2 if words[0] == "meeting" else 1
        named = ["--as", sample.address(by), "--passphrase-file", keys[by]]
        status = run([*map(str, words[:split]), str(office), *named, *map(str, words[split:])])
        said = capsys.readouterr()
        return status, said.out + said.err

    people = ["--chair", sample.address("chair"), "--secretary", sample.address("admin")]
    people += [part for who in ("one", "two", "member") for part in ("--member", sample.address(who))]
    status, said = say("admin", "meeting", "call", "--on", "2026-11-26", "--begins", "10:00", *people, "--json")
    assert status == 0
    number = json.loads(said)["meeting"]
    for who in ("chair", "one", "two"):
        assert say("admin", "meeting", "attend", number, sample.address(who), "--present")[0] == 0
    assert say("admin", "meeting", "attend", number, sample.address("member"), "--apology", "ill")[0] == 0
    for one in (other, case):
        assert say("admin", "meeting", "put-on", number, one.reference)[0] == 0
    assert (
        say("admin", "meeting", "plan", number, case.reference, "--minutes", 30, "--lead", sample.address("two"))[0]
        == 0
    )
    assert say("admin", "meeting", "order", number, case.reference, 1)[0] == 0
    shown = json.loads(say("admin", "meeting", "show", number, "--json")[1])
    assert [(one["case"], one["starts"]) for one in shown["cases"]] == [
        (case.reference, "10:00"),
        (other.reference, "10:30"),
    ]
    assert say("admin", "meeting", "agenda", number, tmp_path / "agenda.pdf")[0] == 0
    assert say("admin", "meeting", "pack", number, "--to", tmp_path / "pack")[0] == 0
    assert len(list((tmp_path / "pack").glob("*.pdf"))) == 2

    assert say("chair", "meeting", "open", number)[0] == 0
    assert "3 present, 3 needed" in say("chair", "meeting", "take-up", number, case.reference)[1]
    assert say("chair", "meeting", "left", number, sample.address("two"), "--reason", "called away")[0] == 0
    words = [
        "--outcome",
        "rated",
        "--level",
        8,
        "--points",
        12,
        "--level-rationale",
        "At 8",
        "--credit-rationale",
        "120",
    ]
    status, said = say("chair", "decide", case.reference, *words)
    assert status == 1 and "2 present, 3 needed. The decision waits." in said
    assert say("chair", "meeting", "back", number, sample.address("two"))[0] == 0
    assert say("chair", "decide", case.reference)[0] == 0
    assert say("chair", "meeting", "minute", number, case.reference, "--text", "Agreed by all.")[0] == 0
    assert say("chair", "meeting", "take-up", number, other.reference)[0] == 0
    assert say("chair", "meeting", "put-off", number, other.reference, "Not ready")[0] == 0
    assert say("chair", "meeting", "close", number)[0] == 0
    assert say("admin", "meeting", "minutes", number, "--draft")[0] == 0
    fix = ["--correct", "Agreed by all who were there.", "--of", case.reference, "--reason", "One was away"]
    assert say("admin", "meeting", "minutes", number, *fix)[0] == 0
    status, said = say("chair", "meeting", "minutes", number, "--confirm", "--out", tmp_path / "minutes.pdf")
    assert status == 0 and "version 2, confirmed" in said
    assert say("chair", "export", "--meeting", number, "--to", tmp_path / "out", "--pdf")[0] == 0
    assert [one.name for one in (tmp_path / "out").iterdir()] == [f"{case.reference}-v1.pdf"]
    assert (tmp_path / "minutes.pdf").read_bytes().startswith(b"%PDF")
    with Desk.open(office) as desk:
        assert desk.check() == []


def test_a_meeting_that_is_not_there_is_refused_with_a_sentence(office: Path, tmp_path: Path, capsys):
    keys = passphrases(tmp_path)
    named = ["--as", sample.address("admin"), "--passphrase-file", keys["admin"]]
    assert run(["meeting", "show", str(office), *named, "9"]) == 1
    assert "There is no meeting 9 in this store." in capsys.readouterr().err
