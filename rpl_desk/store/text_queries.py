"""The kept text of stored files: derived from their bytes, so no entry of the log vouches for it."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select

from ..domain.evidence import EvidenceRow
from ..domain.passages import PageWords
from ..domain.searching import Coverage, Textless
from .action import Action
from .queries import select_rows
from .tables import case, evidence, file_about, page_text, text_source, text_under_way
from .veil import is_hidden, one_text, texts, veiled

PART = 8_000
"""Characters."""

AT_ONCE = 150_000
"""Characters that are kept in one transaction, some 10 ms: whoever wants to write meanwhile waits for one part."""

ROW = 100
"""What a row costs beside its characters, in characters."""

LISTED = 20
"""Files without text that are named."""

Read = Callable[[Select[Any]], Sequence[Any]]

_UNDER_WAY = select(text_under_way.c.sha256)


Rows = list[tuple[str, int, str, str]]
"""Of `page_text`: sha256, page, label, text."""


def parts_of(sha256: str, pages: Sequence[PageWords]) -> list[Rows]:
    """Return the rows that keep a text, in parts that are each written in a moment; one at least, be it empty."""
    if pages and pages[0].index is None:
        found = [(sha256, number, "", text) for number, text in enumerate(_cut("".join(one.text for one in pages)))]
    else:
        found = [(sha256, one.index or 0, one.label, one.text) for one in pages]
    parts: list[Rows] = [[]]
    room = AT_ONCE
    for row in found:
        if len(row[3]) > room and parts[-1]:
            parts.append([])
            room = AT_ONCE
        parts[-1].append(row)
        room -= len(row[3]) + ROW
    return parts


def begin(
    action: Action, sha256: str, pages: Sequence[PageWords], note: str, rows: Rows, *, whole: bool, extractor: str = ""
) -> bool:
    """Keep the first part of a file's text, unless there is a text already, which is told; `add` keeps the others.

    note: why there is no text. whole: this part is all. extractor: of the file as a whole, where its pages differ.
    """
    if action.read(select(text_source.c.sha256).where(text_source.c.sha256 == sha256)):
        return False
    action.keep_bytes(
        text_source,
        sha256=sha256,
        extractor=extractor or (pages[0].extractor if pages else ""),
        paged=bool(pages) and pages[0].index is not None,
        note=note,
    )
    if not whole:
        action.keep_bytes(text_under_way, sha256=sha256)
    action.keep_texts(rows)
    return True


def add(action: Action, sha256: str, rows: Rows, *, whole: bool) -> bool:
    """Keep the next part of a file's text, unless another text has taken its place, which is told."""
    if not is_under_way(action.read, sha256):
        return False
    action.keep_texts(rows)
    if whole:
        action.drop_bytes(text_under_way, text_under_way.c.sha256 == sha256)
    return True


def clear(action: Action, sha256: str) -> bool:
    """Take away a part of a text that was left under way; returns whether some of it is still there."""
    if not is_under_way(action.read, sha256):
        return False
    listed = select(page_text.c.id, func.length(page_text.c.text)).where(page_text.c.sha256 == sha256)
    room, gone = AT_ONCE, []
    for key, length in action.read(listed.order_by(page_text.c.id).limit(AT_ONCE // ROW)):
        gone.append(key)
        room -= length + ROW
        if room < 0:
            break
    if gone:
        action.drop_bytes(page_text, page_text.c.id.in_(gone))
        return True
    action.drop_bytes(text_under_way, text_under_way.c.sha256 == sha256)
    action.drop_bytes(text_source, text_source.c.sha256 == sha256)
    return False


def is_under_way(read: Read, sha256: str) -> bool:
    """Tell whether only a part of a file's text is kept."""
    return bool(read(select(text_under_way.c.sha256).where(text_under_way.c.sha256 == sha256)))


def replace(action: Action, sha256: str, pages: Sequence[PageWords], note: str, extractor: str) -> None:
    """Keep another text of a file than was kept, in one piece: the old one is there until the new one is.

    extractor: of the file as a whole, where its pages differ.
    """
    action.drop_bytes(page_text, page_text.c.sha256 == sha256)
    action.drop_bytes(text_under_way, text_under_way.c.sha256 == sha256)
    action.drop_bytes(text_source, text_source.c.sha256 == sha256)
    rows = [row for part in parts_of(sha256, pages) for row in part]
    begin(action, sha256, pages, note, rows, whole=True, extractor=extractor)


def extractor_of(read: Read, sha256: str) -> str:
    """Return what extracted the kept text of a file; empty where none was taken or it has none."""
    found = read(select(text_source.c.extractor).where(text_source.c.sha256 == sha256))
    return str(found[0].extractor) if found else ""


def keep_about(action: Action, sha256: str, said: Sequence[tuple[str, str]], *, whole: bool) -> None:
    """Keep what a file says of itself beside its text. whole: that there is no more of it than could be read."""
    action.drop_bytes(file_about, file_about.c.sha256 == sha256)
    action.keep_bytes(file_about, sha256=sha256, said=json.dumps(list(said), ensure_ascii=False), whole=whole)


def about(read: Read, sha256: str) -> tuple[tuple[tuple[str, str], ...], bool] | None:
    """Return what a file says of itself and whether that is all; None where nobody looked. Nothing is covered in it."""
    found = read(select(file_about.c.said, file_about.c.whole).where(file_about.c.sha256 == sha256))
    return (tuple((where, words) for where, words in json.loads(found[0].said)), found[0].whole) if found else None


def why_none(read: Read, sha256: str) -> str:
    """Return in words why no text of a file is kept."""
    found = read(select(text_source.c.note).where(text_source.c.sha256 == sha256))
    return str(found[0].note or "It holds no text.") if found else "Its text was not taken yet."


def _cut(text: str) -> Iterator[str]:
    """Give a text without pages in parts of a few pages' length, cut at white space where there is any.

    A snippet is cut from the whole of what the index calls one text: a book in one piece would be read for each hit.
    """
    start = 0
    while start < len(text):
        end = start + PART
        if end < len(text):
            space = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
            end = space + 1 if space > start else end
        yield text[start:end]
        start = end


def pages(read: Read, sha256: str) -> tuple[PageWords, ...]:
    """Return the kept text of a file by page; nothing where it was not taken."""
    statement = (
        select(page_text.c.page, page_text.c.label, page_text.c.text, text_source.c.extractor, text_source.c.paged)
        .join(text_source, text_source.c.sha256 == page_text.c.sha256)
        .where(page_text.c.sha256 == sha256, page_text.c.sha256.not_in(_UNDER_WAY))
        .order_by(page_text.c.page)
    )
    found = read(statement)
    if found and not found[0].paged:
        listed = [PageWords(None, "", "".join(row.text for row in found), found[0].extractor)]
    else:
        listed = [PageWords(page, label, text, extractor) for page, label, text, extractor, _ in found]
    cases = _hidden_with(read, sha256)
    return tuple(PageWords(one.index, one.label, texts(read, cases, one.text), one.extractor) for one in listed)


def _hidden_with(read: Read, sha256: str) -> list[int]:
    """Return the cases that hold a file and whose claimant is hidden from the viewer of this reading."""
    held = read(select(evidence.c.case_id).where(evidence.c.sha256 == sha256).distinct())
    return [row[0] for row in held if is_hidden(read, row[0])]


def waiting(read: Read) -> tuple[EvidenceRow, ...]:
    """Return the first item of each file whose text was not taken yet."""
    first = (
        select(func.min(evidence.c.id))
        .where(or_(evidence.c.sha256.not_in(select(text_source.c.sha256)), evidence.c.sha256.in_(_UNDER_WAY)))
        .group_by(evidence.c.sha256)
    )
    found = tuple(EvidenceRow(*row) for row in read(select_rows(EvidenceRow).where(evidence.c.id.in_(first))))
    return veiled(read, found)


def coverage(read: Read, case_id: int | None = None) -> Coverage:
    """Return how many files there are, wait and have no text, with the first of the last kind and why."""
    where = (evidence.c.case_id == case_id,) if case_id is not None else ()
    waits = or_(text_source.c.sha256.is_(None), evidence.c.sha256.in_(_UNDER_WAY))
    kinds: list[Any] = [waits, func.coalesce(text_source.c.note, "") != ""]
    counts = (
        select(func.count(evidence.c.sha256.distinct()), *kinds)
        .select_from(evidence.outerjoin(text_source, text_source.c.sha256 == evidence.c.sha256))
        .where(*where)
        .group_by(*kinds)
    )
    first = (
        select(func.min(evidence.c.id))
        .join(text_source, text_source.c.sha256 == evidence.c.sha256)
        .where(text_source.c.note != "", *where)
        .group_by(evidence.c.sha256)
    )
    named = (
        select(case.c.id, case.c.reference, evidence.c.number, evidence.c.title, text_source.c.note)
        .join(case, case.c.id == evidence.c.case_id)
        .join(text_source, text_source.c.sha256 == evidence.c.sha256)
        .where(evidence.c.id.in_(first))
        .order_by(case.c.reference, evidence.c.number)
        .limit(LISTED)
    )
    rows = read(counts)
    return Coverage(
        sum(row[0] for row in rows),
        sum(row[0] for row in rows if row[1]),
        sum(row[0] for row in rows if row[2]),
        tuple(
            Textless(case_, f"E{number:02d}", one_text(read, key, title), one_text(read, key, note))
            for key, case_, number, title, note in read(named)
        ),
    )
