"""The Desk: a store opened, with its services. The window, the command line and scripts all use this."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from .domain.errors import DeskError, Problem, StorageProblem
from .domain.people import PersonRow
from .services.session import Session
from .store import make_ready
from .store.database import Database

if TYPE_CHECKING:
    from .domain.protection import RecoveryCode
    from .services.after import AfterService
    from .services.amending import AmendingService
    from .services.anchors import AnchorService
    from .services.appeals import AppealService
    from .services.appraising import AppraisingService
    from .services.attachments import AttachmentService
    from .services.backups import BackupService
    from .services.breaking import BreakService
    from .services.calibrating import CalibrationService
    from .services.carrying import CarryingService
    from .services.cases import CaseService
    from .services.checking import AnchorMark, Finding, Roster, StoreReport, Verdict
    from .services.comparators import ComparatorService
    from .services.copies import CopyService
    from .services.credit import CreditService
    from .services.decisions import DecisionService
    from .services.drafts import DraftService
    from .services.drills import DrillService
    from .services.encryption import EncryptionService
    from .services.enrolment import EnrolmentService
    from .services.evidence import EvidenceService
    from .services.exchange import ExchangeService
    from .services.gaps import GapService
    from .services.identity import IdentityService
    from .services.intake import IntakeService
    from .services.judging import JudgingService
    from .services.judging_forms import FormService
    from .services.kept_sealed import SealedFileService
    from .services.letters import LetterService
    from .services.locks import LockService
    from .services.marking import MarkingService
    from .services.meetings import MeetingService
    from .services.minutes import MinutesService
    from .services.office import Cost, OfficeService
    from .services.opening_check import Seen
    from .services.opening_elsewhere import ElsewhereService
    from .services.own_notes import OwnNoteService
    from .services.packet_making import PacketMakingService
    from .services.packets import PacketService
    from .services.panels import PanelService
    from .services.papers import PaperService
    from .services.people import PeopleService
    from .services.precedents import PrecedentService
    from .services.reception import ReceptionService
    from .services.recognising import RecognisingService
    from .services.reconciling import ReconcilingService
    from .services.refounding import RefoundingService
    from .services.room import RoomService
    from .services.seals import SealService
    from .services.search import SearchService
    from .services.seeking import SeekService
    from .services.texts import TextService
    from .services.third_opinions import ThirdOpinionService
    from .services.undo import UndoStacks
    from .services.undoing import UndoService
    from .services.unlocking import Unlocked
    from .services.voiding import VoidingService
    from .services.withdrawing import WithdrawingService

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Desk:
    """Everything a person can do with one store. Close it, or use it as a context manager."""

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self.database = database
        self.session = Session(clock)
        database.read_as(lambda: self.session.viewer)
        database.subscribe(lambda action, subject: self.anchors.hear(action))

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        read_only: bool = False,
        held_by: str = "",
        clock: Clock = utc_now,
        unlocked: "Unlocked | None" = None,
        even_damaged: bool = False,
    ) -> "Desk":
        """Open a store; raises StorageProblem with one sentence, having created and changed nothing.

        unlocked: what opened the key of an encrypted store, from `services.unlocking`; KeyNeeded is raised without it.
        held_by: as of `Database.open`. even_damaged: for reading only, as far as that goes.
        Raises DamagedStore where it was found damaged twice, and SalvagedStore where one that was salvaged is to be
        worked in.
        """
        key = None if unlocked is None else unlocked.key
        opened = Database.open(
            Path(path), clock, read_only=read_only, held_by=held_by, key=key, even_damaged=even_damaged
        )
        desk = cls(opened, clock)
        if unlocked is not None and unlocked.failures and not read_only:
            with desk.database.action("wrong passphrase", by="device", subject=f"person:{unlocked.person}"):
                pass
        return desk

    @classmethod
    def enter(cls, path: Path | str, who: str, passphrase: str, *, clock: Clock = utc_now) -> "tuple[Desk, PersonRow]":
        """Open an encrypted store with a person's passphrase and sign them in, at the cost of one try.

        who: their e-mail address or uid. Raises as `services.unlocking.unlock`, `open` and `sign_in`.
        """
        from .services.unlocking import unlock

        with unlock(Path(path), who, passphrase) as unlocked:
            desk = cls.open(path, clock=clock, unlocked=unlocked)
            try:
                person = desk.people.by_uid(unlocked.person)
                return desk, desk.people.sign_in(person.email, passphrase, root=unlocked.root)
            except BaseException:
                desk.close()
                raise

    @staticmethod
    def found(
        path: Path | str,
        *,
        name: str,
        unit: str = "",
        admin_name: str,
        admin_email: str,
        passphrase: str,
        cost: "Cost | None" = None,
        clock: Clock = utc_now,
        encrypted: bool = False,
    ) -> "tuple[RecoveryCode, ...]":
        """Make a new store with its office and first administrator; raises RuleViolation or StorageProblem.

        cost: what a guess at a passphrase costs, measured on this machine when None. encrypted: whether its file is;
        its recovery codes are returned then, to be printed, and typed back before anybody signs in.
        """
        from .services.office import found_office

        return found_office(
            Path(path),
            clock,
            name=name,
            unit=unit,
            admin_name=admin_name,
            admin_email=admin_email,
            passphrase=passphrase,
            cost=cost,
            encrypted=encrypted,
        )

    def make_ready(self) -> None:
        """Import what signing in needs, which reading the first pages does not; half a second, for a quiet thread."""
        _ = self.enrolment  # keys, people and anchors, and all that signs
        make_ready()

    # -- services: each is imported and made when it is first used, as no page needs them all ------------------------

    @cached_property
    def _stacks(self) -> "UndoStacks":
        from .services.undo import UndoStacks

        return UndoStacks()

    @cached_property
    def anchors(self) -> "AnchorService":
        from .services.anchors import AnchorService

        return AnchorService(self.database, self.session)

    @cached_property
    def reception(self) -> "ReceptionService":
        from .services.reception import ReceptionService

        return ReceptionService(self.database, self.session)

    @cached_property
    def people(self) -> "PeopleService":
        from .services.people import PeopleService

        return PeopleService(self.database, self.session)

    @cached_property
    def breaks(self) -> "BreakService":
        from .services.breaking import BreakService

        return BreakService(self.database, self.session, people=self.people, seeking=self.seeking)

    @cached_property
    def seeking(self) -> "SeekService":
        from .services.seeking import SeekService

        return SeekService(self.database, self.session, backups=self.backups)

    @cached_property
    def encryption(self) -> "EncryptionService":
        from .services.encryption import EncryptionService

        return EncryptionService(self.database, self.session, people=self.people)

    @cached_property
    def seals(self) -> "SealService":
        from .services.seals import SealService

        return SealService(self.database, self.session, people=self.people)

    @cached_property
    def enrolment(self) -> "EnrolmentService":
        from .services.enrolment import EnrolmentService

        return EnrolmentService(self.database, self.session, people=self.people, anchors=self.anchors)

    @cached_property
    def refounding(self) -> "RefoundingService":
        from .services.refounding import RefoundingService

        return RefoundingService(self.database, self.session, people=self.people, enrolment=self.enrolment)

    @cached_property
    def office(self) -> "OfficeService":
        from .services.office import OfficeService

        return OfficeService(self.database, self.session)

    @cached_property
    def cases(self) -> "CaseService":
        from .services.cases import CaseService

        return CaseService(self.database, self.session)

    @cached_property
    def evidence(self) -> "EvidenceService":
        from .services.evidence import EvidenceService

        return EvidenceService(self.database, self.session, stacks=self._stacks)

    @cached_property
    def attachments(self) -> "AttachmentService":
        from .services.attachments import AttachmentService

        return AttachmentService(self.database, self.session, evidence=self.evidence)

    @cached_property
    def sealed_files(self) -> "SealedFileService":
        from .services.kept_sealed import SealedFileService

        return SealedFileService(self.database, self.session, evidence=self.evidence)

    @cached_property
    def elsewhere(self) -> "ElsewhereService":
        from .services.opening_elsewhere import ElsewhereService

        return ElsewhereService(self.database, self.session, evidence=self.evidence)

    @cached_property
    def drafts(self) -> "DraftService":
        from .services.drafts import DraftService

        return DraftService(self.database, self.session)

    @cached_property
    def intake(self) -> "IntakeService":
        from .services.intake import IntakeService

        return IntakeService(self.database, self.session, evidence=self.evidence, stacks=self._stacks)

    @cached_property
    def marking(self) -> "MarkingService":
        from .services.marking import MarkingService

        return MarkingService(self.database, self.session, stacks=self._stacks)

    @cached_property
    def undoing(self) -> "UndoService":
        from .services.undoing import UndoService

        return UndoService(self.database, self.session, stacks=self._stacks)

    @cached_property
    def appraising(self) -> "AppraisingService":
        from .services.appraising import AppraisingService

        return AppraisingService(self.database, self.session, stacks=self._stacks)

    @cached_property
    def texts(self) -> "TextService":
        from .services.texts import TextService

        return TextService(self.database, self.session)

    @cached_property
    def identity(self) -> "IdentityService":
        from .services.identity import IdentityService

        return IdentityService(self.database, self.session, texts=self.texts)

    @cached_property
    def precedents(self) -> "PrecedentService":
        from .services.precedents import PrecedentService

        return PrecedentService(self.database, self.session)

    @cached_property
    def recognising(self) -> "RecognisingService":
        from .services.recognising import RecognisingService

        return RecognisingService(self.database, self.session)

    @cached_property
    def search(self) -> "SearchService":
        from .services.search import SearchService

        return SearchService(self.database, self.session)

    @cached_property
    def judging(self) -> "JudgingService":
        from .services.judging import JudgingService

        return JudgingService(
            self.database, self.session, marking=self.marking, office=self.office, stacks=self._stacks
        )

    @cached_property
    def comparators(self) -> "ComparatorService":
        from .services.comparators import ComparatorService

        return ComparatorService(self.database, self.session, stacks=self._stacks)

    @cached_property
    def gaps(self) -> "GapService":
        from .services.gaps import GapService

        return GapService(self.database, self.session, stacks=self._stacks)

    @cached_property
    def notes(self) -> "OwnNoteService":
        from .services.own_notes import OwnNoteService

        return OwnNoteService(self.database, self.session, stacks=self._stacks)

    @cached_property
    def forms(self) -> "FormService":
        from .services.judging_forms import FormService

        return FormService(
            self.database,
            self.session,
            judging=self.judging,
            people=self.people,
            office=self.office,
            stacks=self._stacks,
        )

    @cached_property
    def packets(self) -> "PacketService":
        from .services.packets import PacketService

        return PacketService(self.database, self.session, forms=self.forms, people=self.people, office=self.office)

    @cached_property
    def packet_making(self) -> "PacketMakingService":
        from .services.packet_making import PacketMakingService

        return PacketMakingService(
            self.database,
            self.session,
            judging=self.judging,
            carrying=self.carrying,
            gaps=self.gaps,
            comparators=self.comparators,
        )

    @cached_property
    def credit(self) -> "CreditService":
        from .services.credit import CreditService

        return CreditService(self.database, self.session, office=self.office, stacks=self._stacks)

    @cached_property
    def reconciling(self) -> "ReconcilingService":
        from .services.reconciling import ReconcilingService

        return ReconcilingService(
            self.database,
            self.session,
            intake=self.intake,
            packets=self.packets,
            withdrawing=self.withdrawing,
            stacks=self._stacks,
        )

    @cached_property
    def thirds(self) -> "ThirdOpinionService":
        from .services.third_opinions import ThirdOpinionService

        return ThirdOpinionService(self.database, self.session, reconciling=self.reconciling)

    @cached_property
    def withdrawing(self) -> "WithdrawingService":
        from .services.withdrawing import WithdrawingService

        return WithdrawingService(self.database, self.session, intake=self.intake, stacks=self._stacks)

    @cached_property
    def panels(self) -> "PanelService":
        from .services.panels import PanelService

        return PanelService(self.database, self.session)

    @cached_property
    def decisions(self) -> "DecisionService":
        from .services.decisions import DecisionService

        return DecisionService(
            self.database, self.session, intake=self.intake, office=self.office, people=self.people, credit=self.credit
        )

    @cached_property
    def after(self) -> "AfterService":
        from .services.after import AfterService

        return AfterService(self.database, self.session)

    @cached_property
    def letters(self) -> "LetterService":
        from .services.letters import LetterService

        return LetterService(self.database, self.session, decisions=self.decisions, seals=self.seals)

    @cached_property
    def amending(self) -> "AmendingService":
        from .services.amending import AmendingService

        return AmendingService(self.database, self.session, intake=self.intake)

    @cached_property
    def appeals(self) -> "AppealService":
        from .services.appeals import AppealService

        return AppealService(self.database, self.session, intake=self.intake, amending=self.amending)

    @cached_property
    def voiding(self) -> "VoidingService":
        from .services.voiding import VoidingService

        return VoidingService(self.database, self.session, intake=self.intake, people=self.people)

    @cached_property
    def locks(self) -> "LockService":
        from .services.locks import LockService

        return LockService(
            self.database, self.session, intake=self.intake, judging=self.judging, decisions=self.decisions
        )

    @cached_property
    def meetings(self) -> "MeetingService":
        from .services.meetings import MeetingService

        return MeetingService(self.database, self.session)

    @cached_property
    def papers(self) -> "PaperService":
        from .services.papers import PaperService

        return PaperService(self.database, self.session, meetings=self.meetings, seals=self.seals)

    @cached_property
    def minutes(self) -> "MinutesService":
        from .services.minutes import MinutesService

        return MinutesService(self.database, self.session, seals=self.seals)

    @cached_property
    def calibrating(self) -> "CalibrationService":
        from .services.calibrating import CalibrationService

        return CalibrationService(self.database, self.session)

    @cached_property
    def carrying(self) -> "CarryingService":
        from .services.carrying import CarryingService

        return CarryingService(
            self.database,
            self.session,
            stacks=self._stacks,
            intake=self.intake,
            evidence=self.evidence,
            judging=self.judging,
            marking=self.marking,
            appraising=self.appraising,
            office=self.office,
        )

    @cached_property
    def backups(self) -> "BackupService":
        from .services.backups import BackupService

        return BackupService(self.database, self.session, anchors=self.anchors)

    @cached_property
    def room(self) -> "RoomService":
        from .services.room import RoomService

        return RoomService(self.database, self.session)

    @cached_property
    def drills(self) -> "DrillService":
        from .services.drills import DrillService

        return DrillService(self.database, self.session, backups=self.backups)

    @cached_property
    def copies(self) -> "CopyService":
        from .services.copies import CopyService

        return CopyService(
            self.database, self.session, evidence=self.evidence, judging=self.judging, marking=self.marking
        )

    @cached_property
    def exchange(self) -> "ExchangeService":
        from .services.exchange import ExchangeService

        return ExchangeService(
            self.database,
            self.session,
            intake=self.intake,
            decisions=self.decisions,
            office=self.office,
            seals=self.seals,
        )

    # -- people, the check, and closing ------------------------------------------------------------------------------

    def sign_in(self, email: str, passphrase: str) -> PersonRow:
        """Open the desk for a person; raises WrongPassphrase, or NotAllowed with how long to wait."""
        return self.people.sign_in(email, passphrase)

    def check(self, progress: Callable[[int, int], None] | None = None) -> list[Problem]:
        """Return every fault found in the store, none when all is well; needs nobody to be signed in."""
        from .services.checking import check_everything

        return check_everything(self.database, progress)

    def report(
        self,
        roster: "Roster | None" = None,
        anchors: "Sequence[AnchorMark]" = (),
        progress: Callable[[int, int], None] | None = None,
    ) -> "StoreReport":
        """Check the whole store, held against a roster and anchors from elsewhere, its findings kept apart by kind."""
        from .services.checking import report

        return report(self.database, roster, anchors, progress)

    def verify_document(self, path: Path) -> "Verdict":
        """Check an exported document against this office's own roster and log."""
        from .services.checking import Roster, verify_against

        return verify_against(self.database, path, Roster.from_bytes(self.people.roster()))

    def check_opening(self, seen: "Seen | None") -> "tuple[Finding, ...]":
        """Return what is wrong with what came since this machine last saw the store, as `seen` says."""
        from .services.opening_check import check_opening

        return check_opening(self.database, seen, self.anchors.outside())

    def seen(self) -> "Seen":
        """Return what this machine is to remember of the store as it is now."""
        from .services.opening_check import last_seen

        return last_seen(self.database)

    def close(self) -> None:
        try:
            self.people.sign_out()
        finally:
            self.anchors.close()
            self.database.close()

    def __enter__(self) -> "Desk":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except StorageProblem as problem:
            if not isinstance(error, DeskError):
                raise
            raise StorageProblem(f"{error}\n{problem}") from error  # a full disk stops both the work and the closing
