"""A process that records a break and kills itself right before one of its writes.

`python -m tests.faults.break_worker STORE AT [torn]`. AT: which statement that begins, writes or saves, from 1; past
the last one it says so and kills itself when all is done. With `torn` each statement is saved by itself: the control.
"""

import os
import signal
import sys

from rpl_desk.desk import Desk
from rpl_desk.store.lines import Line
from tests import office as sample

WRITES = ("BEGIN", "INSERT", "UPDATE", "DELETE", "COMMIT")


def main(store: str, at: str, torn: str = "") -> None:
    left = int(at)

    def seen(statement: str) -> None:
        nonlocal left
        if statement.upper().startswith(WRITES):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    with Desk.open(store) as desk:
        desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
        ahead = desk.breaks.look()
        begin = Line.begin

        def begun(line: Line, *, write: bool = False) -> None:
            if write:
                line.raw.set_trace_callback(seen)
            if not (torn and write):
                begin(line, write=write)

        Line.begin = begun
        if torn:
            Line.save = lambda line: line.raw.execute("COMMIT") if line.raw.in_transaction else None
        chair = sample.person(desk, "chair")
        made = desk.breaks.record(ahead, "power", sample.passphrase("admin"), chair, sample.passphrase("chair"))
        print("recorded", made.seq, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
