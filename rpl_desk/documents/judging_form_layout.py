"""What stands where in a judging form: the cells that are given and locked, and the cells to fill.

Writing puts them there and reading holds what came back against them, so both follow this one page.
"""

from collections.abc import Iterator, Mapping
from dataclasses import field

from ..domain.judgements import LEVEL_KINDS, MET_KINDS, CriterionKind
from ..domain.judging_forms import STANCE_WORDS, STRENGTHS, USUAL_STRENGTH, JudgingForm
from ..domain.rows import dataclass
from .sheets import Value

GUIDANCE, JUDGEMENTS, PASSAGES, DESCRIPTORS, EVIDENCE, LISTS, PROOF = (
    *("Guidance", "Judgements", "Passages", "Descriptors", "Evidence", "Lists", "Proof"),
)
TOP = 3
"""The first row below the note and the headings of every sheet."""
PASSAGE_ROWS = 300

KEY, GROUP, WHAT, ANSWER, REASON, NO_PASSAGE = range(1, 7)
CRITERION, ITEM, PAGE, QUOTATION, STANCE, NOTE, STRENGTH = range(1, 8)

Cells = dict[tuple[int, int], Value]
"""Given values by row and column."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A column to fill: what to write, and for each row the list its words come from, if any."""

    heading: str
    guidance: str
    lists: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A sheet of the form: column widths in characters, what is given, and which rows of which columns are to fill."""

    name: str
    widths: tuple[float, ...]
    given: Cells
    asked: Mapping[int, Asked] = field(default_factory=dict)
    rows: range = range(0)


def form_sheets(form: JudgingForm) -> tuple[FormSheet, ...]:
    """Return the sheets of a form in order, the proof apart."""
    return (
        FormSheet(GUIDANCE, (24, 96), _guidance(form)),
        _judgements(form),
        _passages(form),
        FormSheet(DESCRIPTORS, (9, 22, 100), _descriptors(form)),
        FormSheet(EVIDENCE, (9, 40, 26, 34, 14, 68), _evidence(form)),
        FormSheet(LISTS, (34,) * len(_lists(form)), _list_cells(form)),
    )


def list_ranges(form: JudgingForm) -> dict[str, str]:
    """Return where on sheet Lists each list stands, as a rule for a cell names it."""
    letters = "ABCDEFGHIJ"
    return {
        name: f"{LISTS}!${letter}${TOP}:${letter}${TOP + len(words) - 1}"
        for letter, (name, words) in zip(letters, _lists(form).items(), strict=False)
        if words
    }


def list_name(kind: CriterionKind) -> str:
    """Return which list the answers to a kind of criterion come from."""
    if kind in MET_KINDS:
        return "Met or not"
    if kind is CriterionKind.CHARACTERISTIC:
        return "Level of a characteristic"
    return "Level" if kind in LEVEL_KINDS else ""


def _lists(form: JudgingForm) -> dict[str, tuple[str, ...]]:
    found = {
        list_name(kind): tuple(form.answers(kind))
        for kind in dict.fromkeys(one.kind for one in form.criteria)
        if list_name(kind)
    }
    return found | {
        "Criterion": tuple(one.key for one in form.criteria),
        "Item": tuple(one.key for one in form.items),
        "What it says": tuple(STANCE_WORDS.values()),
        **({"Strength": STRENGTHS} if form.version > 1 else {}),
    }


def _rows(note: str, headings: tuple[str, ...], rows: Iterator[tuple[Value, ...]]) -> Cells:
    cells: Cells = {(1, 1): note}
    for number, values in enumerate((headings, *rows), 2):
        cells |= {(number, column): value for column, value in enumerate(values, 1) if value not in ("", None)}
    return cells


def _guidance(form: JudgingForm) -> Cells:
    about: tuple[tuple[str, str], ...] = (
        ("Case", f"{form.case}  {form.title}"),
        ("Kind", form.kind),
        ("Assessor", form.assessor_name),
        ("Office", form.office),
        ("Made on", form.made_on),
        ("Level descriptors", f"{form.edition_line}. {form.notice}"),
        (
            "What to do",
            "Answer every criterion on sheet Judgements and give the reason. White cells are yours to fill.",
        ),
        (
            "Answers",
            "Where a cell offers a list, choose one of its words; credit points are typed as a whole number. Unsure is"
            " an answer: the panel settles it. Leave empty what you have not judged.",
        ),
        (
            "Passages",
            "On sheet Passages name the places your answers rest on: the criterion, the item, the page as it is"
            " printed, and the words as they stand there. An answer met rests on a passage, or on a reason why none is"
            " needed.",
        ),
        (
            "Values",
            "Type values, not formulas. Leave the locked cells, the sheets and their names as they are: each locked"
            " cell that was changed is named when the form comes back.",
        ),
        (
            "Alone",
            "Judge alone. Nothing of anybody else's judging is in this form, and nobody sees yours before all have"
            " sealed and the chair reveals.",
        ),
        (
            "Bringing it back",
            "Save it as .xlsx and bring it back under Judging in the program, or hand it to the office, which can lay"
            " it ready for you. It becomes your draft when you say so, and is sealed with your passphrase only.",
        ),
    )
    if form.chair is not None:
        about += (
            (
                "Or sealing it",
                "Where you have RPL Desk on another machine, it seals the filled form to the chair,"
                f" {form.chair.name}, whose key has the fingerprint {form.chair.fingerprint}. Nobody else can open it,"
                " the office included.",
            ),
        )
    cells: Cells = {(1, 1): "Judging form"}
    for row, pair in enumerate(about, TOP):
        cells |= {(row, column): text for column, text in enumerate(pair, 1)}
    return cells


def _judgements(form: JudgingForm) -> FormSheet:
    rows = range(TOP, TOP + len(form.criteria))
    answers = {row: list_name(one.kind) for row, one in zip(rows, form.criteria, strict=True) if list_name(one.kind)}
    asked = {
        ANSWER: Asked("Answer", "Choose from the list; credit points are a whole number, or the word Unsure.", answers),
        REASON: Asked("Reason", "Why: what in the evidence leads to this answer."),
        NO_PASSAGE: Asked("Why no passage is needed", "Only for an answer met that rests on no passage."),
    }
    note = "Answer each criterion and give the reason. The other cells are locked."
    headings = ("Criterion", "Heading", "What is judged", *(one.heading for one in asked.values()))
    given = _rows(note, headings, ((one.key, one.group, _what(one.label, one.text)) for one in form.criteria))
    return FormSheet(JUDGEMENTS, (13, 26, 48, 18, 60, 34), given, asked, rows)


def _what(label: str, text: str) -> str:
    return f"{label}: {text}" if text else label


def _passages(form: JudgingForm) -> FormSheet:
    rows = range(TOP, TOP + PASSAGE_ROWS)
    asked = {
        CRITERION: Asked("Criterion", "Needed: choose from the list.", dict.fromkeys(rows, "Criterion")),
        ITEM: Asked(
            "Item", "Needed: choose from the list; sheet Evidence says what each is.", dict.fromkeys(rows, "Item")
        ),
        PAGE: Asked("Page", "As it is printed: 4, iii or 12-13. Empty for the whole item."),
        QUOTATION: Asked("Quotation", "The words as they stand there."),
        STANCE: Asked("What it says", "Supports where nothing is chosen.", dict.fromkeys(rows, "What it says")),
        NOTE: Asked("Note", "Anything worth saying about this place."),
    }
    if form.version > 1:
        said = f"How strongly it says so, from 1 to 3; {USUAL_STRENGTH} where nothing is chosen."
        asked[STRENGTH] = Asked("Strength", said, dict.fromkeys(rows, "Strength"))
    note = f"A row for each place an answer rests on; {PASSAGE_ROWS} rows are read."
    given = _rows(note, tuple(one.heading for one in asked.values()), iter(()))
    return FormSheet(PASSAGES, (14, 9, 12, 66, 17, 40, 10)[: len(asked)], given, asked, rows)


def _descriptors(form: JudgingForm) -> Cells:
    rows = ((one.level, one.characteristic, one.text) for one in form.statements)
    return _rows(f"{form.edition_line}. {form.notice}", ("Level", "Characteristic", "Statement"), rows)


def _evidence(form: JudgingForm) -> Cells:
    headings = ("Item", "Title", "Kind", "File", "Size in bytes", "SHA-256 of the file")
    rows = ((one.key, one.title, one.kind, one.file_name, one.size, one.sha256) for one in form.items)
    return _rows("The evidence as it was when this form was made. The digest says which file is meant.", headings, rows)


def _list_cells(form: JudgingForm) -> Cells:
    cells: Cells = {(1, 1): "The words that the lists offer."}
    for column, (name, words) in enumerate(_lists(form).items(), 1):
        cells[2, column] = name
        # A level is a number, so that typing it is choosing it.
        cells |= {(row, column): int(word) if word.isdecimal() else word for row, word in enumerate(words, TOP)}
    return cells


def proof_sheet(pieces: int) -> FormSheet:
    """Return the last sheet, whose second column holds the proof and what it is of, in so many pieces."""
    note = "What this form was made as, for the program alone. A form with another proof is refused."
    given = _rows(note, ("Piece", "Content"), ((number,) for number in range(pieces)))
    return FormSheet(PROOF, (9, 130), given, {2: Asked("Content", "")}, range(TOP, TOP + pieces))
