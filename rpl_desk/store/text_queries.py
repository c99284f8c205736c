"""The kept text of stored files: derived from their bytes, so no entry of the log vouches for it."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from ..domain.evidence import EvidenceRow
from ..domain.passages import PageWords
from .database import Action
from .queries import select_rows
from .tables import evidence, page_text, text_source

Read = Callable[[Select[Any]], Sequence[Any]]


def keep(action: Action, sha256: str, pages: Sequence[PageWords], note: str) -> None:
    """Keep the text of a file, unless it is there already; `note` says why there is none."""
    if action.read(select(text_source.c.sha256).where(text_source.c.sha256 == sha256)):
        return
    action.keep_bytes(
        text_source,
        sha256=sha256,
        extractor=pages[0].extractor if pages else "",
        paged=bool(pages) and pages[0].index is not None,
        note=note,
    )
    for one in pages:
        action.keep_bytes(page_text, sha256=sha256, page=one.index or 0, label=one.label, text=one.text)


def pages(read: Read, sha256: str) -> tuple[PageWords, ...]:
    """Return the kept text of a file by page; nothing where it was not taken."""
    statement = (
        select(page_text.c.page, page_text.c.label, page_text.c.text, text_source.c.extractor, text_source.c.paged)
        .join(text_source, text_source.c.sha256 == page_text.c.sha256)
        .where(page_text.c.sha256 == sha256)
        .order_by(page_text.c.page)
    )
    return tuple(
        PageWords(page if paged else None, label, text, extractor)
        for page, label, text, extractor, paged in read(statement)
    )


def waiting(read: Read) -> tuple[EvidenceRow, ...]:
    """Return the first item of each file whose text was not taken yet."""
    first = (
        select(func.min(evidence.c.id))
        .where(evidence.c.sha256.not_in(select(text_source.c.sha256)))
        .group_by(evidence.c.sha256)
    )
    return tuple(EvidenceRow(*row) for row in read(select_rows(EvidenceRow).where(evidence.c.id.in_(first))))
