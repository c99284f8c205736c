"""Marks and links as an assessor makes, changes, takes back and loses them; each in one logged action."""

from dataclasses import replace
from pathlib import Path

import pytest

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.errors import Conflict, NotAllowed, RuleViolation
from rpl_desk.domain.evidence import Stance
from rpl_desk.domain.passages import Anchor, AnchorKind, PageWords, Rectangle, text_anchor
from rpl_desk.store import text_queries
from tests import office as sample

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
WORDS = "What the claimant wrote in the second task, as shown here, and what came after it on the page."
LINE = Rectangle(72, 700, 200, 712)


@pytest.fixture
def case(desk: Desk, tmp_path: Path) -> CaseRow:
    return sample.case_at(desk, tmp_path, Stage.REVIEW)


@pytest.fixture
def one(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        yield desk


def shown(sha256: str, words: str = "as shown here", page: int = 11) -> Anchor:
    start = WORDS.index(words)
    return text_anchor(sha256, PageWords(page, str(page + 1), WORDS, "reader 1"), start, start + len(words), [LINE])


def mark(desk: Desk, case: CaseRow, **given):
    item = desk.evidence.register(case.id)[0]
    return desk.marking.mark(case, item, shown(item.sha256), PNG, **given)


def state(desk: Desk, case: CaseRow) -> list[tuple]:
    return [
        (each.passage.anchor, [(link.criterion_id, link.stance, link.strength, link.note) for link in each.links])
        for each in desk.marking.passages(case.id)
    ]


def newest_action(desk: Desk) -> str:
    return desk.cases.log()[0].action


def test_a_mark_is_kept_with_its_place_picture_and_link(one: Desk, case: CaseRow):
    criterion = one.judging.criteria(case.id)[0]
    size = one.database.head().size
    marked = mark(one, case, criterion=criterion, stance=Stance.PARTLY, strength=3, note="the log")
    assert one.database.head().size == size + 1
    (kept,) = one.marking.passages(case.id)
    assert kept == marked
    assert (kept.assessor, kept.author, kept.is_mine) == (1, "Assessor One", True)
    assert one.marking.picture(kept.passage) == PNG
    (linked,) = one.judging.passages(case.id)
    assert (linked.page, linked.quotation, linked.stance, linked.note) == (
        "12",
        "as shown here",
        Stance.PARTLY,
        "the log",
    )
    assert one.check() == []


def test_passages_of_an_item_come_in_reading_order(one: Desk, case: CaseRow):
    item = one.evidence.register(case.id)[0]
    for words, page in (("after", 3), ("claimant", 3), ("wrote", 1)):
        one.marking.mark(case, item, shown(item.sha256, words, page))
    one.marking.mark(case, item, Anchor(AnchorKind.WHOLE, item.sha256))
    found = [each.passage.anchor.exact for each in one.marking.passages(case.id, item.id)]
    assert found == ["", "wrote", "claimant", "after"]


def test_links_are_added_changed_and_taken_away(one: Desk, case: CaseRow):
    first, second = one.judging.criteria(case.id)[:2]
    marked = mark(one, case, criterion=first)
    link = one.marking.link(case, marked.passage, second, stance=Stance.CONTRADICTS)
    with pytest.raises(RuleViolation, match="Change what it says"):
        one.marking.link(case, marked.passage, second)
    link = one.marking.restance(case, link, stance=Stance.PARTLY, strength=1)
    link = one.marking.note(case, link, " on reading again ")
    assert (link.stance, link.strength, link.note) == (Stance.PARTLY, 1, "on reading again")
    with pytest.raises(RuleViolation, match="4 is not a strength"):
        one.marking.restance(case, link, strength=4)
    with pytest.raises(Conflict):
        one.marking.note(case, replace(link, revision=1), "stale")
    one.marking.unlink(case, link)
    one.marking.unlink(case, marked.links[0])
    assert [each.links for each in one.marking.passages(case.id)] == [()]  # a mark on the page stays


def test_every_change_can_be_taken_back_and_made_again(one: Desk, case: CaseRow):
    first, second = one.judging.criteria(case.id)[:2]
    states, labels = [state(one, case)], []

    def done() -> None:
        states.append(state(one, case))
        labels.append(one.undoing.history(case.id).undo[0])

    marked = mark(one, case, criterion=first)
    done()
    passage = one.marking.change_bounds(
        case, marked.passage, shown(marked.passage.anchor.sha256, "second task"), PNG + b"2"
    )
    done()
    link = one.marking.link(case, passage, second, note="both")
    done()
    one.marking.restance(case, link, stance=Stance.CONTRADICTS)
    done()
    one.marking.remove(case, passage)
    done()
    assert states[-1] == []
    assert labels == [
        f"mark E01 p.12 for {first.key}",
        "move E01 p.12",
        f"link E01 p.12 to {second.key}",
        f"contradicts, 2 on E01 p.12 for {second.key}",
        "remove E01 p.12",
    ]
    for _ in range(2):
        size = one.database.head().size
        for at in range(5, 0, -1):
            assert one.undoing.undo(case) == labels[at - 1]
            assert state(one, case) == states[at - 1]
            assert newest_action(one) == "undo"
        assert one.undoing.history(case.id).redo == tuple(labels)
        for at in range(5):
            assert one.undoing.redo(case) == labels[at]
            assert state(one, case) == states[at + 1]
        assert one.database.head().size == size + 10  # taking back adds to the log and takes nothing from it
    one.undoing.undo(case)
    assert one.marking.picture(one.marking.passages(case.id)[0].passage) == PNG + b"2"
    assert one.check() == []


def test_judgements_are_taken_back_too_and_typing_on_is_one_step(one: Desk, case: CaseRow):
    criterion = one.judging.criteria(case.id)[0]
    one.judging.judge(case, criterion, "8", "As")
    one.judging.judge(case, criterion, "8", "As the")
    one.judging.judge(case, criterion, "8", "As the log shows")
    one.judging.judge(case, criterion, "7", "As the log shows")
    assert len(one.undoing.history(case.id).undo) == 3
    answers = []
    for _ in range(3):
        one.undoing.undo(case)
        answers.append([(each.answer, each.reason) for each in one.judging.judgements(case.id)])
    assert answers == [[("8", "As the log shows")], [("8", "As")], []]
    one.undoing.redo(case)
    assert [each.answer for each in one.judging.judgements(case.id)] == ["8"]


def test_a_new_change_leaves_nothing_to_make_again_and_nothing_is_refused_in_words(one: Desk, case: CaseRow):
    with pytest.raises(RuleViolation, match="nothing to undo"):
        one.undoing.undo(case)
    mark(one, case)
    one.undoing.undo(case)
    mark(one, case)
    with pytest.raises(RuleViolation, match="nothing to redo"):
        one.undoing.redo(case)


def test_what_was_changed_in_another_way_is_not_taken_back(one: Desk, case: CaseRow, desk: Desk):
    marked = mark(one, case)
    with desk.database.action("link passage", by="x") as action:
        from rpl_desk.store import tables

        action.update(tables.passage, marked.passage, page_label="99")
    with pytest.raises(Conflict, match="cannot be taken back"):
        one.undoing.undo(case)
    assert one.undoing.history(case.id).undo != ()


def test_sealing_ends_marking_and_the_undo_list(desk: Desk, case: CaseRow):
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "one"):
        assert desk.undoing.history(case.id).undo == ()
        marked = desk.marking.passages(case.id)[0]
        for change in (
            lambda: mark(desk, case),
            lambda: desk.marking.remove(case, marked.passage),
            lambda: desk.marking.note(case, marked.links[0], "late"),
        ):
            with pytest.raises(RuleViolation, match="sealed your judgements"):
                change()


def test_nobody_changes_anothers_mark(desk: Desk, case: CaseRow):
    with sample.as_person(desk, "one"):
        marked = mark(desk, case, criterion=desk.judging.criteria(case.id)[0])
    with sample.as_person(desk, "two"):
        for change in (
            lambda: desk.marking.remove(case, marked.passage),
            lambda: desk.marking.unlink(case, marked.links[0]),
            lambda: desk.marking.change_bounds(case, marked.passage, marked.passage.anchor),
        ):
            with pytest.raises(NotAllowed, match="belongs to another assessor"):
                change()
        assert desk.undoing.history(case.id).undo == ()
    with sample.as_person(desk, "member"), pytest.raises(NotAllowed, match="do not judge"):
        mark(desk, case)


def test_a_picture_is_a_small_png(one: Desk, case: CaseRow):
    item = one.evidence.register(case.id)[0]
    for picture, words in ((b"GIF89a", "is a PNG"), (PNG + bytes(200_000), "at most 200 kB")):
        with pytest.raises(RuleViolation, match=words):
            one.marking.mark(case, item, shown(item.sha256), picture)
    assert one.marking.passages(case.id) == ()


# -- a replaced file --------------------------------------------------------------------------------------------------


@pytest.fixture
def replaced(desk: Desk, case: CaseRow, tmp_path: Path):
    """A text found once in the new file, an area, the whole item: all marked before the file was replaced."""
    with sample.as_person(desk, "one"):
        item = desk.evidence.register(case.id)[0]
        desk.marking.mark(case, item, shown(item.sha256), PNG, criterion=desk.judging.criteria(case.id)[0])
        desk.marking.mark(case, item, Anchor(AnchorKind.AREA, item.sha256, 2, "3", (LINE,)))
        desk.marking.mark(case, item, Anchor(AnchorKind.WHOLE, item.sha256))
        assert desk.marking.orphans(case.id) == ()
    with sample.as_person(desk, "admin"):
        new = desk.evidence.replace(case, item, sample.write_pdf(tmp_path / "second.pdf", WORDS), "The signed copy.")
    with desk.database.action("keep text", by="device", subject="text") as action:
        pages = [PageWords(0, "1", "A page before.", "reader 2"), PageWords(1, "2", WORDS, "reader 2")]
        text_queries.replace(action, new.sha256, pages, "", "reader 2")
    return item, new


def test_marks_of_a_replaced_file_are_orphans_until_a_person_confirms_each(desk: Desk, case: CaseRow, replaced):
    item, new = replaced
    with sample.as_person(desk, "one"):
        whole, area, text = desk.marking.orphans(case.id)
        assert area.proposal is None
        assert whole.proposal == Anchor(AnchorKind.WHOLE, new.sha256)
        assert (text.proposal.page_index, text.proposal.exact, text.proposal.rectangles) == (1, "as shown here", ())
        assert desk.marking.picture(text.marked.passage) == PNG
        with pytest.raises(RuleViolation, match="was replaced since"):
            desk.marking.mark(case, item, shown(item.sha256))
        moved = desk.marking.confirm(
            case, text.marked.passage, replace(text.proposal, rectangles=(LINE,)), PNG + b"new"
        )
        assert moved.anchor.sha256 == new.sha256
        assert [each.marked.passage.id for each in desk.marking.orphans(case.id)] == [
            whole.marked.passage.id,
            area.marked.passage.id,
        ]
        assert [each.page for each in desk.judging.passages(case.id)] == ["2"]
        desk.undoing.undo(case)
        assert len(desk.marking.orphans(case.id)) == 3
    with sample.as_person(desk, "two"):
        assert desk.marking.orphans(case.id) == ()
    assert desk.check() == []
