"""The words of XMP, the description that files of many kinds carry, sought by how it begins and ends.

Source: ISO 16684-1 7 (RDF in XML, of which the words are taken whatever they are a value of).
"""

import re
from collections.abc import Iterator
from html import unescape

_BEGINS, _ENDS = b"<rdf:RDF", b"</rdf:RDF>"
_WORDS = re.compile(r"<([\w.-]+):([\w.-]+)[^<>]*>([^<>]*)")
_TAG = re.compile(r"<[^<>!?/][^<>]*>")
_ATTRIBUTE = re.compile(r"([\w.-]+:)?([\w.-]+)\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')")


def xmp_words(source: bytes) -> Iterator[tuple[str, str]]:
    """Give where it stands and the words, of every description in these bytes."""
    start = source.find(_BEGINS)
    while start >= 0:
        end = source.find(_ENDS, start)
        if end < 0:
            return
        yield from _of_one(source[start:end].decode("utf-8", "replace"))
        start = source.find(_BEGINS, end)


def _of_one(text: str) -> Iterator[tuple[str, str]]:
    held = ""
    for found in _WORDS.finditer(text):
        if found[1] != "rdf":
            held = found[2]
        if words := unescape(found[3]).strip():
            yield f"XMP {held}", words
    for tag in _TAG.findall(text):
        for one in _ATTRIBUTE.finditer(tag):
            words = unescape(one[3] or one[4] or "").strip()
            if words and not (one[1] or "").startswith("xmlns"):
                yield f"XMP {one[2]}", words
