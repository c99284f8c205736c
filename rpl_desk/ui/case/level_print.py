"""Three neighbouring levels on paper, as the level finder shows them, with the edition and the day."""

from collections.abc import Collection, Sequence
from datetime import date
from html import escape

from PySide6.QtGui import QTextDocument

from rpl_desk.domain.framework import Characteristic, Framework, Statement, differing_words
from rpl_desk.ui.tables import as_text
from rpl_desk.ui.tokens import Theme

PAPER = Theme()  # what is printed is printed on white


def finder_page(
    framework: Framework,
    characteristic: Characteristic,
    levels: Sequence[int],
    relied: Collection[str],
    about: str,
    day: date,
) -> QTextDocument:
    """Return the levels side by side; `relied` are the statements ticked, `about` what they were ticked for."""
    width = 100 // max(len(levels), 1)
    heads = "".join(f'<th width="{width}%" align="left">Level {level}</th>' for level in levels)
    cells = "".join(
        f'<td width="{width}%" valign="top">{_statements(framework, characteristic, level, relied)}</td>'
        for level in levels
    )
    subject = f"<p>{escape(about)}</p>" if about else ""
    document = QTextDocument()
    font = PAPER.font("small")
    font.clearFeatures()  # Qt 6.11 writes the figures they choose into a PDF without saying which figures they are
    document.setDefaultFont(font)
    document.setHtml(
        f"<h2>{escape(framework.names[characteristic])}</h2>{subject}"
        f'<table cellspacing="0" cellpadding="6" border="1" width="100%"><tr>{heads}</tr><tr>{cells}</tr></table>'
        f"<p>{escape(framework.line)}. Marked words differ from one level below. \N{BALLOT BOX WITH CHECK} relied on."
        f" Printed {escape(as_text(day))}.</p>"
    )
    return document


def _statements(framework: Framework, characteristic: Characteristic, level: int, relied: Collection[str]) -> str:
    below = {one.id: one for one in framework.cell(level - 1, characteristic)}
    return "".join(
        f"<p>{'☑' if one.id in relied else '☐'} {_marked(one, below.get(one.continues or ''))}</p>"
        for one in framework.cell(level, characteristic)
    )


def _marked(statement: Statement, below: Statement | None) -> str:
    ground = PAPER.code("diff")
    return "".join(
        f'<b style="background-color:{ground}; text-decoration:underline">{escape(text)}</b>'
        if marked
        else escape(text)
        for text, marked in differing_words(statement.text, below.text if below is not None else None)
    )
