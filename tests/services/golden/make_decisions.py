"""Made the documents of an earlier release in this folder: run it under that release, from its own checkout.

    python -m tests.services.golden.make_decisions FOLDER

They hold a record of version 1 or 2, signed by two people, and are never made anew: every later release verifies them.
"""

import sys
import tempfile
from pathlib import Path

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from tests import office as sample


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        store = Path(made) / "office.rpldesk"
        sample.found(store)
        with Desk.open(store) as desk:
            case = sample.case_at(desk, Path(made), Stage.SIGNED)
            with sample.as_person(desk, "admin"):
                desk.exchange.export([case], folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
