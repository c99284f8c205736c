"""A process killed at any moment: what it acknowledged is there, nothing is half, and the store opens as ever."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.sealing.verify import Status
from rpl_desk.services.verifying import verify_file
from rpl_desk.store import tables
from tests import office as sample
from tests.faults.harness import ROOT, environment, files, rows

KILLS = 5  # of each kind of work
TORN_KILLS = 40  # at most; most of the first few fall into the middle of something
ACTS = {"import": 3, "judge": 20, "sign": 2, "export": 8, "minute": 6}  # acknowledged before a kill, at most
FIRST_ACT = 1.2  # seconds within which a kill comes that waits for none


@pytest.fixture(scope="module")
def stores(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A store for each kind of work, at the stage where it is done, with the folder it works from or to."""
    made = {}
    for what, stage in (
        ("import", None),
        ("judge", Stage.REVIEW),
        ("sign", Stage.DECIDED),
        ("export", Stage.SIGNED),
        ("minute", Stage.PANEL),
    ):
        folder = tmp_path_factory.mktemp(what)
        made[what] = Path(shutil.copy(office_template, folder / "office.rpldesk"))
        (folder / "work").mkdir()
        if stage is None:
            sample.write_case_folder(folder / "work")
        else:
            with Desk.open(made[what]) as desk:
                case = sample.case_at(desk, folder, stage)
                if what == "minute":
                    meeting = sample.meeting_of(desk, case)
                    with sample.as_person(desk, "chair"):
                        desk.meetings.open(meeting)
                        desk.meetings.take_up(meeting, desk.meetings.order(meeting)[0].item)
    return made


def killed(what: str, store: Path, folder: Path, chance: random.Random, *more: str) -> list[list[str]]:
    """Let the work run, kill it at a moment that chance gives, and return what it had acknowledged.

    The moment is counted in acts and parts of one, so that work is under way then on a slow machine too.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.worker", what, str(store), str(folder), *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
        cwd=ROOT,
        text=True,
    )
    with process:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        acts, begun = chance.randint(0, ACTS[what]), time.monotonic()
        said = "".join(process.stdout.readline() for _ in range(acts))
        each = (time.monotonic() - begun) / acts if acts else FIRST_ACT
        time.sleep(chance.uniform(0, each))
        process.send_signal(signal.SIGKILL)
        said += process.stdout.read()
    assert process.returncode == -signal.SIGKILL
    return [line.split("\t") for line in said.splitlines(keepends=False)]


def faults(what: str, store: Path, folder: Path, acknowledged: list[list[str]]) -> list[str]:
    """Open the store as the next person would, and return everything that is not as it should be."""
    with Desk.open(store) as desk:
        found = [str(problem) for problem in desk.check()]
        with desk.database.reading() as read:
            table = tables.judgement
            readings = {
                key: int(reason)
                for key, reason in read(select(table.c.criterion_id, table.c.reason))
                if what == "judge"
            }
    kept = rows(store)
    if what == "import":
        whole = (2, 3, 3, 1, 4)  # units, outcomes, activities, evidence, roles
        counts = [len(kept[name]) for name in ("unit", "outcome", "activity", "evidence", "case_role")]
        if counts != [len(kept["case"]) * one for one in whole]:
            found.append(f"{len(kept['case'])} cases have {counts} units, outcomes, activities, evidence and roles")
        references = {value for row in kept["case"] for value in row}
        found += [f"{one} is gone" for (one,) in acknowledged if one not in references]
    elif what == "judge":
        for key, reading in {int(key): int(reading) for key, reading in acknowledged}.items():
            if (last := readings.get(key, 0)) < reading:
                found.append(f"criterion {key} has the reading {last}, and {reading} was acknowledged")
    elif what == "minute":
        minutes = {value for row in kept["minute"] for value in row if isinstance(value, str)}
        last = acknowledged[-1][0] if acknowledged else ""
        if not any(one.startswith(last) for one in minutes or {""}):
            found.append(f"the minute says {minutes}, and {last!r} was said to be saved")
    elif what == "sign":
        receipts = {value for row in kept["signature"] for value in row}
        found += [f"the signature {one} is gone" for (one,) in acknowledged if one not in receipts]
        signed = any(Stage.SIGNED in row for row in kept["case"])
        if signed is not (len(kept["signature"]) == 2):
            found.append(f"{len(kept['signature'])} signatures, and signed: {signed}")
    else:
        there = files(folder)
        found += [f"{name} is gone or another" for name, digest in acknowledged if there.get(name) != digest]
        for name in there:
            if name.endswith(".part"):
                continue  # what was being written has not got its name yet
            if name != "register.xlsx" and verify_file(folder / name).status is not Status.GOOD:
                found.append(f"{name} is half a file")
    return found


@pytest.mark.parametrize("what", ACTS)
def test_what_was_acknowledged_before_a_kill_is_there_and_nothing_is_half(stores, tmp_path: Path, what):
    chance = random.Random(f"killed at {what}")
    acknowledged: list[list[str]] = []
    store = Path(shutil.copy(stores[what], tmp_path / "office.rpldesk"))
    folder = Path(shutil.copytree(stores[what].parent / "work", tmp_path / "work"))
    for _ in range(KILLS):  # each goes on with what the last one left
        if what == "sign":
            acknowledged = []
            for left in tmp_path.glob("office.rpldesk*"):
                left.unlink()
            shutil.copy(stores[what], store)
        acknowledged += killed(what, store, folder, chance)
        assert faults(what, store, folder, acknowledged) == []
    if what != "sign":  # the kills came while work was being done
        assert acknowledged


def test_a_store_written_without_transactions_is_found_out(stores, tmp_path: Path):
    """The control: were each statement saved by itself, a kill would leave half an import, and this would see it."""
    chance = random.Random("torn")
    folder = stores["import"].parent / "work"
    for number in range(TORN_KILLS):
        store = Path(shutil.copy(stores["import"], tmp_path / f"{number}.rpldesk"))
        acknowledged = killed("import", store, folder, chance, "torn")
        if found := faults("import", store, folder, acknowledged):
            assert any("no entry of the log tells of" in one for one in found)
            return
    pytest.fail(f"{TORN_KILLS} kills in the middle of unprotected work left no fault that was seen.")
