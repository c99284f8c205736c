"""Evidence: through the gate, into the store byte for byte, and out again as it came."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..domain.cases import CaseRow, Stage
from ..domain.errors import DeskError, Problem, RuleViolation, StorageProblem
from ..domain.evidence import DoubleUse, EvidenceRow, Sensitivity, same_bytes
from ..domain.intake import CaseFile, IntakeEvidence
from ..reading.gate import GateRefusal, Passed, check_case_size, inspect
from ..reading.names import visible_name
from ..reading.preview import Preview
from ..store import blobs, queries, tables
from ..store.database import Action
from .session import Service
from .words import tidy

Progress = Callable[[int, int], None]

REGISTER_FIELDS = frozenset(
    {"title", "kind", "learned_on", "made_on", "received_on", "source", "supplier", "language", "sensitivity"}
    | {"currency_exception"}
)


@dataclass(frozen=True, slots=True)
class Found:
    """An evidence file that passed the gate, with where it lies."""

    path: Path
    passed: Passed


class EvidenceService(Service):
    """The evidence register of each case."""

    def register(self, case_id: int) -> tuple[EvidenceRow, ...]:
        """Return the register entries of a case, by number."""
        _ = self._me
        with self._database.reading() as read:
            return queries.rows(read, EvidenceRow, tables.evidence.c.case_id == case_id, order=tables.evidence.c.number)

    def add(self, case: CaseRow, path: Path, details: IntakeEvidence, progress: Progress | None = None) -> EvidenceRow:
        """Add a file to the register; raises GateRefusal when the gate turns it away, with the store as it was."""
        with self._database.reading() as read:
            self._must_prepare(read, case.id)
        self._must_stand_at(case, Stage.INTAKE, Stage.REVIEW, Stage.WAITING)
        found = Found(path, inspect(path, progress=progress))
        with self._action("add evidence", case) as action:
            key = self.keep(action, case, details, found, progress)
            return queries.one(action.read, EvidenceRow, "such evidence", tables.evidence.c.id == key)

    def inspect_all(
        self, file: CaseFile, files: Mapping[str, Path], unfound: Mapping[str, str], problems: list[Problem]
    ) -> list[tuple[IntakeEvidence, Found]]:
        """Take every evidence file of an intake through the gate, adding what is wrong with any to `problems`.

        unfound: why a file is not in `files`, by its name.
        """
        passed: list[tuple[IntakeEvidence, Found]] = []
        for number, handed in enumerate(file.evidence):
            place, name, path = f"evidence[{number}].file", visible_name(handed.file), files.get(handed.file)
            if path is None:
                problems.append(Problem(place, unfound.get(handed.file, f"{name} is not there.")))
                continue
            try:
                passed.append((handed, Found(path, inspect(path))))
            except GateRefusal as refusal:
                problems.extend(Problem(place, f"{name}: {one.message}") for one in refusal.problems)
            except DeskError as error:
                problems.append(Problem(place, str(error)))
        return passed

    def keep(
        self, action: Action, case: CaseRow, details: IntakeEvidence, found: Found, progress: Progress | None = None
    ) -> int:
        """Store an inspected file and its register entry inside an action; returns the entry's id."""
        table = tables.evidence
        used = queries.total(action.read, table.c.size, table.c.case_id == case.id)
        last = queries.largest(action.read, table.c.number, table.c.case_id == case.id) or 0
        check_case_size(used, found.passed.size)
        try:
            with found.path.open("rb") as stream:
                blobs.keep(action, stream, found.passed.sha256, found.passed.size, progress)
        except OSError as error:
            raise StorageProblem(f"{found.path.name} cannot be read: {error.strerror or error}.") from error
        return action.insert(
            table,
            case_id=case.id,
            number=last + 1,
            title=details.title or found.path.stem,
            kind=details.kind,
            file_name=visible_name(details.file or found.path.name),
            sha256=found.passed.sha256,
            size=found.passed.size,
            media_type=found.passed.media_type,
            learned_on=details.learned_on,
            made_on=details.made_on,
            received_on=details.received_on or action.now.date(),
            source=details.source,
            supplier=details.supplier,
            language=details.language,
            sensitivity=details.sensitivity,
            currency_exception=details.currency_exception,
        )

    def edit(self, case: CaseRow, row: EvidenceRow, **values: Any) -> None:
        """Change what the register says of an item; its bytes never change."""
        unknown = values.keys() - REGISTER_FIELDS
        if unknown:
            raise RuleViolation(f"{', '.join(sorted(unknown))} cannot be changed here.")
        with self._database.reading() as read:
            self._must_prepare(read, case.id)
        self._must_stand_at(case, Stage.INTAKE, Stage.REVIEW, Stage.RECONCILE, Stage.PANEL, Stage.WAITING)
        values = {name: tidy(value) for name, value in values.items()}
        if values.get("title", row.title) == "":
            raise RuleViolation("An evidence item needs a title.")
        with self._action("edit evidence register", case) as action:
            action.update(tables.evidence, row, **values)

    def hand_out(self, row: EvidenceRow, target: Path, progress: Progress | None = None) -> None:
        """Write the original bytes to a new file, checked against their fingerprint; nothing half-written stays."""
        case = self._case_of(row)
        if target.exists():
            raise StorageProblem(f"{target.name} is there already. Choose another name.")
        part = target.with_name(target.name + ".part")
        try:
            with self._database.reading() as read, part.open("wb") as file:
                done = 0
                for piece in blobs.pieces(read, row.sha256):
                    file.write(piece)
                    done += len(piece)
                    if progress is not None:
                        progress(done, row.size)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            raise StorageProblem(f"{target.name} could not be written: {error.strerror or error}.") from error
        finally:
            part.unlink(missing_ok=True)
        with self._action("hand out evidence", case):
            pass  # handing out changes nothing, yet the log says who took a copy

    def preview(self, row: EvidenceRow) -> Preview:
        """Open an item for reading in a worker process of its own; close it after use.

        Raises StorageProblem when its bytes are not what their fingerprint says, CannotPreview when they cannot be
        shown.
        """
        _ = self._me
        with self._database.reading() as read:
            data = b"".join(blobs.pieces(read, row.sha256))
        return Preview.open(data, row.media_type, row.key)

    def verify(self, row: EvidenceRow) -> None:
        """Read an item's bytes to their end; raises StorageProblem when they are not what their fingerprint says."""
        _ = self._me
        with self._database.reading() as read:
            for _piece in blobs.pieces(read, row.sha256):
                pass

    def double_uses(self, case_id: int) -> tuple[DoubleUse, ...]:
        """Return where the same bytes stand twice: in this case, or in this case and another."""
        _ = self._me
        with self._database.reading() as read:
            return same_bytes(queries.same_bytes(read, case_id))

    def _case_of(self, row: EvidenceRow) -> CaseRow:
        _ = self._me
        with self._database.reading() as read:
            return queries.case_by_id(read, row.case_id)


def details_for(path: Path, kind: Any, title: str = "", learned_on: date | None = None) -> IntakeEvidence:
    """Return the register entry of a file added by hand, with the rest to be filled in later."""
    return IntakeEvidence(
        file=path.name, title=title or path.stem, kind=kind, learned_on=learned_on, sensitivity=Sensitivity.ORDINARY
    )
