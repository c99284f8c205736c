"""Bad input from the command line: one report that names every problem and its place, and a store as it was."""

import json
import os
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver
from openpyxl import Workbook, load_workbook

from rpl_desk.cli import run
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.intake_plain import to_plain
from tests import office as sample
from tests.documents.test_intake_sheet import fill, filled, template  # noqa: F401  (fixtures)
from tests.faults.harness import files, log, passphrases, rows, run_apart

GOOD = json.loads(json.dumps(to_plain(sample.case_file()), default=str))
PYTHON_WORDS = re.compile(r"Traceback|Error\b|\bNone\b|object at 0x|<class|\w+\.\w+\(\)")


@pytest.fixture
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return passphrases(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def as_admin(office: Path, keys, capsys):
    """Return a function that runs one command on the office's store and gives (status, out, problems)."""

    def command(name: str, *arguments: object, store: Path = office) -> tuple[int, str, str]:
        who = ["--as", sample.address("admin"), "--passphrase-file", keys["admin"]]
        status = run([*name.split(), str(store), *who, *map(str, arguments)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return command


def changed(edit: Callable[[dict[str, Any]], object]) -> str:
    plain = json.loads(json.dumps(GOOD))
    edit(plain)
    return json.dumps(plain, ensure_ascii=False)


def with_hours(hours: Any) -> str:
    return changed(lambda plain: plain["programme"]["units"][0]["activities"][0].update(hours=hours))


def with_file(name: str) -> str:
    return changed(lambda plain: plain["evidence"][0].update(file=name))


HOURS = "programme.units[0].activities[0].hours"
FILE = "evidence[0].file"

# What case.json holds, and the places and phrases of the report, all of them.
CASES: dict[str, tuple[str | bytes, list[tuple[str, str]]]] = {
    "not JSON": ('{"kind": ', [("line 1, column 10", "It is not JSON")]),
    "empty": (b"", [("", "It is empty")]),
    "another encoding": (json.dumps(GOOD).encode("utf-16"), [("line 1, column 1", "not text in UTF-8")]),
    "a list": ("[]", [("", "A list stands here")]),
    "too deep": ('{"a":' * 50 + "1" + "}" * 50, [(".".join("a" * 32), "more than 32 levels")]),
    "unknown fields": (
        changed(lambda plain: plain.update(titel="x", programe={})),
        [("titel", "perhaps “title” was meant"), ("programe", "perhaps “programme” was meant")],
    ),
    "wrong types": (
        changed(lambda plain: plain.update(title=5, due_on=7, programme=[], checks={}, people=3, evidence="none")),
        [
            ("title", "5 stands here instead of text"),
            ("due_on", "7 is not a date"),
            ("programme", "A list stands here"),
            ("checks", "instead of a list"),
            ("people", "instead of a list"),
            ("evidence", "instead of a list"),
        ],
    ),
    "not a number": (
        json.dumps(GOOD).replace('"proposed_points": 12', '"proposed_points": NaN'),
        [("proposed_points", "“NaN” is not a number")],
    ),
    "endless": (
        json.dumps(GOOD).replace('"proposed_points": 12', '"proposed_points": -Infinity'),
        [("proposed_points", "“-Infinity” is not a number")],
    ),
    "a number of 5,000 digits": (
        json.dumps(GOOD).replace('"proposed_points": 12', '"proposed_points": ' + "9" * 5_000),
        [("proposed_points", "not a number that can be kept")],
    ),
    "a name twice": (
        json.dumps(GOOD).replace('"proposed_points": 12', '"proposed_points": 12, "proposed_points": 13'),
        [("proposed_points", "stands here twice")],
    ),
    "half a character": (json.dumps(GOOD | {"title": "\ud83d"}), [("title", "half of a character")]),
    "a control character": (changed(lambda plain: plain.update(title="a\u0007b")), [("title", "U+0007")]),
    "negative hours": (with_hours(-1), [(HOURS, "out of range")]),
    "no hours": (with_hours(0), [(HOURS, "out of range")]),
    "hours of two decimals": (with_hours(9.95), [(HOURS, "more than one decimal")]),
    "hours reversed": (with_hours("45-40"), [(HOURS, "45 is more than 40")]),
    "a range reversed": (with_hours({"low": 45, "high": 40}), [(HOURS, "45 is more than 40")]),
    "level 0": (changed(lambda plain: plain.update(proposed_level=0)), [("proposed_level", "0 is not a level")]),
    "level 13": (changed(lambda plain: plain.update(proposed_level=13)), [("proposed_level", "13 is not a level")]),
    "out of the folder": (with_file("../out.pdf"), [(FILE, "leads out of the folder")]),
    "from the root": (with_file("/etc/passwd"), [(FILE, "starts at the root")]),
    "a drive": (with_file("C:x.pdf"), [(FILE, "a backslash or a colon")]),
    "an empty file": (with_file("empty.pdf"), [(FILE, "It is empty")]),
    "a folder for a file": (with_file("folder"), [(FILE, "not an ordinary file")]),
    "a link out": (with_file("link.pdf"), [(FILE, "a link that leads out")]),
    "a name that turns round": (
        with_file("x\u202efdp.exe"),
        [(FILE, "⟨U+202E⟩"), (FILE, "cut short")],
    ),
    "much that the store does not hold": (
        changed(
            lambda plain: (
                plain["people"].append({"email": "nobody@example.ac.uk", "role": "author"}),
                plain.update(reference="CR-2026-0009", evidence=[GOOD["evidence"][0] | {"file": one} for one in "ab"]),
            )
        ),
        [
            ("reference", "a case of this store already"),
            ("people[4].email", "not a person of this office"),
            ("evidence[0].file", "no file “a”"),
            ("evidence[1].file", "no file “b”"),
        ],
    ),
}  # fmt: skip


def write_folder(folder: Path, content: str | bytes) -> Path:
    folder.mkdir()
    sample.write_pdf(folder / "portfolio.pdf")
    (folder / "empty.pdf").touch()
    (folder / "folder").mkdir()
    (folder / "link.pdf").symlink_to("/etc/hostname")
    (folder / "x\u202efdp.exe").write_bytes(b"%PDF-1.4")
    (folder / "case.json").write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def report_of(said: str) -> list[tuple[str, str]]:
    """Return the places and sentences of a report."""
    lines = said.splitlines()[1:]
    return [
        (place, rest) if rest else ("", place) for place, _, rest in (line.strip().partition(": ") for line in lines)
    ]


def refused_whole(command: Callable, office: Path, *arguments: object, store: Path | None = None) -> str:
    """Run a command that must be refused, and return its report; the store and its folder are as they were."""
    before = rows(office), log(office), list(files(office.parent))
    status, out, said = command(*arguments)
    assert (status, out) == (1, "")
    assert (rows(office), log(office), list(files(office.parent))) == before
    assert not PYTHON_WORDS.search(said), said
    return said


@pytest.mark.parametrize("name", CASES)
def test_a_bad_case_folder_is_refused_with_every_problem(as_admin, office: Path, tmp_path: Path, desk_with_case, name):
    content, expected = CASES[name]
    source = write_folder(tmp_path / "handed in", content)
    said = refused_whole(as_admin, office, "import", source)
    found = report_of(said)
    assert [place for place, _ in found] == [place for place, _ in expected]
    for (_, sentence), (_, phrase) in zip(found, expected, strict=True):
        assert phrase in sentence
    assert f"{len(expected)} problem{'s' if len(expected) > 1 else ''}" in said.splitlines()[0]


@pytest.fixture
def desk_with_case(office: Path, tmp_path_factory) -> None:
    """A case of the reference CR-2026-0009, so that it is taken."""
    with Desk.open(office) as desk:
        sample.open_case(desk, tmp_path_factory.mktemp("first"), reference="CR-2026-0009")


@pytest.mark.parametrize(
    "content", [json.dumps(GOOD), "\ufeff" + json.dumps(GOOD), with_hours(9.9), with_hours("9.9-12")]
)
def test_a_good_case_folder_is_taken(as_admin, office: Path, tmp_path: Path, content):
    source = write_folder(tmp_path / "handed in", content)
    status, out, said = as_admin("import", source)
    assert (status, said) == (0, "")
    assert "is open" in out and log(office)[-1] == "open case"
    assert not run(["check", str(office)])


def test_names_in_every_script_and_long_texts_are_taken_as_they_are(as_admin, office: Path, tmp_path: Path):
    words = "Gàidhlig żółć تعلّم 📚"
    long = (words + " ") * 900 + "e"
    plain = changed(
        lambda one: (
            one.update(title=words, agreement=long),
            one["evidence"][0].update(file=f"{words}.pdf", title=words),
        )
    )
    source = write_folder(tmp_path / "handed in", plain)
    sample.write_pdf(source / f"{words}.pdf")
    status, out, _ = as_admin("import", source)
    assert status == 0 and words in out
    kept = rows(office)
    assert any(words in row and long.strip() in row for row in kept["case"])
    assert any(f"{words}.pdf" in row for row in kept["evidence"])


# -- workbooks --------------------------------------------------------------------------------------------------------


def in_cell(place: str, value: Any) -> Callable[[Workbook], object]:
    sheet, _, cell = place.partition("!")
    return lambda book: setattr(book[sheet][cell], "value", value)


BOOKS: dict[str, tuple[Callable[[Workbook], object], list[tuple[str, str]]]] = {
    "a sheet missing": (lambda book: book.remove(book["Hours"]), [("Hours", "The sheet is missing")]),
    "another sheet": (lambda book: book.create_sheet("Notes"), [("Notes", "has no such sheet")]),
    "a formula": (in_cell("Case!B9", "=4+4"), [("Case!B9", "holds a formula")]),
    "a date as text": (in_cell("Case!B6", "30 September"), [("Case!B6", "is text, not a date")]),
    "a taken reference": (in_cell("Case!B5", "CR-2026-0009"), [("Case!B5", "a case of this store already")]),
    "nobody we know": (
        in_cell("People!A3", "nobody@example.ac.uk"),
        [("People!A3", "not a person of this office")],
    ),
    "files that are not there": (
        lambda book: (in_cell("Evidence!A3", "gone.pdf")(book), in_cell("Case!B5", "CR-2026-0009")(book)),
        [("Case!B5", "a case of this store already"), ("Evidence!A3", "no file “gone.pdf”")],
    ),
    "hours reversed and level 13": (
        lambda book: (in_cell("Hours!D3", 1)(book), in_cell("Case!B9", 13)(book)),
        [("Case!B9", "13 is not a level"), ("Hours!C3", "reversed")],
    ),
}


def write_book(folder: Path, template: Path, edit: Callable[[Workbook], object]) -> Path:  # noqa: F811
    folder.mkdir(exist_ok=True)
    sample.write_pdf(folder / "portfolio.pdf")
    book = load_workbook(template)
    fill(book, {"claimant": {}} | GOOD)
    edit(book)
    book.save(folder / "intake.xlsx")
    return folder / "intake.xlsx"


@pytest.mark.parametrize("name", BOOKS)
def test_a_bad_workbook_is_refused_by_sheet_and_cell(as_admin, office, tmp_path, template, desk_with_case, name):  # noqa: F811
    edit, expected = BOOKS[name]
    source = write_book(tmp_path / "handed in", template, edit)
    found = report_of(refused_whole(as_admin, office, "import", source))
    assert [place for place, _ in found] == [place for place, _ in expected]
    for (_, sentence), (_, phrase) in zip(found, expected, strict=True):
        assert phrase in sentence


def test_a_good_workbook_and_one_with_50_000_empty_rows_are_taken(as_admin, office: Path, tmp_path: Path, template):  # noqa: F811
    def long(book: Workbook) -> None:
        for row in range(300, 50_300):
            book["Units"].cell(row, 1).number_format = "0"

    for edit in (lambda book: None, long):
        status, out, said = as_admin("import", write_book(tmp_path / "handed in", template, edit))
        assert (status, said) == (0, "") and "is open" in out


def test_a_workbook_with_macros_is_refused(as_admin, office: Path, tmp_path: Path, template):  # noqa: F811
    source = write_book(tmp_path / "handed in", template, lambda book: None)
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert "holds macros" in refused_whole(as_admin, office, "import", source)


def test_a_crafted_workbook_is_refused_before_it_takes_much_memory(tmp_path: Path):
    """Such a file, under 200 kB, made a parser take 1.9 GB."""
    book = Workbook()
    book.active.title = "Proof"
    book.save(tmp_path / "small.xlsx")
    limited = ["prlimit", f"--data={400 << 20}"]
    for name, count, expected, sentence in (
        ("bomb.xlsx", 1_400_000, 2, "larger than any of ours"),
        ("row.xlsx", 50, 1, "Pieces of"),  # the control: small enough to be read, and its proof is broken
    ):
        row = b'<sheetData><row r="1">' + b'<c r="A1"><v>1</v></c>' * count + b"</row></sheetData>"
        with zipfile.ZipFile(tmp_path / "small.xlsx") as old, zipfile.ZipFile(tmp_path / name, "w", 8) as new:
            for part in old.namelist():
                new.writestr(part, re.sub(rb"<sheetData.*(/>|</sheetData>)", row, old.read(part)))
        assert (tmp_path / name).stat().st_size < 200_000
        status, out, said = run_apart("verify", tmp_path / name, before=limited)
        assert (status, said) == (expected, "") and sentence in out


# -- stores -----------------------------------------------------------------------------------------------------------


def spoilt(office: Path, name: str) -> Path:
    """Return a store of that fault beside the good one."""
    path = office.with_name("spoilt.rpldesk")
    data = bytearray(office.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    if name == "not ours":
        driver.connect(str(path)).execute("CREATE TABLE a (b)").connection.close()
        return path
    if name == "a folder":
        path.mkdir()
        return path
    if name == "a pipe":
        os.mkfifo(path)
        return path
    if name == "a link to itself":
        path.symlink_to(path.name)
        return path
    if name == "newer":
        data[60:64] = (99).to_bytes(4, "big")
    elif name == "damaged header":
        data[100:104] = b"\xff" * 4
    elif name == "damaged middle":
        data[4096 : middle * 2] = bytes(middle * 2 - 4096)
    elif name == "cut short":
        data = data[:middle]
    elif name == "text":
        data = bytearray(b"hello")
    elif name == "empty":
        data.clear()
    if name != "missing":
        path.write_bytes(data)
    return path


STORES = {
    "not ours": "is not a store of RPL Desk",
    "text": "is not a store of RPL Desk",
    "empty": "is not a store of RPL Desk",
    "newer": "made by a newer RPL Desk",
    "damaged header": "is damaged",
    "damaged middle": "is damaged",
    "cut short": "is damaged: it is shorter than it says",
    "missing": "There is no store at",
    "a folder": "is a folder, so it is not a store",
    "a pipe": "is not an ordinary file, so it is not a store",
    "a link to itself": "a link",
}


@pytest.mark.parametrize("name", STORES)
@pytest.mark.parametrize("command", ["check", "cases"])
def test_a_store_that_cannot_be_opened_gets_one_sentence_and_stays(office: Path, keys, capsys, name, command):
    path = spoilt(office, name)
    before = files(office.parent)
    who = ["--as", sample.address("admin"), "--passphrase-file", keys["admin"]] if command == "cases" else []
    assert run([command, str(path), *who]) == 1
    said = capsys.readouterr()
    assert STORES[name] in said.err and said.err.count("\n") == 1 and said.out == ""
    assert not PYTHON_WORDS.search(said.err)
    assert files(office.parent) == before


def test_a_store_that_is_open_is_refused_by_every_name_it_has(as_admin, office: Path, tmp_path: Path):
    link = tmp_path / "by another name.rpldesk"
    link.symlink_to(office)
    with Desk.open(office):
        before = rows(office)
        for path in (office, link):
            status, out, said = as_admin("cases", store=path)
            assert (status, out) == (1, "") and f"{office.name} is already open by" in said
        assert rows(office) == before
    assert as_admin("cases", store=link)[0] == 0


@pytest.mark.parametrize(
    ("mode", "folder", "sentence"),
    [
        (0o444, 0o755, "cannot be opened for writing"),
        (0o644, 0o555, "its folder takes no new file"),
        (0, 0o755, "cannot be read"),
    ],
)
def test_a_store_without_permission_gets_one_sentence(office: Path, keys, mode, folder, sentence):
    before = files(office.parent)
    office.chmod(mode)
    office.parent.chmod(folder)
    able = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    try:
        status, out, said = run_apart(
            "cases", office, "--as", sample.address("admin"), "--passphrase-file", keys["admin"], before=able
        )
    finally:
        office.parent.chmod(0o755)
        office.chmod(0o644)
    assert (status, out) == (1, "") and sentence in said and said.count("\n") == 1
    assert files(office.parent) == before


# -- what a script hands over -----------------------------------------------------------------------------------------


def test_answers_with_faults_are_reported_together_and_none_is_kept(office: Path, keys, tmp_path, capsys):
    with Desk.open(office) as desk:
        case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    source = tmp_path / "answers.json"
    who = ["--as", sample.address("one"), "--passphrase-file", keys["one"]]
    assert run(["cases", str(office), *who]) == 0  # a first sign-in makes the key that judgements are sealed to
    capsys.readouterr()
    before = rows(office)
    for answers, expected in (
        ({"U1.k": {"answer": "13"}, "X": {"answer": "8"}, "U1.p": {"answer": "8", "passages": [{"evidence": "E9"}]}},
         ["U1.k.answer: 13 is not a level", "X: It is not a criterion", "U1.p.passages[0].evidence: E9 is not"]),
        ({"U1.k": {"answer": None, "reason": 5, "raeson": ""}, "U1.p": 7, "U1.g": {"passages": {}}},
         ["U1.k.reason: Text in", "U1.k.raeson: There is no such field", "U1.p: A group", "U1.g.passages: A list"]),
        ([], ["A group of named fields"]),
    ):  # fmt: skip
        source.write_text(json.dumps(answers), encoding="utf-8")
        assert run(["judge", str(office), case.reference, "--from", str(source), *who]) == 1
        said = capsys.readouterr().err
        assert all(phrase in said for phrase in expected) and len(said.splitlines()) == len(expected) + 1
        assert not PYTHON_WORDS.search(said)
        assert rows(office) == before


def test_a_decision_with_faults_is_reported_together_and_not_drafted(office: Path, keys, tmp_path, capsys):
    with Desk.open(office) as desk:
        case = sample.case_at(desk, tmp_path, Stage.PANEL)
    source = tmp_path / "decision.json"
    who = ["--as", sample.address("chair"), "--passphrase-file", keys["chair"]]
    assert run(["cases", str(office), *who]) == 0  # a first sign-in makes the key that judgements are sealed to
    capsys.readouterr()
    before = rows(office)
    said_so = {
        "outcome": "maybe",
        "level": "8",
        "conditions": [{"text": "x", "due_on": "soon", "by": "me"}],
        "recommendations": [1],
        "date": "2026-05-28",
    }
    source.write_text(json.dumps(said_so), encoding="utf-8")
    assert run(["decide", str(office), case.reference, "--from", str(source), *who]) == 1
    said = capsys.readouterr().err
    for phrase in (
        "outcome: “maybe” is not an outcome",
        "level: A whole number",
        "conditions[0].due_on: “soon” is not a day",
        "conditions[0].by: There is no such field",
        "recommendations[0]: Text in",
        "date: There is no such field",
    ):
        assert phrase in said
    assert not PYTHON_WORDS.search(said) and rows(office) == before


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_a_passphrase_file_may_end_a_line_in_any_way(office: Path, tmp_path: Path, start, ending):
    path = tmp_path / "passphrase"
    path.write_bytes(start + sample.passphrase("admin").encode() + ending)
    assert run(["cases", str(office), "--as", sample.address("admin"), "--passphrase-file", str(path)]) == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"\xff\xfea\0", "one line of text"), (b"a\nb\n", "one line of text"), (b"x" * 5_000, "one line of text")],
)
def test_what_is_no_passphrase_file_is_said_so(office: Path, tmp_path: Path, capsys, content, sentence):
    path = tmp_path / "passphrase"
    path.write_bytes(content)
    before = rows(office), log(office)
    assert run(["cases", str(office), "--as", sample.address("admin"), "--passphrase-file", str(path)]) == 1
    assert sentence in capsys.readouterr().err
    assert (rows(office), log(office)) == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("evidence add", "CR-2026-0001", "x.pdf", "--kind", "photo"), "is not a kind of evidence. They are:"),
        (("export", "--all", "--to", "{store}"), "cannot be written to"),
        (("register", "{store}"), "does not end in .xlsx"),
        (("register", "no/such/folder/register.xlsx"), "could not be written"),
    ],
)
def test_a_wrong_use_is_one_sentence_and_leaves_the_store(as_admin, office, desk_with_case, arguments, sentence):
    name, *rest = (str(one).replace("{store}", str(office)) for one in arguments)
    if "CR-2026-0001" in rest:
        rest[0] = "CR-2026-0009"
    assert sentence in refused_whole(as_admin, office, name, *rest)


def test_a_roster_is_not_written_over_a_store(office: Path, capsys):
    before = office.read_bytes()
    assert run(["person", "list", str(office), "--roster", str(office)]) == 1
    assert "is a store, its key file or another database" in capsys.readouterr().err
    assert office.read_bytes() == before


def test_the_terminal_is_not_commanded_by_what_a_case_says(as_admin, office: Path, tmp_path: Path):
    source = write_folder(tmp_path / "handed in", changed(lambda plain: plain.update(title="abc\u202edef")))
    assert "abc[U+202E]def" in as_admin("import", source)[1]
    assert "abc[U+202E]def" in as_admin("cases")[1]
    plain = as_admin("cases", "--json")[1]
    assert "\u202e" not in plain and json.loads(plain)[0]["title"] == "abc\u202edef"


def test_the_worked_example_is_not_taken_for_another_store(office: Path, capsys):
    assert run(["demo", str(office), "--no-window"]) == 1
    said = capsys.readouterr()
    assert "is not the worked example" in said.err and said.out == ""


def test_verify_cannot_tell_of_odd_files_and_says_so(tmp_path: Path, capsys):
    sample.write_pdf(tmp_path / "somebody.pdf")
    (tmp_path / "empty.json").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "other.json").write_text('{"a": 1}')
    (tmp_path / "broken.json").write_text('{"a": ')
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "newer.json").write_text('{"type": "rpl-desk/signed-record/99"}')
    for path in sorted([*tmp_path.iterdir(), tmp_path / "gone.pdf"]):
        assert run(["verify", str(path), "--json"]) == 2, path
        (said,) = json.loads(capsys.readouterr().out)
        assert said["status"] == "unknown" and len(said["problems"]) == 1, said
        assert not PYTHON_WORDS.search(said["problems"][0])


def test_the_day_is_one_the_calendar_has(as_admin):
    with pytest.raises(SystemExit) as stopped:
        as_admin("evidence add", "CR-2026-0001", "x.pdf", "--learned-on", f"{date.min.year:04}-02-30")
    assert stopped.value.code == 2
