"""Made the golden store of format 1, with the program as it was at that format; kept to show what is in it.

    python -m tests.store.golden.make_format_1 OUT.rpldesk.xz

One case is signed, one is under review: Assessor One has sealed, Assessor Two has linked one place of each sort.
"""

import lzma
import sys
import tempfile
from pathlib import Path

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.evidence import Stance
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
                desk.judging.link(case, criteria[0], item, page="4", quotation="as shown here", note="the second task")
                desk.judging.link(case, criteria[0], item, page="iii", stance=Stance.PARTLY, strength=1)
                desk.judging.link(case, criteria[1], item, quotation="without a page", stance=Stance.CONTRADICTS)
                desk.judging.link(case, criteria[1], item, note="the whole of it", strength=3)
                gone = desk.judging.link(case, criteria[1], item, page="9")
                desk.judging.link(case, criteria[2], item, page="10")
                desk.judging.unlink(case, gone)
        target.write_bytes(lzma.compress(path.read_bytes(), preset=9))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
