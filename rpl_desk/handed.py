"""What a script hands to a command: passphrases, answers and decisions, checked whole before anything is kept."""

import re
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from .domain.decisions import Outcome
from .domain.errors import NotFound, Problem, Refused, RuleViolation
from .domain.rows import dataclass
from .domain.strict_json import parse_json

LONGEST_PASSPHRASE = 4_096  # bytes; a longer file is something else, given by mistake
LONGEST_WORDS = 1_000_000  # bytes of a record: a day's talk, written down word for word, is about half of it
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

# Control characters but tab and line break, and those that turn the direction of what follows.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

Condition = tuple[str, str, date | None, str]


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in an evidence item, named by its key."""

    evidence: str
    page: str = ""
    quotation: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as handed in."""

    answer: str
    reason: str = ""
    no_passage_reason: str = ""
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as handed in: the fields that were given, and the lists, None where not given."""

    fields: Mapping[str, Any]
    conditions: tuple[Condition, ...] | None = None
    recommendations: tuple[str, ...] | None = None


def shown(text: str) -> str:
    """Return text as it may go to a terminal: what commands it or turns its direction is written as a number."""
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def escaped(json_text: str) -> str:
    """Return JSON whose meaning is the same, with direction characters and the like as escapes."""
    return re.sub("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]", lambda found: f"\\u{ord(found[0]):04x}", json_text)


def read_passphrase(source: str) -> str:
    """Return the first line of a file, or of standard input for "-"; raises NotFound or RuleViolation."""
    try:
        if source == "-":
            line = sys.stdin.readline(LONGEST_PASSPHRASE)
            if not line:
                raise NotFound("Standard input ended before a passphrase came. Give each passphrase as a line.")
            return line.rstrip("\r\n").removeprefix("\ufeff")
        with Path(source).open("rb") as file:
            data = file.read(LONGEST_PASSPHRASE + 1)
    except OSError as error:
        raise NotFound(f"The passphrase file {source} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise RuleViolation("The passphrase on standard input is not text in UTF-8.") from error
    try:
        text = data.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        text = "\n"
    if len(data) > LONGEST_PASSPHRASE or "\n" in text or "\r" in text:
        raise RuleViolation(f"{source} is not a passphrase file: it holds one line of text in UTF-8.")
    return text


def read_words(source: str) -> str:
    """Return the text of a file; raises NotFound, or RuleViolation for what is no text in UTF-8 or far too long."""
    try:
        with Path(source).open("rb") as file:
            data = file.read(LONGEST_WORDS + 1)
    except OSError as error:
        raise NotFound(f"{source} cannot be read: {error.strerror or error}.") from error
    if len(data) > LONGEST_WORDS:
        raise RuleViolation(f"{source} is longer than {LONGEST_WORDS:,} bytes. Add it as a file instead.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleViolation(f"{source} is not text in UTF-8.") from error


def read_answers(source: str) -> dict[str, Answer]:
    """Return the answers of a file, by criterion; raises Refused with every problem of its form at once."""
    reading = _Reading(source)
    answers: dict[str, Answer] = {}
    for key, said in reading.object_of(reading.plain, "").items():
        one = _Fields(reading, key, said, ("answer", "reason", "no_passage_reason", "passages"))
        answers[key] = Answer(
            one.figure("answer"),
            one.text("reason"),
            one.text("no_passage_reason"),
            tuple(
                Passage(link.text("evidence"), link.figure("page"), link.text("quotation"))
                for link in one.objects("passages", ("evidence", "page", "quotation"))
            ),
        )
    reading.finish()
    return answers


def read_decision(source: str) -> Decision:
    """Return the decision of a file; raises Refused with every problem of its form at once."""
    reading = _Reading(source)
    texts = ("level_rationale", "credit_rationale", "dissent")
    top = _Fields(reading, "", reading.plain, ("outcome", "level", "points", *texts, "conditions", "recommendations"))
    fields: dict[str, Any] = {name: top.text(name) for name in texts if top.has(name)}
    fields |= {name: top.whole(name) for name in ("level", "points") if top.has(name)}
    if top.has("outcome"):
        fields["outcome"] = top.checked("outcome", outcome_of)
    conditions = tuple(
        (one.text("text"), one.text("owner"), one.checked("due_on", _day_of), one.text("shown_by"))
        for one in top.objects("conditions", ("text", "owner", "due_on", "shown_by"))
    )
    recommendations = top.texts("recommendations")
    reading.finish()
    return Decision(
        fields,
        conditions if top.has("conditions") else None,
        recommendations if top.has("recommendations") else None,
    )


def outcome_of(word: str) -> Outcome:
    """Return the outcome a word names; raises RuleViolation, naming them all."""
    if word not in set(Outcome):
        raise RuleViolation(f"“{shown(word)[:60]}” is not an outcome. They are: {', '.join(Outcome)}.")
    return Outcome(word)


def _day_of(text: str) -> date:
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # a day that no calendar has is answered as any other text that is no day
    raise RuleViolation(f"“{shown(text)[:60]}” is not a day such as 2026-05-28.")


class _Reading:
    """One file being read, with the problems found so far."""

    def __init__(self, source: str) -> None:
        self._name = Path(source).name
        self.problems: list[Problem] = []
        try:
            self.plain = parse_json(Path(source).read_bytes(), self._name)
        except OSError as error:
            raise NotFound(f"{source} cannot be read: {error.strerror or error}.") from error

    def refuse(self, place: str, message: str) -> None:
        self.problems.append(Problem(place, message))

    def object_of(self, value: Any, place: str) -> dict[str, Any]:
        if isinstance(value, dict):
            return value
        self.refuse(place, "A group of named fields in braces should stand here.")
        return {}

    def finish(self) -> None:
        if self.problems:
            raise Refused(self._name, self.problems)


class _Fields:
    """One object: hands out its fields checked; null is the same as not there."""

    def __init__(self, reading: _Reading, path: str, value: Any, known: tuple[str, ...]) -> None:
        self._reading, self._path = reading, path
        self._plain = reading.object_of(value, path)
        for name in self._plain:
            if name not in known:
                reading.refuse(self._at(name), f"There is no such field. There are: {', '.join(known)}.")

    def _at(self, name: str) -> str:
        return f"{self._path}.{shown(name)}" if self._path else shown(name)

    def has(self, name: str) -> bool:
        return self._plain.get(name) is not None

    def text(self, name: str) -> str:
        value = self._plain.get(name)
        if value is None or isinstance(value, str):
            return value or ""
        self._reading.refuse(self._at(name), "Text in quotation marks should stand here.")
        return ""

    def figure(self, name: str) -> str:
        """Return text, or a whole number as its digits."""
        value = self._plain.get(name)
        return str(value) if type(value) is int else self.text(name)

    def whole(self, name: str) -> int | None:
        value = self._plain.get(name)
        if value is None or type(value) is int:
            return value
        self._reading.refuse(self._at(name), "A whole number should stand here.")
        return None

    def checked(self, name: str, read: Callable[[str], Any]) -> Any:
        text = self.text(name)
        try:
            return read(text) if text else None
        except RuleViolation as error:
            self._reading.refuse(self._at(name), str(error))
            return None

    def objects(self, name: str, known: tuple[str, ...]) -> list["_Fields"]:
        return [
            _Fields(self._reading, f"{self._at(name)}[{number}]", value, known)
            for number, value in enumerate(self._list(name))
        ]

    def texts(self, name: str) -> tuple[str, ...]:
        found = []
        for number, value in enumerate(self._list(name)):
            if isinstance(value, str):
                found.append(value)
            else:
                self._reading.refuse(f"{self._at(name)}[{number}]", "Text in quotation marks should stand here.")
        return tuple(found)

    def _list(self, name: str) -> list[Any]:
        value = self._plain.get(name)
        if value is None or isinstance(value, list):
            return value or []
        self._reading.refuse(self._at(name), "A list in square brackets should stand here.")
        return []
