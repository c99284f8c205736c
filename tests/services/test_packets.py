"""Sealed packets: made elsewhere, taken in closed by the chair they are sealed to, opened by the reveal alone."""

import base64
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, CaseRow, Stage
from rpl_desk.domain.errors import DeskError, NotAllowed, Refused, RuleViolation, StorageProblem, WrongPassphrase
from rpl_desk.domain.evidence import EvidenceTest, Stance, TestAnswer
from rpl_desk.domain.intake import IntakePerson
from rpl_desk.domain.packets import SealedPacketRow
from rpl_desk.domain.passages import Anchor, AnchorKind, Rectangle
from rpl_desk.domain.people import ExchangeKeyRow
from rpl_desk.services.packet_making import Packed, open_filled, seal_form
from rpl_desk.store import queries, tables
from tests import office as sample
from tests.services.test_judging_forms import answer_all, fill, made

SECRET = "marmalade"
PNG = b"\x89PNG\r\n\x1a\n" + b"a small picture"


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    """A case under review, whose chair has signed in once, so that their key is known."""
    desk.sign_in(sample.address("chair"), sample.passphrase("chair"))
    desk.people.sign_out()
    return sample.case_at(desk, tmp_path, Stage.REVIEW)


@pytest.fixture
def elsewhere(office_template: Path, tmp_path: Path):
    """Another store with people of the same addresses."""
    with Desk.open(Path(shutil.copy(office_template, tmp_path / "elsewhere.rpldesk"))) as desk:
        yield desk


def answer_secretly(book) -> None:
    answer_all(book)
    for row in range(3, book["Judgements"].max_row + 1):
        book["Judgements"].cell(row, 5).value = f"{SECRET}, row {row}"
    book["Passages"].cell(3, 4).value = f"{SECRET} quoted"


def packed(
    desk: Desk, case: CaseRow, folder: Path, *, who: str = "two", name: str = "made.packet", edit=answer_secretly
) -> Packed:
    form = fill(made(desk, case, folder / f"{who} {name}.xlsx", who=who), edit, to=f"{who} filled {name}.xlsx")
    return seal_form(open_filled(form), folder / name)


def take_in(desk: Desk, case: CaseRow, one: Packed, *, who: str = "chair", code: str = "", word: str = "") -> None:
    with sample.as_person(desk, who):
        desk.packets.take_in(case, one.path, code or one.code, word or sample.passphrase(who))


def refused(desk: Desk, case: CaseRow, one: Packed, kind: type[DeskError] = RuleViolation, **how: str) -> str:
    """Return the sentence a packet is refused with; nothing of the case may have changed."""
    before = stored(desk)
    with pytest.raises(kind) as error:
        take_in(desk, case, one, **how)
    assert stored(desk) == before
    return str(error.value)


def stored(desk: Desk) -> object:
    with desk.database.reading() as read:
        return (
            queries.rows(read, SealedPacketRow),
            queries.columns(read, tables.assessment.c.state, tables.assessment.c.commitment),
            queries.columns(read, tables.judgement.c.id),
            [one for one in queries.columns(read, tables.audit_entry.c.action) if "passphrase" not in one[0]],
        )


def altered(one: Packed, edit, to: str = "altered.packet") -> Packed:
    plain = json.loads(one.path.read_text())
    edit(plain)
    path = one.path.with_name(to)
    path.write_text(json.dumps(plain))
    return Packed(path, plain["commitment"][:16], one.chair)


# -- through ----------------------------------------------------------------------------------------------------------


def test_two_packets_in_any_order_are_opened_by_the_reveal_and_read_as_if_judged_here(desk, case, tmp_path):
    second, first = (packed(desk, case, tmp_path, who=who, name=f"{who}.packet") for who in ("two", "one"))
    take_in(desk, case, second)
    with sample.as_person(desk, "chair"):
        assert desk.reconciling.waiting_for(case.id) == 1
        with pytest.raises(RuleViolation, match="1 assessor has not sealed"):
            desk.reconciling.reveal(case, sample.passphrase("chair"))
    take_in(desk, case, first)
    with sample.as_person(desk, "chair"):
        assert len(desk.packets.held(case.id)) == 2
        with pytest.raises(RuleViolation, match="Give your passphrase"):
            desk.reconciling.reveal(case)
        with pytest.raises(WrongPassphrase):
            desk.reconciling.reveal(case, sample.passphrase("two"))
        assert desk.reconciling.findings(case.id) == ()
    with sample.as_person(desk, "chair"):
        clock = desk.session._clock
        desk.session._clock = lambda: clock() + timedelta(seconds=5)
        desk.reconciling.reveal(case, sample.passphrase("chair"))
        desk.session._clock = clock
        given = desk.judging.judgements(case.id)
        assert len(given) == 2 * len(desk.judging.criteria(case.id)) and all(
            one.reason.startswith(SECRET) for one in given
        )
        quoted = {one.quotation for one in desk.judging.passages(case.id)}
        assert quoted == {f"{SECRET} quoted", "Sample evidence"}
        assert {one.commitment[:16] for one in desk.judging.assessments(case.id)} == {first.code, second.code}
        assert desk.packets.held(case.id) == frozenset() and desk.reconciling.differences(case.id) == ()
    with sample.as_person(desk, "two"):
        (sealing,) = desk.judging.sealings(case.id)
        assert sealing.commitment[:16] == second.code
    assert desk.check() == []


def test_no_byte_of_the_store_holds_what_a_packet_says_before_the_reveal(desk, case, office, tmp_path):
    take_in(desk, case, packed(desk, case, tmp_path))
    kept = b"".join(one.read_bytes() for one in sorted(office.parent.glob("sample-college.rpldesk*")))
    assert b"rpl-desk/sealed-packet/1" in kept  # the control: it is there
    assert SECRET.encode() not in kept


def test_what_was_sealed_in_another_store_comes_whole(desk, case, elsewhere, tmp_path):
    form = open_filled(made(desk, case, tmp_path / "one.xlsx", who="one"))
    with sample.as_person(desk, "admin"):
        desk.carrying.hand_over(case, tmp_path / "over")
    with sample.as_person(elsewhere, "admin"):
        away = elsewhere.exchange.import_handed(elsewhere.exchange.read(tmp_path / "over"))
        elsewhere.intake.begin_review(away)
        away = elsewhere.intake.contents(away.id).case
    with sample.as_person(elsewhere, "one"):
        item, (first, *_) = elsewhere.evidence.register(away.id)[0], elsewhere.judging.criteria(away.id)
        place = Anchor(AnchorKind.AREA, item.sha256, 0, "1", rectangles=(Rectangle(50, 600, 90, 700),))
        elsewhere.marking.mark(away, item, place, PNG, criterion=first, stance=Stance.PARTLY, strength=3, note="Here.")
        elsewhere.appraising.answer(away, item, EvidenceTest.CURRENT, TestAnswer.NO, "Of 2010.")
        statement = elsewhere.office.framework_of(away).statements[0].id
        elsewhere.judging.rely(away, first, statement)
        fit = next(one for one in elsewhere.judging.criteria(away.id) if one.key == "U1.fit")
        elsewhere.comparators.add(away, fit, title="Award in Care", level=8, compared="As wide.")
        with pytest.raises(RuleViolation, match="Seal your judgements"):
            elsewhere.packet_making.seal_own(away, form, tmp_path / "one.packet")
    sample.judge_all(elsewhere, away, "one")
    with sample.as_person(elsewhere, "one"):
        one = elsewhere.packet_making.seal_own(away, form, tmp_path / "one.packet")
        assert elsewhere.cases.log(away.reference)[0].action == "hand out sealed packet"
        there = (elsewhere.judging.judgements(away.id), elsewhere.marking.passages(away.id))
    take_in(desk, case, one)
    sample.judge_all(desk, case, "two")
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case, sample.passphrase("chair"))
    with sample.as_person(desk, "one"):
        mine = desk.judging.mine(case.id)
        here = [one for one in desk.judging.judgements(case.id) if one.assessment_id == mine.id]
        assert [(one.answer, one.reason) for one in here] == [(one.answer, one.reason) for one in there[0]]
        marks = [one for one in desk.marking.passages(case.id) if one.is_mine]
        assert [one.passage.anchor for one in marks] == [one.passage.anchor for one in there[1]]
        area = next(one for one in marks if one.passage.anchor.kind is AnchorKind.AREA)
        assert [(one.stance, one.strength, one.note) for one in area.links] == [(Stance.PARTLY, 3, "Here.")]
        assert desk.marking.picture(area.passage) == PNG
        assert [one.statement for one in desk.judging.relied_on(case.id)] == [statement]
        (tested,) = desk.appraising.appraisals(case.id)
        assert (tested.row.test, tested.row.answer, tested.row.note) == (
            EvidenceTest.CURRENT,
            TestAnswer.NO,
            "Of 2010.",
        )
        assert [one.title for one in desk.comparators.comparators(case.id)] == ["Award in Care"]
    assert desk.check() == [] and elsewhere.check() == []


def test_a_reopened_packet_is_sealed_anew_by_a_fresh_form_and_both_are_kept(desk, case, tmp_path):
    first = packed(desk, case, tmp_path)
    take_in(desk, case, first)
    with sample.as_person(desk, "chair"):
        row = next(one for one in desk.judging.assessments(case.id) if one.number == 2)
        desk.judging.reopen(case, row, "Unit 2 was changed.")
    assert "taken in already" in refused(desk, case, first)
    second = packed(desk, case, tmp_path, name="second.packet")
    take_in(desk, case, second)
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case, sample.passphrase("chair"))
    with desk.database.reading() as read:
        kept = {one.commitment[:16]: one.opened_at for one in queries.rows(read, SealedPacketRow)}
    assert kept[first.code] is None and kept[second.code] is not None
    assert desk.check() == []


# -- refused ----------------------------------------------------------------------------------------------------------


def test_the_code_of_the_cover_sheet_has_to_be_that_of_the_packet(desk, case, tmp_path):
    one = packed(desk, case, tmp_path)
    assert "is not the code of this packet" in refused(desk, case, one, code="0123456789abcdef")
    assert "is not the code of this packet" in refused(desk, case, one, code=one.code[:8])
    take_in(desk, case, one, code=f" {one.code[:8].upper()} {one.code[8:]}")


@pytest.mark.parametrize(
    "edit",
    [
        lambda plain: plain.update(sealed=turned(plain["sealed"])),
        lambda plain: plain.update(
            commitment=plain["commitment"][:-1] + ("0" if plain["commitment"][-1] != "0" else "1")
        ),
    ],
    ids=["what is sealed", "the commitment"],
)
def test_an_altered_packet_is_told(desk, case, tmp_path, edit):
    one = packed(desk, case, tmp_path)
    assert "was altered since it was sealed" in refused(desk, case, altered(one, edit))
    take_in(desk, case, one)


def turned(sealed: str) -> str:
    """Return what is sealed with one bit other."""
    data = bytearray(base64.b64decode(sealed))
    data[len(data) // 2] ^= 1
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"type": "rpl-desk/sealed-packet/1"}', b"%PDF-1.7", b"[" * 100_000], ids=range(5)
)
def test_what_is_no_packet_is_told(desk, case, tmp_path, data):
    (tmp_path / "odd.packet").write_bytes(data)
    words = refused(desk, case, Packed(tmp_path / "odd.packet", "0" * 16, ""), StorageProblem)
    assert words == "odd.packet is no sealed packet, or was damaged on the way."


def test_a_packet_opens_for_nobody_but_the_chair_it_was_sealed_to(desk, case, tmp_path):
    one = packed(desk, case, tmp_path)
    assert "Only the chair of this case may" in refused(desk, case, one, NotAllowed, who="admin")
    assert "Only the chair of this case may" in refused(desk, case, one, NotAllowed, who="two")
    assert "is not Chair One's passphrase" in refused(desk, case, one, WrongPassphrase, word=sample.passphrase("admin"))


def test_a_packet_for_another_chair_says_whose_it_is(desk, case, tmp_path):
    (tmp_path / "second").mkdir()
    people = tuple(
        IntakePerson(sample.address({"chair": "member", "member": "chair"}.get(who, who)), role)
        for role, who in sample.ROLES
    )
    other = sample.open_case(desk, tmp_path / "second", people=people)
    with sample.as_person(desk, "admin"):
        desk.intake.begin_review(other)
    one = packed(desk, case, tmp_path)
    words = refused(desk, other, one, who="member")
    assert words.startswith("made.packet is sealed to Chair One, so your key does not open it.")
    named = altered(one, lambda plain: plain.update(to="ab" * 32))
    assert "is sealed to the chair of another office" in refused(desk, case, named)


def test_a_packet_of_another_store_is_told_by_the_proof_of_its_form(desk, case, elsewhere, tmp_path):
    """A copy of this store: its keys and references are the same, its rows are not."""
    elsewhere.sign_in(sample.address("chair"), sample.passphrase("chair"))
    (tmp_path / "there").mkdir()
    other = sample.case_at(elsewhere, tmp_path / "there", Stage.REVIEW)
    theirs = packed(elsewhere, other, tmp_path / "there")
    assert "was altered, or not made by this program" in refused(desk, case, theirs)


def test_a_packet_of_another_case_or_of_somebody_who_does_not_judge_it_is_told(desk, case, tmp_path):
    (tmp_path / "second").mkdir()
    other = sample.case_at(desk, tmp_path / "second", Stage.REVIEW)
    theirs = packed(desk, other, tmp_path / "second")
    assert f"It is the form of {other.reference}, not of {case.reference}" in refused(desk, case, theirs)
    one = packed(desk, case, tmp_path)
    with sample.as_person(desk, "chair"):
        row = next(each for each in desk.judging.assessments(case.id) if each.number == 2)
        desk.withdrawing.withdraw(case, row, "Teaches the unit.")
    assert "Assessor Two, whose form it is, does not judge" in refused(desk, case, one)


def test_who_judges_here_cannot_come_by_packet_too(desk, case, tmp_path):
    one = packed(desk, case, tmp_path)
    with sample.as_person(desk, "two"):
        desk.judging.judge(case, desk.judging.criteria(case.id)[0], "9", "Begun here.")
    assert "has begun to judge" in refused(desk, case, one)
    sample.judge_all(desk, case, "two")
    assert "Assessor Two has sealed their judgements" in refused(desk, case, one)


def test_a_form_that_is_not_whole_or_names_nobody_is_not_sealed(desk, case, tmp_path):
    empty = open_filled(made(desk, case, tmp_path / "empty.xlsx"))
    with pytest.raises(RuleViolation, match=r"criteria of empty\.xlsx are not ready to seal\. The first: Unit 1"):
        seal_form(empty, tmp_path / "empty.packet")
    assert not (tmp_path / "empty.packet").exists()
    with sample.as_person(desk, "admin"), desk.database.action("test", by="device") as action:
        (row,) = queries.rows(action.read, ExchangeKeyRow)[-1:]
        action.delete(tables.exchange_key, row)
    with pytest.raises(RuleViolation, match="names nobody to seal to"):
        open_filled(made(desk, case, tmp_path / "nobody.xlsx"))


def test_a_key_put_in_the_place_of_the_chairs_is_told(desk, case, tmp_path):
    """Somebody in the office gives a key of their own for the chair's, who has not signed it."""
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    with desk.database.action("test", by="device") as action:
        keys = {one.certificate_id: one for one in queries.rows(action.read, ExchangeKeyRow)}
        people = {one.id: one.person_id for one in queries.certificates(action.read).values()}
        chairs, own = (
            next(one for key, one in keys.items() if people[key] == sample.person(desk, who).id)
            for who in ("chair", "admin")
        )
        action.update(tables.exchange_key, chairs, body=own.body, signature=own.signature)
    with pytest.raises(RuleViolation, match="The key of the chair in this form was altered"):
        open_filled(made(desk, case, tmp_path / "swapped.xlsx"))


def test_level_one_as_a_whole_needs_no_characteristics_in_a_packet_either(desk, case, tmp_path):
    def as_whole(book) -> None:
        answer_all(book)
        sheet = book["Judgements"]
        for row in range(3, sheet.max_row + 1):
            key = str(sheet.cell(row, 1).value)
            if key == "U1.fit":
                sheet.cell(row, 4).value = 1
            elif key.startswith("U1.") and not key.endswith("points"):
                sheet.cell(row, 4).value = sheet.cell(row, 5).value = None

    take_in(desk, case, packed(desk, case, tmp_path, edit=as_whole))


@pytest.mark.parametrize("kind", [CaseKind.RPL_CREDIT_SPECIFIC, CaseKind.RPL_CREDIT_GENERAL, CaseKind.CREDIT_TRANSFER])
def test_claims_come_by_packet_as_well(desk, tmp_path, kind):
    desk.sign_in(sample.address("chair"), sample.passphrase("chair"))
    case = sample.case_at(desk, tmp_path, Stage.REVIEW, kind)

    def met(book) -> None:
        sheet = book["Judgements"]
        for row in range(3, sheet.max_row + 1):
            points = str(sheet.cell(row, 1).value).endswith("points")
            sheet.cell(row, 4).value = 6 if points else 8 if kind is CaseKind.RPL_CREDIT_GENERAL else "Met"
            sheet.cell(row, 5).value = "As shown."
            sheet.cell(row, 6).value = "It was observed."

    for who in ("one", "two"):
        take_in(desk, case, packed(desk, case, tmp_path, who=who, name=f"{who}.packet", edit=met))
    with sample.as_person(desk, "chair"):
        desk.reconciling.reveal(case, sample.passphrase("chair"))
        assert desk.reconciling.differences(case.id) == ()


def test_a_hurt_form_is_refused_by_cell_before_it_is_sealed(desk, case, tmp_path):
    def hurt(book) -> None:
        answer_all(book)
        book["Judgements"]["D3"].value = "eleventy"
        book["Judgements"]["C3"].value = "Something else"

    with pytest.raises(Refused) as error:
        open_filled(fill(made(desk, case, tmp_path / "form.xlsx"), hurt))
    assert {one.place for one in error.value.problems} == {"Judgements!D3", "Judgements!C3"}


def test_a_packet_never_takes_the_place_of_another_file(desk, case, tmp_path):
    one = packed(desk, case, tmp_path)
    before = one.path.read_bytes()
    with pytest.raises(StorageProblem):
        packed(desk, case, tmp_path)
    assert one.path.read_bytes() == before


def test_a_packet_made_before_a_reopening_is_stale(desk, case, tmp_path):
    late = packed(desk, case, tmp_path, name="late.packet")
    take_in(desk, case, packed(desk, case, tmp_path, name="first.packet"))
    with sample.as_person(desk, "chair"):
        row = next(one for one in desk.judging.assessments(case.id) if one.number == 2)
        desk.judging.reopen(case, row, "Unit 2 was changed.")
    assert "made before the judgements it is for were sealed and reopened" in refused(desk, case, late)
