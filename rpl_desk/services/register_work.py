"""What work on the evidence register shares: one action on the case, to be taken back while that could be done anew."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from ..domain.cases import CaseRow, Stage
from ..domain.errors import RuleViolation
from ..domain.evidence import EvidenceRow
from ..domain.judgements import AssessmentState
from ..store import queries, tables
from ..store.database import Action
from . import removed_lines
from .session import Service
from .undo import Done, Recorder, UndoStacks

FILED = (Stage.INTAKE, Stage.REVIEW, Stage.WAITING)
EDITED = (Stage.INTAKE, Stage.REVIEW, Stage.RECONCILE, Stage.PANEL, Stage.WAITING)
"""The stages at which files are taken, and at which what the register says of them may change."""

IN_THE_LOG = "evidence"
"""What the log calls an item or a file that is taken back: it tells of no judgement, so everybody may read it."""


class RegisterWork(Service):
    """Work on the register of a case, by who prepares it."""

    def __init__(self, *shared: Any, stacks: UndoStacks) -> None:
        super().__init__(*shared)
        self._stacks = stacks

    @contextmanager
    def _change(
        self,
        name: str,
        case: CaseRow,
        label: str,
        stages: tuple[Stage, ...],
        rule: Callable[[queries.Read, int], None] | None = None,
        *,
        typed_on: bool = False,
    ) -> Iterator[Recorder]:
        """Run one action on the register at these stages, and remember how to take it back once it is saved.

        rule: who may, those who prepare the case when None. typed_on: words only; then it is one thing to take back,
        however often they were saved.
        """

        def may(action: Action) -> None:
            (rule or self._must_prepare)(action.read, case.id)
            self._must_stand_at(queries.case_by_id(action.read, case.id), *stages)

        with self._action(name, case) as action:
            may(action)
            recorder = Recorder(action, label)
            yield recorder
        if recorder.changes:
            done = Done(label, tuple(recorder.changes), may)
            self._stacks.push(self._me.uid, case.id, done, typed_on=typed_on)

    @contextmanager
    def adding(self, name: str, case: CaseRow, verb: str = "add") -> Iterator[Action]:
        """Run one action that registers an item; until the review begins it can be taken back.

        From then on those who judge may have read the item, so it stays. verb: what was done, as the stack says it.
        """

        def may(action: Action) -> None:
            self._must_prepare(action.read, case.id)
            self._must_stand_at(queries.case_by_id(action.read, case.id), Stage.INTAKE)

        with self._action(name, case) as action:
            yield action
            at_intake = queries.case_by_id(action.read, case.id).stage is Stage.INTAKE
            added = queries.rows_of(action.read, EvidenceRow, order="id", case_id=case.id)[-1]
        if at_intake:

            def back(recorder: Recorder) -> None:
                removed_lines.take_out_item(recorder, case.id, added.number, self._me.id)

            done = Done(f"{verb} {added.key}", (), may, back=back, entry=IN_THE_LOG)
            self._stacks.push(self._me.uid, case.id, done)

    @contextmanager
    def _replacing(self, case: CaseRow, row: EvidenceRow) -> Iterator[tuple[Action, EvidenceRow]]:
        """Run one action that puts another file in an item's place; taken back, the file before is there again.

        It is given with the item as it is stored, names of a hidden claimant uncovered. The file that was there
        meanwhile is kept among the earlier ones. Raises RuleViolation once an assessor has sealed on the file.
        """
        label = f"replace {row.key}"

        def may(action: Action, instead: str = "So it stays as it is.") -> None:
            self._must_prepare(action.read, case.id)
            self._must_stand_at(queries.case_by_id(action.read, case.id), *FILED)
            for one in queries.assessments(action.read, case.id, self._me.id):
                if one.state is AssessmentState.SEALED:
                    raise RuleViolation(f"Assessor {one.number} has sealed judgements on this file. {instead}")

        with self._action("replace evidence", case) as action:
            may(action, "Add the new one as another item.")
            (stored,) = queries.rows_of(action.read, EvidenceRow, id=row.id)
            before = replace(stored, revision=row.revision)
            yield action, before
            (now,) = queries.rows_of(action.read, EvidenceRow, id=row.id)

        def back(recorder: Recorder) -> None:
            found = queries.rows_of(recorder.action.read, EvidenceRow, case_id=case.id, number=row.number)
            if not found or found[0].sha256 != now.sha256:
                raise RuleViolation(f"{row.key} has another file by now, so this cannot be taken back.")
            self._set_file(recorder, found[0], before, f"Taken back: {label}")

        self._stacks.push(self._me.uid, case.id, Done(label, (), may, back=back, entry=IN_THE_LOG))

    def _set_file(self, to: Recorder, row: EvidenceRow, new: EvidenceRow, reason: str) -> None:
        """Give an item the file of `new`, and keep the one it has among the earlier ones, with a reason."""
        to.insert(
            tables.evidence_version,
            evidence_id=row.id,
            file_name=row.file_name,
            sha256=row.sha256,
            size=row.size,
            media_type=row.media_type,
            received_on=row.received_on,
            replaced_at=to.action.now,
            person_id=self._me.id,
            reason=reason,
        )
        to.update(
            tables.evidence,
            row,
            file_name=new.file_name,
            sha256=new.sha256,
            size=new.size,
            media_type=new.media_type,
            received_on=new.received_on,
            kept_sealed=new.kept_sealed,
        )
