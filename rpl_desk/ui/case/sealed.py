"""Sealed judgements as they are read afterwards: each answer, its reason and its passages; nothing to change."""

from collections.abc import Iterable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rpl_desk.domain.comparators import ComparatorRow
from rpl_desk.domain.contents import CaseContents
from rpl_desk.domain.gaps import GapRow, wants_gap
from rpl_desk.domain.judgements import AssessmentRow, JudgementRow, answer_words
from rpl_desk.domain.own_notes import OwnNoteRow
from rpl_desk.domain.passages import LinkedPassage
from rpl_desk.ui.case.passages_list import place_words
from rpl_desk.ui.tokens import SPACE
from rpl_desk.ui.widgets import Chip, Panel, Paragraph, chip_row, label


def sealed_rows(
    contents: CaseContents,
    assessment: AssessmentRow,
    judgements: Iterable[JudgementRow],
    passages: Iterable[LinkedPassage],
    gaps: Iterable[GapRow] = (),
    notes: Iterable[OwnNoteRow] = (),
    comparators: Iterable[ComparatorRow] = (),
) -> QWidget:
    """Return one person's sealed judgements in the order of the criteria, from those the reader may see.

    gaps, comparators: what stands beside the answers, likewise. notes: what the reader keeps for themselves.
    """
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE["s"])
    answers = {one.criterion_id: one for one in judgements if one.assessment_id == assessment.id}
    items = {one.id: one for one in contents.evidence}
    stated = {one.criterion_id: one for one in gaps if one.assessment_id == assessment.id}
    held = [one for one in comparators if one.assessment_id == assessment.id]
    noted = {one.criterion_id: one.note for one in notes if one.assessment_id == assessment.id and one.note}
    linked = [one for one in passages if one.assessment_id == assessment.id]
    for criterion in contents.criteria:
        judgement = answers.get(criterion.id)
        if judgement is None:
            continue
        panel = Panel(padding=SPACE["m"], spacing=SPACE["xs"])
        head = QHBoxLayout()
        head.setSpacing(SPACE["m"])
        head.addWidget(label(criterion.label, "strong", wrap=True), 1)
        head.addWidget(label(answer_words(criterion.kind, judgement.answer), "strong", tone="accent"))
        panel.box.addLayout(head)
        for text in (judgement.reason, judgement.no_passage_reason):
            if text:
                panel.box.addWidget(Paragraph(text))
        chips = [
            Chip(f"{place_words(items[one.evidence_id], one)} {one.stance.value}, {one.strength}", one.stance.value)
            for one in linked
            if one.criterion_id == criterion.id
        ]
        if chips:
            panel.box.addWidget(chip_row(*chips))
        for one in held:
            if one.criterion_id == criterion.id:
                panel.box.addWidget(Paragraph(f"Comparator: {one.words}. {one.compared}", "small"))
        gap = stated.get(criterion.id)
        if gap is not None and wants_gap(criterion, judgement.answer):
            for heading, text in (("What is missing", gap.missing), ("What would count", gap.would_count)):
                if text:
                    panel.box.addWidget(Paragraph(f"{heading}: {text}", "small"))
        if criterion.id in noted:
            panel.box.addWidget(Paragraph(f"Your own note, which nobody else sees: {noted[criterion.id]}", "small"))
        column.addWidget(panel)
    return made
