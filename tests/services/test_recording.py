"""What a record says of its evidence, and that records and documents of earlier releases still verify."""

from datetime import date
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.documents.pdf_finish import attached_bundle
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.evidence import EvidenceKind, EvidenceTest, TestAnswer
from rpl_desk.domain.judgements import CriterionKind
from rpl_desk.domain.passages import Anchor, AnchorKind, Rectangle
from rpl_desk.domain.record import RECORD_TYPES, DecisionRecord, RecordComparator, RecordGap
from rpl_desk.sealing.canonical import parse
from rpl_desk.sealing.signoff import open_bundle
from rpl_desk.services.verifying import record_of, verify_bytes, verify_file
from tests import office as sample
from tests.factories import sample_picture

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def recorded(desk: Desk, tmp_path: Path):
    """A decided claim with an area, an orphan, statements, tests, a confirmation and a recorded interview."""
    case = sample.open_case(desk, tmp_path, CaseKind.RPL_CREDIT_SPECIFIC)
    with sample.as_person(desk, "admin"):
        item = desk.evidence.register(case.id)[0]
        desk.evidence.record_item(
            case,
            EvidenceKind.PROFESSIONAL_DISCUSSION,
            "Talk about practice",
            "We spoke for an hour.",
            held_on=date(2026, 5, 2),
            heard="Sample Claimant A",
        )
        desk.evidence.confirm_authenticity(
            case, item, confirmed_by="Manager One", how="Signed statement", confirmed_on=date(2026, 5, 3)
        )
        desk.evidence.edit(case, item, currency_exception="In the same work ever since.")
        desk.intake.begin_review(case)
    with sample.as_person(desk, "one"):
        criterion = desk.judging.criteria(case.id)[0]
        anchor = Anchor(AnchorKind.TEXT, item.sha256, 0, "1", exact="as it was first handed in")
        desk.marking.mark(case, item, anchor, sample_picture(), criterion=criterion)
    with sample.as_person(desk, "admin"):
        item = desk.evidence.register(case.id)[0]
        again = sample.write_pdf(tmp_path / "again.pdf", "Sample evidence, second file")
        desk.evidence.replace(case, item, again, "A page was missing.")
        item = desk.evidence.register(case.id)[0]
    with sample.as_person(desk, "one"):
        area = Anchor(AnchorKind.AREA, item.sha256, 0, "1", rectangles=(Rectangle(50, 700, 200, 740),))
        desk.marking.mark(case, item, area, sample_picture(), criterion=criterion, strength=3, note="The heading.")
        statement = desk.office.framework_of(case).statements[0]
        desk.judging.rely(case, criterion, statement.id)
        desk.appraising.answer(case, item, EvidenceTest.VALID, TestAnswer.PARTLY, "One page only.")
    sample._take_to(desk, case, Stage.RECONCILE)
    sample._take_to(desk, case, Stage.PANEL)
    sample.decide(desk, case)
    with sample.as_person(desk, "admin"):
        return case, item, record_of(desk.decisions.current_record(case.id).body)


def test_a_record_says_what_was_relied_on_and_where_it_was_marked(recorded):
    _, item, record = recorded
    orphan, area = record.passages[0], record.passages[1]
    assert (orphan.kind, orphan.orphaned, orphan.quotation) == ("text", True, "as it was first handed in")
    assert (area.kind, area.orphaned, area.sha256, area.strength, area.note) == (
        "area", False, item.sha256, 3, "The heading.",
    )  # fmt: skip
    assert [one.sha256 for one in record.pictures] == [area.picture] == [orphan.picture]
    assert record.criteria[0].answers[0].passages[:2] == (1, 2)


def test_a_record_says_what_was_said_of_the_items(recorded):
    _, item, record = recorded
    first, second = record.evidence
    assert [(one.test, one.answer, one.note) for one in first.tests] == [("valid", "partly", "One page only.")]
    assert [(one.confirmed_by, one.how) for one in first.authenticity] == [("Manager One", "Signed statement")]
    assert first.authenticity[0].sha256 == first.earlier_files[0].sha256 != item.sha256
    assert first.earlier_files[0].reason == "A page was missing."
    assert first.currency_exception == "In the same work ever since."
    assert "Exception: In the same work ever since." in first.currency_note
    assert second.recorded == "Written down in the program by Administrator One."


def test_a_record_carries_the_words_of_the_statements_relied_on(recorded):
    _, _, record = recorded
    one = record.statements[0]
    assert (one.criterion, one.assessor) == (record.criteria[0].key, 1)
    assert one.text
    assert "own-words" in record.framework.status


def test_a_record_carries_gap_statements_and_comparators_of_each_assessor(desk: Desk, tmp_path: Path):
    claim = sample.case_at(desk, tmp_path, Stage.REVIEW, CaseKind.RPL_CREDIT_SPECIFIC)
    with sample.as_person(desk, "two"):
        first = desk.judging.criteria(claim.id)[0]
        desk.judging.judge(claim, first, "partly", "Half of it is shown.")
        desk.gaps.write(claim, first, "The second half.", "A page on the second half.")
    rating = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        desk.intake.begin_review(rating)
    with sample.as_person(desk, "one"):
        fit = next(one for one in desk.judging.criteria(rating.id) if one.kind is CriterionKind.BEST_FIT)
        said = {"title": "Certificate in Care", "owner": "Sample Awarding Body", "compared": "Alike in its practice."}
        desk.comparators.add(rating, fit, level=8, **said)
    for case in (claim, rating):
        for stage in (Stage.RECONCILE, Stage.PANEL, Stage.DECIDED, Stage.SIGNED):
            sample._take_to(desk, case, stage)
    with sample.as_person(desk, "admin"):
        gap = record_of(desk.decisions.records(claim.id)[-1].body).gaps
        comparator = record_of(desk.decisions.records(rating.id)[-1].body).comparators
        written = desk.exchange.export([claim, rating], tmp_path / "out")
    assert gap == (RecordGap(first.key, 2, "The second half.", "A page on the second half."),)
    assert comparator == (RecordComparator(fit.key, 1, level=8, **said),)
    assert {verify_file(one.path).status.value for one in written} == {"good"}


def test_documents_of_such_a_record_verify_and_a_changed_sheet_does_not(recorded, desk: Desk, tmp_path: Path):
    case, _, _ = recorded
    sample.sign_all(desk, case)
    with sample.as_person(desk, "admin"):
        written = desk.exchange.export([case], tmp_path / "out")
    assert [verify_file(one.path).status.value for one in written] == ["good", "good", "good"]


def test_documents_of_the_earlier_release_verify_or_say_that_another_version_made_them():
    workbook = verify_file(GOLDEN / "decision-0.1.0.xlsx")
    assert (workbook.status.value, workbook.problems) == ("good", ())
    pdf = verify_file(GOLDEN / "decision-0.1.0.pdf")
    assert pdf.status.value == "unknown"
    assert [str(one) for one in pdf.problems] == [pdf.problems[0].message]
    assert "made by another version of the program" in pdf.problems[0].message
    assert any("Chair One signed as chair" in one for one in pdf.facts)


def test_documents_of_a_record_of_version_2_still_compare_with_what_they_were_made_from():
    workbook = verify_file(GOLDEN / "decision-0.2.0.xlsx")
    assert (workbook.status.value, workbook.problems) == ("good", ())
    bundle = attached_bundle((GOLDEN / "decision-0.2.0.pdf").read_bytes(), 1_000_000)
    assert verify_bytes(bundle).status.value == "good"
    record = DecisionRecord.from_plain(open_bundle(bundle).record)
    assert (record.type, record.agreement, record.credit.reckoned) == (RECORD_TYPES[2], (), ())
    assert record.credit.working


def test_a_record_carries_the_working_of_the_credit_page_and_the_agreement_of_sealed_answers(desk: Desk, tmp_path):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    with sample.as_person(desk, "admin"):
        sheet, agreement = desk.credit.sheet(case.id), desk.reconciling.agreement(case.id)
        record = record_of(desk.decisions.current_record(case.id).body)
        assert desk.decisions.advice(case.id) == sheet.checks
    assert [(one.words, one.rule) for one in record.credit.reckoned] == [(one.words, one.rule) for one in sheet.working]
    assert [one.words for one in record.credit.checks] == [one.words for one in sheet.checks]
    assert record.units
    for unit, shown in zip(record.units, sheet.units, strict=True):
        assert [one.words for one in unit.reckoned] == [one.words for one in shown.working] != []
        assert [one.words for one in unit.checks] == [one.words for one in shown.checks]
    assert [(one.name, one.criteria, one.percent) for one in record.agreement] == [
        (one.name, one.criteria, f"{one.percent:.2f}") for one in agreement
    ]
    assert record.agreement


def test_a_signed_record_of_version_1_verifies_by_itself():
    bundle = attached_bundle((GOLDEN / "decision-0.1.0.pdf").read_bytes(), 1_000_000)
    assert verify_bytes(bundle).status.value == "good"
    signed = open_bundle(bundle)
    assert DecisionRecord.from_plain(signed.record).type == RECORD_TYPES[1]
    changed = bundle.replace(b"Certificate in Peer", b"Certificate in Pear")
    assert parse(changed) != parse(bundle)
    assert verify_bytes(changed).status.value == "bad"
