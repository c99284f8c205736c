"""Every sealing is kept, and the assessor is told what each changed of the one before."""

from pathlib import Path

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.ui.case.judging_overview import sealing_words
from tests import office as sample


def test_a_second_sealing_says_what_it_changed_and_to_its_assessor_alone(desk: Desk, tmp_path: Path):
    case = sample.case_at(desk, tmp_path, Stage.REVIEW)
    sample.judge_all(desk, case, "one")
    with sample.as_person(desk, "one"):
        assert [one.changed for one in desk.judging.sealings(case.id)] == [None]
        assert sealing_words(desk.judging.sealings(case.id)) == []
    with sample.as_person(desk, "chair"):
        desk.judging.reopen(case, desk.judging.assessments(case.id)[0], "A page was missing.")
        assert desk.judging.sealings(case.id) == ()
    with sample.as_person(desk, "one"):
        first, second = desk.judging.criteria(case.id)[:2]
        desk.judging.judge(case, first, "9", "Page 2 shows more.")
        desk.judging.judge(case, second, "8", "Another reason.", "As page 2 says.")
        again = desk.judging.seal(case)
        was, now = desk.judging.sealings(case.id)
        assert now.commitment == again.commitment != was.commitment
        assert now.changed == (
            f"{first.label}: level 9, was level 8",
            f"{second.label}: other reason and reason why no passage",
        )
        newest, oldest = sealing_words((was, now))
        assert newest.startswith("Sealed ") and "level 9, was level 8; " in newest
        assert oldest.endswith(f"{was.commitment[:16]}: the first seal.")
    with sample.as_person(desk, "two"):
        assert desk.judging.sealings(case.id) == ()
