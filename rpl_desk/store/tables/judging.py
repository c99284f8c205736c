"""What is judged, and what each assessor answered, marked and kept for themselves."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint

from ...domain.evidence import EvidenceTest, Stance, TestAnswer
from ...domain.framework import Characteristic
from ...domain.judgements import AssessmentState, CriterionKind
from ...domain.passages import AnchorKind
from ...domain.people import Role
from .columns import Moment, plain_text, tracked, word

criterion = tracked(
    "criterion",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("key", Text, nullable=False),
    Column("kind", word(CriterionKind), nullable=False),
    Column("group", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("unit_id", ForeignKey("unit.id")),
    Column("outcome_id", ForeignKey("outcome.id")),
    Column("characteristic", word(Characteristic)),
    UniqueConstraint("case_id", "key"),
)

evidence_claim = tracked(
    "evidence_claim",
    Column("evidence_id", ForeignKey("evidence.id"), nullable=False),
    Column("criterion_id", ForeignKey("criterion.id"), nullable=False),
    UniqueConstraint("evidence_id", "criterion_id"),
)

assessment = tracked(
    "assessment",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("state", word(AssessmentState), nullable=False),
    Column("sealed_at", Moment),
    plain_text("commitment"),
    UniqueConstraint("case_id", "person_id"),
    CheckConstraint("state <> 'sealed' OR commitment <> ''", name="sealed_has_a_commitment"),
)

withdrawal = tracked(
    "withdrawal",
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False, unique=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("role", word(Role), nullable=False),
    plain_text("reason"),
    Column("withdrawn_by", ForeignKey("person.id"), nullable=False),
    Column("withdrawn_at", Moment, nullable=False),
    CheckConstraint("reason <> ''", name="withdrawing_from_judging_has_a_reason"),
)
"""That an assessor withdrew before the reveal: the assessment stays as it is, counts nowhere and is told to nobody."""

sealed_judgements = tracked(
    "sealed_judgements",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False, index=True),
    Column("sealed_at", Moment, nullable=False),
    Column("commitment", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""The bytes of every sealing, those of reopened judgements too."""

judgement = tracked(
    "judgement",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False),
    Column("criterion_id", ForeignKey("criterion.id"), nullable=False),
    plain_text("answer"),
    plain_text("reason"),
    plain_text("no_passage_reason"),
    Column("saved_at", Moment, nullable=False),
    UniqueConstraint("assessment_id", "criterion_id"),
)

own_note = tracked(
    "own_note",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False),
    Column("criterion_id", ForeignKey("criterion.id"), nullable=False),
    Column("postponed", Boolean(create_constraint=True, name="is_postponed"), nullable=False, default=False),
    Column("confidence", Integer, CheckConstraint("confidence BETWEEN 1 AND 3", name="confidence_1_to_3")),
    plain_text("note"),
    UniqueConstraint("assessment_id", "criterion_id"),
)
"""What an assessor keeps for themselves about a criterion: never sealed, never in a record, never found by others."""

earlier_answer = tracked(
    "earlier_answer",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False, index=True),
    Column("criterion_id", ForeignKey("criterion.id"), nullable=False),
    plain_text("answer"),
    plain_text("reason"),
    plain_text("no_passage_reason"),
    Column("saved_at", Moment, nullable=False),
)
"""Answers as they stood before they were changed, for the assessor's own eyes."""

gap_statement = tracked(
    "gap_statement",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False),
    Column("criterion_id", ForeignKey("criterion.id"), nullable=False),
    plain_text("missing"),
    plain_text("would_count"),
    UniqueConstraint("assessment_id", "criterion_id"),
)
"""What is missing for an outcome and what would count, as an assessor wrote it for the claimant."""

comparator = tracked(
    "comparator",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False, index=True),
    Column("criterion_id", ForeignKey("criterion.id"), nullable=False),
    Column("title", Text, nullable=False),
    plain_text("owner"),
    Column("level", Integer, CheckConstraint("level BETWEEN 1 AND 12", name="level_is_a_level"), nullable=False),
    Column("compared", Text, nullable=False),
)
"""What an assessor held a best fit against: rated elsewhere, with how it compares."""

returned_form = tracked(
    "returned_form",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False, index=True),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("brought_at", Moment, nullable=False),
    Column("taken_at", Moment),
)
"""Judging forms as they came back, byte for byte; `taken_at` is when its assessor took it into their draft."""

sealed_packet = tracked(
    "sealed_packet",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False, index=True),
    Column("commitment", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("brought_at", Moment, nullable=False),
    Column("opened_at", Moment),
    UniqueConstraint("assessment_id", "commitment"),
)
"""Sealed packets as they came, byte for byte: nobody but the chair they were sealed to can open them."""

relied_statement = tracked(
    "relied_statement",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False),
    Column("criterion_id", ForeignKey("criterion.id"), nullable=False),
    Column("statement", Text, nullable=False),
    UniqueConstraint("assessment_id", "criterion_id", "statement"),
)

evidence_test = tracked(
    "evidence_test",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False),
    Column("evidence_id", ForeignKey("evidence.id"), nullable=False, index=True),
    Column("test", word(EvidenceTest), nullable=False),
    Column("answer", word(TestAnswer), nullable=False),
    plain_text("note"),
    Column("answered_at", Moment, nullable=False),
    UniqueConstraint("assessment_id", "evidence_id", "test"),
)

evidence_read = tracked(
    "evidence_read",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False),
    Column("evidence_id", ForeignKey("evidence.id"), nullable=False, index=True),
    Column("sha256", ForeignKey("blob.sha256"), nullable=False),
    Column("read_at", Moment, nullable=False),
    UniqueConstraint("assessment_id", "evidence_id"),
)

passage = tracked(
    "passage",
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False, index=True),
    Column("evidence_id", ForeignKey("evidence.id"), nullable=False, index=True),
    Column("kind", word(AnchorKind), nullable=False),
    Column("sha256", ForeignKey("blob.sha256"), nullable=False),
    Column("page_index", Integer, CheckConstraint("page_index >= 0", name="pages_count_from_0")),
    plain_text("page_label"),
    plain_text("rectangles"),
    plain_text("rectangles_next"),
    plain_text("exact"),
    plain_text("before"),
    plain_text("after"),
    Column("start_offset", Integer),
    Column("end_offset", Integer),
    plain_text("extractor"),
    Column("from_ms", Integer),
    Column("to_ms", Integer),
    Column("sort_key", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    CheckConstraint("kind <> 'text' OR exact <> ''", name="text_is_quoted"),
    CheckConstraint("kind <> 'area' OR rectangles <> ''", name="area_has_a_place"),
    CheckConstraint(
        "kind <> 'time' OR (coalesce(from_ms, -1) >= 0 AND coalesce(to_ms, -1) >= from_ms)", name="time_has_a_span"
    ),
)
"""Marked places; rectangles are JSON lists of left, bottom, right, top, as the digest takes no fractions."""

link = tracked(
    "link",
    Column("passage_id", ForeignKey("passage.id"), nullable=False),
    Column("criterion_id", ForeignKey("criterion.id"), nullable=False, index=True),
    Column("stance", word(Stance), nullable=False),
    Column("strength", Integer, CheckConstraint("strength BETWEEN 1 AND 3", name="strength_1_to_3"), nullable=False),
    plain_text("note"),
    UniqueConstraint("passage_id", "criterion_id"),
)

passage_picture = tracked(
    "passage_picture",
    Column("passage_id", ForeignKey("passage.id"), nullable=False, unique=True),
    Column("png", LargeBinary, nullable=False),
)
"""What a marked place looked like when it was marked; apart, so that lists of passages do not carry it."""
