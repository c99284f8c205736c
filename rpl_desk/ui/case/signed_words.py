"""What is signed, as its signer reads it: the words of the very bytes, and the evidence with short fingerprints."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from rpl_desk.ui.layout import scrolled
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Panel, Paragraph, label, rule


def signed_words(body: bytes) -> tuple[Panel, QScrollArea]:
    """Return the record in words, made from the bytes to be signed, with the area in it that scrolls."""
    from rpl_desk.services.verifying import words_of

    panel = Panel("words", padding=SPACE["xs"])
    inner = QWidget()
    column = QVBoxLayout(inner)
    column.setContentsMargins(SPACE["l"], SPACE["m"], SPACE["l"], SPACE["m"])
    column.setSpacing(SPACE["s"])
    for part in words_of(body):
        column.addWidget(label(part.heading, "strong", wrap=True))
        for text in part.paragraphs:
            column.addWidget(Paragraph(text, "reading"))
    column.addStretch(1)
    area = scrolled(inner)
    area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # its minimum holds
    area.setAccessibleName("What you sign, word for word")
    area.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # so that arrows scroll it
    panel.box.addWidget(area)
    return panel, area


def evidence_signed(body: bytes) -> QVBoxLayout:
    """Return the evidence that the record rests on, each item with the first eight characters of its fingerprint."""
    from rpl_desk.services.verifying import record_of

    record = record_of(body)
    column = QVBoxLayout()
    column.setSpacing(SPACE["s"])
    count = len(record.evidence)
    head = QHBoxLayout()
    head.addWidget(label(f"Evidence, {count} item{'' if count == 1 else 's'}", "label"), 1)
    head.addWidget(label("fingerprint", "caption"))
    column.addLayout(head)
    items = Panel(padding=SPACE["m"], spacing=SPACE["s"])
    for place, item in enumerate(record.evidence):
        if place:
            items.box.addWidget(rule())
        row = QHBoxLayout()
        row.addWidget(label(item.key, "smallstrong"))
        row.addWidget(label(item.title, "small", wrap=True), 1)
        row.addWidget(label(f"{item.sha256[:4]} {item.sha256[4:8]}", "small", tone="second"))
        items.box.addLayout(row)
    column.addWidget(items)
    return column
