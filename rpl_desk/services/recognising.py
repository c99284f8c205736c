"""Words of scans, recognised because a person asked for it, and kept as what they are: recognised."""

from collections.abc import Callable

from ..domain.errors import RuleViolation
from ..domain.evidence import EvidenceRow
from ..domain.languages import Languages
from ..domain.passages import PageWords
from ..domain.preview import PageText
from ..domain.recognition import NOT_INSTALLED, can_hold_scans, is_recognised
from ..reading.preview import Preview
from ..reading.recognition import has_recogniser, installed, languages
from ..store import blobs, queries, recognised, text_queries
from .session import Service

Progress = Callable[[int, int], None]


class RecognisingService(Service):
    """Recognises the words of one item at a time, in a worker process; the file itself stays as it came."""

    def languages(self) -> Languages:
        """Return the languages the office has scans read in, and those whose data is on this machine."""
        _ = self._session.user
        return languages(self._wanted())

    def why_not(self) -> str:
        """Return why nothing can be recognised on this machine; empty where it can, be it not in every language."""
        found = self.languages()
        if not has_recogniser() or not found.here:
            return NOT_INSTALLED
        return "" if found.used else found.words

    def _wanted(self) -> tuple[str, ...]:
        with self._database.reading() as read:
            return queries.office_policy(read).recognition_languages

    def is_recognised(self, item: EvidenceRow) -> bool:
        """Tell whether the kept text of an item was recognised."""
        _ = self._me
        with self._database.reading() as read:
            return is_recognised(text_queries.extractor_of(read, item.sha256))

    def recognise(self, item: EvidenceRow, progress: Progress | None = None) -> str:
        """Recognise the words of an item's pages that hold none, and keep them and where they stand.

        progress: told before each page how many are done and how many there are; what it raises ends the work, and
        nothing is kept. Returns in words why there is no text, empty when there is. Raises RuleViolation where there
        is nothing to recognise or recognition is not installed, CannotPreview, StorageProblem.
        """
        _ = self._me
        how = installed(self._wanted())
        if how is None:
            raise RuleViolation(self.why_not())
        if item.kept_sealed or not can_hold_scans(item.media_type):
            raise RuleViolation(f"{item.key} is no scan, so there are no words in it to recognise.")
        with self._database.reading() as read:
            data = b"".join(blobs.pieces(read, item.sha256))
            case = queries.case_by_id(read, item.case_id)
        pages: list[PageWords] = []
        scanned: list[tuple[int, PageText]] = []
        with Preview.open(data, item.media_type, item.key, recognition=how) as preview:
            shown = preview.outline.pages
            for number, page in enumerate(shown):
                if progress is not None:
                    progress(number, len(shown))
                taken = preview.page_text(number)
                if is_recognised(taken.extractor):
                    scanned.append((number, taken))
                pages.append(PageWords(number, page.label, taken.text, taken.extractor))
            if progress is not None:
                progress(len(shown), len(shown))
        if not scanned:
            return "Every page of it holds text of its own."
        note = "" if any(one.text.strip() for one in pages) else "No words were recognised in it."
        with self._action("recognise text", case) as action:
            text_queries.replace(action, item.sha256, pages, note, scanned[0][1].extractor)
            recognised.keep(action, item.sha256, scanned)
        return note
