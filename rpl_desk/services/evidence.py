"""Evidence: through the gate, into the store byte for byte, and out again as it came."""

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..domain.cases import CaseRow
from ..domain.errors import DeskError, NotAllowed, NotFound, Problem, RuleViolation, StorageProblem
from ..domain.evidence import (
    EVIDENCE_WORDS,
    RECORDED_KINDS,
    AuthenticityRow,
    ClaimRow,
    DoubleUse,
    EvidenceKind,
    EvidenceRow,
    EvidenceVersionRow,
    Sensitivity,
    same_bytes,
)
from ..domain.identity import LookRow, Seen
from ..domain.intake import CaseFile, IntakeEvidence
from ..domain.judgements import CriterionRow
from ..domain.people import JUDGING
from ..domain.preview import KeptWords, PageText
from ..domain.recognition import is_recognised
from ..domain.removed import RemovedLineRow
from ..domain.room import must_have_disk
from ..domain.rows import dataclass
from ..playing.player import Player
from ..reading.gate import GateRefusal, Passed, check_case_size, inspect, inspect_sealed, take
from ..reading.names import visible_name
from ..reading.preview import CannotPreview, Preview
from ..reading.recognition import installed
from ..store import blobs, queries, recognised, tables, text_queries
from ..store.database import Action, Reader
from ..store.room import free_room
from ..store.veil import is_hidden
from ..whole_files import whole_file
from . import removed_lines
from .register_work import EDITED, FILED, RegisterWork
from .undo import Recorder
from .words import named, tidy

Progress = Callable[[int, int], None]
ANOTHER_CASE = "another case"

REGISTER_FIELDS = frozenset(
    {"title", "kind", "learned_on", "made_on", "received_on", "source", "supplier", "language", "sensitivity"}
    | {"currency_exception"}
)
TYPED = frozenset({"title", "source", "supplier", "language", "currency_exception"})
"""Fields that are typed on; the others are changed at one stroke."""


@dataclass(frozen=True, slots=True)
class Found:
    """An evidence file that passed the gate, with where it lies."""

    path: Path
    passed: Passed


class EvidenceService(RegisterWork):
    """The evidence register of each case."""

    def register(self, case_id: int) -> tuple[EvidenceRow, ...]:
        """Return the register entries of a case, by number."""
        _ = self._me
        with self._database.reading() as read:
            return queries.rows(read, EvidenceRow, tables.evidence.c.case_id == case_id, order=tables.evidence.c.number)

    def must_take_files(self, case: CaseRow) -> None:
        """Refuse unless the person signed in may add files to a case, and the case still takes them."""
        with self._database.reading() as read:
            self._must_prepare(read, case.id)
        self._must_stand_at(case, *FILED)

    def may_prepare(self, case_id: int) -> bool:
        """Tell whether the person signed in may add, replace and describe the evidence of a case."""
        return self._may(self._must_prepare, case_id)

    def may_record(self, case_id: int) -> bool:
        """Tell whether they may write an interview down, or a confirmation: who prepares a case, and who judges it."""
        return self._may(self._must_prepare_or_judge, case_id)

    def _may(self, rule: Callable[[Reader, int], None], case_id: int) -> bool:
        with self._database.reading() as read:
            try:
                rule(read, case_id)
            except NotAllowed:
                return False
        return True

    def add(self, case: CaseRow, path: Path, details: IntakeEvidence, progress: Progress | None = None) -> EvidenceRow:
        """Add a file to the register; raises GateRefusal when the gate turns it away, with the store as it was."""
        self.must_take_files(case)
        passed, data = take(path, progress=progress)
        with self.adding("add evidence", case) as action:
            return self.keep_passed(action, case, details, data, passed, progress)

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
                passed.append((handed, Found(path, inspect_sealed(path) if handed.kept_sealed else inspect(path))))
            except GateRefusal as refusal:
                problems.extend(Problem(place, f"{name}: {one.message}") for one in refusal.problems)
            except DeskError as error:
                problems.append(Problem(place, str(error)))
        return passed

    def keep(
        self, action: Action, case: CaseRow, details: IntakeEvidence, found: Found, progress: Progress | None = None
    ) -> int:
        """Store an inspected file and its register entry inside an action; returns the entry's id."""
        self._keep_bytes(action, case, found, progress)
        return self._register(action, case, details, found.passed, found.path.name)

    def _register(self, action: Action, case: CaseRow, details: IntakeEvidence, passed: Passed, file_name: str) -> int:
        """Write the register entry of bytes that are stored; returns its id."""
        table = tables.evidence
        last = queries.largest(action.read, table.c.number, table.c.case_id == case.id) or 0
        last = max(last, removed_lines.last_number(action.read, case.id))  # one taken out comes back under its own
        return action.insert(
            table,
            case_id=case.id,
            number=last + 1,
            title=details.title or Path(file_name).stem,
            kind=details.kind,
            file_name=visible_name(details.file or file_name),
            sha256=passed.sha256,
            size=passed.size,
            media_type=passed.media_type,
            learned_on=details.learned_on,
            made_on=details.made_on,
            received_on=details.received_on or action.now.date(),
            source=details.source,
            supplier=details.supplier,
            language=details.language,
            sensitivity=details.sensitivity,
            currency_exception=details.currency_exception,
            kept_sealed=details.kept_sealed,
        )

    def _keep_bytes(self, action: Action, case: CaseRow, found: Found, progress: Progress | None) -> None:
        self._must_have_room(action, case, found.passed.size)
        try:
            with found.path.open("rb") as stream:
                blobs.keep(action, stream, found.passed.sha256, found.passed.size, progress)
        except OSError as error:
            raise StorageProblem(f"{found.path.name} cannot be read: {error.strerror or error}.") from error

    def _must_have_room(self, action: Action, case: CaseRow, size: int) -> None:
        must_have_disk(free_room(self._database.path))
        table = tables.evidence
        check_case_size(queries.total(action.read, table.c.size, table.c.case_id == case.id), size)

    def _must_prepare_or_judge(self, read: Reader, case_id: int) -> None:
        if not self._roles(read, case_id) & JUDGING:
            self._must_prepare(read, case_id)

    def edit(self, case: CaseRow, row: EvidenceRow, **values: Any) -> None:
        """Change what the register says of an item; its bytes never change."""
        unknown = values.keys() - REGISTER_FIELDS
        if unknown:
            raise RuleViolation(f"{', '.join(sorted(unknown))} cannot be changed here.")
        values = {name: tidy(value) for name, value in values.items()}
        self._must_not_keep_stand_in(case.id, values.values())
        if values.get("title", row.title) == "":
            raise RuleViolation("An evidence item needs a title.")
        changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
        label = f"{row.key} {' and '.join(name.replace('_', ' ').removesuffix(' on') for name in changed)}"
        with self._change("edit evidence register", case, label, EDITED, typed_on=set(changed) <= TYPED) as recorder:
            recorder.update(tables.evidence, row, **values)

    def replace(
        self, case: CaseRow, row: EvidenceRow, path: Path, reason: str, progress: Progress | None = None
    ) -> EvidenceRow:
        """Put another file in an item's place, with a reason; the earlier one is kept and can be read as before.

        Marks made on the earlier file stay as they were and are listed until each has a place in the new one. Raises
        GateRefusal, or RuleViolation where it is the same file or an assessor has sealed on it.
        """
        reason = named(reason, "file that takes another's place")
        self.must_take_files(case)
        passed, data = take(path, progress=progress)
        if passed.sha256 == row.sha256:
            raise RuleViolation(f"{path.name} is the very file that {row.key} has already.")
        with self._replacing(case, row) as (action, before):
            self._must_have_room(action, case, passed.size)
            blobs.keep_whole(action, data, passed.sha256, progress)
            new = dataclasses.replace(
                before,
                file_name=visible_name(path.name),
                sha256=passed.sha256,
                size=passed.size,
                media_type=passed.media_type,
                received_on=action.now.date(),
                kept_sealed="",
            )
            self._set_file(Recorder(action), before, new, reason)
            return queries.one(action.read, EvidenceRow, "such evidence", tables.evidence.c.id == row.id)

    def put_back(self, case: CaseRow, row: RemovedLineRow) -> None:
        """Put an item back that was taken out of the register, while files are taken; as `removed_lines.put_back`."""
        self.must_take_files(case)
        with self.adding("put back evidence", case, "put back") as action:
            removed_lines.put_back(Recorder(action), row)

    def versions(self, row: EvidenceRow) -> tuple[EvidenceVersionRow, ...]:
        """Return the earlier files of an item, the oldest first."""
        _ = self._me
        with self._database.reading() as read:
            return queries.rows(read, EvidenceVersionRow, tables.evidence_version.c.evidence_id == row.id)

    def versions_of_case(self, case_id: int) -> tuple[EvidenceVersionRow, ...]:
        """Return the earlier files of every item of a case, the oldest first."""
        _ = self._me
        with self._database.reading() as read:
            return queries.versions(read, case_id)

    def read(self, row: EvidenceRow | EvidenceVersionRow) -> bytes:
        """Return the original bytes of an item, or of an earlier file of it, checked against their fingerprint."""
        _ = self._me
        with self._database.reading() as read:
            self._must_be_shown(read, row)
            return b"".join(blobs.pieces(read, row.sha256))

    def record_item(
        self,
        case: CaseRow,
        kind: EvidenceKind,
        title: str,
        text: str,
        *,
        held_on: date,
        heard: str,
        recorded_by: str = "",
        language: str = "",
        sensitivity: Sensitivity = Sensitivity.ORDINARY,
        learned_on: date | None = None,
    ) -> EvidenceRow:
        """Keep an interview, observation or testimony written down here; its words are its file, byte for byte.

        heard: who was interviewed or observed, or who testifies; recorded_by: who wrote it down, oneself when empty.
        """
        if kind not in RECORDED_KINDS:
            kinds = ", ".join(EVIDENCE_WORDS[one] for one in RECORDED_KINDS)
            raise RuleViolation(f"Only these are written down here: {kinds}. Add anything else as a file.")
        data = named(text, "record of what was said or seen").encode()
        title, heard = named(title, "title"), named(heard, "record of who was heard or observed")
        with self._database.reading() as read:
            self._must_prepare_or_judge(read, case.id)
        self._must_stand_at(case, *FILED)
        details = IntakeEvidence(
            file=f"{EVIDENCE_WORDS[kind]} {held_on.isoformat()}.txt",
            title=title,
            kind=kind,
            learned_on=learned_on,
            made_on=held_on,
            source=heard,
            supplier=tidy(recorded_by) or self._me.name,
            language=tidy(language),
            sensitivity=sensitivity,
        )
        with self.adding("record evidence", case) as action:
            return self.keep_made(action, case, details, data, "text/plain", "txt")

    def keep_made(
        self, action: Action, case: CaseRow, details: IntakeEvidence, data: bytes, media_type: str, suffix: str
    ) -> EvidenceRow:
        """Store bytes that were made here, with their register entry, inside an action."""
        passed = Passed(media_type, suffix, len(data), hashlib.sha256(data).hexdigest())
        return self.keep_passed(action, case, details, data, passed)

    def keep_passed(
        self,
        action: Action,
        case: CaseRow,
        details: IntakeEvidence,
        data: bytes,
        passed: Passed,
        progress: Progress | None = None,
    ) -> EvidenceRow:
        """Store bytes that have passed the gate, with their register entry, inside an action."""
        self._must_have_room(action, case, passed.size)
        blobs.keep_whole(action, data, passed.sha256, progress)
        key = self._register(action, case, details, passed, details.file)
        return queries.one(action.read, EvidenceRow, "such evidence", tables.evidence.c.id == key)

    def confirm_authenticity(
        self, case: CaseRow, row: EvidenceRow, *, confirmed_by: str, capacity: str = "", how: str, confirmed_on: date
    ) -> AuthenticityRow:
        """Keep that somebody confirmed whose work an item is; it holds for the file the item has now.

        capacity: "line manager", "issuing body". how: "signed statement of 3 May", "checked with the issuer".
        """
        values = {
            "confirmed_by": named(confirmed_by, "name of who confirms"),
            "capacity": tidy(capacity),
            "how": named(how, "confirmation, on how it was given,"),
            "confirmed_on": confirmed_on,
        }
        rule, table = self._must_prepare_or_judge, tables.authenticity
        with self._change("confirm authenticity", case, f"confirm {row.key}", EDITED, rule) as recorder:
            key = recorder.insert(table, evidence_id=row.id, sha256=row.sha256, person_id=self._me.id, **values)
            return queries.one(recorder.action.read, AuthenticityRow, "such confirmation", table.c.id == key)

    def authenticity(self, case_id: int) -> tuple[AuthenticityRow, ...]:
        """Return what was confirmed of the items of a case, of earlier files too; `sha256` says of which."""
        _ = self._me
        with self._database.reading() as read:
            return queries.authenticity(read, case_id)

    def claims(self, case_id: int) -> tuple[ClaimRow, ...]:
        """Return which items the applicant claims for which criteria."""
        _ = self._me
        with self._database.reading() as read:
            return queries.claims(read, case_id)

    def set_claim(self, case: CaseRow, row: EvidenceRow, criterion: CriterionRow, *, claimed: bool = True) -> None:
        """Note that the applicant claims an item for a criterion, or does not; nothing is written where it is so."""
        if {row.case_id, criterion.case_id} != {case.id}:
            raise NotFound(f"{row.key} and {criterion.key} are not both of {case.reference}.")
        self.must_take_files(case)
        place = (row.id, criterion.id)
        found = [one for one in self.claims(case.id) if (one.evidence_id, one.criterion_id) == place]
        if bool(found) is claimed:
            return
        label = f"{'claim' if claimed else 'claim no more'} {row.key} for {criterion.key}"
        with self._change("claim evidence", case, label, FILED) as recorder:
            if claimed:
                recorder.insert(tables.evidence_claim, evidence_id=row.id, criterion_id=criterion.id)
            else:
                recorder.delete(tables.evidence_claim, found[0])

    def hand_out(
        self, row: EvidenceRow, target: Path, progress: Progress | None = None, *, act: str = "hand out evidence"
    ) -> None:
        """Write the original bytes to a new file, checked against their fingerprint; nothing half-written stays.

        act: what the log calls it.
        """
        case = self._case_of(row)
        self._must_know_claimant(case, "a file as it came, with what it says of its author,")
        if target.exists():
            raise StorageProblem(f"{target.name} is there already. Choose another name.")
        with self._database.reading() as read, whole_file(target, replacing=False) as file:
            done = 0
            for piece in blobs.pieces(read, row.sha256):
                file.write(piece)
                done += len(piece)
                if progress is not None:
                    progress(done, row.size)
        with self._action(act, case):
            pass  # handing out changes nothing, yet the log says who took a copy

    def preview(self, row: EvidenceRow) -> Preview:
        """Open an item for reading in a worker process of its own; close it after use.

        Words that were recognised in it are given as they were kept, with their places. Raises StorageProblem when its
        bytes are not what their fingerprint says, CannotPreview when they cannot be shown.
        """
        _ = self._me
        if row.kept_sealed:
            raise CannotPreview(f"{row.key} is kept sealed: {row.kept_sealed} It is stored and never opened.")
        with self._database.reading() as read:
            self._must_be_shown(read, row)
            data = b"".join(blobs.pieces(read, row.sha256))
            is_scan = is_recognised(text_queries.extractor_of(read, row.sha256))
            pages = recognised.numbers(read, row.sha256) if is_scan else frozenset()
            wanted = queries.office_policy(read).recognition_languages
            mask = None if read.veil is None else read.veil.mask(row.case_id)
        kept = KeptWords(pages, lambda number: self._recognised(row.sha256, number)) if pages else None
        how = installed(wanted) if is_scan and not pages else None  # kept before places were
        if mask is None:
            return Preview.open(data, row.media_type, row.key, recognition=how, kept=kept)
        from .covered import CoveredPreview

        return CoveredPreview(data, row.media_type, row.key, recognition=how, kept=kept, mask=mask).start()

    def _recognised(self, sha256: str, number: int) -> PageText:
        with self._database.reading() as read:
            return recognised.page(read, sha256, number)

    def player(self, row: EvidenceRow) -> Player:
        """Return what plays a recording in a process of its own: call its `run` beside the window, and close it.

        Raises StorageProblem when its bytes are not what their fingerprint says, RuleViolation for what is none.
        """
        _ = self._me
        if not row.media_type.startswith(("audio/", "video/")):
            raise RuleViolation(f"{row.key} is no recording, so it cannot be played.")
        with self._database.reading() as read:
            self._must_be_shown(read, row)
            data = b"".join(blobs.pieces(read, row.sha256))
        return Player(data, row.key)

    def verify(self, row: EvidenceRow) -> None:
        """Read an item's bytes to their end; raises StorageProblem when they are not what their fingerprint says."""
        _ = self._me
        with self._database.reading() as read:
            for _piece in blobs.pieces(read, row.sha256):
                pass

    def double_uses(self, case_id: int) -> tuple[DoubleUse, ...]:
        """Return where the same bytes stand twice: in this case, or in this case and another.

        Of a hidden claimant the other case is not named: it may be one whose claimant is known.
        """
        _ = self._me
        with self._database.reading() as read:
            found = queries.same_bytes(read, case_id)
            if is_hidden(read, case_id):
                found = [(place if one.case_id == case_id else ANOTHER_CASE, one) for place, one in found]
        return same_bytes(found)

    def is_withheld(self, row: EvidenceRow | EvidenceVersionRow) -> bool:
        """Tell whether a file is kept from the person signed in because the claimant is hidden from them."""
        _ = self._me
        with self._database.reading() as read:
            return self._is_closed(read, row)

    def _must_be_shown(self, read: Reader, row: EvidenceRow | EvidenceVersionRow) -> None:
        if self._is_closed(read, row):
            raise NotAllowed(
                "The claimant is hidden from those who judge, and this file is not released to them: it names the"
                " claimant, or nobody has looked through it yet. Read its redacted copy, or ask the chair."
            )

    @staticmethod
    def _is_closed(read: Reader, row: EvidenceRow | EvidenceVersionRow) -> bool:
        key = row.evidence_id if isinstance(row, EvidenceVersionRow) else row.id
        case_id = row.case_id if isinstance(row, EvidenceRow) else queries.case_of_item(read, key)
        if not is_hidden(read, case_id):
            return False
        looks = queries.rows_of(read, LookRow, evidence_id=key, sha256=row.sha256)
        return not looks or looks[0].seen is Seen.WITHHELD

    def _case_of(self, row: EvidenceRow) -> CaseRow:
        _ = self._me
        with self._database.reading() as read:
            return queries.case_by_id(read, row.case_id)


def details_for(path: Path, kind: Any, title: str = "", learned_on: date | None = None) -> IntakeEvidence:
    """Return the register entry of a file added by hand, with the rest to be filled in later."""
    return IntakeEvidence(
        file=path.name, title=title or path.stem, kind=kind, learned_on=learned_on, sensitivity=Sensitivity.ORDINARY
    )
