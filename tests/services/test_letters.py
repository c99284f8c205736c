"""Letters say in plain words what the signed record says, in the office's own wording, and nothing else."""

from pathlib import Path

import pikepdf
import pytest

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.decisions import Outcome
from rpl_desk.domain.errors import NotAllowed, NotFound, RuleViolation
from rpl_desk.domain.judgements import MET_KINDS, NOT_MET, CriterionRow
from rpl_desk.domain.letters import Letter, Part, Reader
from tests import office as sample


@pytest.fixture
def rated(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.SIGNED)


def words(one: Letter) -> str:
    said = [*one.opening, *one.closing, one.notice, one.foot]
    for section in one.sections:
        said += [section.heading, *section.paragraphs]
    return "\n".join(said)


def test_the_owner_reads_what_was_decided_why_and_how_to_appeal(desk: Desk, rated: CaseRow):
    with sample.as_person(desk, "chair"):
        found = desk.letters.letter(rated, Reader.OWNER)
    assert (found.to, found.office, found.title) == (
        "Sample Training Partner",
        "Sample College",
        "Decision on Certificate in Peer Support Practice",
    )
    assert [one.heading for one in found.sections] == [
        "What was decided",
        "Why",
        "Unit by unit",
        "Recommendations",
        "If you disagree",
    ]
    said = words(found)
    assert "The programme is credit rated with 12 credit points at SCQF level 8." in said
    assert "The whole sits best at level 8." in said
    assert "within 20 days of the date of this letter" in said
    assert "signed by Assessor One, assessor; Chair One, chair" in said
    assert found.notice.startswith("Draft wording")
    assert "version 1" in found.foot


def not_met_first(criterion: CriterionRow) -> str:
    first = criterion.kind in MET_KINDS and criterion.position == 1
    return NOT_MET if first else sample.an_answer(criterion)


def test_the_claimant_reads_what_is_missing_and_what_would_count(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_ENTRY)
    for who in ("one", "two"):
        with sample.as_person(desk, who):
            first = desk.judging.criteria(case.id)[0]
            desk.judging.judge(case, first, NOT_MET, "No dates are given.")
            if who == "one":
                desk.gaps.write(case, first, "The two years are not shown.", "A letter of the employer would count.")
        sample.judge_all(desk, case, who, not_met_first)
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case)
        desk.reconciling.complete(desk.intake.case(case.reference))
        desk.decisions.draft(case, outcome=Outcome.NOT_SUPPORTED, level_rationale="Two years are asked for.")
        desk.decisions.decide(desk.intake.case(case.reference))
    sample.sign_all(desk, case)
    with sample.as_person(desk, "chair"):
        found = desk.letters.letter(case, Reader.CLAIMANT)
    assert found.to == "Sample Claimant A"
    sections = {one.heading: one.paragraphs for one in found.sections}
    assert "Entry to the programme is not supported." in sections["What was decided"][0]
    assert sections["What is missing, and what would count"][1:] == (
        "Requirement 1: The two years are not shown. A letter of the employer would count.",
    )
    assert sections["What the panel found"] == ("Requirement 1: not met.",)
    assert "Assessor Two" not in words(found)  # who judged how is in the record, not in the letter


def test_the_offices_own_wording_takes_the_place_of_the_draft(desk: Desk, rated: CaseRow):
    with sample.as_person(desk, "one"), pytest.raises(NotAllowed):
        desk.letters.word(Part.APPEAL, "Write to us.")
    with sample.as_person(desk, "admin"):
        for text, why in (
            ("Within {weeks} weeks.", r"\{weeks\} is not known"),
            ("{office.__class__}", "is not known"),
            ("{appeal_days:>99999}", "is not known"),
            ("{office", "not closed"),
        ):
            with pytest.raises(RuleViolation, match=why):
                desk.letters.word(Part.APPEAL, text)
        desk.letters.word(Part.APPEAL, "Write to {office} within {appeal_days} days of {reference}.")
        desk.office.set_policy(appeal_days=15)
        found = desk.letters.letter(rated, Reader.OWNER)
        assert found.sections[-1].paragraphs == (f"Write to Sample College within 15 days of {rated.reference}.",)
        assert "how to appeal" not in found.notice
        for part in Part:
            desk.letters.word(part, "Our own {title}.")
        assert desk.letters.letter(rated, Reader.OWNER).notice == ""
        desk.letters.word(Part.CLOSING, "")
        assert "closing" in desk.letters.letter(rated, Reader.OWNER).notice
    assert desk.check() == []


def test_an_amended_decision_says_so_and_one_voided_or_unsigned_has_no_letter(
    desk: Desk, rated: CaseRow, tmp_path: Path
):
    decided = sample.case_at(desk, tmp_path, Stage.DECIDED)
    with sample.as_person(desk, "chair"):
        with pytest.raises(NotFound, match="all sign it first"):
            desk.letters.letter(decided, Reader.OWNER)
        desk.amending.amend(rated, "The points were typed wrongly.")
        with pytest.raises(RuleViolation, match="being amended"):
            desk.letters.letter(rated, Reader.OWNER)
        desk.decisions.draft(rated, points=11)
        desk.decisions.decide(desk.intake.case(rated.reference))
    sample.sign_all(desk, rated)
    with sample.as_person(desk, "chair"):
        first = desk.letters.letter(rated, Reader.OWNER).sections[0]
        assert first.heading == "This decision was amended"
        assert "takes the place of version 1" in first.paragraphs[0]
        assert first.paragraphs[0].endswith("Why it was amended: The points were typed wrongly.")
        shown = desk.decisions.current_record(rated.id).sha256
        desk.voiding.void(rated, "Not the owner's.", sample.passphrase("chair"), shown=shown)
        with pytest.raises(NotFound, match="voided gets no letter"):
            desk.letters.write(rated, Reader.OWNER, tmp_path / "never.pdf")
        assert not (tmp_path / "never.pdf").exists()


def test_who_may_not_know_the_claimant_or_does_not_prepare_the_case_writes_no_letter(desk: Desk, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        desk.office.set_policy(hide_claimant=True)
    case = sample.open_case(desk, tmp_path, CaseKind.RPL_ENTRY)
    for who, error in (("one", NotAllowed), ("two", NotAllowed)):
        with sample.as_person(desk, who), pytest.raises(error):
            desk.letters.letter(case, Reader.CLAIMANT)


def test_a_record_that_names_nobody_to_write_to_refuses(desk: Desk, rated: CaseRow):
    with sample.as_person(desk, "chair"), pytest.raises(RuleViolation, match="names no claimant"):
        desk.letters.letter(rated, Reader.CLAIMANT)


def test_the_command_writes_a_tagged_letter_and_the_log_knows_it(
    desk: Desk, office: Path, rated: CaseRow, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    secret = tmp_path / "secret"
    secret.write_text(sample.passphrase("chair"))
    admin = tmp_path / "admin"
    admin.write_text(sample.passphrase("admin"))
    desk.close()
    who = ["--as", sample.address("chair"), "--passphrase-file", str(secret)]
    out = tmp_path / "letter.pdf"
    assert run(["letter", str(office), rated.reference, "--to", "owner", "--out", str(out), *who]) == 0
    said = capsys.readouterr()
    assert "SHA-256" in said.out + said.err and "Draft wording" in said.out + said.err
    with pikepdf.open(out) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "letter to Sample Training Partner" in str(pdf.docinfo.Title)
    asks = ["--as", sample.address("admin"), "--passphrase-file", str(admin)]
    assert run(["letter-wording", str(office), "greeting", "--text", "To {name}:", *asks]) == 0
    assert "greeting: To {name}:" in capsys.readouterr().out
    assert run(["letter-wording", str(office), "greeting", "--text", "To {nobody}:", *asks]) == 1
    assert "{nobody} is not known" in capsys.readouterr().err
    assert run(["check", str(office)]) == 0
    with Desk.open(office) as again, sample.as_person(again, "admin"):
        assert "write letter" in [one.action for one in again.cases.log(rated.reference)]
