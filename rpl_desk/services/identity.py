"""The claimant's identity, where the office hides it from those who judge: looking through, deciding, revealing."""

from collections.abc import Callable
from typing import Any

from ..domain.cases import CaseRow
from ..domain.errors import NotAllowed, NotFound, RuleViolation
from ..domain.evidence import EvidenceRow
from ..domain.identity import (
    IdentityRow,
    LookRow,
    Mask,
    NamePlace,
    Seen,
    mask_of,
    places_text,
)
from ..domain.judgements import AssessmentState
from ..domain.people import Role
from ..domain.rows import dataclass
from ..reading.preview import Preview
from ..store import queries, tables, text_queries
from ..store.database import Reader
from .hiding import cover_again, identity_of, is_still_hidden, look_at
from .session import Service
from .texts import TextService
from .words import named, tidy

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Hiding:
    """How a case hides its claimant, as the person signed in may know it.

    known: whether they may know the claimant; may_reveal: whether they may reveal who it is once all have sealed.
    revealed_by: a name, with `row.revealed_at`.
    """

    row: IdentityRow
    known: bool
    may_reveal: bool
    revealed_by: str

    @property
    def words(self) -> str:
        """One sentence that marks the case wherever it is shown."""
        if self.row.revealed_at is not None:
            return f"Who {self.row.pseudonym} is was revealed by {self.revealed_by}: {self.row.reason}"
        if self.known:
            return (
                f"Those who judge know the claimant as {self.row.pseudonym} alone, until the chair reveals who it is."
            )
        return f"The claimant is hidden from you and called {self.row.pseudonym} until the chair reveals who it is."


@dataclass(frozen=True, slots=True)
class Looked:
    """An item looked through for the claimant's names.

    places: where they stand; those in the register are covered by the program, those in the file a person decides of.
    note: why the file itself could not be looked through. decided: what stands of its present file, None before that.
    """

    item: EvidenceRow
    places: tuple[NamePlace, ...]
    in_file: int
    note: str
    decided: LookRow | None

    @property
    def is_open(self) -> bool:
        """Whether a person has to decide of it."""
        return self.decided is None


class IdentityService(Service):
    """What is done about a hidden claimant by who may know them."""

    def __init__(self, *shared: Any, texts: TextService) -> None:
        super().__init__(*shared)
        self._texts = texts

    def hiding(self, case_id: int) -> Hiding | None:
        """Return how a case hides its claimant, None where it never did."""
        me = self._me
        with self._database.reading() as read:
            row = identity_of(read, case_id)
            if row is None:
                return None
            known = read.veil is None or read.veil.mask(case_id) is None
            name = queries.names(read).get(row.revealed_by or 0, "")
            may = known and row.revealed_at is None and Role.CHAIR in self._roles(read, case_id)
        return Hiding(row, known, may, name) if me else None

    def names(self, case: CaseRow, other_names: str) -> None:
        """Keep further names the claimant goes by, such as a maiden name; raises NotAllowed, RuleViolation."""
        self._must_hide(case)
        with self._action("name hidden claimant", case) as action:
            cover_again(action, case.id, tidy(other_names))

    # -- looking through ----------------------------------------------------------------------------------------------

    def look(self, case: CaseRow, progress: Progress | None = None) -> tuple[Looked, ...]:
        """Look through every item of a case for the claimant's names, in its text and in what its file says of itself.

        What was not read yet is read first, by a process apart; nothing else changes.
        progress: told before each page how many files are done and how many there are.
        """
        self._must_hide(case)
        with self._database.reading() as read:
            items = queries.rows_of(read, EvidenceRow, order="number", case_id=case.id)
            waiting = {one.sha256 for one in text_queries.waiting(read)}
            silent = {one.sha256 for one in items if text_queries.about(read, one.sha256) is None}
        for number, item in enumerate(items):

            def told(number: int = number) -> None:
                if progress is not None:
                    progress(number, len(items))

            told()
            if item.sha256 in waiting and not item.kept_sealed:
                self._texts.take(item, Preview.open, told)
            if item.sha256 in silent and not item.kept_sealed:
                self._texts.take_about(item, told)
        found = self.looked(case)
        if progress is not None:
            progress(len(items), len(items))
        return found

    def looked(self, case: CaseRow) -> tuple[Looked, ...]:
        """Return what was found in each item by the text that is kept now, with what was decided of it."""
        self._must_hide(case)
        with self._database.reading() as read:
            stored = queries.case_by_id(read, case.id)
            row = identity_of(read, case.id)
            assert row is not None
            mask = mask_of(stored, row.pseudonym, row.other_names)
            items = queries.rows_of(read, EvidenceRow, order="number", case_id=case.id)
            return tuple(_looked(read, mask, item) for item in items)

    def clear(self, case: CaseRow) -> int:
        """Release every item in whose text no name stands, of which nobody decided yet; returns how many there were.

        A file with a page that holds no text is not among them: a person looks at it.
        """
        fit = [one for one in self.looked(case) if one.is_open and not one.in_file and not one.note]
        if fit:
            with self._action("release looked-through items", case) as action:
                for one in fit:
                    action.insert(
                        tables.identity_look,
                        evidence_id=one.item.id,
                        sha256=one.item.sha256,
                        seen=Seen.CLEAR,
                        places=places_text(one.places),
                        reason="",
                        person_id=self._me.id,
                        looked_at=action.now,
                    )
        return len(fit)

    def decide(self, case: CaseRow, item: EvidenceRow, seen: Seen, reason: str) -> None:
        """Keep whether those who judge see an item's file as it is, or it is withheld from them, with the reason.

        It can be decided anew while the claimant is hidden. Raises NotAllowed, RuleViolation or NotFound.
        """
        if seen is Seen.CLEAR:
            raise RuleViolation("Say whether the file is shown or withheld.")
        reason = named(reason, "decision on what is shown")
        looked = next((one for one in self.looked(case) if one.item.id == item.id), None)
        if looked is None:
            raise NotFound(f"{item.key} is not an item of {case.reference}.")
        with self._action("decide what is shown", case) as action:
            kept = look_at(action.read, looked.item)
            values = {
                "seen": seen,
                "places": places_text(looked.places),
                "reason": reason,
                "person_id": self._me.id,
                "looked_at": action.now,
            }
            if kept is None:
                action.insert(tables.identity_look, evidence_id=looked.item.id, sha256=looked.item.sha256, **values)
            else:
                action.update(tables.identity_look, kept, **values)

    # -- revealing ----------------------------------------------------------------------------------------------------

    def reveal(self, case: CaseRow, reason: str) -> None:
        """Reveal who the claimant is to everybody: one recorded act of the chair, once every assessor has sealed."""
        reason = named(reason, "reveal of the claimant")
        with self._database.reading(unveiled=True) as read:
            self._must_hold(read, case.id, (Role.CHAIR,), "reveal who the claimant is")
            row = identity_of(read, case.id)
            judged = queries.assessments(read, case.id, self._me.id)
        if row is None or row.revealed_at is not None:
            raise RuleViolation(f"The claimant of {case.reference} is not hidden.")
        if not judged or any(one.state is not AssessmentState.SEALED for one in judged):
            raise RuleViolation("Who the claimant is can be revealed once every assessor has sealed.")
        with self._action("reveal claimant", case) as action:
            action.update(tables.identity, row, revealed_at=action.now, revealed_by=self._me.id, reason=reason)

    def _must_hide(self, case: CaseRow) -> None:
        """Refuse unless the case hides its claimant still and the person may know them."""
        with self._database.reading() as read:
            self._must_prepare(read, case.id)
            if not is_still_hidden(read, case.id):
                raise RuleViolation(f"The claimant of {case.reference} is not hidden.")
            known = read.veil is None or read.veil.mask(case.id) is None
        if not known:
            raise NotAllowed(f"You judge {case.reference}, so its claimant is hidden from you.")


def _looked(read: Reader, mask: Mask, item: EvidenceRow) -> Looked:
    said = (
        *mask.places("file name", item.file_name),
        *mask.places("title", item.title),
        *mask.places("source", item.source),
        *mask.places("supplier", item.supplier),
    )
    pages = text_queries.pages(read, item.sha256)
    inside = [
        place
        for one in pages
        for place in mask.places("text" if one.index is None else f"page {one.label or one.index + 1}", one.text)
    ]
    empty = [one.label or str((one.index or 0) + 1) for one in pages if not one.text.strip()]
    note = text_queries.why_none(read, item.sha256) if len(empty) == len(pages) else ""
    if empty and not note:
        note = f"Page {empty[0]} holds no text." if len(empty) == 1 else f"{len(empty)} pages hold no text."
    about = text_queries.about(read, item.sha256)
    if about is not None:
        inside += [
            place for where, words in about[0] for place in mask.places(f"file's own information: {where}", words)
        ]
    if not note and (about is None or not about[1]):
        seen = "was not looked through yet" if about is None else "could not be looked through whole"
        note = f"What the file says of itself {seen}."
    return Looked(item, (*said, *inside), len(inside), note, look_at(read, item))
