"""Made the golden store of format 2, with the program as it was at that format; kept to show what is in it.

    python -m tests.store.golden.make_format_2 OUT.rpldesk.xz

One case is signed, one is under review: Assessor One has sealed; Assessor Two has marked a place, tied it to two
criteria with a note, ticked a statement, tested an item, and judged one criterion with a reason.
"""

import lzma
import sys
import tempfile
from pathlib import Path

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.evidence import EvidenceTest, Stance, TestAnswer
from tests import office as sample


def make(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "office.rpldesk"
        sample.found(path)
        with Desk.open(path) as desk:
            sample.case_at(desk, Path(folder), Stage.SIGNED)
            case = sample.case_at(desk, Path(folder), Stage.REVIEW)
            sample.judge_all(desk, case, "one")
            with sample.as_person(desk, "two"):
                item = desk.evidence.register(case.id)[0]
                criteria = desk.judging.criteria(case.id)
                desk.judging.judge(case, criteria[0], "7", "As page 4 shows.")
                linked = desk.judging.link(
                    case, criteria[0], item, page="4", quotation="as shown here", note="the task"
                )
                desk.judging.link(case, criteria[1], item, page="iii", stance=Stance.PARTLY, strength=1)
                desk.judging.unlink(case, linked)
                desk.judging.link(case, criteria[1], item, quotation="without a page", stance=Stance.CONTRADICTS)
                statement = desk.office.framework_of(case).statements[0]
                desk.judging.rely(case, criteria[0], statement.id)
                desk.appraising.answer(case, item, EvidenceTest.CURRENT, TestAnswer.PARTLY, "Of last year.")
        target.write_bytes(lzma.compress(path.read_bytes(), preset=9))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
