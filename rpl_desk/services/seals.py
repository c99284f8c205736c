"""The office's seal: made or brought along, opened by a custodian for a sitting, and put on the PDFs handed out."""

from pathlib import Path

from ..domain.errors import NotFound, RuleViolation
from ..domain.people import PersonRow
from ..domain.seals import NO_SEAL, NOT_OPEN, OfficeSealRow, SealKind
from ..sealing import office_seal
from ..sealing.office_seal import OpenSeal, SealWords, seal_words
from ..sealing.pdf_seal import sealed_pdf
from ..store import queries, tables
from ..store.database import Action, Database
from .people import PeopleService, opened_seal, seal_in_use, seals_of
from .session import Service, Session
from .words import named


class SealService(Service):
    """The seal opens with the authority's key, so a custodian's passphrase opens it; it is open while they sit here."""

    def __init__(self, database: Database, session: Session, *, people: PeopleService) -> None:
        super().__init__(database, session)
        self._people = people

    # -- which there is -----------------------------------------------------------------------------------------------

    def current(self) -> OfficeSealRow | None:
        """Return the seal in use, None where the office has none."""
        with self._database.reading() as read:
            return seal_in_use(read)

    def all(self) -> tuple[OfficeSealRow, ...]:
        """Return every seal the office ever had, the newest last."""
        with self._database.reading() as read:
            return seals_of(read)

    @staticmethod
    def words_of(row: OfficeSealRow) -> SealWords:
        return seal_words(row.certificate)

    # -- making, bringing along, ending -------------------------------------------------------------------------------

    def make(self, own_passphrase: str) -> OfficeSealRow:
        """Make an ECDSA P-256 key with a certificate of its own, by a custodian; it takes the place of any other.

        Raises WrongPassphrase or NotAllowed.
        """
        with self._database.reading() as read:
            office = queries.office(read)
        seal = office_seal.new_seal(office.name, office.unit, self._session.now())
        return self._keep(seal, SealKind.MADE, "make office seal", own_passphrase)

    def bring(self, path: Path, password: str, own_passphrase: str) -> OfficeSealRow:
        """Take the seal from a PKCS#12 file, whose password is given, by a custodian; else as `make`.

        Raises NotFound for no file, RuleViolation for what cannot be the seal.
        """
        try:
            data = path.read_bytes() if path.stat().st_size <= office_seal.LARGEST_PKCS12 else b""
        except OSError as error:
            raise NotFound(f"{path} cannot be read: {error.strerror or error}.") from error
        if not data:
            raise RuleViolation(f"{path.name} is empty, or too large to be a seal (PKCS#12).")
        seal = office_seal.seal_from_pkcs12(data, password, self._session.now())
        return self._keep(seal, SealKind.IMPORTED, "import office seal", own_passphrase)

    def end(self, reason: str, own_passphrase: str) -> None:
        """Stop sealing with the seal in use; what it sealed stays as it is, and the roster says when it ended."""
        me = self._must_be_administrator()
        words = named(reason, "end of the seal")
        with (
            self._people.authority(me, own_passphrase),
            self._database.action("end office seal", by=me.uid, subject="office") as action,
        ):
            if seal_in_use(action.read) is None:
                raise RuleViolation("The office has no seal that could end.")
            self._end(action, words)
        self._session.use_seal(None)

    def _keep(self, seal: OpenSeal, kind: SealKind, name: str, own_passphrase: str) -> OfficeSealRow:
        try:
            me = self._must_be_administrator()
            with (
                self._people.authority(me, own_passphrase) as authority,
                self._database.action(name, by=me.uid, subject="office") as action,
            ):
                if seal.certificate in [one.certificate for one in seals_of(action.read)]:
                    raise RuleViolation("The office has had this seal already. Import another, or make one.")
                self._end(action, "Another seal took its place.")
                key = action.insert(
                    tables.office_seal,
                    kind=kind,
                    certificate=seal.certificate,
                    others=office_seal.pem_of(seal.others),
                    wrapped=seal.wrapped(authority, queries.office(action.read).store),
                    made_at=action.now,
                    made_by=me.id,
                )
                row = queries.one(action.read, OfficeSealRow, "such seal", tables.office_seal.c.id == key)
        except BaseException:
            seal.close()
            raise
        self._session.use_seal(seal)
        return row

    @staticmethod
    def _end(action: Action, reason: str) -> None:
        found = seal_in_use(action.read)
        if found is not None:
            action.update(tables.office_seal, found, ended_at=action.now, ended_reason=reason)

    # -- sealing ------------------------------------------------------------------------------------------------------

    def open(self, custodian: PersonRow, passphrase: str) -> None:
        """Open the seal for this sitting, whoever sits here; raises WrongPassphrase, NotAllowed or RuleViolation.

        A custodian who signs in has it open already.
        """
        me = self._me
        row = self.current()
        if row is None:
            raise RuleViolation(NO_SEAL)
        with self._people.authority(custodian, passphrase) as authority, self._database.reading() as read:
            seal = opened_seal(read, row, authority)
        self._session.use_seal(seal)
        with self._database.action("open office seal", by=me.uid, subject=f"person:{custodian.uid}"):
            pass  # nothing in the store changes, yet the log says from when on it was open to whom

    @property
    def not_sealed_because(self) -> str:
        """Why PDFs written now are not sealed, in words; empty where they are."""
        if self._open() is not None:
            return ""
        return NO_SEAL if self.current() is None else NOT_OPEN

    def seal(self, pdf: bytes) -> bytes:
        """Return a PDF sealed where the seal is open here, and as it was where it is not."""
        seal = self._open()
        if seal is None:
            return pdf
        with self._database.reading() as read:
            office = queries.office(read)
        return sealed_pdf(pdf, seal, office.name, self._session.now().replace(microsecond=0))

    def _open(self) -> OpenSeal | None:
        """Return the seal that is open here, if it is still the one in use."""
        seal, row = self._session.seal, self.current()
        return seal if seal is not None and row is not None and row.certificate == seal.certificate else None
