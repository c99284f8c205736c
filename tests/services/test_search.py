"""Search finds what is written and what the evidence says, at its place, and follows every change."""

from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.errors import NotFound
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.domain.searching import HitKind
from rpl_desk.services.evidence import details_for
from rpl_desk.store import search_terms
from tests import office as sample

PAGES = ("The learner keeps a reflective diary.", "Reflection follows each session; the diary shows it.")


@contextmanager
def opened(data: bytes, media_type: str, name: str):
    """Stands where the worker's preview does: two pages, whatever the bytes."""
    assert data.startswith(b"%PDF") and media_type == "application/pdf" and name == "E01"
    yield SimpleNamespace(
        outline=SimpleNamespace(kind="pages", pages=[SimpleNamespace(label="i"), SimpleNamespace(label="")]),
        page_text=lambda number, boxes: SimpleNamespace(text=PAGES[number], extractor="reader 1"),
    )


@contextmanager
def flowing(data: bytes, media_type: str, name: str):
    words = " ".join(f"word{number}" for number in range(3000))
    yield SimpleNamespace(
        outline=SimpleNamespace(kind="flow", pages=()), flow=lambda: SimpleNamespace(text=words, extractor="reader 1")
    )


def refusing(data: bytes, media_type: str, name: str):
    raise NotFound(f"{name} cannot be previewed.")


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.REVIEW)


def found(desk: Desk, typed: str, **options) -> list[tuple[HitKind, str]]:
    return [(one.kind, one.where) for one in desk.search.newest(typed, **options).hits]


def test_evidence_is_found_by_page_with_words_phrases_and_beginnings(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "two"):
        assert desk.texts.fill(opened).read == 1
        assert desk.texts.waiting() == ()
        first, second = (HitKind.PAGE, f"{case.reference} E01 p.i"), (HitKind.PAGE, f"{case.reference} E01 p.2")
        assert found(desk, "diary") == [second, first]
        assert found(desk, "diaries") == [second, first]
        assert found(desk, '"reflective diary"') == [first]
        assert found(desk, '"diary reflective"') == []
        assert found(desk, "sess*") == [second]
        assert found(desk, "learner diary") == [first]
        assert found(desk, "learner session") == []
        assert found(desk, "refl", as_typed=True) == [second, first]
        assert found(desk, "refl") == []
        assert found(desk, "diary", kinds=[HitKind.REASON]) == []
        hit = desk.search.best("diary").hits[0]
        assert (hit.page_index, hit.item, hit.title) == (0, "E01", "Unit specification")
        assert [piece.text for piece in hit.snippet if piece.is_hit] == ["diary"]
        limited = desk.search.newest("diary", limit=1)
        assert (len(limited.hits), limited.more) == (1, True)


def test_an_item_without_pages_is_kept_in_parts_and_read_as_one(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "two"):
        desk.texts.fill(flowing)
        (whole,) = desk.texts.pages(desk.evidence.register(case.id)[0].sha256)
        assert (whole.index, whole.text.count("word")) == (None, 3000)
        (hit,) = desk.search.newest("word2999").hits
        assert (hit.page_index, hit.place, hit.where) == (None, "", f"{case.reference} E01")


def test_a_file_that_cannot_be_read_is_noted_and_not_tried_again(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "two"):
        filled = desk.texts.fill(refusing)
        assert filled.notes == ("E01 portfolio.pdf: E01 cannot be previewed.",)
        assert desk.texts.fill(refusing).read == 0


def test_what_people_write_is_found_as_it_is_now(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        criterion, item = desk.judging.criteria(case.id)[0], desk.evidence.register(case.id)[0]
        desk.judging.judge(case, criterion, "8", "An orchard of reasons")
        linked = desk.judging.link(case, criterion, item, page="4", quotation="an orchard", note="orchard note")
        key = criterion.key
        assert found(desk, "orchard") == [
            (HitKind.NOTE, f"{case.reference} E01 p.4 {key}, assessor 1"),
            (HitKind.PASSAGE, f"{case.reference} E01 p.4, assessor 1"),
            (HitKind.REASON, f"{case.reference} {key}, assessor 1"),
        ]
        desk.judging.judge(case, criterion, "8", "A meadow of reasons")
        desk.judging.unlink(case, linked)
        assert found(desk, "orchard") == []
        assert found(desk, "meadow") == [(HitKind.REASON, f"{case.reference} {key}, assessor 1")]
        assert found(desk, "meadow", case_id=case.id + 1) == []
        desk.undoing.undo(case)
        assert len(found(desk, "orchard")) == 2


def test_findings_and_records_are_found_once_they_are_open(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    with sample.as_person(desk, "member"):
        assert (HitKind.RECORD, f"{case.reference} version 1") in found(desk, "notional twelve")
        assert [kind for kind, _ in found(desk, "panel read page")] == [HitKind.FINDING]
        assert found(desk, "iVBORw0KGgo") == []  # of a record, words only


def test_nothing_typed_breaks_the_search(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        for typed in (
            '"',
            "*",
            "a*b",
            "col:x",
            "NEAR(a b)",
            "(",
            "'; DROP TABLE passage; --",
            "\x00 x",
            '"" ""',
            "a^2",
        ):
            assert desk.search.newest(typed).hits == ()
            assert desk.search.best(typed, as_typed=True).hits == ()


WORDS = (
    "database databank analyse analysis analytics agreed agreement process processing house housing his thesis happily"
    " happiness été étude employ employee organisation organise relational x-ray co-operate assess assessor associate"
)


@contextmanager
def worded(data: bytes, media_type: str, name: str):
    """Stands where the worker's preview does: a page for each word, and a thousand words that begin alike."""
    texts = [f"one {word} here" for word in WORDS.split()] + [f"the wide{number} word" for number in range(150)]
    yield SimpleNamespace(
        outline=SimpleNamespace(kind="pages", pages=[SimpleNamespace(label="")] * len(texts)),
        page_text=lambda number, boxes: SimpleNamespace(text=texts[number], extractor="reader 1"),
    )


BEGINNINGS = (
    "data* databas* analys* agre* proces* hous* hi* happ* ét* employ* organis* x-r* co-op* ass* wide* nothing* e*"
)


@pytest.mark.parametrize("typed", [*BEGINNINGS.split(), "one ass*", "the wide*", "one wide*", "thes* one"])
def test_in_a_large_store_a_beginning_finds_what_it_finds_in_a_small_one(
    desk: Desk, case: CaseRow, monkeypatch: pytest.MonkeyPatch, typed: str
):
    with sample.as_person(desk, "two"):
        desk.texts.fill(worded)
        found = {limit: desk.search.newest(typed, limit=limit) for limit in (3, 300)}
        best = {one.place for one in desk.search.best(typed, limit=300).hits}
        monkeypatch.setattr(search_terms, "FEW_TEXTS", 0)
        for limit, small in found.items():
            for case_id in (None, case.id):
                assert desk.search.newest(typed, limit=limit, case_id=case_id) == small
            assert desk.search.newest(typed, limit=limit, case_id=case.id + 1).hits == ()
        assert {one.place for one in desk.search.best(typed, limit=300).hits} == best
        assert len(desk.search.best(typed, limit=3).hits) == len(found[3].hits)


def test_the_pages_of_a_case_are_found_wherever_they_lie_among_others(desk: Desk, case: CaseRow, tmp_path: Path):
    other = sample.open_case(desk, tmp_path)
    with sample.as_person(desk, "admin"):
        for number, to in enumerate((other, case, other, case)):
            path = tmp_path / f"{number}.txt"
            path.write_text(f"A heron stood here, {number}.", encoding="utf-8")
            desk.evidence.add(to, path, details_for(path, EvidenceKind.OTHER))
        desk.texts.filling().run()
        hits = desk.search.newest("heron", case_id=case.id).hits
        assert [one.text for one in hits] == ["A heron stood here, 3.", "A heron stood here, 1."]
        assert len(desk.search.best("heron", case_id=other.id, limit=1).hits) == 1
