"""Arabic letter shapes and writing direction, for a drawing engine that knows neither.

Letters are joined with the presentation forms that Unicode names, which DejaVu Sans draws. Direction follows the
Unicode bidirectional algorithm (UAX 9) without embeddings, isolates and bracket pairs: direction controls are drawn as
visible boxes in these documents and so have no effect on order.
"""

import unicodedata
from functools import cache

LAM = "\u0644"
TATWEEL = "\u0640"
JOINERS = "\u200c\u200d"
"""Zero width non-joiner and joiner: they steer the shapes of the letters beside them and are not drawn there."""

_CONTROLS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN", "B", "S"})
_MIRRORED = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))


def is_right_to_left(text: str) -> bool:
    """Say whether a text holds any letter written from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def base_level(text: str) -> int:
    """Return 1 for a paragraph whose first letter with a direction is written from right to left, else 0."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("L", "R", "AL"):
            return 0 if direction == "L" else 1
    return 0


def mirrored(char: str) -> str:
    """Return the bracket that stands for this one in text written from right to left."""
    return _MIRRORED.get(char, char)


@cache
def _forms() -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Return the shapes of each letter by place, and those of lam with each alef."""
    letters: dict[str, dict[str, str]] = {}
    with_lam: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFC00), *range(0xFE80, 0xFEFD)):
        place, *parts = unicodedata.decomposition(chr(code)).split() or [""]
        chars = [chr(int(part, 16)) for part in parts]
        if len(chars) == 1 and place.startswith("<"):
            letters.setdefault(chars[0], {}).setdefault(place[1:-1], chr(code))
        elif len(chars) == 2 and chars[0] == LAM:
            with_lam.setdefault(chars[1], {})[place[1:-1]] = chr(code)
    return letters, with_lam


def shaped(text: str) -> list[str]:
    """Return, for each character of a text, what to draw: Arabic letters in their joined shapes.

    An empty entry is part of the one before it (lam with alef) or a joiner between Arabic letters.
    """
    letters, with_lam = _forms()
    drawn = list(text)
    places = [i for i, char in enumerate(text) if not unicodedata.combining(char)]
    skip = -1
    for order, i in enumerate(places):
        char = text[i]
        before = text[places[order - 1]] if order else ""
        after = text[places[order + 1]] if order + 1 < len(places) else ""
        if char in JOINERS:
            if before in letters or after in letters:
                drawn[i] = ""
            continue
        if i == skip or char not in letters:
            continue
        tied = "initial" in letters[char]
        joins_before = "final" in letters[char] and (
            before in (TATWEEL, JOINERS[1]) or "initial" in letters.get(before, {})
        )
        if char == LAM and after in with_lam and places[order + 1] == i + 1:
            skip = i + 1
            drawn[i] = with_lam[after]["final" if joins_before else "isolated"]
            drawn[skip] = ""
            continue
        joins_after = tied and (after in (TATWEEL, JOINERS[1]) or "final" in letters.get(after, {}))
        place = ("medial" if joins_after else "final") if joins_before else ("initial" if joins_after else "isolated")
        drawn[i] = letters[char].get(place, char)
    return drawn


def levels(text: str, base: int) -> list[int]:
    """Return the embedding level of each character: even is drawn left to right, odd right to left.

    Source: UAX 9, rules W1 to W7, N1, N2, I1 and I2, for one paragraph of level `base`.
    """
    start = "R" if base else "L"
    kinds = ["ON" if (kind := unicodedata.bidirectional(char)) in _CONTROLS else kind or "L" for char in text]
    before = start
    for i, kind in enumerate(kinds):  # W1
        if kind == "NSM":
            kinds[i] = before
        before = kinds[i]
    strong = start
    for i, kind in enumerate(kinds):  # W2, W3
        if kind in ("L", "R", "AL"):
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[i] = "AN"
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for i in range(1, len(kinds) - 1):  # W4
        left, kind, right = kinds[i - 1 : i + 2]
        if left == right and ((left == "EN" and kind in ("ES", "CS")) or (left == "AN" and kind == "CS")):
            kinds[i] = left
    for numbers in (range(len(kinds)), range(len(kinds) - 1, -1, -1)):  # W5, from both sides
        digit = False
        for i in numbers:
            digit = kinds[i] == "EN" or (digit and kinds[i] == "ET")
            if digit:
                kinds[i] = "EN"
    kinds = ["ON" if kind in ("ES", "ET", "CS", "WS") else kind for kind in kinds]  # W6
    strong = start
    for i, kind in enumerate(kinds):  # W7
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"
    i = 0
    while i < len(kinds):  # N1, N2
        if kinds[i] != "ON":
            i += 1
            continue
        end = next((j for j in range(i, len(kinds)) if kinds[j] != "ON"), len(kinds))
        left = start if i == 0 else ("L" if kinds[i - 1] == "L" else "R")
        right = start if end == len(kinds) else ("L" if kinds[end] == "L" else "R")
        kinds[i:end] = [left if left == right else start] * (end - i)
        i = end
    if base:
        return [1 if kind == "R" else 2 for kind in kinds]
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in kinds]
