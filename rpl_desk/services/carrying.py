"""A case as a folder that another store can import, and marks that come along with one.

What people sealed, found, decided or signed stays where it was: an imported case begins again at intake. Marks belong
to whoever made them, and so do statements ticked, answers to the tests of the evidence, and what was read of it, which
travel with them.
Before the reveal only one's own leave the store, and each person takes in their own alone, while they judge the case
here; nobody can bring in anything in another's name.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..domain.carried import (
    CASE_FILE,
    MARKS_FILE,
    MARKS_TYPE,
    PICTURES,
    CarriedLink,
    CarriedMark,
    CarriedMarks,
    CarriedPerson,
    CarriedRead,
    CarriedStatement,
    CarriedTest,
)
from ..domain.carried import carried_mark as carried
from ..domain.cases import CaseRow
from ..domain.contents import CaseContents
from ..domain.errors import DeskError, NotAllowed, NotFound, RuleViolation, StorageProblem
from ..domain.evidence import EvidenceRow, EvidenceTest, Stance, TestAnswer
from ..domain.intake_plain import to_plain
from ..domain.judgements import CriterionRow
from ..domain.rows import dataclass
from ..domain.strict_json import parse_json
from ..reading.names import inside
from ..store import blobs, queries, tables
from ..whole_files import whole_file, whole_folder, write_whole
from . import origins
from .appraising import AppraisingService
from .case_folder import case_file_of, file_names
from .evidence import EvidenceService
from .intake import IntakeService
from .judging import JudgingService
from .marking import MarkingService, NewLink, NewMark
from .office import OfficeService
from .own_work import OwnWork
from .undo import UndoStacks

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What was written: the folder, how many evidence files, and how many marks of whom."""

    folder: Path
    files: int
    marks: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many marks were taken in, how many were there already, and in words what could not be taken and why.

    others: whose marks came along besides, with how many; only they can take them. statements, tests: how many ticks
    and answers were taken in.
    """

    taken: int
    known: int
    left: tuple[str, ...]
    others: tuple[tuple[str, int], ...]
    statements: int = 0
    tests: int = 0

    @property
    def counted(self) -> str:
        """What was taken in: "3 marks, 2 ticked statements and 1 tested item"."""
        parts = [f"{self.taken} mark{'' if self.taken == 1 else 's'}"]
        if self.statements:
            parts.append(f"{self.statements} ticked statement{'' if self.statements == 1 else 's'}")
        if self.tests:
            parts.append(f"{self.tests} answer{'' if self.tests == 1 else 's'} to tests of the evidence")
        return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


@dataclass(frozen=True, slots=True)
class _NewTick:
    criterion: CriterionRow
    statement: str


@dataclass(frozen=True, slots=True)
class _NewAnswer:
    evidence: EvidenceRow
    test: EvidenceTest
    answer: TestAnswer
    note: str


class CarryingService(OwnWork):
    """The way of a case from one store to another."""

    def __init__(
        self,
        *shared: Any,
        intake: IntakeService,
        evidence: EvidenceService,
        judging: JudgingService,
        marking: MarkingService,
        appraising: AppraisingService,
        office: OfficeService,
        stacks: UndoStacks,
    ) -> None:
        super().__init__(*shared, stacks=stacks)
        self._intake, self._evidence, self._judging, self._marking = intake, evidence, judging, marking
        self._appraising, self._office = appraising, office

    # -- out ----------------------------------------------------------------------------------------------------------

    def hand_over(self, case: CaseRow, folder: Path, progress: Progress | None = None) -> HandedOver:
        """Write a case into a new or empty folder: case.json, its evidence, and what one may see of people's own.

        Raises StorageProblem for a folder that holds something, or a disk that refuses.
        """
        with self._database.reading() as read:
            if not self._roles(read, case.id):
                self._must_be_administrator()
        self._must_know_claimant(case, "a case handed over whole")
        contents = self._intake.contents(case.id)
        names = file_names(contents.evidence)
        with self._database.reading() as read:
            came_from = origins.carried(contents.evidence, queries.origins(read, case.id), names)
        marks, pictures = self._marks(contents)
        total = len(contents.evidence)
        with whole_folder(folder, last=CASE_FILE) as part:
            for done, item in enumerate(contents.evidence):
                if progress is not None:
                    progress(done, total)
                self._write_item(item, part / names[item.id])
            if pictures:
                (part / PICTURES).mkdir()
            for digest, picture in pictures.items():
                write_whole(part / PICTURES / f"{digest}.png", picture)
            if marks.people:
                write_whole(part / MARKS_FILE, _packed(marks.to_plain()))
            write_whole(part / CASE_FILE, _packed(to_plain(case_file_of(contents, names, came_from))))
        with self._action("hand over case", case):
            pass  # handing over changes nothing, yet the log says who took a copy
        if progress is not None:
            progress(total, total)
        return HandedOver(folder, total, tuple((one.name, len(one.marks)) for one in marks.people))

    def _write_item(self, item: EvidenceRow, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        with self._database.reading() as read, whole_file(target, replacing=False) as file:
            for piece in blobs.pieces(read, item.sha256):
                file.write(piece)

    def _marks(self, contents: CaseContents) -> tuple[CarriedMarks, dict[str, bytes]]:
        items = {one.id: one.key for one in contents.evidence}
        criteria = {one.id: one for one in contents.criteria}
        people = {one.number: contents.people[one.person_id] for one in contents.assessments}
        marks: dict[int, list[CarriedMark]] = {}
        pictures: dict[str, bytes] = {}
        for one in self._marking.passages(contents.case.id):
            picture = self._marking.picture(one.passage)
            digest = hashlib.sha256(picture).hexdigest() if picture else ""
            if picture:
                pictures[digest] = picture
            links = (
                CarriedLink(
                    criteria[link.criterion_id].key,
                    criteria[link.criterion_id].text,
                    link.stance.value,
                    link.strength,
                    link.note,
                )
                for link in one.links
            )
            mark = carried(items[one.passage.evidence_id], one.passage.anchor, digest, links)
            marks.setdefault(one.assessor, []).append(mark)
        statements, tests, read = self._statements(contents), self._tests(contents), self._read(contents)
        found = tuple(
            CarriedPerson(
                people[number].email,
                people[number].name,
                tuple(marks.get(number, ())),
                tuple(statements.get(number, ())),
                tuple(tests.get(number, ())),
                tuple(read.get(number, ())),
            )
            for number in sorted({*marks, *statements, *tests, *read})
        )
        return CarriedMarks(MARKS_TYPE, contents.case.reference, found), pictures

    def own_work(self, contents: CaseContents) -> tuple[CarriedPerson, dict[str, bytes]]:
        """Return one's own marks, statements and tests as they travel, and the pictures of the marks by digest."""
        marks, pictures = self._marks(contents)
        mine = marks.of(self._me.email) or CarriedPerson(self._me.email, self._me.name, ())
        wanted = {one.picture for one in mine.marks}
        return mine, {digest: png for digest, png in pictures.items() if digest in wanted}

    def _statements(self, contents: CaseContents) -> dict[int, list[CarriedStatement]]:
        """Return the ticks one may see, by the number of the assessor."""
        numbers = {one.id: one.number for one in contents.assessments}
        criteria = {one.id: one for one in contents.criteria}
        edition = self._office.framework_of(contents.case)
        words = {one.id: one.text for one in edition.statements}
        found: dict[int, list[CarriedStatement]] = {}
        for one in self._judging.relied_on(contents.case.id):
            criterion = criteria[one.criterion_id]
            ticked = CarriedStatement(
                criterion.key, criterion.text, edition.edition, one.statement, words.get(one.statement, "")
            )
            found.setdefault(numbers[one.assessment_id], []).append(ticked)
        return found

    def _tests(self, contents: CaseContents) -> dict[int, list[CarriedTest]]:
        """Return the answers to tests one may see, by the number of the assessor."""
        items = {one.id: one for one in contents.evidence}
        found: dict[int, list[CarriedTest]] = {}
        for one in self._appraising.appraisals(contents.case.id):
            item, row = items[one.row.evidence_id], one.row
            answered = CarriedTest(item.key, item.sha256, row.test.value, row.answer.value, row.note)
            found.setdefault(one.assessor, []).append(answered)
        return found

    def _read(self, contents: CaseContents) -> dict[int, list[CarriedRead]]:
        """Return which items were read as far as one may see it, by the number of the assessor."""
        return {
            number: [CarriedRead(one.key, one.sha256) for one in contents.evidence if one.id in items]
            for number, items in self._appraising.items_read(contents.case.id).items()
        }

    # -- in -----------------------------------------------------------------------------------------------------------

    def brought(self, folder: Path) -> CarriedMarks | None:
        """Return the marks that lie in a case folder, None where there are none; raises Refused for other files."""
        _ = self._me
        folder = folder if folder.is_dir() else folder.parent
        path = folder / MARKS_FILE
        if not path.is_file():
            return None
        try:
            data = path.read_bytes()
        except OSError as error:
            raise StorageProblem(f"{MARKS_FILE} cannot be read: {error.strerror or error}.") from error
        return CarriedMarks.from_plain(parse_json(data, MARKS_FILE))

    def take_in(self, case: CaseRow, folder: Path) -> TakenIn:
        """Take in one's own marks from a case folder, while one judges the case here; the same twice changes nothing.

        A mark and an answer are taken where an item of the case has the very file they were made on; a link and a tick
        where a criterion of the same key, and a statement, read the same. What one answered here stays. Whatever is
        left is told. All is taken in, or nothing. Raises NotFound where the folder holds nothing of one's own.
        """
        brought = self.brought(folder)
        mine = brought.of(self._me.email) if brought is not None else None
        if brought is None or mine is None:
            raise NotFound(f"{folder.name} holds no marks made by {self._me.email}.")
        if self._judging.mine(case.id) is None:
            raise NotAllowed(f"You do not judge {case.reference}.")
        register = self._evidence.register(case.id)
        items = {one.sha256: one for one in reversed(register)}
        same = {(one.key, one.sha256): one for one in register}
        criteria = {one.key: one for one in self._judging.criteria(case.id)}
        there = {
            (one.passage.evidence_id, one.passage.anchor) for one in self._marking.passages(case.id) if one.is_mine
        }
        wanted: list[NewMark] = []
        known, left = 0, []
        for number, mark in enumerate(mine.marks, start=1):
            name = f"Mark {number}, {mark.evidence} {mark.page_label}".rstrip()
            item = same.get((mark.evidence, mark.sha256)) or items.get(mark.sha256)
            if item is None:
                left.append(f"{name}: no item of {case.reference} has the file it was made in.")
                continue
            try:
                anchor = mark.anchor()
                links = tuple(_links(name, mark, criteria, left))
            except ValueError as error:
                raise RuleViolation(f"{MARKS_FILE} cannot be taken in. {name}: {error}.") from error
            if (item.id, anchor) in there:
                known += 1
                continue
            wanted.append(NewMark(item, anchor, self._picture(folder, mark, name, left), links))
        ticks = self._new_ticks(case, mine, criteria, left)
        answers = self._new_answers(case, mine, same, items, left)
        with self._change("take in marks", case) as (recorder, assessment):
            for new in wanted:
                self._marking.put(recorder, assessment, case, new)
            for tick in ticks:
                recorder.insert(
                    tables.relied_statement,
                    assessment_id=assessment.id,
                    criterion_id=tick.criterion.id,
                    statement=tick.statement,
                )
            for one in answers:
                self._appraising.put(recorder, assessment, case, one.evidence, one.test, one.answer, one.note)
            for item in self._newly_read(case, mine, same, items):
                self._appraising.put_read(recorder, assessment, case, item)
            taken = TakenIn(len(wanted), known, (), (), len(ticks), len(answers))
            recorder.label = f"take in {taken.counted}"
        mail = self._me.email.casefold()
        others = tuple((each.name, len(each.marks)) for each in brought.people if each.email.casefold() != mail)
        return replace(taken, left=tuple(left), others=others)

    def _newly_read(
        self,
        case: CaseRow,
        mine: CarriedPerson,
        same: dict[tuple[str, str], EvidenceRow],
        items: dict[str, EvidenceRow],
    ) -> list[EvidenceRow]:
        """Return the items that were read elsewhere in the file they have here, and not here yet."""
        there = self._appraising.read_items(case.id)
        found = [same.get((one.evidence, one.sha256)) or items.get(one.sha256) for one in mine.read]
        return list({one.id: one for one in found if one is not None and one.id not in there}.values())

    def _new_ticks(
        self, case: CaseRow, mine: CarriedPerson, criteria: dict[str, CriterionRow], left: list[str]
    ) -> list[_NewTick]:
        words = {one.id: one.text for one in self._office.framework_of(case).statements}
        assessment = self._judging.mine(case.id)
        there = {
            (one.criterion_id, one.statement)
            for one in self._judging.relied_on(case.id)
            if assessment is not None and one.assessment_id == assessment.id
        }
        found = {}
        for one in mine.statements:
            name, criterion = f"Statement {one.statement} ticked for {one.criterion}", criteria.get(one.criterion)
            if criterion is None or criterion.text != one.text:
                left.append(f"{name}: there is no such criterion here.")
            elif words.get(one.statement) != one.words:
                left.append(f"{name}: it reads otherwise in the level descriptors of {case.reference}.")
            elif (criterion.id, one.statement) not in there:
                found[criterion.id, one.statement] = _NewTick(criterion, one.statement)
        return list(found.values())

    def _new_answers(
        self,
        case: CaseRow,
        mine: CarriedPerson,
        same: dict[tuple[str, str], EvidenceRow],
        items: dict[str, EvidenceRow],
        left: list[str],
    ) -> list[_NewAnswer]:
        tested = self._appraising.tests(case.id)
        there = {
            (one.row.evidence_id, one.row.test): (one.row.answer, one.row.note)
            for one in self._appraising.appraisals(case.id)
            if one.is_mine
        }
        found = {}
        for one in mine.tests:
            name = f"{one.evidence} {one.test}: {one.answer}"
            item = same.get((one.evidence, one.sha256)) or items.get(one.sha256)
            try:
                test, answer = EvidenceTest(one.test), TestAnswer(one.answer)
            except ValueError as error:
                raise RuleViolation(f"{MARKS_FILE} cannot be taken in. {name}: {error}.") from error
            if item is None:
                left.append(f"{name}: no item of {case.reference} has the file it was tested on.")
            elif test not in tested:
                left.append(f"{name}: evidence of {case.reference} is not tested for it.")
            elif (item.id, test) not in there:
                found[item.id, test] = _NewAnswer(item, test, answer, one.note)
            elif there[item.id, test] != (answer, one.note):
                left.append(f"{name}: you answered otherwise here, and that stays.")
        return list(found.values())

    @staticmethod
    def _picture(folder: Path, mark: CarriedMark, name: str, left: list[str]) -> bytes:
        if not mark.picture:
            return b""
        base = folder if folder.is_dir() else folder.parent
        try:
            picture = inside(base, f"{PICTURES}/{mark.picture}.png").read_bytes()
        except (DeskError, OSError):
            left.append(f"{name}: its picture is not in the folder; the mark was taken without it.")
            return b""
        if hashlib.sha256(picture).hexdigest() != mark.picture:
            left.append(f"{name}: its picture was altered; the mark was taken without it.")
            return b""
        return picture


def _links(name: str, mark: CarriedMark, criteria: dict[str, CriterionRow], left: list[str]) -> "list[NewLink]":
    found = []
    for one in mark.links:
        criterion = criteria.get(one.criterion)
        if criterion is None:
            left.append(f"{name}: there is no criterion {one.criterion} here, so it is not linked to it.")
        elif criterion.text != one.text:
            left.append(f"{name}: {one.criterion} reads otherwise here, so it is not linked to it.")
        else:
            found.append(NewLink(criterion, Stance(one.stance), one.strength, one.note))
    return found


def _packed(plain: Any) -> bytes:
    return (json.dumps(plain, ensure_ascii=False, indent=2, default=str) + "\n").encode()
