"""Letters, agendas and paper packs carry the office's seal where it is open, and `verify` tells about them."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.letters import Reader
from rpl_desk.domain.seals import NOT_OPEN, SEALED
from rpl_desk.sealing.pdf_seal import read_seal
from rpl_desk.sealing.verify import Roster, Status
from rpl_desk.services.verifying import verify_bytes, verify_file
from rpl_desk.services.verifying_papers import NOBODY_VOUCHES, WHOSE_SEAL
from tests import office as sample

OWN = "That is a seal of the office, by the roster."


@dataclass(frozen=True)
class Papers:
    """What one writes of a meeting and a decision; `plain` from before the office had a seal, and the log's digests."""

    store: Path
    meeting: int
    reference: str
    sealed: dict[str, Path]
    plain: dict[str, Path]
    roster: Roster


@pytest.fixture(scope="module")
def papers(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Papers:
    folder = tmp_path_factory.mktemp("papers")
    store = Path(shutil.copy(office_template, folder / "office.rpldesk"))
    with Desk.open(store) as desk:
        case = sample.case_at(desk, folder, Stage.PANEL)
        meeting = sample.meeting_of(desk, case)
        signed = sample.case_at(desk, folder, Stage.SIGNED)
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))

        def written(where: Path) -> dict[str, Path]:
            where.mkdir()
            desk.papers.print_agenda(meeting, where / "agenda.pdf")
            (paper,) = desk.papers.print_pack(meeting, where).files
            desk.letters.write(signed, Reader.OWNER, where / "letter.pdf")
            return {"agenda": where / "agenda.pdf", "paper": paper, "letter": where / "letter.pdf"}

        plain = written(folder / "plain")
        desk.seals.make(sample.passphrase("admin"))
        sealed = written(folder / "sealed")
        assert desk.check() == []
        return Papers(store, meeting.id, signed.reference, sealed, plain, Roster.from_bytes(desk.people.roster()))


@pytest.mark.parametrize("name", ["agenda", "paper", "letter"])
def test_a_sealed_paper_is_good_by_the_roster_and_cannot_be_told_without(papers: Papers, name: str):
    with_roster = verify_file(papers.sealed[name], papers.roster)
    assert (with_roster.status, with_roster.problems) == (Status.GOOD, ()) and OWN in with_roster.facts
    assert read_seal(papers.sealed[name].read_bytes()).faults == ()
    alone = verify_file(papers.sealed[name])
    assert alone.status is Status.UNKNOWN and [one.message for one in alone.problems] == [WHOSE_SEAL]


@pytest.mark.parametrize("name", ["agenda", "paper"])
def test_a_paper_without_a_seal_cannot_be_told_and_says_what_it_is(papers: Papers, name: str):
    verdict = verify_file(papers.plain[name], papers.roster)
    assert verdict.status is Status.UNKNOWN and [one.message for one in verdict.problems] == [NOBODY_VOUCHES]
    assert "panel of" in verdict.facts[0]


def test_a_letter_without_a_seal_holds_nothing_to_check(papers: Papers):
    verdict = verify_file(papers.plain["letter"], papers.roster)
    assert verdict.status is not Status.GOOD and "holds no signed record" in str(verdict.problems[0])


@pytest.mark.parametrize("name", ["agenda", "paper", "letter"])
def test_what_is_changed_in_a_sealed_paper_is_told(papers: Papers, name: str, tmp_path: Path):
    data = papers.sealed[name].read_bytes()
    assert verify_bytes(data + b"\n% a note\n", papers.roster).status is Status.BAD
    at = len(data) // 3
    turned = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    assert verify_bytes(turned, papers.roster).status is Status.BAD
    with pikepdf.open(papers.sealed[name]) as pdf:
        pdf.pages[0].obj.Rotate = 90
        pdf.save(tmp_path / "turned.pdf")
    assert verify_file(tmp_path / "turned.pdf", papers.roster).status is Status.BAD


@pytest.mark.parametrize("name", ["agenda", "paper", "letter"])
def test_a_seal_of_somebody_else_is_not_taken_for_the_offices(papers: Papers, name: str):
    from datetime import UTC, datetime

    from rpl_desk.sealing.office_seal import new_seal
    from rpl_desk.sealing.pdf_seal import sealed_pdf

    now = datetime(2026, 5, 28, 12, 0, tzinfo=UTC)
    forged = sealed_pdf(papers.plain[name].read_bytes(), new_seal("Sample College", "", now), "Sample College", now)
    verdict = verify_bytes(forged, papers.roster)
    assert verdict.status is Status.UNKNOWN and "is not on this roster" in str(verdict.problems[0])


def test_somebody_who_is_no_custodian_has_the_seal_opened_for_one_command(papers: Papers, tmp_path: Path, capsys):
    store = Path(shutil.copy(papers.store, tmp_path / "office.rpldesk"))
    words = {}
    for who in ("chair", "admin", "one"):
        words[who] = tmp_path / f"{who}.passphrase"
        words[who].write_text(sample.passphrase(who), encoding="utf-8")
    chair = ["--as", sample.address("chair"), "--passphrase-file", str(words["chair"])]
    seal = ["--seal-by", sample.address("admin"), "--seal-passphrase-file", str(words["admin"])]
    out = tmp_path / "agenda.pdf"
    agenda = ["meeting", "agenda", str(store), str(papers.meeting), str(out), *chair]
    assert run(agenda) == 0
    assert NOT_OPEN in capsys.readouterr().out and read_seal(out.read_bytes()) is None
    assert run([*agenda, *seal]) == 0
    assert SEALED in capsys.readouterr().out and read_seal(out.read_bytes()).faults == ()
    assert run(["export", str(store), "--case", papers.reference, "--to", str(tmp_path), "--pdf", *chair, *seal]) == 0
    assert SEALED in capsys.readouterr().out
    assert verify_file(tmp_path / f"{papers.reference}-v1.pdf", papers.roster).status is Status.GOOD
    # Who does not hold the seal does not open it, and nothing is written then.
    out.unlink()
    wrong = ["--seal-by", sample.address("one"), "--seal-passphrase-file", str(words["one"])]
    assert run([*agenda, *wrong]) == 1
    assert not out.exists() and "does not hold the authority" in capsys.readouterr().err
    with Desk.open(store) as desk:
        assert desk.check() == []
