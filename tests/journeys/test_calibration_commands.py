"""Calibration from the command line: set, judged apart, sealed, and read."""

import json
from pathlib import Path

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from tests import office as sample

TITLE = "Peer support, spring"


def test_two_assessors_judge_a_frozen_claim_and_read_how_far_they_agree(office: Path, tmp_path: Path, capsys):
    files = {}
    for who in sample.PEOPLE:
        files[who] = tmp_path / f"{who}.passphrase"
        files[who].write_text(sample.passphrase(who) + "\n", encoding="utf-8")

    def calibrate(what: str, *arguments: str, by: str) -> tuple[int, str]:
        who = ["--as", sample.address(by), "--passphrase-file", str(files[by])]
        status = run(["calibrate", what, str(office), *arguments, *who])
        said = capsys.readouterr()
        return status, said.out + said.err

    with Desk.open(office) as desk:
        case = sample.case_at(desk, tmp_path, Stage.SIGNED, CaseKind.RPL_CREDIT_SPECIFIC)
    status, said = calibrate("set", case.reference, "--title", TITLE, "--to-all", by="admin")
    assert (status, said) == (0, "CAL-1 is set for 2 assessors. Calibration exercise, not a live case.\n")
    assert calibrate("list", by="member") == (0, "There is no exercise.\n")
    plain = json.loads(calibrate("show", "1", "--json", by="one")[1])
    assert plain["calibration"] is True
    keys = [one["key"] for one in plain["criteria"]]
    answers = {"one": "met", "two": "partly"}
    for who, answer in answers.items():
        for key in keys:
            given = "6" if key.endswith("points") else answer
            status, said = calibrate("answer", "1", key, given, "--reason", f"As {who} reads it.", by=who)
            assert status == 0, said
        assert calibrate("results", "1", by=who)[0] == 1
        assert "As one reads it" not in calibrate("show", "1", by="two")[1]
        assert calibrate("seal", "1", by=who)[0] == 0
    status, said = calibrate("results", "1", by="admin")
    assert status == 0
    assert f"CAL-1 {TITLE}. Calibration exercise, not a live case." in said
    assert "Learning outcomes: 0 % of pairs of answers are the same" in said
    assert "1: met; 2: partly met" in said
    assert "Judged the case itself before: Assessor One, Assessor Two." in said
