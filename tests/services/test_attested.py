"""Minutes and the register say who answers for them, and stand where only the roster and one paper anchor are."""

import shutil
from datetime import date
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pikepdf
import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.sealing.attested import open_attested
from rpl_desk.sealing.canonical import canonical, parse
from rpl_desk.sealing.verify import Roster, Status
from rpl_desk.services.verifying import read_anchors, verify_bytes, verify_file
from tests import office as sample
from tests import second_verifier


class Day(NamedTuple):
    """What a meeting leaves: documents, the roster, and the line that the minutes end in."""

    folder: Path
    roster: Roster
    line: str

    def check(self, name: str, *, line: str = ""):
        return verify_file(self.folder / name, self.roster, read_anchors(line or self.line))


@pytest.fixture(scope="module")
def day(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Day:
    folder = tmp_path_factory.mktemp("attested")
    store = Path(shutil.copy(office_template, folder / "office.rpldesk"))
    with Desk.open(store) as desk:
        before, after = (sample.case_at(desk, folder, Stage.PANEL) for _ in range(2))
        meeting = sample.meeting_of(desk, before, after)
        sit(desk, "chair")
        desk.meetings.open(meeting)
        for line in desk.meetings.order(meeting):
            desk.meetings.take_up(meeting, line.item)
            sample.decide(desk, line.case)
        sample.sign_all(desk, before)
        desk.meetings.close(meeting)
        draft = desk.minutes.draft(meeting)
        desk.minutes.print(meeting, folder / "draft.pdf")
        desk.minutes.confirm(meeting, draft)
        line = parse(draft.body)["anchor"]
        sample.sign_all(desk, after)
        desk.minutes.print(meeting, folder / "minutes.pdf")
        sit(desk, "admin")
        desk.exchange.register(folder / "register.xlsx")
        desk.exchange.register(folder / "anonymised.xlsx", anonymised=True)
        for name, case in (("before", before), ("after", after)):
            for one in desk.exchange.export([case], folder):
                one.path.rename(folder / f"{name}{one.path.suffix}")
        roster = Roster.from_bytes(desk.people.roster())
        assert desk.check() == []
    return Day(folder, roster, line)


@pytest.mark.parametrize(
    "name",
    [
        "minutes.pdf",
        "register.xlsx",
        "anonymised.xlsx",
        *(f"{one}.{kind}" for one in ("before", "after") for kind in ("pdf", "xlsx", "json")),
    ],
)
def test_every_paper_of_the_day_stands_with_the_roster_and_the_line_the_minutes_end_in(day: Day, name: str):
    verdict = day.check(name)
    assert (verdict.status, verdict.problems) == (Status.GOOD, ())
    held = [one for one in verdict.facts if one.startswith(("The anchor of ", "That log goes on unchanged"))]
    assert len(held) == 1
    assert held[0].startswith("The anchor of ") == name.startswith("before")  # the only ones signed before the line


def test_a_line_of_another_log_shows_and_one_of_no_known_size_says_nothing(day: Day):
    other = f"{day.line[:-4]}{'0000' if day.line[-4:] != '0000' else '1111'}"
    for name in ("minutes.pdf", "register.xlsx", "before.pdf", "after.json"):
        verdict = day.check(name, line=other)
        assert verdict.status is Status.BAD
        assert "is of another log" in " ".join(map(str, verdict.problems))
    size = day.line.split("·")[0].replace("log", "").replace(",", "").strip()
    unknown = day.line.replace(day.line.split("·")[0], f"log {int(size) + 1} ")
    assert day.check("register.xlsx", line=unknown).status is Status.UNKNOWN


def test_it_says_what_the_paper_is_and_who_answers_for_it(day: Day):
    minutes, register = day.check("minutes.pdf"), day.check("register.xlsx")
    assert minutes.facts[0].startswith("These are the minutes of the panel of ")
    assert minutes.facts[1].startswith("Chair One answers for it: Minutes confirmed, ")
    assert register.facts[0].endswith(": 2 decisions.")
    assert register.facts[1].startswith("Administrator One answers for it: Decision register answered for, ")


def test_a_draft_is_told_from_minutes_that_somebody_answers_for(day: Day):
    verdict = day.check("draft.pdf")
    assert verdict.status is Status.UNSIGNED
    assert "nobody has confirmed them" in verdict.problems[0].message


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda sheet: sheet.__setitem__("H2", "not rated"), "Register!A2: the row “CR-2026-0001”"),
        (lambda sheet: sheet.__setitem__("I3", 9), "Register!A3: the row “CR-2026-0002”"),
        (lambda sheet: sheet.__setitem__("K2", date(2020, 1, 1)), "Register!A2"),
        (lambda sheet: sheet.delete_rows(2), "Register!A2: here 1 row is missing."),
        (lambda sheet: sheet.append(["CR-2026-0009", 1, "Credit rating, own"]), "Register!A4: the row “CR-2026-0009”"),
        (lambda sheet: sheet.__setitem__("A1", "Number"), "headings"),
        (lambda sheet: sheet.parent.create_sheet("More"), "The sheet More"),
        (lambda sheet: sheet.parent.remove(sheet), "The sheet Register is missing."),
    ],
)
def test_a_changed_register_is_told_with_its_row(day: Day, tmp_path: Path, change, said: str):
    book = openpyxl.load_workbook(day.folder / "register.xlsx")
    book.save(tmp_path / "again.xlsx")
    assert verify_file(tmp_path / "again.xlsx", day.roster).status is Status.GOOD  # saved again unchanged
    change(book["Register"])
    book.save(tmp_path / "changed.xlsx")
    verdict = verify_file(tmp_path / "changed.xlsx", day.roster)
    assert verdict.status is Status.BAD
    assert any(said in one.message for one in verdict.problems), verdict.problems


def test_no_part_of_the_proof_can_be_changed(day: Day):
    inside = _inside(day.folder / "minutes.pdf")
    assert both(inside, day) is Status.GOOD  # the control
    plain, tried = parse(inside), 0
    for path in _leaves(plain):
        changed = parse(inside)
        _set(changed, path)
        assert both(canonical(changed), day) in (Status.BAD, Status.UNKNOWN), path
        tried += 1
    assert tried > 40


def test_a_second_checker_comes_to_the_same(day: Day):
    insides = [_inside(day.folder / name) for name in ("minutes.pdf", "draft.pdf", "before.pdf", "after.pdf")]
    insides += [_proof(day.folder / name) for name in ("register.xlsx", "anonymised.xlsx")]
    found = [both(inside, day) for inside in insides]
    assert found == [Status.GOOD, Status.UNSIGNED, *[Status.GOOD] * 4]


def test_another_paper_does_not_stand_by_the_act_of_this_one(day: Day):
    minutes = parse(_inside(day.folder / "minutes.pdf"))
    register = open_attested(_proof(day.folder / "register.xlsx")).paper
    verdict = verify_bytes(canonical(minutes | {"paper": register}), day.roster)
    assert verdict.status is Status.BAD
    assert "is about another paper" in verdict.problems[0].message


def test_the_pages_have_to_be_those_of_the_minutes_inside(day: Day, tmp_path: Path):
    with pikepdf.open(day.folder / "minutes.pdf") as pdf:
        page = pdf.pages[0]
        page.Contents.write(page.Contents.read_bytes().replace(b"0.6 w", b"0.7 w"))
        pdf.save(tmp_path / "changed.pdf")
    assert verify_file(tmp_path / "changed.pdf", day.roster).status is Status.BAD


THEIRS = {
    second_verifier.GOOD: Status.GOOD,
    second_verifier.CHANGED: Status.BAD,
    second_verifier.UNSIGNED: Status.UNSIGNED,
    second_verifier.UNSURE: Status.UNKNOWN,
}


def both(inside: bytes, day: Day) -> Status:
    """Return what our check comes to, which the checker written from the description alone has to agree with."""
    ours = verify_bytes(inside, day.roster, read_anchors(day.line)).status
    roster = second_verifier.read_roster(day.roster.to_bytes())
    theirs, why = second_verifier.check_record(inside, roster, second_verifier.read_anchors(day.line))
    assert ours is THEIRS[theirs], why
    return ours


def sit(desk: Desk, who: str) -> None:
    desk.sign_in(sample.address(who), sample.passphrase(who))


def _inside(path: Path) -> bytes:
    from rpl_desk.documents.pdf_finish import attached_bundle

    return attached_bundle(path.read_bytes(), 10_000_000)


def _proof(path: Path) -> bytes:
    from rpl_desk.documents.workbook import read_bundle

    return read_bundle(path)


def _leaves(plain, path=()):
    """Every place of the proof that is not the paper itself."""
    if isinstance(plain, dict):
        for name, value in plain.items():
            if path or name != "paper":
                yield from _leaves(value, (*path, name))
        return
    if isinstance(plain, list):
        for number, value in enumerate(plain):
            yield from _leaves(value, (*path, number))
        return
    yield path


def _set(plain, path) -> None:
    *before, last = path
    for one in before:
        plain = plain[one]
    value = plain[last]
    if isinstance(value, int):
        plain[last] = value + 1
    elif value is None:
        plain[last] = 1
    else:
        plain[last] = ("B" if value[:1] == "A" else "A") + value[1:]
