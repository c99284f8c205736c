"""The query line of the case list: free words and `key:value` words, read without a store or a window."""

import re
from typing import TypeVar

from rpl_desk.domain.cases import CaseKind, Stage
from rpl_desk.domain.policy import LEVELS
from rpl_desk.domain.rows import dataclass

Member = TypeVar("Member")

OPEN_STAGES = (Stage.INTAKE, Stage.REVIEW, Stage.RECONCILE, Stage.PANEL, Stage.DECIDED, Stage.WAITING)
DONE_STAGES = (Stage.DECIDED, Stage.SIGNED, Stage.RELEASED)
_RATING = tuple(kind for kind in CaseKind if kind.is_credit_rating)
_RPL = tuple(kind for kind in CaseKind if not kind.is_credit_rating)

STAGES: dict[str, tuple[Stage, ...]] = {stage.value: (stage,) for stage in Stage} | {
    "open": OPEN_STAGES,
    "finished": DONE_STAGES,
}
KINDS: dict[str, tuple[CaseKind, ...]] = {kind.value: (kind,) for kind in CaseKind} | {
    "rpl": _RPL,
    "rating": _RATING,
    "own": (CaseKind.CREDIT_RATING_OWN,),
    "third": (CaseKind.CREDIT_RATING_THIRD_PARTY,),
    "specific": (CaseKind.RPL_CREDIT_SPECIFIC,),
    "general": (CaseKind.RPL_CREDIT_GENERAL,),
    "entry": (CaseKind.RPL_ENTRY,),
    "formative": (CaseKind.RPL_FORMATIVE,),
    "transfer": (CaseKind.CREDIT_TRANSFER,),
}
SORTS = ("due", "opened", "reference", "title", "stage")
KEYS = ("stage", "kind", "level", "due", "mine", "sort")
EXAMPLE = "stage:review kind:rpl level:8 due<7d mine:yes sort:due"

_PIECE = re.compile(r'"([^"]*)"|(\S+)')
_KEYED = re.compile(r"([A-Za-z]+)([:<])(.*)")
_DAYS = re.compile(r"([0-9]{1,4})d?")


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """What a query line asks for. `due_within` is in days from today; `problems` says what was not understood."""

    words: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    kinds: tuple[CaseKind, ...] = ()
    level: int | None = None
    due_within: int | None = None
    mine: bool = False
    sort: str = "due"
    descending: bool = False
    problems: tuple[str, ...] = ()


def parse(text: str) -> CaseQuery:
    """Read a query line; what is not understood is left out of the search and named in `problems`.

    Words in double quotes stay together. Several values of one key are joined by commas: `stage:review,panel`.
    """
    words: list[str] = []
    values: dict[str, str] = {}
    problems: list[str] = []
    for quoted, bare in _PIECE.findall(text):
        keyed = _KEYED.fullmatch(bare)
        if keyed is None:
            words.extend(word for word in [(quoted or bare).strip('" ')] if word)
            continue
        key, sign, value = keyed[1].lower(), keyed[2], keyed[3].lower()
        if key not in KEYS:
            problems.append(f"“{keyed[1]}” is not a key. The keys are {', '.join(KEYS)}.")
        elif (sign == "<") != (key == "due"):
            problems.append(f"Write {'due<7d' if key == 'due' else f'{key}:…'} instead of {bare}.")
        else:
            values[key] = value
    level = _number(values, problems)
    sort, descending = _sort(values, problems)
    return CaseQuery(
        words=tuple(words),
        stages=_members(values, "stage", STAGES, problems),
        kinds=_members(values, "kind", KINDS, problems),
        level=level,
        due_within=_days(values, problems),
        mine=_yes(values, problems),
        sort=sort,
        descending=descending,
        problems=tuple(problems),
    )


def _members(
    values: dict[str, str], key: str, known: dict[str, tuple[Member, ...]], problems: list[str]
) -> tuple[Member, ...]:
    found: dict[Member, None] = {}
    for name in filter(None, values.get(key, "").split(",")):
        if name in known:
            found |= dict.fromkeys(known[name])
        else:
            problems.append(f"“{name}” is not a {key}. Known are {', '.join(known)}.")
    return tuple(found)


def _number(values: dict[str, str], problems: list[str]) -> int | None:
    value = values.get("level", "")
    if not value:
        return None
    if value.isascii() and value.isdigit() and int(value) in LEVELS:
        return int(value)
    problems.append(f"“{value}” is not a level. Levels are whole numbers from {LEVELS[0]} to {LEVELS[-1]}.")
    return None


def _days(values: dict[str, str], problems: list[str]) -> int | None:
    value = values.get("due", "")
    if not value:
        return None
    found = _DAYS.fullmatch(value)
    if found is None:
        problems.append(f"“due<{value}” is not a number of days. Write due<7d for the next seven days.")
    return int(found[1]) if found else None


def _yes(values: dict[str, str], problems: list[str]) -> bool:
    value = values.get("mine", "no") or "no"
    if value not in ("yes", "no"):
        problems.append(f"“mine:{value}” is neither mine:yes nor mine:no.")
    return value == "yes"


def _sort(values: dict[str, str], problems: list[str]) -> tuple[str, bool]:
    value = values.get("sort", "") or "due"
    name = value.removeprefix("-")
    if name not in SORTS:
        problems.append(f"“{name}” cannot be sorted by. Known are {', '.join(SORTS)}; sort:-due turns round.")
        return "due", False
    return name, value.startswith("-")


def blocks(text: str) -> list[tuple[int, int]]:
    """Return where each understood `key:value` word begins and ends in a line."""
    found = []
    for piece in _PIECE.finditer(text):
        keyed = _KEYED.fullmatch(piece[0])
        if keyed is not None and keyed[3] and not parse(piece[0]).problems:
            found.append(piece.span())
    return found


def has_key(text: str, key: str) -> bool:
    """Tell whether a line says anything about a key."""
    return any(_is_keyed(piece, (key,)) for piece in _pieces(text))


def with_value(text: str, piece: str) -> str:
    """Return the line with this `key:value` in place of the key's old value, the rest as it was typed."""
    key = re.split("[:<]", piece)[0]
    kept = [whole for whole in _pieces(text) if not _is_keyed(whole, (key,))]
    return " ".join([*kept, piece])


def only_words(text: str) -> str:
    """Return the line without what narrows by key; words and the sorting stay."""
    narrowing = tuple(key for key in KEYS if key != "sort")
    return " ".join(whole for whole in _pieces(text) if not _is_keyed(whole, narrowing))


def _pieces(text: str) -> list[str]:
    return [found[0] for found in _PIECE.finditer(text)]


def _is_keyed(piece: str, keys: tuple[str, ...]) -> bool:
    found = _KEYED.fullmatch(piece)
    return found is not None and found[1].lower() in keys
