"""Made the golden store of format 4, with the program as it was at that format; kept to show what is in it.

    python -m tests.store.golden.make_format_4 OUT.rpldesk.xz

Three cases: one is signed after a third opinion was given on it; one waits for the third assessor who was asked; the
panel goes on without a third opinion in the last. None of these opinions was sealed, as none was at that format.
"""

import lzma
import sys
import tempfile
from pathlib import Path

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.judgements import CriterionRow
from tests import office as sample


def make(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "office.rpldesk"
        sample.found(path)
        with Desk.open(path) as desk:
            for act in ("give", "ask", "without"):
                case = sample.case_at(desk, Path(folder), Stage.REVIEW)
                sample.judge_all(desk, case, "one")
                sample.judge_all(desk, case, "two", _two_apart)
                with sample.as_person(desk, "chair"):
                    desk.reconciling.reveal(case)
                    case = desk.intake.contents(case.id).case
                    first = desk.judging.criteria(case.id)[0]
                    far = next(one for one in desk.reconciling.findings(case.id) if one.criterion_id == first.id)
                    if act == "without":
                        desk.thirds.go_without(case, far, "Nobody else knows the field.")
                        continue
                    desk.thirds.ask(case, far, sample.person(desk, "member"))
                if act == "give":
                    with sample.as_person(desk, "member"):
                        desk.thirds.give(case, first, "9", "Between the two.")
                    for stage in (Stage.PANEL, Stage.DECIDED, Stage.SIGNED):
                        sample._take_to(desk, case, stage)
                        with sample.as_person(desk, "admin"):
                            case = desk.intake.contents(case.id).case
            assert desk.check() == []
        target.write_bytes(lzma.compress(path.read_bytes(), preset=9))


def _two_apart(criterion: CriterionRow) -> str:
    return "10" if criterion.position == 1 else sample.an_answer(criterion)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
