"""An assessor's own notes and earlier answers from the command line, and that nobody else gets them there."""

import json
from pathlib import Path

import pytest

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from tests import office as sample

REFERENCE = "RPL-2026-0001"


@pytest.fixture
def desk_at(office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Return a function that runs a command on a claim in review as somebody and gives (status, what was printed)."""
    with Desk.open(office) as desk:
        sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)
    files = {}
    for who in sample.PEOPLE:
        files[who] = tmp_path / f"{who}.passphrase"
        files[who].write_text(sample.passphrase(who) + "\n", encoding="utf-8")

    def command(name: str, *arguments: object, by: str = "one") -> tuple[int, str]:
        who = ["--as", sample.address(by), "--passphrase-file", str(files[by])]
        status = run([name, str(office), REFERENCE, *map(str, arguments), *who])
        said = capsys.readouterr()
        return status, said.out + said.err

    return command


def test_notes_are_kept_listed_and_told_to_their_author_alone(desk_at):
    kept = desk_at("note", "U1.1", "--text", "Ask about task 2.", "--confidence", "low", "--set-aside")
    assert kept == (0, "Kept for yourself on U1.1.\n")
    listed = desk_at("note", "--json")
    assert json.loads(listed[1]) == {"U1.1": {"set_aside": True, "confidence": "low", "note": "Ask about task 2."}}
    assert desk_at("note") == (0, "U1.1      set aside  confidence low  Ask about task 2.\n")
    assert "U1.1: Unit 1, Outcome 1 is set aside" in desk_at("seal")[1]
    assert desk_at("note", "U1.1", "--take-up", "--confidence", "none")[0] == 0
    assert "U1.1: Unit 1, Outcome 1 is not judged yet" in desk_at("seal")[1]
    assert desk_at("note", by="two") == (0, f"You keep nothing for yourself on {REFERENCE}.\n")
    assert desk_at("note", "U1.1", "--text", "Mine.", by="chair") == (1, f"You do not judge {REFERENCE}.\n")
    assert "not both" in desk_at("note", "U1.1", "--take-up", "--set-aside")[1]
    assert "not a criterion" in desk_at("note", "U9.9", "--take-up")[1]


def test_ones_own_answers_are_listed_with_what_they_were_before(desk_at):
    assert desk_at("answers") == (0, f"You have answered nothing on {REFERENCE} yet.\n")
    desk_at("judge", "U1.1", "partly", "--reason", "The first task only.")
    desk_at("judge", "U1.1", "met", "--reason", "Both tasks, on page 4.")
    status, said = desk_at("answers")
    assert status == 0
    now, before = said.splitlines()
    assert now.startswith("U1.1      met  Both tasks, on page 4.  (")
    assert before.startswith("        before:  partly met  The first task only.  (")
    assert [one["now"] for one in json.loads(desk_at("answers", "--json")[1])] == [True, False]
    assert "answered nothing" in desk_at("answers", by="two")[1]
    assert "do not judge" in desk_at("answers", by="chair")[1]


def test_a_gap_statement_starts_from_the_answer_and_is_ones_own(desk_at):
    assert desk_at("gap") == (0, f"No gap is stated on {REFERENCE}.\n")
    assert "leaves no gap" in desk_at("gap", "U1.1", "--draft")[1]
    desk_at("judge", "U1.1", "partly", "--reason", "Only the first task shows it.")
    assert desk_at("gap") == (0, "Not stated yet: U1.1. Start one with --draft.\n")
    assert desk_at("gap", "U1.1", "--draft", "--would-count", "A second account.")[0] == 0
    (said,) = json.loads(desk_at("gap", "--json")[1])
    assert said["missing"].endswith("is shown in part. Only the first task shows it.")
    assert (said["would_count"], said["by"]) == ("A second account.", "you")
    assert desk_at("gap", "U1.1", "--missing", "", "--would-count", "")[0] == 0
    assert desk_at("gap", by="two") == (0, f"No gap is stated on {REFERENCE}.\n")
