"""The sheets Gaps and Comparators of the decision workbook: what is missing, and what best fits were held against."""

from collections.abc import Iterator

from ..domain.record import DecisionRecord
from .record_words import assessor_names
from .sheets import Column, Row

GAPS = (
    Column("Criterion", 10),
    Column("Label", 30),
    Column("Assessor", 10),
    Column("Assessor's name", 20),
    Column("What is missing", 60),
    Column("What would count", 60),
    Column("Finding", 14),
)
COMPARATORS = (
    Column("Criterion", 10),
    Column("Label", 30),
    Column("Assessor", 10),
    Column("Assessor's name", 20),
    Column("Comparator", 44),
    Column("Owner", 28),
    Column("Level", 8, text=False),
    Column("How it compares", 70),
)


def gap_rows(record: DecisionRecord) -> Iterator[Row]:
    """Give each gap statement with what the panel found on its criterion."""
    labels, names = {one.key: one.label for one in record.criteria}, assessor_names(record)
    found = {one.key: one.finding.words for one in record.criteria if one.finding is not None}
    for one in record.gaps:
        about = (one.criterion, labels.get(one.criterion, ""), one.assessor, names.get(one.assessor, ""))
        yield Row((*about, one.missing, one.would_count, found.get(one.criterion, "")))


def comparator_rows(record: DecisionRecord) -> Iterator[Row]:
    labels, names = {one.key: one.label for one in record.criteria}, assessor_names(record)
    for one in record.comparators:
        about = (one.criterion, labels.get(one.criterion, ""), one.assessor, names.get(one.assessor, ""))
        yield Row((*about, one.title, one.owner, one.level, one.compared))
