"""Files attached to an e-mail or a PDF of the register: listed, and taken into it as evidence of their own."""

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from ..domain.cases import CaseRow
from ..domain.errors import DeskError, RuleViolation
from ..domain.evidence import HOLDER_TYPES, AttachedFile, EvidenceKind, EvidenceRow, OriginRow
from ..domain.intake import IntakeEvidence
from ..domain.preview import Attachment
from ..domain.rows import dataclass
from ..reading import kinds
from ..reading.gate import inspect_bytes, visible_name
from ..reading.preview import Preview
from ..store import queries, tables
from ..store.database import Database
from .evidence import EvidenceService
from .session import Service, Session

Progress = Callable[[int, int], None]

_LONGEST_NAME = 150


@dataclass(frozen=True, slots=True)
class Taken:
    """The items that attached files became, and a sentence for each file that was not taken."""

    items: tuple[EvidenceRow, ...]
    refused: tuple[str, ...]


class AttachmentService(Service):
    """Each attached file goes through the gate as any other; its entry says which item it came out of."""

    def __init__(self, database: Database, session: Session, *, evidence: EvidenceService) -> None:
        super().__init__(database, session)
        self._evidence = evidence

    def files(self, holder: EvidenceRow) -> tuple[AttachedFile, ...]:
        """Return what is attached to an e-mail or a PDF, with the items that were made of it.

        Raises RuleViolation for an item that is neither, CannotPreview, StorageProblem.
        """
        with self._opened(holder) as preview:
            return self._files(holder, preview.outline.attachments)

    def origins(self, case_id: int) -> tuple[OriginRow, ...]:
        """Return out of which e-mails and PDFs the items of a case came."""
        _ = self._me
        with self._database.reading() as read:
            return queries.origins(read, case_id)

    def add(
        self,
        case: CaseRow,
        holder: EvidenceRow,
        parts: Sequence[int],
        *,
        kind: EvidenceKind = EvidenceKind.OTHER,
        progress: Progress | None = None,
    ) -> Taken:
        """Take attached files into the register, each as an item of its own; `parts` are their places, from 1.

        Sensitivity, supplier and day of receipt are those of the item they come out of.
        progress: told before each file; what it raises ends the work, and what was taken stays. A file that is refused
        is told with its reason and the others are taken. Raises RuleViolation, NotAllowed, CannotPreview where that
        item itself cannot be read.
        """
        self._evidence.must_take_files(case)
        items: list[EvidenceRow] = []
        refused: list[str] = []
        with self._opened(holder) as preview:
            listed = {one.part: one for one in self._files(holder, preview.outline.attachments)}
            for place, part in enumerate(dict.fromkeys(parts)):
                if progress is not None:
                    progress(place, len(parts))
                file = listed.get(part)
                if file is None:
                    refused.append(f"{holder.key} has {_counted(len(listed))}, so there is no file {part}.")
                elif file.kept_as:
                    refused.append(f"“{visible_name(file.name)}” is {file.kept_as} already.")
                else:
                    try:
                        items.append(self._add(case, holder, file, preview.attached(part - 1), kind))
                    except DeskError as error:
                        refused.append(str(error))
        return Taken(tuple(items), tuple(refused))

    def _add(
        self, case: CaseRow, holder: EvidenceRow, file: AttachedFile, data: bytes, kind: EvidenceKind
    ) -> EvidenceRow:
        name = file_name(file)
        passed = inspect_bytes(data, name)
        details = IntakeEvidence(
            file=name,
            title=visible_name(name.rpartition(".")[0] or name),
            kind=kind,
            received_on=holder.received_on,
            source=f"Attached to {holder.key}, {holder.file_name}",
            supplier=holder.supplier,
            sensitivity=holder.sensitivity,
        )
        with self._evidence.adding("add attached file", case) as action:
            row = self._evidence.keep_passed(action, case, details, data, passed)
            action.insert(
                tables.evidence_origin,
                evidence_id=row.id,
                holder_id=holder.id,
                holder_sha256=holder.sha256,
                part=file.part,
                name=visible_name(file.name),
            )
        return row

    def _opened(self, holder: EvidenceRow) -> Preview:
        if holder.kept_sealed or holder.media_type not in HOLDER_TYPES:
            raise RuleViolation(f"{holder.key} is neither an e-mail nor a PDF, so no files are attached to it.")
        return self._evidence.preview(holder)

    def _files(self, holder: EvidenceRow, attachments: Sequence[Attachment]) -> tuple[AttachedFile, ...]:
        with self._database.reading() as read:
            origins = queries.rows_of(read, OriginRow, holder_id=holder.id, holder_sha256=holder.sha256)
            items = queries.rows_among(read, EvidenceRow, [one.evidence_id for one in origins])
        keys = {one.id: one.key for one in items}
        kept = {one.part: keys[one.evidence_id] for one in origins}
        return tuple(
            AttachedFile(part, one.name, one.media_type, one.size, kept.get(part, ""))
            for part, one in enumerate(attachments, 1)
        )


def file_name(file: AttachedFile) -> str:
    """Return the name an attached file has in the register: the last step of what it is called there.

    One without an ending gets that of the kind it is said to be; the gate looks whether it is so.
    """
    named = file.name
    if file.media_type == "message/rfc822":
        named = f"{named.removeprefix('Message: ')[:_LONGEST_NAME]}.eml"
    name = PurePosixPath(named.replace("\\", "/")).name
    stem, _, ending = name.rpartition(".")
    if not stem or ending.lower() not in kinds.ENDINGS:
        known = [kind.key for kind in kinds.KINDS.values() if kind.media_type == file.media_type]
        return f"{name}.{known[0]}" if known else name
    return f"{stem[:_LONGEST_NAME]}.{ending}"


def _counted(number: int) -> str:
    return "no attached files" if not number else f"{number} attached file{'' if number == 1 else 's'}"
