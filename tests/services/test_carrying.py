"""A case handed over as a folder and imported into another store: every mark leads to the same page, none is forged."""

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import jsonschema
import pytest

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.documents.schema import marks_schema, marks_schema_name, marks_text
from rpl_desk.domain.carried import MARKS_TYPES
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.errors import NotAllowed, NotFound, Refused, RuleViolation, StorageProblem
from rpl_desk.domain.evidence import EvidenceKind, EvidenceTest, Stance, TestAnswer
from rpl_desk.domain.intake import IntakeEvidence
from rpl_desk.domain.passages import Anchor, AnchorKind, Rectangle
from rpl_desk.paths import resource
from rpl_desk.services.case_folder import file_names
from tests import office as sample
from tests.factories import sample_picture


@pytest.fixture
def elsewhere(office_template: Path, tmp_path: Path):
    """Another store with people of the same addresses."""
    with Desk.open(Path(shutil.copy(office_template, tmp_path / "elsewhere.rpldesk"))) as desk:
        yield desk


@pytest.fixture
def marked(desk: Desk, tmp_path: Path):
    """A claim at review in which two assessors have marked text and an area, with links."""
    files = (
        IntakeEvidence("portfolio.pdf", "Portfolio", EvidenceKind.PORTFOLIO, language="en"),
        IntakeEvidence("work/sheets.pdf", "Sheets", EvidenceKind.WORK_PRODUCT),
    )
    (tmp_path / "work").mkdir()
    case = sample.open_case(desk, tmp_path, CaseKind.RPL_CREDIT_SPECIFIC, evidence=files)
    with sample.as_person(desk, "admin"):
        desk.intake.begin_review(case)
        case = desk.intake.contents(case.id).case
        first, second = desk.evidence.register(case.id)
    for who in ("one", "two"):
        with sample.as_person(desk, who):
            criteria = desk.judging.criteria(case.id)
            text = Anchor(
                AnchorKind.TEXT,
                first.sha256,
                0,
                "iii",
                rectangles=(Rectangle(72.25, 716.5, 110.75, 730.0),),
                exact="Port" if who == "one" else "folio",
                before="",
                after="",
                start_offset=0 if who == "one" else 4,
                end_offset=4 if who == "one" else 9,
                extractor="PDFium 1",
            )
            made = desk.marking.mark(case, first, text, criterion=criteria[0], strength=3, note=f"By {who}.")
            desk.marking.link(case, made.passage, criteria[1], stance=Stance.CONTRADICTS)
            area = Anchor(AnchorKind.AREA, second.sha256, 0, "1", rectangles=(Rectangle(50, 600, 90, 700),))
            desk.marking.mark(case, second, area, sample_picture(), criterion=criteria[2])
            desk.marking.mark(case, second, Anchor(AnchorKind.WHOLE, second.sha256))
    return case


def imported(desk: Desk, folder: Path, review: bool = True):
    with sample.as_person(desk, "admin"):
        case = desk.exchange.import_handed(desk.exchange.read(folder))
        if review:
            desk.intake.begin_review(case)
        return desk.intake.contents(case.id).case


def marks_of(desk: Desk, case, who: str):
    """Return one's marks as they lead: item, place, quotation, picture and what they say of which criterion."""
    with sample.as_person(desk, who):
        items = {one.id: (one.key, one.sha256) for one in desk.evidence.register(case.id)}
        keys = {one.id: one.key for one in desk.judging.criteria(case.id)}
        return [
            (
                items[one.passage.evidence_id],
                one.passage.anchor,
                desk.marking.picture(one.passage),
                [(keys[link.criterion_id], link.stance, link.strength, link.note) for link in one.links],
            )
            for one in desk.marking.passages(case.id)
            if one.is_mine
        ]


def hand_over(desk: Desk, case, folder: Path, who: str):
    with sample.as_person(desk, who):
        return desk.carrying.hand_over(case, folder)


def test_every_mark_leads_to_the_same_page_in_another_store(desk: Desk, elsewhere: Desk, marked, tmp_path: Path):
    done = hand_over(desk, marked, tmp_path / "out", "one")
    assert (done.files, done.marks) == (2, (("Assessor One", 3),))
    case = imported(elsewhere, tmp_path / "out")
    with sample.as_person(elsewhere, "one"):
        taken = elsewhere.carrying.take_in(case, tmp_path / "out")
    assert (taken.taken, taken.known, taken.left, taken.others) == (3, 0, (), ())
    assert marks_of(elsewhere, case, "one") == marks_of(desk, marked, "one")
    with sample.as_person(elsewhere, "one"):
        again = elsewhere.carrying.take_in(case, tmp_path / "out")
        assert (again.taken, again.known) == (0, 3)
        assert elsewhere.undoing.undo(case) == "take in 3 marks"
        assert elsewhere.marking.passages(case.id) == ()
    assert elsewhere.check() == []


def test_marks_travel_in_their_published_form(desk: Desk, marked, tmp_path: Path):
    hand_over(desk, marked, tmp_path / "out", "one")
    for version in MARKS_TYPES.values():
        assert resource(marks_schema_name(version)).read_text(encoding="utf-8") == marks_text(version)
    plain = json.loads((tmp_path / "out" / "marks.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(marks_schema()).validate(plain)
    case = json.loads((tmp_path / "out" / "case.json").read_text(encoding="utf-8"))
    form = json.loads(resource("schemas/case.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(form).validate(case)


def test_the_form_of_version_1_stays_as_it_was_published_and_is_read(desk, elsewhere, marked, tmp_path: Path):
    published = hashlib.sha256(resource(marks_schema_name(1)).read_bytes()).hexdigest()
    assert published == "7e3361229561841f24bae3722021526b1d4335216f794d6824937917238ad91e"
    folder = tmp_path / "out"
    hand_over(desk, marked, folder, "one")
    plain = json.loads((folder / "marks.json").read_text(encoding="utf-8"))
    plain["type"] = "rpl-desk/marks/1"
    for person in plain["people"]:
        for mark in person["marks"]:
            del mark["rectangles_later"]
        del person["statements"], person["tests"], person["read"]
    jsonschema.Draft202012Validator(marks_schema(1)).validate(plain)
    (folder / "marks.json").write_text(json.dumps(plain), encoding="utf-8")
    case = imported(elsewhere, folder)
    with sample.as_person(elsewhere, "one"):
        assert elsewhere.carrying.take_in(case, folder).taken == 3


@pytest.fixture
def appraised(desk: Desk, marked):
    """The marked claim, with tests answered and statements ticked by both assessors."""
    for who in ("one", "two"):
        with sample.as_person(desk, who):
            first, second = desk.evidence.register(marked.id)
            criteria = desk.judging.criteria(marked.id)
            statements = desk.office.framework_of(marked).statements
            desk.appraising.answer(marked, first, EvidenceTest.VALID, TestAnswer.YES)
            desk.appraising.answer(marked, second, EvidenceTest.CURRENT, TestAnswer.PARTLY, f"Half, says {who}.")
            desk.appraising.set_read(marked, second)
            desk.judging.rely(marked, criteria[0], statements[3].id)
            desk.judging.rely(marked, criteria[0], statements[5].id)
    return marked


def own_of(desk: Desk, case, who: str):
    """Return what one answered and ticked: item, test, answer and note; criterion and statement."""
    with sample.as_person(desk, who):
        items = {one.id: one.key for one in desk.evidence.register(case.id)}
        keys = {one.id: one.key for one in desk.judging.criteria(case.id)}
        mine = desk.judging.mine(case.id)
        answers = [
            (items[one.row.evidence_id], one.row.test, one.row.answer, one.row.note)
            for one in desk.appraising.appraisals(case.id)
            if one.is_mine
        ]
        ticks = [
            (keys[one.criterion_id], one.statement)
            for one in desk.judging.relied_on(case.id)
            if one.assessment_id == mine.id
        ]
        read = sorted(items[one] for one in desk.appraising.read_items(case.id))
        return sorted(answers), sorted(ticks), read


def test_ticked_statements_and_tests_come_back_without_loss(desk: Desk, elsewhere: Desk, appraised, tmp_path: Path):
    hand_over(desk, appraised, tmp_path / "out", "one")
    plain = json.loads((tmp_path / "out" / "marks.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(marks_schema()).validate(plain)
    assert "says two" not in json.dumps(plain)
    case = imported(elsewhere, tmp_path / "out")
    with sample.as_person(elsewhere, "one"):
        taken = elsewhere.carrying.take_in(case, tmp_path / "out")
        assert taken.counted == "3 marks, 2 ticked statements and 2 answers to tests of the evidence"
        assert taken.left == ()
        again = elsewhere.carrying.take_in(case, tmp_path / "out")
        assert (again.taken, again.statements, again.tests, again.left) == (0, 0, 0, ())
    there = own_of(elsewhere, case, "one")
    assert there == own_of(desk, appraised, "one") and [len(one) for one in there] == [2, 2, 1]
    assert own_of(elsewhere, case, "two") == ([], [], [])
    with sample.as_person(elsewhere, "one"):
        elsewhere.undoing.undo(case)
    assert own_of(elsewhere, case, "one") == ([], [], [])
    assert elsewhere.check() == []


def test_what_was_answered_here_stays_and_what_does_not_fit_is_told(desk, elsewhere, appraised, tmp_path: Path):
    folder = tmp_path / "out"
    hand_over(desk, appraised, folder, "one")
    plain = json.loads((folder / "marks.json").read_text(encoding="utf-8"))
    person = plain["people"][0]
    person["statements"][0]["words"] += " and more"
    person["statements"][1]["criterion"] = "U9.9"
    person["tests"].append(person["tests"][0] | {"test": "reliable"})
    (folder / "marks.json").write_text(json.dumps(plain), encoding="utf-8")
    case = imported(elsewhere, folder)
    with sample.as_person(elsewhere, "one"):
        item = elsewhere.evidence.register(case.id)[0]
        elsewhere.appraising.answer(case, item, EvidenceTest.VALID, TestAnswer.NO, "Not here.")
        taken = elsewhere.carrying.take_in(case, folder)
    assert (taken.statements, taken.tests) == (0, 1)
    assert [one.split(": ")[-1] for one in taken.left] == [
        f"it reads otherwise in the level descriptors of {case.reference}.",
        "there is no such criterion here.",
        "you answered otherwise here, and that stays.",
        f"evidence of {case.reference} is not tested for it.",
    ]
    assert ("E01", EvidenceTest.VALID, TestAnswer.NO, "Not here.") in own_of(elsewhere, case, "one")[0]


def test_ticks_and_tests_alone_travel_too(desk: Desk, elsewhere: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    with sample.as_person(desk, "two"):
        item = desk.evidence.register(case.id)[0]
        desk.appraising.answer(case, item, EvidenceTest.VALID, TestAnswer.YES)
    hand_over(desk, case, tmp_path / "out", "two")
    there = imported(elsewhere, tmp_path / "out")
    with sample.as_person(elsewhere, "two"):
        assert (
            elsewhere.carrying.take_in(there, tmp_path / "out").counted
            == "0 marks and 1 answer to tests of the evidence"
        )
    assert own_of(elsewhere, there, "two") == own_of(desk, case, "two")


def test_a_mark_over_four_pages_travels_whole(desk: Desk, elsewhere: Desk, marked, tmp_path: Path):
    line = Rectangle(72.25, 700.0, 300.5, 712.0)
    with sample.as_person(desk, "one"):
        item = desk.evidence.register(marked.id)[0]
        long = Anchor(
            AnchorKind.TEXT,
            item.sha256,
            0,
            "iii",
            (line,),
            ((line, line), (), (line,)),
            exact="over four pages",
            start_offset=7,
            end_offset=4,
            extractor="PDFium 1",
        )
        desk.marking.mark(marked, item, long)
        assert long in {one.passage.anchor for one in desk.marking.passages(marked.id)}
    hand_over(desk, marked, tmp_path / "out", "one")
    case = imported(elsewhere, tmp_path / "out")
    with sample.as_person(elsewhere, "one"):
        assert elsewhere.carrying.take_in(case, tmp_path / "out").taken == 4
    assert marks_of(elsewhere, case, "one") == marks_of(desk, marked, "one")
    assert desk.check() == elsewhere.check() == []


def test_the_case_itself_comes_back_as_it_was_handed_in(desk: Desk, elsewhere: Desk, marked, tmp_path: Path):
    hand_over(desk, marked, tmp_path / "out", "one")
    case = imported(elsewhere, tmp_path / "out", review=False)
    assert (case.reference, case.stage, case.title) == (marked.reference, Stage.INTAKE, marked.title)
    with sample.as_person(desk, "admin"), sample.as_person(elsewhere, "admin"):
        before, after = desk.intake.contents(marked.id), elsewhere.intake.contents(case.id)
        assert [(one.key, one.title, one.file_name, one.sha256, one.kind) for one in before.evidence] == [
            (one.key, one.title, one.file_name, one.sha256, one.kind) for one in after.evidence
        ]
        assert [(one.text, one.number) for one in before.outcomes] == [(one.text, one.number) for one in after.outcomes]
        assert [(one.low, one.high) for one in before.activities] == [(one.low, one.high) for one in after.activities]
        assert after.assessments == () and after.decision is None


@pytest.mark.parametrize("who", ["admin", "chair", "two"])
def test_before_the_reveal_only_ones_own_marks_leave(desk: Desk, marked, tmp_path: Path, who):
    hand_over(desk, marked, tmp_path / "out", who)
    written = b"".join(path.read_bytes() for path in sorted((tmp_path / "out").rglob("*.json")))
    assert b"By one." not in written
    assert (b"By two." in written) is (who == "two")
    assert (tmp_path / "out" / "marks.json").exists() is (who == "two")


def test_after_the_reveal_all_marks_leave_and_each_takes_only_their_own(desk: Desk, elsewhere: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.SIGNED)
    done = hand_over(desk, case, tmp_path / "out", "admin")
    assert [name for name, _ in done.marks] == ["Assessor One", "Assessor Two"]
    there = imported(elsewhere, tmp_path / "out")
    with sample.as_person(elsewhere, "two"):
        taken = elsewhere.carrying.take_in(there, tmp_path / "out")
        assert taken.others == (("Assessor One", done.marks[0][1]),)
        assert {one.author for one in elsewhere.marking.passages(there.id)} == {"Assessor Two"}
    with sample.as_person(elsewhere, "admin"):
        assert elsewhere.decisions.records(there.id) == ()
        with pytest.raises(NotFound, match="no marks made by admin"):
            elsewhere.carrying.take_in(there, tmp_path / "out")


def test_marks_in_another_file_and_of_another_wording_are_left_and_named(
    desk: Desk, elsewhere: Desk, marked, tmp_path: Path
):
    folder = tmp_path / "out"
    hand_over(desk, marked, folder, "one")
    plain = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    plain["programme"]["units"][0]["outcomes"][0]["text"] = "Something else altogether"
    (folder / "case.json").write_text(json.dumps(plain), encoding="utf-8")
    sample.write_pdf(folder / "work" / "sheets.pdf", "Other sheets")
    next((folder / "pictures").iterdir()).write_bytes(sample_picture() + b"more")
    case = imported(elsewhere, folder)
    with sample.as_person(elsewhere, "one"):
        taken = elsewhere.carrying.take_in(case, folder)
    assert taken.taken == 1
    assert [one.split(": ", 1)[1] for one in taken.left] == [
        "U1.1 reads otherwise here, so it is not linked to it.",
        f"no item of {case.reference} has the file it was made in.",
        f"no item of {case.reference} has the file it was made in.",
    ]
    assert [len(links) for *_, links in marks_of(elsewhere, case, "one")] == [1]


def test_a_picture_that_was_altered_is_left_out_and_said(desk: Desk, elsewhere: Desk, marked, tmp_path: Path):
    folder = tmp_path / "out"
    hand_over(desk, marked, folder, "one")
    next((folder / "pictures").iterdir()).write_bytes(sample_picture() + b"more")
    case = imported(elsewhere, folder)
    with sample.as_person(elsewhere, "one"):
        taken = elsewhere.carrying.take_in(case, folder)
    assert taken.taken == 3
    assert [one.split(": ", 1)[1] for one in taken.left] == ["its picture was altered; the mark was taken without it."]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda plain: plain | {"type": "rpl-desk/marks/9"}, Refused, "should be rpl-desk/marks/1"),
        (lambda plain: plain | {"colour": "blue"}, Refused, "is not known"),
        (lambda plain: _first(plain, kind="guess"), RuleViolation, "'guess' is not a valid"),
        (lambda plain: _first(plain, page_index=-1), RuleViolation, "before the first"),
        (lambda plain: _first(plain, rectangles="everywhere"), Refused, "should be a list"),
    ],
)
def test_marks_that_were_spoilt_change_nothing(desk, elsewhere, marked, tmp_path, change, error, words):
    folder = tmp_path / "out"
    hand_over(desk, marked, folder, "one")
    case = imported(elsewhere, folder)
    path = folder / "marks.json"
    path.write_text(json.dumps(change(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")
    with sample.as_person(elsewhere, "one"):
        with pytest.raises(error, match=words):
            elsewhere.carrying.take_in(case, folder)
        assert elsewhere.marking.passages(case.id) == ()


def _first(plain, **values):
    plain["people"][0]["marks"][0] |= values
    return plain


def test_sealed_judgements_take_no_marks_and_strangers_hand_nothing_over(desk: Desk, marked, tmp_path: Path):
    hand_over(desk, marked, tmp_path / "out", "one")
    sample.judge_all(desk, marked, "one")
    with sample.as_person(desk, "one"), pytest.raises(RuleViolation, match="have sealed"):
        plain = json.loads((tmp_path / "out" / "marks.json").read_text(encoding="utf-8"))
        plain["people"][0]["marks"][0]["before"] = "x"
        (tmp_path / "out" / "marks.json").write_text(json.dumps(plain), encoding="utf-8")
        desk.carrying.take_in(marked, tmp_path / "out")
    with sample.as_person(desk, "admin"):
        other = sample.open_case(desk, tmp_path, evidence=())
        desk.people.add("stranger@example.ac.uk", "Stranger One", "stranger keeps a quiet kettle here",
                        own_passphrase=sample.passphrase("admin"))  # fmt: skip
    desk.session.begin(desk.people.by_email("stranger@example.ac.uk"), timedelta(minutes=5))
    with pytest.raises(NotAllowed):
        desk.carrying.hand_over(other, tmp_path / "never")
    assert not (tmp_path / "never").exists()


def test_a_folder_that_holds_something_is_left_as_it_is(desk: Desk, marked, tmp_path: Path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(StorageProblem, match="holds something already"):
        hand_over(desk, marked, tmp_path / "out", "admin")
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_taking_in_is_as_blind_as_marking(desk: Desk, elsewhere: Desk, marked, tmp_path: Path):
    hand_over(desk, marked, tmp_path / "out", "one")
    case = imported(elsewhere, tmp_path / "out")
    with sample.as_person(elsewhere, "one"):
        elsewhere.carrying.take_in(case, tmp_path / "out")
    with sample.as_person(elsewhere, "two"):
        assert "take in marks" not in {one.action for one in elsewhere.cases.log(case.reference)}
        assert elsewhere.marking.passages(case.id) == ()


def test_the_command_line_carries_a_case_over(desk: Desk, elsewhere: Desk, marked, tmp_path: Path, capsys):
    here, there = desk.database.path, elsewhere.database.path
    desk.close()
    elsewhere.close()
    out = str(tmp_path / "out")

    def command(who: str, *words: str) -> str:
        secret = tmp_path / f"{who}.txt"
        secret.write_text(sample.passphrase(who), encoding="utf-8")
        assert run([*words, "--as", sample.address(who), "--passphrase-file", str(secret)]) == 0
        return capsys.readouterr().out

    assert "3 of Assessor One" in command("one", "hand-over", str(here), marked.reference, "--to", out)
    assert "Marks came along: 3 of Assessor One." in command("admin", "import", str(there), out)
    command("admin", "review", str(there), marked.reference)
    assert "3 marks taken in, 0 marks there already." in command("one", "take-marks", str(there), marked.reference, out)


def test_names_that_no_system_could_hold_are_replaced(desk: Desk, marked, tmp_path: Path):
    with sample.as_person(desk, "admin"):
        item = desk.evidence.register(marked.id)[0]
    odd = ["a.pdf", "A.pdf", "../up.pdf", "con:.pdf", "marks.json", "case.json", "ends. ", "pictures/x.png", "a\\b.pdf"]
    items = tuple(replace(item, id=n, number=n, file_name=name) for n, name in enumerate(odd, 1))
    names = list(file_names(items).values())
    assert names[:3] == ["a.pdf", "E02 A.pdf", "E03.pdf"]
    assert len({one.casefold() for one in names}) == len(names)
    assert not {"marks.json", "case.json"} & set(names)
    assert all(set(name) - set('\\:*?"<>|') == set(name) and ".." not in name for name in names)


def test_out_of_which_item_a_file_came_travels_with_it(desk: Desk, elsewhere: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path, CaseKind.RPL_CREDIT_SPECIFIC)
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Claimant A <a@example.org>", "My evidence"
    mail.set_content("Please find my files.")
    mail.add_attachment(b"unit,hours\r\n1,12\r\n", maintype="text", subtype="csv", filename="hours.csv")
    path = tmp_path / "message.eml"
    path.write_bytes(mail.as_bytes())
    with sample.as_person(desk, "admin"):
        holder = desk.evidence.add(case, path, IntakeEvidence("message.eml", "Letter", EvidenceKind.OTHER))
        (attached,) = desk.attachments.add(case, holder, [1]).items
    hand_over(desk, case, tmp_path / "out", "admin")
    there = imported(elsewhere, tmp_path / "out", review=False)
    with sample.as_person(elsewhere, "admin"):
        register = {one.key: one for one in elsewhere.evidence.register(there.id)}
        (origin,) = elsewhere.attachments.origins(there.id)
        assert register[attached.key].id == origin.evidence_id
        assert (register[holder.key].id, holder.sha256) == (origin.holder_id, origin.holder_sha256)
        assert (origin.part, origin.name) == (1, "hours.csv")
        assert elsewhere.attachments.files(register[holder.key])[0].kept_as == attached.key
        assert elsewhere.check() == []


def test_what_is_said_to_come_out_of_an_e_mail_is_looked_for_in_it(desk: Desk, elsewhere: Desk, tmp_path: Path):
    mail = EmailMessage()
    mail.set_content("Please find my files.")
    mail.add_attachment(b"unit,hours\r\n1,12\r\n", maintype="text", subtype="csv", filename="hours.csv")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "message.eml").write_bytes(mail.as_bytes())
    (folder / "hours.csv").write_bytes(b"unit,hours\r\n1,120\r\n")
    plain = {
        "schema": "rpl-desk/case/1",
        "kind": "rpl_credit_specific",
        "title": "A claim",
        "claimant": {"name": "Claimant A"},
        "evidence": [
            {"file": "message.eml", "title": "Letter", "kind": "other"},
            {
                "file": "hours.csv",
                "title": "Hours",
                "kind": "other",
                "attached_to": {"file": "message.eml", "part": 1, "name": "hours.csv"},
            },
        ],
    }

    def refused() -> str:
        (folder / "case.json").write_text(json.dumps(plain), encoding="utf-8")
        with sample.as_person(elsewhere, "admin"), pytest.raises(Refused) as error:
            elsewhere.exchange.import_handed(elsewhere.exchange.read(folder))
        return str(error.value)

    origin = plain["evidence"][1]["attached_to"]
    assert "evidence[1].attached_to: File 1 attached to message.eml is another file than this." in refused()
    origin["part"] = 2
    assert "“2” cannot be taken out of message.eml: it has no such attachment." in refused()
    origin["file"] = "hours.csv"
    assert "would have come out of itself" in refused()
    origin["file"] = "letter.eml"
    assert "evidence[1].attached_to.file: There is no evidence file “letter.eml” in this case." in refused()
    plain["evidence"][1]["attached_to"] = None
    plain["evidence"][0]["attached_to"] = {"file": "hours.csv", "part": 1, "name": "message.eml"}
    assert "hours.csv is neither an e-mail nor a PDF" in refused()


def test_no_origin_travels_where_the_file_it_came_out_of_was_replaced(desk: Desk, elsewhere: Desk, tmp_path: Path):
    case = sample.open_case(desk, tmp_path, CaseKind.RPL_CREDIT_SPECIFIC)
    mail = EmailMessage()
    mail.set_content("Please find my files.")
    mail.add_attachment(b"unit,hours\r\n1,12\r\n", maintype="text", subtype="csv", filename="hours.csv")
    path = tmp_path / "message.eml"
    path.write_bytes(mail.as_bytes())
    with sample.as_person(desk, "admin"):
        holder = desk.evidence.add(case, path, IntakeEvidence("message.eml", "Letter", EvidenceKind.OTHER))
        desk.attachments.add(case, holder, [1])
        path.write_bytes(mail.as_bytes() + b"\r\n")
        desk.evidence.replace(case, holder, path, "Sent again")
    hand_over(desk, case, tmp_path / "out", "admin")
    there = imported(elsewhere, tmp_path / "out", review=False)
    with sample.as_person(elsewhere, "admin"):
        assert elsewhere.attachments.origins(there.id) == ()
        assert [one.source for one in elsewhere.evidence.register(there.id)][-1].startswith("Attached to ")
