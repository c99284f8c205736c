"""The process that puts marks into a copy of one PDF from outside, and goes. It is given bytes and nothing else.

Like the worker that opens evidence it gives up its rights (`guards.lock`) before it takes the document. The pages stay
as they are; each mark becomes an annotation with an appearance of its own, so that every reader shows it alike.
Source: ISO 32000-1, 12.5.
"""

import json
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from . import guards
from .wire import ANSWER, ASK, FAULT, MOST_DOCUMENT, MOST_MARKS, Malformed, read_frame, write_frame

_NOTE = 18.0  # points a side of a note's sign
_UNREADABLE = (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError, RuntimeError)


def main() -> None:
    """Take a document and its marks from standard input, and write the marked copy to standard output."""
    source, target = open(0, "rb", buffering=0), open(1, "wb", buffering=0)  # noqa: SIM115 - the pipes
    held = guards.lock()
    _, _, data = read_frame(source, 1 << 12, _at_most(MOST_DOCUMENT))
    _, _, marks = read_frame(source, 1 << 12, _at_most(MOST_MARKS))
    why, detail, made = "", "", b""
    try:
        made = marked(bytes(data), json.loads(bytes(marks)))
    except pikepdf.PasswordError:
        why = "locked"
    except MemoryError:
        why = "memory"
    except _UNREADABLE as error:
        why, detail = "damaged", type(error).__name__
    write_frame(target, FAULT if why else ANSWER, {"why": why, "detail": detail, "guards": held}, made)


def _at_most(most: int) -> Any:
    def check(mark: int, facts: Any, size: int) -> None:
        if mark != ASK or size > most:
            raise Malformed("not what was asked for")

    return check


def marked(data: bytes, wanted: dict[str, Any]) -> bytes:
    """Return a PDF with annotations added.

    wanted: `about` and `subject` in words, `made_at` as a PDF date, and `marks`: page (from 0), rectangles in points of
    the page's own space (none for a note on the page as a whole), kind (text, area or note), colour, author, words.
    """
    with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
        _quiet(pdf)
        pages = list(pdf.pages)
        notes: dict[int, int] = {}
        for number, one in enumerate([_about(wanted), *wanted["marks"]]):
            page = pages[min(one["page"], len(pages) - 1)].obj
            if one["kind"] == "note":
                place = notes[one["page"]] = notes.get(one["page"], 0) + 1
                one["rectangles"] = [_note_place(page, place)]
            _annotate(pdf, page, one, f"rpl-desk-{number}", wanted["made_at"])
        pdf.docinfo["/Subject"] = String(wanted["subject"])
        out = BytesIO()
        pdf.save(out, deterministic_id=True, static_id=False)
        return out.getvalue()


def _quiet(pdf: Pdf) -> None:
    """Take out what would run by itself when the copy is opened."""
    for name in ("/OpenAction", "/AA"):
        if name in pdf.Root:
            del pdf.Root[name]
    names = pdf.Root.get("/Names")
    if isinstance(names, Dictionary) and "/JavaScript" in names:
        del names["/JavaScript"]


def _about(wanted: dict[str, Any]) -> dict[str, Any]:
    return {"page": 0, "kind": "note", "colour": [0.55, 0.6, 0.62], "author": "RPL Desk", "words": wanted["about"]}


def _note_place(page: Any, number: int) -> list[float]:
    """Return where the sign of a note stands: at the upper left of what is shown of the page, one beside the other."""
    box = page.get("/CropBox", page.get("/MediaBox", [0, 0, 595, 842]))
    left, _, _, top = (float(value) for value in box)
    x = left + 6 + (number - 1) % 20 * (_NOTE + 4)
    return [x, top - 6 - _NOTE, x + _NOTE, top - 6]


def _annotate(pdf: Pdf, page: Any, mark: dict[str, Any], name: str, made_at: str) -> None:
    boxes = mark["rectangles"]
    left, bottom = min(one[0] for one in boxes), min(one[1] for one in boxes)
    right, top = max(one[2] for one in boxes), max(one[3] for one in boxes)
    kind = {"text": Name.Highlight, "area": Name.Square, "note": Name.Text}[mark["kind"]]
    annotation = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=kind,
            Rect=Array([left, bottom, right, top]),
            P=page,
            F=4,
            C=Array(mark["colour"]),
            NM=String(name),
            T=String(mark["author"]),
            Contents=String(mark["words"]),
            M=String(made_at),
            CreationDate=String(made_at),
        )
    )
    if mark["kind"] == "text":
        # upper left, upper right, lower left, lower right: the order readers take, which is not the standard's
        annotation.QuadPoints = Array(
            [value for one in boxes for value in (one[0], one[3], one[2], one[3], one[0], one[1], one[2], one[1])]
        )
    annotation.AP = Dictionary(N=_appearance(pdf, mark, [left, bottom, right, top]))
    popup = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Popup,
            Rect=Array([right, top - 120, right + 200, top]),
            Parent=annotation,
            Open=False,
            F=28,
        )
    )
    annotation.Popup = popup
    there = page.get("/Annots")
    kept = list(there) if isinstance(there, Array) else []
    page.Annots = Array([*kept, annotation, popup])


def _appearance(pdf: Pdf, mark: dict[str, Any], box: list[float]) -> Stream:
    red, green, blue = mark["colour"]
    left, bottom, right, top = box
    if mark["kind"] == "text":
        state = Dictionary(Type=Name.ExtGState, BM=Name.Multiply, ca=0.55)
        code = f"/G gs {red} {green} {blue} rg " + " ".join(
            f"{one[0]:.2f} {one[1]:.2f} {one[2] - one[0]:.2f} {one[3] - one[1]:.2f} re f" for one in mark["rectangles"]
        )
    elif mark["kind"] == "area":
        state = Dictionary(Type=Name.ExtGState)
        code = (
            f"/G gs {red} {green} {blue} RG 2 w {left + 1:.2f} {bottom + 1:.2f}"
            f" {right - left - 2:.2f} {top - bottom - 2:.2f} re S"
        )
    else:
        state = Dictionary(Type=Name.ExtGState)
        lines = " ".join(f"{left + 4:.2f} {top - y:.2f} m {right - 4:.2f} {top - y:.2f} l S" for y in (5, 9, 13))
        code = (
            f"/G gs {red} {green} {blue} rg 0 0 0 RG 0.7 w {left + 0.5:.2f} {bottom + 0.5:.2f}"
            f" {right - left - 1:.2f} {top - bottom - 1:.2f} re B {lines}"
        )
    return Stream(
        pdf,
        code.encode("ascii"),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array(box),
        Group=Dictionary(S=Name.Transparency),
        Resources=Dictionary(ExtGState=Dictionary(G=state)),
    )
