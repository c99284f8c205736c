"""Hiding a claimant, looking through the evidence and revealing, from the command line."""

import json
from pathlib import Path

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from tests import office as sample
from tests.services.test_identity import LEAK, NAME, STAND_IN, planted


def test_a_claimant_is_hidden_looked_for_and_revealed(office: Path, tmp_path: Path, capsys):
    files = {}
    for who in sample.PEOPLE:
        files[who] = tmp_path / f"{who}.passphrase"
        files[who].write_text(sample.passphrase(who) + "\n", encoding="utf-8")

    def command(*arguments: str, by: str) -> tuple[int, str]:
        who = ["--as", sample.address(by), "--passphrase-file", str(files[by])]
        status = run([*arguments[:-1], str(office), *who, *([arguments[-1]] if arguments[-1] else [])])
        said = capsys.readouterr()
        return status, said.out + said.err

    def identity(what: str, *arguments: str, by: str) -> tuple[int, str]:
        who = ["--as", sample.address(by), "--passphrase-file", str(files[by])]
        status = run(["identity", what, str(office), *who, *arguments])
        said = capsys.readouterr()
        return status, said.out + said.err

    assert identity("hide", "on", by="one")[0] == 1
    assert identity("hide", "on", by="admin")[0] == 0
    with Desk.open(office) as desk:
        case = planted(desk, tmp_path, Stage.INTAKE)
    status, said = identity("look", case.reference, by="chair")
    assert status == 0 and f"page 1: The account of {NAME}" in said
    assert said.endswith("1 item without a name released; 1 item to decide.\n")
    assert identity("look", case.reference, by="one")[0] == 1
    assert identity("decide", case.reference, "E01", "--withhold", "--reason", "It names them.", by="chair") == (
        0,
        "E01: withheld from those who judge.\n",
    )
    plain = json.loads(identity("show", case.reference, "--json", by="one")[1])
    assert plain["hidden"] and not plain["known_to_you"] and plain["stand_in"].startswith(STAND_IN)
    for who in ("one", "member"):
        for asked in (("cases", ""), ("show", case.reference)):
            status, said = command(*asked, by=who)
            assert status == 0 and STAND_IN in said
            assert LEAK.search(said) is None
    assert identity("reveal", case.reference, "--reason", "Too soon.", by="chair") == (
        1,
        "Who the claimant is can be revealed once every assessor has sealed.\n",
    )
    with Desk.open(office) as desk:
        with sample.as_person(desk, "admin"):
            desk.intake.begin_review(desk.intake.case(case.reference))
        for who in ("one", "two"):
            sample.judge_all(desk, case, who)
    status, said = identity("reveal", case.reference, "--reason", "The panel meets.", by="chair")
    assert status == 0 and NAME in said
