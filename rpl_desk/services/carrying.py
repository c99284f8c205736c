"""A case as a folder that another store can import, and marks that come along with one.

What people sealed, found, decided or signed stays where it was: an imported case begins again at intake. Marks belong
to whoever made them. Before the reveal only one's own leave the store, and each person takes in their own alone, while
they judge the case here; nobody can bring in marks in another's name.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..domain.carried import MARKS_FILE, MARKS_TYPE, PICTURES, CarriedLink, CarriedMark, CarriedMarks, CarriedPerson
from ..domain.carried import carried_mark as carried
from ..domain.cases import CaseRow
from ..domain.contents import CaseContents
from ..domain.errors import DeskError, NotAllowed, NotFound, RuleViolation, StorageProblem
from ..domain.evidence import EvidenceRow, Stance
from ..domain.intake import (
    CaseFile,
    IntakeActivity,
    IntakeCheck,
    IntakeClaimant,
    IntakeEvidence,
    IntakeOutcome,
    IntakePerson,
    IntakeProgramme,
    IntakeUnit,
)
from ..domain.intake_reader import parse_json, to_plain
from ..domain.judgements import CriterionRow
from ..reading.names import inside, path_fault
from ..store import blobs
from .evidence import EvidenceService
from .exchange import CASE_FILE, write_whole
from .intake import IntakeService
from .judging import JudgingService
from .marking import MarkingService, NewLink, NewMark
from .session import Service

Progress = Callable[[int, int], None]
_UNFIT = re.compile(r'[\\:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What was written: the folder, how many evidence files, and how many marks of whom."""

    folder: Path
    files: int
    marks: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many marks were taken in, how many were there already, and in words what could not be taken and why.

    others: whose marks came along besides, with how many; only they can take them.
    """

    taken: int
    known: int
    left: tuple[str, ...]
    others: tuple[tuple[str, int], ...]


class CarryingService(Service):
    """The way of a case from one store to another."""

    def __init__(
        self,
        *shared: Any,
        intake: IntakeService,
        evidence: EvidenceService,
        judging: JudgingService,
        marking: MarkingService,
    ) -> None:
        super().__init__(*shared)
        self._intake, self._evidence, self._judging, self._marking = intake, evidence, judging, marking

    # -- out ----------------------------------------------------------------------------------------------------------

    def hand_over(self, case: CaseRow, folder: Path, progress: Progress | None = None) -> HandedOver:
        """Write a case into a new or empty folder: case.json, its evidence, and the marks one may see.

        Raises StorageProblem for a folder that holds something, or a disk that refuses.
        """
        with self._database.reading() as read:
            if not self._roles(read, case.id):
                self._must_be_administrator()
        self._must_know_claimant(case, "a case handed over whole")
        contents = self._intake.contents(case.id)
        names = file_names(contents.evidence)
        marks, pictures = self._marks(contents)
        total = len(contents.evidence)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise StorageProblem(f"{folder.name} holds something already. Choose a new folder.")
            for done, item in enumerate(contents.evidence):
                if progress is not None:
                    progress(done, total)
                self._write_item(item, folder / names[item.id])
            if pictures:
                (folder / PICTURES).mkdir()
            for digest, picture in pictures.items():
                write_whole(folder / PICTURES / f"{digest}.png", picture)
            if marks.people:
                write_whole(folder / MARKS_FILE, _packed(marks.to_plain()))
            write_whole(folder / CASE_FILE, _packed(to_plain(case_file_of(contents, names))))
        except OSError as error:
            raise StorageProblem(f"{folder.name} cannot be written to: {error.strerror or error}.") from error
        with self._action("hand over case", case):
            pass  # handing over changes nothing, yet the log says who took a copy
        if progress is not None:
            progress(total, total)
        return HandedOver(folder, total, tuple((one.name, len(one.marks)) for one in marks.people))

    def _write_item(self, item: EvidenceRow, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        with self._database.reading() as read, target.open("xb") as file:
            for piece in blobs.pieces(read, item.sha256):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())

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
        found = tuple(
            CarriedPerson(people[number].email, people[number].name, tuple(of)) for number, of in sorted(marks.items())
        )
        return CarriedMarks(MARKS_TYPE, contents.case.reference, found), pictures

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

        A mark is taken where an item of the case has the very file it was made in; a link where a criterion of the same
        key reads the same. Whatever else is left, and told. Raises NotFound where the folder holds no marks of one's
        own.
        """
        brought = self.brought(folder)
        mine = brought.of(self._me.email) if brought is not None else ()
        if brought is None or not mine:
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
        for number, mark in enumerate(mine, start=1):
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
        self._marking.take_in(case, wanted)
        others = tuple(
            (one.name, len(one.marks)) for one in brought.people if one.email.casefold() != self._me.email.casefold()
        )
        return TakenIn(len(wanted), known, tuple(left), others)

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


def file_names(items: "tuple[EvidenceRow, ...]") -> dict[int, str]:
    """Return a name for each item's file by its id: its own where every system can hold it, else its key."""
    taken = {CASE_FILE, MARKS_FILE}
    names = {}
    for one in items:
        name = one.file_name
        unfit = path_fault(name) or _UNFIT.search(name) or name.casefold().startswith(f"{PICTURES}/")
        if unfit or any(part != part.strip(" .") or not part for part in name.split("/")):
            name = f"{one.key}{Path(one.file_name).suffix if not _UNFIT.search(Path(one.file_name).suffix) else ''}"
        if name.casefold() in taken:
            folder, _, last = name.rpartition("/")
            name = f"{folder}/{one.key} {last}" if folder else f"{one.key} {last}"
        taken.add(name.casefold())
        names[one.id] = name
    return names


def case_file_of(contents: CaseContents, names: dict[int, str]) -> CaseFile:
    """Return a case as it would be handed in; names: of the evidence files, by the item's id."""
    case = contents.case
    claimant = None
    if not case.kind.is_credit_rating:
        claimant = IntakeClaimant(
            case.claimant,
            case.claimant_reference,
            case.claimant_email,
            case.situation,
            case.wish,
            case.assessment_plan,
            case.declared_on,
        )
    return CaseFile(
        kind=case.kind,
        title=case.title,
        reference=case.reference,
        due_on=case.due_on,
        agreement=case.agreement,
        agreed_on=case.agreed_on,
        proposed_level=case.proposed_level,
        proposed_points=case.proposed_points,
        programme=_programme(contents),
        claimant=claimant,
        checks=tuple(IntakeCheck(one.group, one.key, one.answer, one.note) for one in contents.checks),
        people=tuple(IntakePerson(contents.people[one.person_id].email, one.role) for one in contents.roles),
        evidence=tuple(
            IntakeEvidence(
                file=names[one.id],
                title=one.title,
                kind=one.kind,
                learned_on=one.learned_on,
                made_on=one.made_on,
                received_on=one.received_on,
                source=one.source,
                supplier=one.supplier,
                language=one.language,
                sensitivity=one.sensitivity,
                currency_exception=one.currency_exception,
            )
            for one in contents.evidence
        ),
    )


def _programme(contents: CaseContents) -> IntakeProgramme | None:
    programme = contents.programme
    if programme is None:
        return None
    return IntakeProgramme(
        title=programme.title,
        kind=programme.kind,
        owner=programme.owner,
        award=programme.award,
        award_points=programme.award_points,
        minimum_points=programme.minimum_points,
        maximum_points=programme.maximum_points,
        units=tuple(
            IntakeUnit(
                title=unit.title,
                requirement=unit.requirement,
                proposed_level=unit.proposed_level,
                proposed_points=unit.proposed_points,
                imported_from=unit.imported_from,
                imported_level=unit.imported_level,
                imported_points=unit.imported_points,
                outcomes=tuple(
                    IntakeOutcome(one.text, tuple(one.assessment_criteria.splitlines()))
                    for one in contents.unit_outcomes(unit)
                ),
                activities=tuple(
                    IntakeActivity(one.kind, one.low, one.high, one.note) for one in contents.unit_activities(unit)
                ),
            )
            for unit in contents.units
        ),
        entry_requirements=tuple(one.text for one in contents.entry_requirements),
    )
