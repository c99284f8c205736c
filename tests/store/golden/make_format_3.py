"""Made the golden store of format 3, with the program as it was at that format; kept to show what is in it.

    python -m tests.store.golden.make_format_3 OUT.rpldesk.xz

One case is signed, one is under review: Assessor One has sealed; Assessor Two has marked a place, judged one criterion
with a reason, and written down an observation that is not in the register yet. The case under review has a note of
somebody's own, written as the tables were, because nothing wrote one then.
"""

import lzma
import sys
import tempfile
from datetime import date
from pathlib import Path

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.evidence import EvidenceKind
from rpl_desk.store import tables
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
                desk.judging.link(case, criteria[0], item, page="4", quotation="as shown here", note="the task")
                desk.drafts.keep(
                    case,
                    EvidenceKind.OBSERVATION,
                    held_on=date(2026, 5, 20),
                    title="Seen at work",
                    text="She set the frame.",
                )
                mine = desk.judging.mine(case.id)
                with desk.database.action(
                    "keep note", by=sample.person(desk, "two").uid, subject=f"case:{case.id}"
                ) as action:
                    action.insert(
                        tables.own_note,
                        assessment_id=mine.id,
                        criterion_id=criteria[1].id,
                        postponed=True,
                        confidence=2,
                        note="Ask about the second task.",
                    )
            assert desk.check() == []
        target.write_bytes(lzma.compress(path.read_bytes(), preset=9))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
