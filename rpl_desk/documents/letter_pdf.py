"""A letter about a decision as PDF/A-3a and PDF/UA-1, in plain type of one size."""

from datetime import datetime

from ..domain.evidence import day_words
from ..domain.letters import Letter
from .meeting_pages import About, MeetingPages, finished, one_at_a_time
from .pdf_flow import BODY, BODY_STRONG, NOTE, PART, fill
from .pdf_fonts import Span, Style

_TEXT = Style(BODY.font, 11, 16, BODY.colour)
"""Of the letter: larger than that of records, as it is read by people who read few of them."""


def letter_pdf(letter: Letter, made_at: datetime) -> bytes:
    """Return a letter as PDF. made_at: in UTC."""
    with one_at_a_time:
        drawn = _drawn(letter)
    stamp = made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return finished(drawn, About(f"{letter.title}, letter to {letter.to}", letter.office, stamp))


def _drawn(letter: Letter) -> bytes:
    doc = MeetingPages(f"{letter.reference}, letter to {letter.to}")
    doc.head(letter.office, letter.unit, (day_words(letter.dated), f"Our reference {letter.reference}"))
    flow = doc.flow
    if letter.notice:
        flow.text(Span(letter.notice, BODY_STRONG.but(colour=fill(PART))), after=10)
    flow.text(Span(letter.to, _TEXT), after=14)
    flow.heading(1, letter.title)
    for text in letter.opening:
        flow.text(Span(text, _TEXT), after=8)
    for section in letter.sections:
        flow.heading(2, section.heading)
        for paragraph in section.paragraphs:
            for text in paragraph.split("\n"):
                if text.strip():
                    flow.text(Span(text, _TEXT), after=6)
    flow.space(12)
    for text in letter.closing:
        flow.text(Span(text, _TEXT), after=4)
    flow.space(10)
    flow.text(Span(letter.foot, NOTE))
    doc.feet("draft wording" if letter.notice else "")
    return doc.drawn()
