"""Letters to claimant and owner about a signed decision, and the office's own wording of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..domain.after import LetterTextRow
from ..domain.cases import CaseRow
from ..domain.decisions import RecordRow
from ..domain.errors import NotFound, RuleViolation
from ..domain.letters import DRAFT, Letter, Part, Reader, check_wording, letter
from ..domain.record import DecisionRecord
from ..sealing.canonical import parse
from ..sealing.signoff import open_bundle
from ..store import after_queries, queries, tables
from .decisions import DecisionService
from .session import Service
from .verifying import signature_lines, write_pdf
from .words import tidy

if TYPE_CHECKING:
    from .seals import SealService


class LetterService(Service):
    """A letter explains the decision that stands, from its signed record alone; a voided decision has none."""

    def __init__(self, *shared: Any, decisions: DecisionService, seals: "SealService") -> None:
        super().__init__(*shared)
        self._decisions, self._seals = decisions, seals

    def wording(self) -> Mapping[Part, str]:
        """Return the parts that the office has worded itself."""
        _ = self._me
        with self._database.reading() as read:
            return _wording(read)

    def word(self, part: Part, text: str) -> None:
        """Keep the office's own wording of a part, by an administrator; empty, or as our draft, it is a draft again.

        Raises RuleViolation where it asks for something that no letter knows.
        """
        me, text = self._must_be_administrator(), tidy(text)
        check_wording(part, text)
        own = "" if text == tidy(DRAFT[part]) else text
        with self._database.action("word letters", by=me.uid, subject="office") as action:
            found = queries.rows_of(action.read, LetterTextRow, key=part.value)
            if found:
                action.update(tables.letter_text, found[0], text=own)
            else:
                action.insert(tables.letter_text, key=part.value, text=own)

    def letter(self, case: CaseRow, to: Reader) -> Letter:
        """Return the letter about the decision that stands, as it would be written today.

        Raises NotFound before all have signed and once it is voided, RuleViolation while it is being amended or where
        the record names nobody to write to, NotAllowed for who does not prepare the case or may not know the claimant.
        """
        return self._letter(case, to)[1]

    def write(self, case: CaseRow, to: Reader, path: Path) -> str:
        """Write the letter as PDF, sealed where the seal is open, log it, return the SHA-256 of the file.

        Raises StorageProblem, and as `letter`.
        """
        from ..documents.letter_pdf import letter_pdf

        row, made = self._letter(case, to)
        sha256 = write_pdf(path, self._seals.seal(letter_pdf(made, self._session.now())))
        with self._action("write letter", case) as action:  # nothing changes, yet the log says who took what
            action.papers.extend([row.sha256, sha256])
        return sha256

    def _letter(self, case: CaseRow, to: Reader) -> tuple[RecordRow, Letter]:
        self._must_know_claimant(case, "a letter about it")
        with self._database.reading() as read:
            self._must_prepare(read, case.id)
            amending = after_queries.open_amendment(read, case.id)
            found = after_queries.standing(read, case.id)
            wording, policy = _wording(read), queries.office_policy(read)
        if amending is not None:
            raise RuleViolation(
                f"The decision on {case.reference} is being amended. Write the letter once the new version is signed,"
                " or drop the amendment."
            )
        if found is None:
            raise NotFound(
                f"No signed decision on {case.reference} stands, so there is nothing to write of: all sign it first,"
                " and one that was voided gets no letter."
            )
        row = found[0]
        signed = signature_lines(open_bundle(self._decisions.bundle(row)))
        made = letter(
            DecisionRecord.from_plain(parse(row.body)),
            row.sha256,
            to,
            wording,
            appeal_days=policy.appeal_days,
            signed_by=tuple(f"{one.name}, {one.role_words}" for one in signed),
            dated=self._session.now().date(),
        )
        return row, made


def _wording(read: queries.Read) -> dict[Part, str]:
    return {Part(one.key): one.text for one in queries.rows_of(read, LetterTextRow) if one.text}
