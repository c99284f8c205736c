"""Reads the marks of a finished PDF, so that they can be drawn again with ReportLab's canvas and nothing else."""

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from rpl_desk.paths import resource

_FILES = {
    "AtkinsonHyperlegibleNext-Regular": "AtkinsonHyperlegibleNext_400Regular",
    "AtkinsonHyperlegibleNext-SemiBold": "AtkinsonHyperlegibleNext_600SemiBold",
    "AtkinsonHyperlegibleNext-Bold": "AtkinsonHyperlegibleNext_700Bold",
    "DejaVuSans": "DejaVuSans",
    "DejaVuSans-Bold": "DejaVuSans-Bold",
}
"""The font files by their names inside a PDF."""

Mark = tuple[str, tuple[Any, ...]]
"""The name of a canvas method and its arguments."""


def marks_of(data: bytes) -> list[list[Mark]]:
    """Return each page as calls of a canvas: same text at the same places in the same fonts, same lines and grounds.

    Registers the fonts, which a program does once.
    """
    for name in _FILES.values():
        pdfmetrics.registerFont(TTFont(name, str(resource(f"fonts/{name}.ttf"))))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fonts = {str(name): _font(font) for name, font in pdf.pages[0].obj.Resources.Font.items()}
        return [_page(page, fonts) for page in pdf.pages]


def _font(font: pikepdf.Object) -> tuple[str, dict[int, str]]:
    table = re.findall(rb"<(..)> <([0-9A-F]{4,8})>\n", font.ToUnicode.read_bytes())
    codes = {int(code, 16): bytes.fromhex(value.decode()).decode("utf-16-be") for code, value in table}
    return _FILES[str(font.BaseFont).rpartition("+")[2]], codes


def _page(page: pikepdf.Page, fonts: dict[str, tuple[str, dict[int, str]]]) -> list[Mark]:
    marks: list[Mark] = []
    font, size, x, y = "", 0.0, 0.0, 0.0
    set_to = ("", 0.0)
    path: list[Mark] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        numbers = [float(one) for one in operands] if name in _NUMBERS else []
        match name:
            case "q":
                marks.append(("saveState", ()))
            case "Q":
                marks.append(("restoreState", ()))
            case "rg":
                marks.append(("setFillColorRGB", tuple(numbers)))
            case "RG":
                marks.append(("setStrokeColorRGB", tuple(numbers)))
            case "w":
                marks.append(("setLineWidth", tuple(numbers)))
            case "Tm":
                x, y = numbers[4:]
            case "Tf":
                font, size = str(operands[0]), float(operands[1])
            case "Tj":
                file, codes = fonts[font]
                text = "".join(codes[code] for code in bytes(operands[0]))
                if (file, size) != set_to:
                    set_to = file, size
                    marks.append(("setFont", set_to))
                marks.append(("drawString", (x, y, text)))
                x += pdfmetrics.stringWidth(text, file, size)
            case "m" | "l" | "c" | "re":
                path.append((_PATH[name], tuple(numbers)))
            case "S" | "f":
                marks.append(("path", (tuple(path), name == "S")))
                path = []
    return marks


_NUMBERS = {"rg", "RG", "w", "Tm", "m", "l", "c", "re"}
_PATH = {"m": "moveTo", "l": "lineTo", "c": "curveTo", "re": "rect"}


def drawing(pages: list[list[Mark]]) -> Callable[[], bytes]:
    """Return what draws the pages; a title and `invariant`, no tags, no attachment, no colour profile."""

    def draw() -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4, invariant=1)
        for marks in pages:
            for name, arguments in marks:
                if name == "path":
                    path = canvas.beginPath()
                    for step, numbers in arguments[0]:
                        getattr(path, step)(*numbers)
                    canvas.drawPath(path, stroke=arguments[1], fill=not arguments[1])
                else:
                    getattr(canvas, name)(*arguments)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    return draw
