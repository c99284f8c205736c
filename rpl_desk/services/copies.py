"""Working copies of evidence: with one's marks in it, or with parts of it covered. The original is never touched."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..domain.cases import CaseRow, Stage
from ..domain.errors import RuleViolation
from ..domain.evidence import STANCE_SIGNS, EvidenceRow, Stance, day_words
from ..domain.intake import IntakeEvidence
from ..domain.judgements import CriterionRow
from ..domain.page_text import box_of, to_picture
from ..domain.passages import AnchorKind
from ..domain.preview import DocumentKind, Page, PageText, Picture
from ..domain.redaction import Area, Span, Wanted, areas_text, checked, dots, places_of, said_of, uncovered
from ..domain.rows import dataclass
from ..reading.copying import CopiedMark, marked_copy
from ..reading.limits import LIMITS
from ..whole_files import write_whole
from .evidence import EvidenceService
from .exchange import Exported
from .judging import JudgingService
from .marking import MarkedPassage, MarkingService
from .session import Service
from .words import named

if TYPE_CHECKING:
    from ..documents.redacted import Letter

Progress = Callable[[int, int], None]
PDF = "application/pdf"
COLOURS = {
    Stance.SUPPORTS: (0.53, 0.80, 0.60),
    Stance.PARTLY: (0.98, 0.83, 0.45),
    Stance.CONTRADICTS: (0.95, 0.62, 0.58),
    None: (0.62, 0.77, 0.86),
}
"""Of marks in a copy: each carries its stance in words too."""

RECOGNISED_WORDS = "Words of scanned pages were recognised by a program, which may have missed some."
_INCH = 72.0


@dataclass(frozen=True, slots=True)
class Redaction:
    """A redacted copy that was made and is kept nowhere yet.

    pages, areas: of one with pages; spans: of a recording. is_recognised: words of it were sought in what was
    recognised in its pictures, where some may have been missed. words: what was covered wherever it stands, which the
    entry of the copy must not say. about: what whoever uses the copy should know of it, in a sentence.
    """

    data: bytes
    reason: str
    media_type: str = PDF
    suffix: str = "pdf"
    areas: tuple[Area, ...] = ()
    pages: int = 0
    spans: tuple[Span, ...] = ()
    words: tuple[str, ...] = ()
    is_recognised: bool = False
    about: str = ""


class CopyService(Service):
    """What a person takes out of the evidence, or makes of it, for others to read."""

    def __init__(
        self, *shared: Any, evidence: EvidenceService, judging: JudgingService, marking: MarkingService
    ) -> None:
        super().__init__(*shared)
        self._evidence, self._judging, self._marking = evidence, judging, marking

    # -- marked -------------------------------------------------------------------------------------------------------

    def marked(self, case: CaseRow, item: EvidenceRow, target: Path) -> Exported:
        """Write a copy of a PDF with the marks one may see as annotations: before the reveal one's own.

        Raises RuleViolation for an item that is no PDF or has no such marks, CannotCopy for a file that is damaged,
        StorageProblem where it cannot be written.
        """
        self._must_know_claimant(case, "a copy of a file, with what it says of its author,")
        if item.media_type != PDF:
            raise RuleViolation(f"{item.key} is no PDF. Only PDFs are copied with their marks in them.")
        criteria = {one.id: one for one in self._judging.criteria(case.id)}
        there = [one for one in self._marking.passages(case.id, item.id) if one.passage.anchor.sha256 == item.sha256]
        marks = [mark for one in there for mark in _copied(one, criteria)]
        if not marks:
            raise RuleViolation(f"{item.key} has no marks that you may see.")
        now = self._session.now()
        authors = ", ".join(dict.fromkeys(one.author for one in there))
        data = marked_copy(
            self._evidence.read(item),
            marks,
            name=item.key,
            about=(
                f"Marked copy of {item.key} {item.title}, {case.reference}.\n{len(there)} marks of {authors}, as of"
                f" {day_words(now.date())}.\nThe original has the SHA-256 {item.sha256} and is kept unchanged."
            ),
            subject=f"Marked copy, made by RPL Desk, of the file with the SHA-256 {item.sha256}",
            made_at=f"D:{now:%Y%m%d%H%M%S}Z",
        )
        write_whole(target, data)
        with self._action("hand out marked copy", case):
            pass  # nothing in the store changes, yet the log says who took a copy
        return Exported(target, hashlib.sha256(data).hexdigest())

    # -- redacted -----------------------------------------------------------------------------------------------------

    def redact(self, item: EvidenceRow, wanted: Wanted, reason: str, progress: Progress | None = None) -> Redaction:
        """Make a copy of an item whose every page is a picture with the areas and words black, and words over it.

        Of its text, or of what was recognised in it, the copy has the words that no area touches. The copy of a
        recording is its sound alone, as WAV, with the spans silent. Raises RuleViolation where nothing is to be
        covered, words stand nowhere, an area lies on no page, a span after the end, or where the reason, which is
        written into the copy, says the words; CannotPreview, CannotSilence for a file that cannot be drawn or decoded.
        """
        from ..documents.redacted import CoveredPage, redacted_pdf

        reason = named(reason, "redacted copy's reason")
        checked(wanted)
        if word := said_of(wanted.words, reason):
            raise RuleViolation(
                f"The reason says “{word}”, which is to be covered, and is written into the copy. Say it in other"
                " words."
            )
        if is_recording(item):
            from .recordings import silent_copy

            return silent_copy(self._evidence, item, wanted, reason, progress)
        if wanted.spans:
            raise RuleViolation(f"{item.key} is no recording. Mark areas or words instead of times.")
        with self._evidence.preview(item) as preview:
            outline = preview.outline
            if outline.kind not in (DocumentKind.PAGES, DocumentKind.PICTURE):
                raise RuleViolation(
                    f"{item.key} has no pages to cover. Only PDFs, pictures and recordings can be redacted."
                )
            total = len(outline.pages)
            in_points = (
                item.media_type == PDF
            )  # a picture's own points are its dots, whether its words are known or not
            texts: dict[int, PageText] = {}
            if outline.kind is DocumentKind.PAGES:
                for number in range(total):
                    if progress is not None:
                        progress(number, 2 * total)
                    texts[number] = preview.page_text(number)
            areas = self._areas(item, total, texts, wanted)
            recognised = any(one.confidence is not None for one in texts.values())

            def pages() -> Iterator[CoveredPage]:
                for number, page in enumerate(outline.pages):
                    if progress is not None:
                        progress(total + number, 2 * total)
                    picture = preview.page_picture(number, scale=_scale(in_points))
                    across, down = _size(in_points, page, picture)
                    boxes = tuple(
                        dots(one.rectangle, picture.place, picture.width, picture.height)
                        for one in areas
                        if one.page == number
                    )
                    words = _uncovered(texts.get(number), number, areas, wanted, picture, across)
                    yield CoveredPage(
                        picture.width, picture.height, picture.stride, picture.pixels, boxes, across, down, words
                    )

            data = redacted_pdf(
                pages(),
                title=f"Redacted copy of {item.key}",
                subject=(
                    f"Redacted copy, made by RPL Desk, of the file with the SHA-256 {item.sha256}. {reason}"
                    + (f" {RECOGNISED_WORDS}" if recognised else "")
                ),
                areas=areas_text(areas),
                most=LIMITS.file_bytes,
            )
        if data is None:
            raise RuleViolation(f"The redacted copy of {item.key} would be larger than an evidence file may be.")
        if progress is not None:
            progress(2 * total, 2 * total)
        return Redaction(data, reason, areas=areas, pages=total, words=wanted.words, is_recognised=recognised)

    @staticmethod
    def _areas(item: EvidenceRow, pages: int, texts: dict[int, PageText], wanted: Wanted) -> tuple[Area, ...]:
        if stray := [one for one in wanted.areas if not 0 <= one.page < pages]:
            raise RuleViolation(f"{item.key} has {pages} pages; an area lies on page {stray[0].page + 1}.")
        areas = list(wanted.areas)
        if wanted.words:
            if not any(text.text.strip() for text in texts.values()):
                raise RuleViolation(
                    f"{item.key} holds no text. Have its words recognised first, or mark areas instead of words."
                )
            for words in wanted.words:
                found = [area for number, text in texts.items() for area in places_of(words, number, text)]
                if not found:
                    raise RuleViolation(
                        f"“{words}” stands nowhere in the text of {item.key}. Look at its pages and mark areas instead."
                    )
                areas += found
        return tuple(dict.fromkeys(areas))

    def keep_redacted(self, case: CaseRow, item: EvidenceRow, made: Redaction) -> EvidenceRow:
        """Register a redacted copy as an item of its own, which names the item and the file it was made of."""
        with self._database.reading() as read:
            self._must_prepare(read, case.id)
        self._must_stand_at(case, Stage.INTAKE, Stage.REVIEW, Stage.WAITING)
        details = IntakeEvidence(
            file=f"{item.key} redacted.{made.suffix}",
            title=f"Redacted copy of {item.key}" + ("" if said_of(made.words, item.title) else f": {item.title}"),
            kind=item.kind,
            learned_on=item.learned_on,
            made_on=item.made_on,
            source=f"Redacted copy of {item.key}, SHA-256 {item.sha256}. {made.reason}",
            supplier="" if said_of(made.words, item.supplier) else item.supplier,
            language=item.language,
            sensitivity=item.sensitivity,
            currency_exception=item.currency_exception,
        )
        with self._evidence.adding("redact evidence", case) as action:
            return self._evidence.keep_made(action, case, details, made.data, made.media_type, made.suffix)

    def hand_out_redacted(self, case: CaseRow, made: Redaction, target: Path) -> Exported:
        """Write a redacted copy to a file; the log says who took it."""
        _ = self._me
        write_whole(target, made.data)
        with self._action("hand out redacted copy", case):
            pass
        return Exported(target, hashlib.sha256(made.data).hexdigest())


def is_recording(item: EvidenceRow) -> bool:
    return item.media_type.startswith(("audio/", "video/"))


def _copied(marked: MarkedPassage, criteria: dict[int, CriterionRow]) -> Iterator[CopiedMark]:
    """Yield a mark as annotations: one on its page, and one on each page its text runs on to."""
    anchor = marked.passage.anchor
    lines = []
    for link in marked.links:
        criterion = criteria[link.criterion_id]
        sign = STANCE_SIGNS[link.stance]
        said = f"{criterion.key} {criterion.label}: {sign} {link.stance.value}, strength {link.strength}."
        lines.append(f"{said} {link.note}".rstrip())
    words = "\n".join(lines) or "Marked, and not tied to a criterion."
    stances = {link.stance for link in marked.links}
    colour = COLOURS[stances.pop() if len(stances) == 1 else None]
    numbered = f"Assessor {marked.assessor}"
    author = numbered if marked.author == numbered else f"{marked.author}, {numbered.lower()}"
    page = anchor.page_index or 0
    if anchor.rectangles:
        kind = "area" if anchor.kind is AnchorKind.AREA else "text"
        for number, rectangles in enumerate((anchor.rectangles, *anchor.onward), start=page):
            if rectangles:
                yield CopiedMark(number, kind, rectangles, colour, author, words)
        return
    quoted = f" “{anchor.exact}”" if anchor.exact else ""
    place = f"Page {anchor.place}{quoted}" if anchor.place else f"Whole item{quoted}"
    yield CopiedMark(page, "note", (), colour, author, f"{place}.\n{words}")


def _uncovered(
    text: PageText | None, number: int, areas: tuple[Area, ...], wanted: Wanted, picture: Picture, across: float
) -> "tuple[tuple[Letter, ...], ...]":
    """Return the words of a page that nothing covers, where they stand in a copy so many points across."""
    from ..documents.redacted import Letter

    if text is None:
        return ()
    place = picture.place
    shown = place.top - place.bottom if place.rotation in (90, 270) else place.right - place.left
    found = []
    for start, end in uncovered(text, number, areas, wanted.words):
        boxes = [(text.text[offset], box_of(text, offset)) for offset in range(start, end)]
        found.append(tuple(Letter(one, to_picture(place, box, across / shown)) for one, box in boxes if box))
    return tuple(found)


def _scale(in_points: bool) -> float:
    from ..documents.redacted import DOTS

    return DOTS / _INCH if in_points else 1.0


def _size(in_points: bool, page: Page, picture: Picture) -> tuple[float, float]:
    """Return how large a page of the copy is in points; a picture's dots stand as close as a page's."""
    if in_points:
        return page.width, page.height
    scale = _scale(True)
    return picture.width / scale, picture.height / scale
