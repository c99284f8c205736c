"""Cases coming in from folders and workbooks, and decisions going out as PDF, Excel and JSON."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..domain.carried import CASE_FILE
from ..domain.cases import CaseRow
from ..domain.checked_fields import Place
from ..domain.decisions import RecordRow
from ..domain.errors import DeskError, NotFound, RuleViolation, StorageProblem
from ..domain.intake import CaseFile
from ..domain.intake_reader import read_case
from ..domain.record import DecisionRecord
from ..domain.rows import dataclass
from ..domain.strict_json import parse_json
from ..reading.names import inside
from ..sealing.canonical import canonical, parse, sha256_hex
from ..sealing.signoff import open_bundle
from ..store import queries, register_queries, tables
from ..whole_files import must_be_writable, write_whole
from .anchors import bundle_of_paper
from .decisions import DecisionService
from .intake import IntakeService
from .office import OfficeService
from .session import Service
from .verifying import check_written, signature_lines, write_pdf

if TYPE_CHECKING:
    from ..documents.signature_line import SignatureLine
    from .seals import SealService

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Handed:
    """A case as it was handed in: what it says, and where each evidence file it names lies.

    unfound: why a file that is named cannot be taken, by its name. place_of: turns a path of the case into the place a
    person looks, such as a cell.
    """

    source: Path
    case: CaseFile
    files: dict[str, Path]
    unfound: dict[str, str] = field(default_factory=dict)
    place_of: Place = str


@dataclass(frozen=True, slots=True)
class Exported:
    """A document written for a case, with the SHA-256 of its bytes."""

    path: Path
    sha256: str


class ExchangeService(Service):
    """The way in and the way out. The readers and writers of documents are loaded when they are first needed."""

    def __init__(
        self,
        *shared: Any,
        intake: IntakeService,
        decisions: DecisionService,
        office: OfficeService,
        seals: "SealService",
    ) -> None:
        super().__init__(*shared)
        self._intake, self._decisions, self._office, self._seals = intake, decisions, office, seals

    # -- in -----------------------------------------------------------------------------------------------------------

    def read(self, source: Path) -> Handed:
        """Read a case folder, its `case.json`, or an intake workbook; raises Refused with every problem at once.

        Evidence files that are not there are told by `import_handed`, with what else keeps the case out of this store.
        """
        try:
            source = source / CASE_FILE if source.is_dir() else source
            is_there = source.is_file()
        except OSError as error:
            raise StorageProblem(f"{source} cannot be read: {error.strerror or error}.") from error
        if not is_there:
            raise NotFound(f"There is no case at {source}. Give a folder with a {CASE_FILE}, or an intake workbook.")
        if source.suffix.lower() == ".json":
            try:
                data = source.read_bytes()
            except OSError as error:
                raise StorageProblem(f"{source.name} cannot be read: {error.strerror or error}.") from error
            handed = Handed(source, read_case(parse_json(data, source.name), source=source.name), {})
        else:
            from ..documents.intake_sheet import read_intake_with_places

            case, place_of = read_intake_with_places(source)
            handed = Handed(source, case, {}, place_of=place_of)
        for item in handed.case.evidence:
            try:
                handed.files[item.file] = inside(source.parent, item.file)
            except DeskError as error:
                handed.unfound[item.file] = str(error)
        return handed

    def import_handed(self, handed: Handed, *, dry_run: bool = False) -> CaseRow:
        """Open the case that was read; a dry run does everything but keep it. Raises Refused with every problem."""
        return self._intake.open_case(
            handed.case,
            handed.files,
            source=handed.source.name,
            unfound=handed.unfound,
            place_of=handed.place_of,
            dry_run=dry_run,
        )

    @staticmethod
    def template(path: Path) -> None:
        """Write an empty intake workbook with guidance and validation."""
        from ..documents.intake_template import write_template

        write_template(path)

    # -- out ----------------------------------------------------------------------------------------------------------

    def export(
        self,
        cases: Iterable[CaseRow],
        folder: Path,
        *,
        pdf: bool = True,
        xlsx: bool = True,
        json: bool = True,
        history: bool = False,
        progress: Progress | None = None,
        checking: Progress | None = None,
    ) -> list[Exported]:
        """Write each case's standing record into a folder; each file is checked after writing and logged by digest.

        The whole store is checked before anything that is signed leaves it; `checking` is told how far that is.
        history: also every signed version that was superseded or voided. Raises NotFound for a case without a record,
        StorageProblem when a file cannot be written, or the store is not as people left it.
        """
        from ..documents.record_pdf import record_pdf
        from ..documents.workbook import decision_workbook

        wanted = list(cases)
        self._must_be_as_left([self._decisions.to_export(case.id, history=history) for case in wanted], checking)
        make_folder(folder)
        written: list[Exported] = []
        for done, case in enumerate(wanted):
            if progress is not None:
                progress(done, len(wanted))
            for row in self._decisions.to_export(case.id, history=history):
                record, bundle, lines = self.printable(row)
                stem = folder / f"{case.reference}-v{row.version}"
                checked: list[Exported] = []
                if pdf:
                    path = stem.with_suffix(".pdf")
                    made_pdf = self._seals.seal(record_pdf(record, bundle, lines, row.sha256))
                    checked.append(Exported(path, write_pdf(path, made_pdf, row.sha256)))
                made: list[Path] = []
                if xlsx:
                    made.append(stem.with_suffix(".xlsx"))
                    decision_workbook(record, bundle, lines, made[-1])
                if json:
                    made.append(stem.with_suffix(".json"))
                    write_whole(made[-1], bundle)
                checked.extend(Exported(path, check_written(path, row.sha256)) for path in made)
                with self._action("export record", case) as action:  # nothing changes, yet the log says who took what
                    action.papers.extend([row.sha256, *(one.sha256 for one in checked)])
                written.extend(checked)
        if progress is not None:
            progress(len(wanted), len(wanted))
        return written

    def _must_be_as_left(self, records: Iterable[Iterable[RecordRow]], progress: Progress | None) -> None:
        """Raise StorageProblem where one of the records has a signature and the store is not as people left it."""
        from .checking import check_everything

        if not any(self._decisions.signatures(row) for rows in records for row in rows):
            return
        if faults := check_everything(self._database, progress):
            raise StorageProblem(
                f"The file is not as it was left, so nothing was exported. {faults[0]} Check it on the Office page."
            )

    def forms(
        self,
        case: CaseRow,
        folder: Path,
        *,
        credit_form: bool = True,
        grid: bool = True,
        grid_sheet: bool = True,
    ) -> list[Exported]:
        """Write the forms of a decided case into a folder, made from its standing record alone, and log it.

        grid_sheet: the qualification grid as a workbook. Raises NotFound for a case without a record, RuleViolation
        for a credit rating form of a claim, StorageProblem when a file cannot be written.
        """
        from ..documents.qualification_grid import grid_workbook
        from ..documents.record_pdf import Paper, record_pdf

        if credit_form and not case.kind.is_credit_rating:
            raise RuleViolation(f"{case.reference} is a claim. A credit rating form is made of a credit rating.")
        row = self._decisions.current_record(case.id)
        record, bundle, lines = self.printable(row)
        if not record.units:
            raise RuleViolation(f"{case.reference} has no units, so there is nothing for a form or a grid to list.")
        make_folder(folder)
        stem = f"{case.reference}-v{row.version}"
        written = []
        for paper, name, wanted in (
            (Paper.CREDIT_FORM, "credit-form", credit_form),
            (Paper.GRID, "grid", grid),
        ):
            if wanted:
                path = folder / f"{stem}-{name}.pdf"
                made_pdf = self._seals.seal(record_pdf(record, bundle, lines, row.sha256, paper))
                written.append(Exported(path, write_pdf(path, made_pdf, row.sha256)))
        if grid_sheet:
            path = folder / f"{stem}-grid.xlsx"
            grid_workbook(record, bundle, path)
            written.append(Exported(path, check_written(path, row.sha256)))
        with self._action("export forms", case) as action:  # nothing changes, yet the log says who took what
            action.papers.extend([row.sha256, *(one.sha256 for one in written)])
        return written

    def printable(self, row: RecordRow) -> tuple[DecisionRecord, bytes, list["SignatureLine"]]:
        """Return a record as the documents take it: read from its signed bytes, with its bundle and signatures."""
        bundle = self._decisions.bundle(row)
        return DecisionRecord.from_plain(parse(row.body)), bundle, signature_lines(open_bundle(bundle))

    def register(self, path: Path, *, anonymised: bool = False) -> int:
        """Write the decision register as a workbook and return how many decisions it holds.

        The log says who answers for it, and the workbook carries that: `verify` then tells of any changed row.
        """
        from ..documents.register import decision_register

        me = self._me
        must_be_writable(path)  # before the log says that somebody answers for it
        with self._database.reading() as read:
            rows = register_queries.register(read)
            office = queries.office(read)

        def vouch(paper: dict[str, Any]) -> bytes:
            body = canonical(paper)
            with self._database.action("attest register", by=me.uid, subject="register") as action:
                action.papers.append(sha256_hex(body))
            with self._database.reading() as read:
                return bundle_of_paper(read, body, "register")

        count = decision_register(
            rows,
            path,
            office=office.name,
            store=office.store,
            anonymised=anonymised,
            made_on=self._session.now().date(),
            vouch=vouch,
        )
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        with self._database.action("export register", by=me.uid, subject="register") as action:
            action.papers.append(sha256)
        return count

    def all_recorded(self) -> tuple[CaseRow, ...]:
        """Return every case that has a standing record, by reference."""
        _ = self._me
        with self._database.reading() as read:
            return queries.rows(read, CaseRow, tables.case.c.outcome != "", order=tables.case.c.reference)


def make_folder(folder: Path) -> None:
    """Make a folder to write to where there is none; raises StorageProblem."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageProblem(f"{folder} cannot be written to: {error.strerror or error}.") from error
