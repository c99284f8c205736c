"""The whole job from the command line alone, without a display, and what each fault in what comes out is called."""

import json
import socket
import sys
import zipfile
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from openpyxl import load_workbook

from rpl_desk.cli import _parser, run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.services.evidence import details_for
from tests import office as sample
from tests.reading.test_recognition import needs, scanned_pdf


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    made = {}
    for who in sample.PEOPLE:
        path = tmp_path / f"{who}.passphrase"
        path.write_text(sample.passphrase(who) + "\n", encoding="utf-8")
        made[who] = str(path)
    return made


@pytest.fixture
def desk_at(office: Path, files: dict[str, str], capsys: pytest.CaptureFixture[str]):
    """Return a function that runs one command as somebody and gives (status, what was printed)."""

    def command(name: str, *arguments: object, by: str = "") -> tuple[int, str]:
        words = [*name.split(), str(office)] if name not in ("verify", "template") else [name]
        if by:
            words += ["--as", sample.address(by), "--passphrase-file", files[by]]
        status = run([*words, *map(str, arguments)])
        said = capsys.readouterr()
        return status, said.out + said.err

    return command


def signed_case(desk_at, tmp_path: Path) -> str:
    folder = tmp_path / "handed in"
    folder.mkdir()
    sample.write_case_folder(folder)
    status, said = desk_at("import", folder, "--dry-run", by="admin")
    assert (status, "would be opened" in said) == (0, True)
    status, said = desk_at("import", folder, by="admin")
    reference = said.split()[0]
    assert desk_at("review", reference, by="admin")[0] == 0
    status, said = desk_at("show", reference, "--json", by="admin")
    criteria = json.loads(said)["criteria"]
    for who in ("one", "two"):
        answers = {
            one["key"]: {
                "answer": {"points": "6"}.get(one["kind"], "7" if who == "two" and one["key"] == "U1.k" else "8"),
                "reason": "As the specification shows.",
                "passages": [{"evidence": "E01", "page": "1", "quotation": "Unit specification"}],
            }
            for one in criteria
        }
        source = tmp_path / f"{who}.json"
        source.write_text(json.dumps(answers), encoding="utf-8")
        assert desk_at("judge", reference, "--from", source, by=who)[0] == 0
        assert "Commitment" in desk_at("seal", reference, by=who)[1]
    assert "1 difference to settle" in desk_at("reveal", reference, by="chair")[1]
    assert "U1.k" in desk_at("agree", reference, by="chair")[1]
    assert desk_at("agree", reference, "U1.k", "8", "--reason", "Page 1.", "--complete", by="chair")[0] == 0
    decision = tmp_path / "decision.json"
    decision.write_text(
        json.dumps(
            {
                "outcome": "rated",
                "level": 8,
                "points": 12,
                "level_rationale": "The whole sits best at level 8.",
                "credit_rationale": "120 hours are twelve points.",
                "recommendations": ["Say who marks the observed session."],
            }
        ),
        encoding="utf-8",
    )
    assert "Decided" in desk_at("decide", reference, "--from", decision, by="chair")[1]
    for who in ("one", "chair"):
        status, said = desk_at("sign", reference, "--yes", by=who)
        assert status == 0 and "The whole sits best at level 8." in said and "Receipt" in said
    return reference


def test_the_whole_job_without_a_display_and_every_fault_named(desk_at, office: Path, tmp_path: Path):
    reference = signed_case(desk_at, tmp_path)
    out = tmp_path / "out"
    status, said = desk_at("export", "--case", reference, "--to", out, by="admin")
    assert status == 0 and said.count("SHA-256") == 3
    pdf, xlsx, record = (next(out.glob(f"*.{ending}")) for ending in ("pdf", "xlsx", "json"))
    roster = tmp_path / "roster.json"
    assert run(["person", "list", str(office), "--roster", str(roster)]) == 0
    status, said = desk_at("verify", pdf, xlsx, record, "--roster", roster)
    assert status == 0 and "Chair One signed as chair" in said and "authority of the roster" in said
    assert desk_at("check")[0] == 0
    assert desk_at("register", tmp_path / "register.xlsx", by="admin")[0] == 0
    status, said = desk_at("credit-form", reference, "--to", out, by="admin")
    assert status == 0 and f"{reference}-v1-credit-form.pdf" in said
    status, said = desk_at("grid", reference, "--to", out, "--xlsx", by="admin")
    assert status == 0 and said.count("SHA-256") == 1 and "-grid.xlsx" in said
    status, said = desk_at("verify", out / f"{reference}-v1-credit-form.pdf")
    assert status == 0 and "Chair One signed as chair" in said

    altered = tmp_path / "altered.json"
    altered.write_text(
        record.read_text(encoding="utf-8").replace("best at level 8", "best at level 9"), encoding="utf-8"
    )
    status, said = desk_at("verify", altered)
    assert status == 1 and "altered since" in said

    data = bytearray(pdf.read_bytes())
    data[len(data) // 3] ^= 1
    (tmp_path / "altered.pdf").write_bytes(data)
    status, said = desk_at("verify", tmp_path / "altered.pdf")
    assert status in (1, 2) and "!" in said

    with zipfile.ZipFile(xlsx) as book, zipfile.ZipFile(tmp_path / "altered.xlsx", "w") as copy:
        for item in book.infolist():
            content = book.read(item)
            if item.filename.startswith("xl/worksheets/sheet1"):
                content = content.replace(b"<v>8</v>", b"<v>9</v>", 1)
            copy.writestr(item, content)
    status, said = desk_at("verify", tmp_path / "altered.xlsx")
    assert status == 1 and "says 9" in said and "Decision!" in said

    connection = driver.connect(str(office))
    connection.execute("UPDATE judgement SET answer = '9' WHERE id = 1")
    connection.commit()
    connection.close()
    status, said = desk_at("check")
    assert status == 1 and "judgement 1: is not as log entry" in said


def test_a_refused_source_reports_everything_and_changes_nothing(desk_at, tmp_path: Path):
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "case.json").write_text(
        '{"schema": "rpl-desk/case/1", "kind": "no such kind", "title": "", "units": 1, "evidence": '
        '[{"file": "../out.pdf", "title": "x", "kind": "other"}]}',
        encoding="utf-8",
    )
    before = desk_at("cases", by="admin")[1]
    status, said = desk_at("import", folder, by="admin")
    assert status == 1 and "Nothing was changed" in said and said.count("\n") > 3
    assert desk_at("cases", by="admin")[1] == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("review", "CR-1999-0001"), "There is no case CR-1999-0001"),
        (("export", "--to", "x"), "Say which cases"),
        (("import", "nowhere"), "There is no case at"),
    ],
)
def test_a_wrong_use_is_one_sentence(desk_at, arguments, words):
    status, said = desk_at(*arguments, by="admin")
    assert status == 1 and words in said and "Traceback" not in said


def test_the_wrong_passphrase_is_refused_with_the_wait(desk_at, office: Path, files: dict[str, str], capsys):
    status = run(["cases", str(office), "--as", sample.address("one"), "--passphrase-file", files["two"]])
    assert status == 1 and "Try again in 1 second" in capsys.readouterr().err


def test_an_empty_template_is_written_and_read_as_not_filled(desk_at, tmp_path: Path):
    assert desk_at("template", tmp_path / "intake.xlsx")[0] == 0
    status, said = desk_at("import", tmp_path / "intake.xlsx", by="admin")
    assert status == 1 and "intake.xlsx was refused" in said


def test_hours_and_credit_are_told_with_their_working(desk_at, office: Path, tmp_path: Path):
    with Desk.open(office) as desk:
        case = sample.open_case(desk, tmp_path)
    status, said = desk_at("credit", case.reference, by="one")
    lines = [line.strip() for line in said.splitlines()]
    assert (status, lines[0]) == (0, f"{case.reference}: 120 h, 12 points")
    assert "18 h + 40 h = 58 h" in lines and "58 h / 10 = 5.8 → 6" in lines
    assert "Rounded sum: 58 h + 62 h = 120 h; 120 h / 10 = 12 → 12" in lines
    with Desk.open(office) as desk:
        entry = sample.open_case(desk, tmp_path, CaseKind.RPL_ENTRY)
    assert desk_at("credit", entry.reference, by="one") == (
        1,
        f"{entry.reference} is of a kind that ends without credit points.\n",
    )
    plain = json.loads(desk_at("credit", case.reference, "--json", by="one")[1])
    assert [one["proposed_points"] for one in plain["units"]] == [6, 6]
    assert all(step["rule"] for one in plain["units"] for step in one["working"])


class Sockets:
    """What was done with sockets while it was entered; a hook of the interpreter cannot be taken away again."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._on = False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple) -> None:
        if self._on and event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"):
            self.seen.append(event)

    def __enter__(self) -> "Sockets":
        self._on = True
        return self

    def __exit__(self, *_: object) -> None:
        self._on = False


def test_a_connection_and_a_port_are_noticed():
    """The control of the next test."""
    with Sockets() as noticed, socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.connect_ex(one.getsockname())
    assert noticed.seen == ["socket.bind", "socket.connect"]


def test_the_worked_example_is_made_without_a_network_and_its_decisions_verify(tmp_path: Path, capsys):
    with Sockets() as sockets:
        make_and_verify_the_worked_example(tmp_path, capsys)
    assert sockets.seen == []


def make_and_verify_the_worked_example(tmp_path: Path, capsys) -> None:
    store = tmp_path / "example" / "sample.rpldesk"
    assert run(["demo", str(store), "--no-window"]) == 0
    assert "signs in with the passphrase" in capsys.readouterr().out
    exported = tmp_path / "example" / "exported decisions"
    roster = exported / "roster.pdf"
    assert run(["verify", *map(str, exported.glob("*-v1.*")), "--roster", str(roster)]) == 0
    assert capsys.readouterr().out.count("That is a seal of the office, by the roster.") == 2  # the PDFs of the two
    assert run(["check", str(store), "--roster", str(roster)]) == 0


def test_passages_are_listed_and_words_are_found_by_those_who_may_see_them(desk_at, office: Path, tmp_path: Path):
    with Desk.open(office) as desk:
        case = sample.case_at(desk, tmp_path, Stage.REVIEW)
        with sample.as_person(desk, "one"):
            criterion, item = desk.judging.criteria(case.id)[0], desk.evidence.register(case.id)[0]
            desk.judging.judge(case, criterion, "8", "An orchard of reasons")
            desk.judging.link(case, criterion, item, page="4", quotation="as shown here")
    status, said = desk_at("passages", case.reference, by="one")
    assert (status, said) == (0, f"E01 4 “as shown here”  [{criterion.key} supports 2]\n1 passages.\n")
    status, said = desk_at("passages", case.reference, "--json", by="one")
    assert json.loads(said)[0]["links"][0]["criterion"] == criterion.key
    assert desk_at("passages", case.reference, by="two") == (0, "0 passages.\n")
    status, said = desk_at("search", "orchard", by="one")
    assert said == f"{case.reference} {criterion.key}, assessor 1  reason: An orchard of reasons\n1 hit.\n"
    assert desk_at("search", "***", by="one")[1].startswith("There is no word in what is searched for.")
    status, said = desk_at("search", "orch*", "--best", "--json", by="one")
    assert json.loads(said)[0]["text"] == "An orchard of reasons"
    assert desk_at("search", "orchard", by="two") == (0, "0 hits.\n")


def test_a_search_first_reads_what_was_not_read_yet_unless_told_not_to(desk_at, office: Path, tmp_path: Path):
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        case = sample.open_case(desk, tmp_path)
        for name, words in (("notes.txt", b"A heron stood by the lochan."), ("scan.pdf", b"")):
            path = tmp_path / name
            path.write_bytes(words) if words else sample.write_pdf(path, "")
            desk.evidence.add(case, path, details_for(path, EvidenceKind.OTHER))
    entries = Desk.open(office, read_only=True)
    head = entries.database.head()
    entries.close()
    unread = "0 hits.\nLooked into 0 of 3 files of evidence (3 not read yet).\n"
    with Desk.open(office):  # somebody else has it open
        assert desk_at("search", "heron", "--read-only", by="one") == (0, unread)
    with Desk.open(office, read_only=True) as desk:
        assert desk.database.head() == head
    assert desk_at("search", "heron", "--no-fill", by="one") == (0, unread)
    found = (
        f"{case.reference} E02  evidence: A heron stood by the lochan.\n1 hit.\n"
        "Looked into 2 of 3 files of evidence (1 without text).\n"
        f"  {case.reference} E03 scan: It holds no text.\n"
    )
    assert desk_at("search", "heron", by="one") == (0, found)


@needs
def test_a_scan_is_recognised_by_command_in_the_languages_that_are_set(desk_at, office: Path, tmp_path: Path):
    with Desk.open(office) as desk:
        case = sample.open_case(desk, tmp_path)
        path = tmp_path / "scan.pdf"
        path.write_bytes(scanned_pdf())
        with sample.as_person(desk, "admin"):
            desk.evidence.add(case, path, details_for(path, EvidenceKind.CERTIFICATE))
    assert desk_at("languages", by="one")[1].startswith("Scans are read in English (eng).\nHere: ")
    assert desk_at("languages", "--set", "eng", by="one") == (1, "Only an administrator of the office may do this.\n")
    assert "is not how Tesseract calls" in desk_at("languages", "--set", "English", by="admin")[1]
    status, said = desk_at("languages", "--set", "eng", "zzz", by="admin")
    assert status == 0 and "The data of zzz is not on this machine." in said
    status, said = desk_at("recognise", case.reference, "E02", by="one")
    assert status == 0 and said.startswith("E02 holds 11 words now. Recognised words may be wrong. The data of zzz")
    assert desk_at("recognise", case.reference, "E09", by="one")[0] == 1
    assert f"{case.reference} E02 p.1, recognised text" in desk_at("search", "supervision", by="one")[1]


def filled_form(path: Path) -> Path:
    """Answer every criterion of a form, with a reason and a passage each."""
    book = load_workbook(path)
    judgements, passages = book["Judgements"], book["Passages"]
    for row in range(3, judgements.max_row + 1):
        key = judgements.cell(row, 1).value
        judgements.cell(row, 4).value = 6 if key.endswith("points") else 8
        judgements.cell(row, 5).value = "As the specification shows."
        for column, value in enumerate((key, "E01", "1", "Unit specification"), 1):
            passages.cell(row, column).value = value
    book.save(path)
    return path


def test_an_assessor_judges_by_a_returned_form_and_the_office_can_only_lay_it_ready(
    desk_at, office: Path, files, tmp_path: Path, monkeypatch
):
    with Desk.open(office) as desk:
        case = sample.case_at(desk, tmp_path, Stage.REVIEW).reference
    form = tmp_path / "form.xlsx"
    status, said = desk_at("form", case, "--assessor", sample.address("two"), "--out", form, by="admin")
    assert (status, said) == (0, f"{form} is the judging form of Assessor Two for {case}.\n")
    status, said = desk_at(
        "form", case, "--assessor", sample.address("two"), "--out", tmp_path / "form.doc", by="admin"
    )
    assert status == 1 and "does not end in .xlsx" in said
    status, said = desk_at("form", case, "--assessor", sample.address("chair"), "--out", form, by="admin")
    assert (status, said) == (1, f"Chair One does not judge {case}.\n")
    filled_form(form)
    status, said = desk_at("form-in", case, form, by="one")
    assert status == 1 and "It is the form of Assessor Two, not yours. Bring in your own." in said
    status, said = desk_at("form-in", case, form, "--seal", by="admin")
    assert status == 1 and "Only Assessor Two can seal" in said
    status, said = desk_at("form-in", case, by="two")
    assert status == 1 and "laid ready for you. Name its file" in said
    status, said = desk_at("form-in", case, form, by="admin")
    assert status == 0 and "laid ready" in said and "level 8" not in said

    status, said = desk_at("form-in", case, "--dry-run", by="two")
    assert status == 0 and "U1.k         new: level 8, 1 passage" in said and "missing" not in said
    monkeypatch.setattr("builtins.input", lambda prompt: "no")
    status, said = desk_at("form-in", case, by="two")
    assert status == 1 and said.endswith("Not taken in. Nothing was changed.\n")
    status, said = desk_at("form-in", case, "--yes", "--seal", by="two")
    assert status == 0 and "16 criteria and 16 passages changed" in said and "Commitment" in said
    status, said = desk_at("form-in", case, form, "--yes", by="two")
    assert status == 1 and "You have sealed your judgements" in said
    assert desk_at("check")[0] == 0


def test_an_assessor_elsewhere_seals_a_form_to_the_chair_and_the_reveal_opens_it(
    desk_at, office: Path, tmp_path: Path, capsys
):
    with Desk.open(office) as desk:
        opened = sample.case_at(desk, tmp_path, Stage.REVIEW)
        sample.judge_all(desk, opened, "one")
        case = opened.reference
    form = tmp_path / "form.xlsx"
    assert desk_at("form", case, "--assessor", sample.address("two"), "--out", form, by="chair")[0] == 0
    filled_form(form)
    capsys.readouterr()
    assert run(["packet", "seal", str(form), str(tmp_path / "two.txt")]) == 1
    assert "does not end in .packet" in capsys.readouterr().err
    assert run(["packet", "seal", str(form), str(tmp_path / "two.packet"), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["chair"] == "Chair One" and len(made["code"]) == 16
    status, said = desk_at("packet take-in", case, tmp_path / "two.packet", "--code", "0" * 16, by="chair")
    assert status == 1 and "is not the code of this packet" in said
    status, said = desk_at("packet take-in", case, tmp_path / "two.packet", "--code", made["code"], by="admin")
    assert status == 1 and "Only the chair of this case may" in said
    status, said = desk_at("packet take-in", case, tmp_path / "two.packet", "--code", made["code"], by="chair")
    assert (status, said) == (0, "Taken in, closed. Assessor Two has sealed; 0 still to seal. The reveal opens it.\n")
    status, said = desk_at("reveal", case, by="chair")
    assert status == 0 and said.startswith("Revealed.")
    assert desk_at("check")[0] == 0


def test_the_problems_of_a_form_come_at_once_and_as_json_its_answers(desk_at, office: Path, tmp_path: Path):
    with Desk.open(office) as desk:
        case = sample.case_at(desk, tmp_path, Stage.REVIEW).reference
    form = tmp_path / "form.xlsx"
    assert desk_at("form", case, "--assessor", sample.address("one"), "--out", form, by="one")[0] == 0
    book = load_workbook(form)
    book["Judgements"]["D3"], book["Judgements"]["C4"] = "eight", "Something easier"
    book.save(tmp_path / "bad.xlsx")
    status, said = desk_at("form-in", case, tmp_path / "bad.xlsx", by="one")
    assert status == 1 and "bad.xlsx was refused: 2 problems. Nothing was changed." in said
    assert "Judgements!D3" in said and "Judgements!C4: This locked cell was altered" in said
    book = load_workbook(form)
    book["Judgements"]["D3"] = "Unsure"
    book.save(form)
    status, said = desk_at("form-in", case, form, "--dry-run", "--json", by="one")
    plain = json.loads(said)
    assert (plain["criteria"][0]["answer"], plain["criteria"][1]["effect"]) == ("unsure", "untouched")
    assert len(plain["missing"]) == 16
    status, said = desk_at("form-in", case, form, "--yes", "--seal", by="one")
    assert (
        status == 1
        and "The draft is kept; not sealed yet:" in said
        and "U1.k: Unit 1, Knowledge needs a reason" in said
    )


def test_an_incomplete_case_is_told_what_it_misses_and_is_completed_by_commands(desk_at, office: Path, tmp_path: Path):
    folder = tmp_path / "handed in"
    folder.mkdir()
    sample.write_case_folder(folder)
    whole = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    kept = [one for one in whole["checks"] if one["key"] != "minimum_hours"]
    (folder / "case.json").write_text(json.dumps(whole | {"checks": kept}), encoding="utf-8")
    status, said = desk_at("import", folder, by="admin")
    reference = said.split()[0]
    assert status == 0 and "missing for review: It takes at least 10 notional hours: not answered yet" in said
    status, said = desk_at("review", reference, by="admin")
    assert status == 1 and "1 missing" in said
    status, said = desk_at("answer", reference, "minimum", "pass", by="admin")
    assert status == 1 and "It has: learning_outcomes, minimum_hours" in said
    status, said = desk_at("answer", reference, "minimum_hours", "pass", "--note", "120 hours.", by="admin")
    assert (status, said) == (0, "minimum_hours is kept: pass. 0 points missing.\n")
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        desk.intake.remove(desk.intake.contents(desk.intake.case(reference).id).units[0])
    status, said = desk_at("removed", reference, by="admin")
    assert status == 0 and "1 U1, Peer support basics, until " in said and said.endswith("1 line\n")
    assert desk_at("removed", reference, "--put-back", "1", by="one")[0] == 1
    status, said = desk_at("removed", reference, "--put-back", "1", by="admin")
    assert (status, said) == (0, "U1, Peer support basics is put back.\n")
    status, said = desk_at("removed", reference, "--put-back", "1", by="admin")
    assert status == 1 and "1 is nothing that was taken out" in said
    assert desk_at("review", reference, by="admin")[0] == 0
    status, said = desk_at("answer", reference, "minimum_hours", "open", by="admin")
    assert status == 1 and "review" in said
    with Desk.open(office) as desk, sample.as_person(desk, "admin"):
        check = next(
            one for one in desk.intake.contents(desk.intake.case(reference).id).checks if one.key == "minimum_hours"
        )
        assert (check.answer, check.note) == ("pass", "120 hours.")


@pytest.mark.parametrize(
    "typed",
    [
        "judge office.rpldesk CR-2026-0001 unit-1 8 --as one@example.ac.uk",
        "judge office.rpldesk CR-2026-0001 --as one@example.ac.uk unit-1 8",
        "judge --as one@example.ac.uk office.rpldesk CR-2026-0001 unit-1 8",
        "judge office.rpldesk --as one@example.ac.uk CR-2026-0001 unit-1 8",
    ],
)
def test_options_stand_anywhere_among_what_a_command_works_on(typed):
    options = _parser().parse_args(typed.split())
    assert (options.store, options.case, options.person) == ("office.rpldesk", "CR-2026-0001", "one@example.ac.uk")
    assert (options.criterion, options.answer) == ("unit-1", "8")
