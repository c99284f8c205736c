"""Papers of a meeting with everything in them that can be, for the tests of documents."""

from rpl_desk.documents.case_paper import case_paper_pdf
from rpl_desk.documents.meeting_agenda import agenda_pdf
from rpl_desk.documents.minutes_pdf import minutes_pdf
from rpl_desk.domain.meeting_papers import (
    Agenda,
    AgendaEntry,
    CasePaper,
    Fact,
    MinutedAbsence,
    MinutedActing,
    MinutedBreak,
    MinutedItem,
    Minutes,
    PaperCondition,
    PaperCriterion,
    PaperItem,
)

OFFICE = ("Sample College", "Quality office")
MADE = "2026-05-28T11:40:00Z"
LONG = "The panel weighed what the account says against both testimonies. " * 30
CONDITION = PaperCondition(1, "Name the markers", "Programme lead", "2026-09-01", "The handbook")


def an_agenda() -> bytes:
    entries = tuple(
        AgendaEntry(
            number, f"RPL-2026-{number:04}", f"Claim Ò {number}", "Credit, general", "10:00", 20, "One", ("Two",)
        )
        for number in range(1, 60)
    )
    agenda = Agenda(
        "rpl-desk/agenda/1", *OFFICE, 1, "2026-05-28", "Room 2.14", "10:00", "Chair One", "Secretary One",
        ("Chair One", "One"), ("Two",), 3, 1, entries, MADE, "Chair One",
    )  # fmt: skip
    return agenda_pdf(agenda, b"{}")


def a_case_paper() -> bytes:
    criteria = tuple(
        PaperCriterion("Unit 1", f"Unit 1, {one}", (f"Assessor 1: level 8. {LONG}",), "level 8", "Read again", "Two: 7")
        for one in ("Knowledge", "Practice")
    )
    paper = CasePaper(
        "rpl-desk/case-paper/1", *OFFICE, 1, "2026-05-28", 1, 2, "10:00", 20, "RPL-2026-0001", "Claim Ò", "One",
        ("Two",), (Fact("Asked for", "level 8"),), (Fact("Chair One", "chair"),), criteria,
        (PaperItem("E01", "Portfolio", "portfolio", "portfolio.pdf", "ab" * 32),), (Fact("Outcome", "Full credit"),),
        (CONDITION,), ("Say who marks.",), "Only your own answers are shown.", MADE, "Chair One",
    )  # fmt: skip
    return case_paper_pdf(paper, b"{}")


def some_minutes() -> bytes:
    item = MinutedItem(
        1, "RPL-2026-0001", "Claim Ò", "Credit, general", "10:00", "10:22",
        (MinutedAbsence("Two", "declared: kin", "10:01", ""),), "3 present, 3 needed",
        (Fact("Outcome", "Full credit"),),
        (CONDITION,), ("Say who marks.",), "One would have said 7.", "version 1, SHA-256 " + "ab" * 32, "", LONG,
    )  # fmt: skip
    left = MinutedItem(2, "CR-1", "", "Credit rating", "", "", (), "", (), (), (), "", "", "Not ready", "")
    bare = MinutedItem(3, "CR-2", "Bare", "Credit rating", "10:30", "", (), "", (), (), (), "", "", "", "")
    minutes = Minutes(
        "rpl-desk/minutes/1", 2, "A name was wrong", *OFFICE, "store", 1, "2026-05-28", "Room 2.14", "10:00", "10:01",
        "11:30", "UTC+0100", "Chair One", "Secretary One", ("Chair One",), ("Two (ill)",), ("Three",), 3,
        (MinutedBreak("Lunch", "10:10", "10:40"), MinutedBreak("", "11:00", "")),
        (MinutedActing("Three", "The chair left", "10:45", "10:50"), MinutedActing("Three", "", "11:00", "")),
        "Opened.",
        (item, left, bare), 1284, "cd" * 32, "log 1,284 · K7QX-0000", MADE, "Secretary One",
    )  # fmt: skip
    return minutes_pdf(minutes, b"{}", "ab" * 32, f"{MADE} Chair One")


PAPERS = {"agenda": an_agenda, "case paper": a_case_paper, "minutes": some_minutes}
