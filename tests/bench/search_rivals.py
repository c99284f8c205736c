"""What a person could search the same pages with instead: Tantivy, an index in a folder, and ripgrep over the bare text.

Tantivy is asked for what the product shows: 50 hits, the newest first or the best first, each with a snippet cut from
the text it keeps. It stems as the product does. A beginning is a pattern over its terms.
"""

import shutil
import subprocess
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HITS = 50
WRITER_BYTES = 256 << 20


class Tantivy:
    """The pages in an index of Tantivy's."""

    def __init__(self, folder: Path, pages: Iterable[str]) -> None:
        import tantivy

        self._tantivy = tantivy
        folder.mkdir()
        schema = (
            tantivy.SchemaBuilder()
            .add_text_field("text", stored=True, tokenizer_name="en_stem")
            .add_integer_field("id", stored=True, fast=True)
            .build()
        )
        self._index = tantivy.Index(schema, path=str(folder))
        writer = self._index.writer(WRITER_BYTES, 1)
        for number, text in enumerate(pages):
            writer.add_document(tantivy.Document(text=text, id=number))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._folder = folder

    @property
    def size(self) -> int:
        """Bytes of the index with the text in it."""
        return sum(one.stat().st_size for one in self._folder.rglob("*") if one.is_file())

    def newest(self, query: str) -> list[tuple[int, str]]:
        """Return the ids and snippets of the newest pages."""
        return self._found(query, order_by_field="id")

    def best(self, query: str) -> list[tuple[int, str]]:
        """Return the ids and snippets of the best pages, by BM25 over every hit."""
        return self._found(query)

    def _found(self, typed: str, **order: Any) -> list[tuple[int, str]]:
        if typed.endswith("*"):
            query = self._tantivy.Query.regex_query(self._index.schema, "text", typed[:-1] + ".*")
        else:
            query = self._index.parse_query(typed, ["text"], conjunction_by_default=True)
        cutter = self._tantivy.SnippetGenerator.create(self._searcher, query, self._index.schema, "text")
        found = []
        for _, address in self._searcher.search(query, HITS, count=False, **order).hits:
            document = self._searcher.doc(address)
            found.append((document["id"][0], cutter.snippet_from_doc(document).to_html()))
        return found


def tantivy_over(folder: Path, pages: Iterable[str]) -> Tantivy | None:
    """Return the pages in an index of Tantivy's; None where it is not installed."""
    return Tantivy(folder, pages) if find_spec("tantivy") else None


def has_ripgrep() -> bool:
    return shutil.which("rg") is not None


def ripgrep(query: str, texts: Path, *, every: bool) -> None:
    """Look for a query in a file of one page a line: the first 50 lines that hold it, or how many do."""
    words = query.strip('"').split()
    if query.startswith('"') or len(words) == 1:
        pattern = rf"\b{' '.join(words).rstrip('*')}" + ("" if query.endswith("*") else r"\b")
    else:
        pattern = "|".join(rf"\b{one}\b.*\b{other}\b" for one, other in (words, words[::-1]))
    much = ["-c"] if every else ["-m", str(HITS)]
    subprocess.run(["rg", "-i", *much, "-e", pattern, str(texts)], capture_output=True, check=False)
