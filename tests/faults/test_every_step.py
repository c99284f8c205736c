"""Sign-off, release and export struck at every step: nothing half written, no decision half signed, and it goes on."""

import json
import os
import random
import shutil
import sys
from collections.abc import Callable
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from rpl_desk import whole_files
from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import DeskError
from rpl_desk.domain.people import Role
from rpl_desk.sealing.verify import Status
from rpl_desk.services.verifying import verify_file
from rpl_desk.store import queries, tables
from rpl_desk.store.lines import Line
from tests import office as sample
from tests.faults.harness import files, log, rows
from tests.faults.stepping import SAVED, Fault, Steps, killed_at, part_files, struck

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills a copy of its own process")

OPERATION = "5f0c1f0e-5a0f-4b64-9f31-0d9d1a1d0c01"
"""A UUID made before the attempt, as the window does: the same one never signs twice."""
Tell = Callable[[str], None]
SHORT, DRAWN = 20, 6
"""Of work with more steps than SHORT, so many are struck besides its last transaction; --every-place: all."""


@pytest.fixture(scope="module")
def stores(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A store for each kind of work: one signature is missing; all are given."""
    folder = tmp_path_factory.mktemp("steps")
    nearly = Path(shutil.copy(office_template, folder / "nearly.rpldesk"))
    with Desk.open(nearly) as desk:
        case = sample.case_at(desk, folder, Stage.DECIDED)
        with sample.as_person(desk, "chair"):
            shown = desk.decisions.current_record(case.id).body
            one = sample.person(desk, "one")
            desk.decisions.sign(case, one, Role.ASSESSOR, sample.passphrase("one"), shown=shown)
    signed = Path(shutil.copy(nearly, folder / "signed.rpldesk"))
    with Desk.open(signed) as desk:
        sign(desk, folder, lambda said: None)
    return {"sign": nearly, "release": signed, "export": signed}


REFERENCE = "CR-2026-0001"


def sign(desk: Desk, folder: Path, tell: Tell) -> None:
    with sample.as_person(desk, "chair"):
        case = desk.cases.case(REFERENCE)
        shown = desk.decisions.current_record(case.id).body
        chair, words = sample.person(desk, "chair"), sample.passphrase("chair")
        made = desk.decisions.sign(case, chair, Role.CHAIR, words, shown=shown, operation=OPERATION)
        tell(made.receipt)


def release(desk: Desk, folder: Path, tell: Tell) -> None:
    with sample.as_person(desk, "admin"):
        desk.decisions.release(desk.cases.case(REFERENCE))
        tell("released")


def export(desk: Desk, folder: Path, tell: Tell) -> None:
    with sample.as_person(desk, "admin"):
        for one in desk.exchange.export([desk.cases.case(REFERENCE)], folder):
            tell(f"{one.path.name} {one.sha256}")


WORK = {"sign": sign, "release": release, "export": export}


@contextmanager
def room(stores: dict[str, Path], what: str, folder: Path):
    """Give a fresh store and a folder in which one of the documents is there from before."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "out").mkdir(parents=True)
    (folder / "out" / f"{REFERENCE}-v1.pdf").write_bytes(b"what was there before")
    yield Path(shutil.copy(stores[what], folder / "office.rpldesk")), folder / "out"


def faults(what: str, desk: Desk, out: Path, told: list[str]) -> list[str]:
    """Return everything that is not as it should be, in an open store and the folder that was written to."""
    found = [str(one) for one in desk.check()]
    kept, said = rows(desk.database.path), log(desk.database.path)
    with desk.database.reading(unveiled=True) as read:
        ((stage,),) = queries.columns(read, tables.case.c.stage)
        receipts = [one for (one,) in queries.columns(read, tables.signature.c.receipt)]
    if what == "sign":
        found += [f"the signature {one} is gone" for one in told if one not in receipts]
        if (stage is Stage.SIGNED) is not (len(receipts) == 2) or said.count("sign record") != len(receipts):
            found.append(f"{len(receipts)} signatures, {said.count('sign record')} entries of them, stage {stage}")
    elif what == "release":
        dated = [one for one in kept["stage_change"] if Stage.RELEASED in one]
        if not (stage is Stage.RELEASED) == bool(dated) == (said.count("release") == 1):
            found.append(f"stage {stage}, {len(dated)} dates of it, {said.count('release')} entries")
        found += [f"{one}, it was said" for one in told if stage is not Stage.RELEASED]
    there = files(out)
    logged = {one for (body,) in kept_bodies(desk) for one in body}
    for name, digest in there.items():
        if name.endswith(".part") or (out / name).read_bytes() == b"what was there before":
            continue
        if not is_good(out / name, digest):
            found.append(f"{name} is half a file")
        elif what == "export" and said.count("export record") and digest not in logged:
            found.append(f"{name} is not what the log tells of")
    if what == "export":
        found += [f"{one} is gone or another" for one in told if one not in {f"{n} {d}" for n, d in there.items()}]
    return found


@cache
def is_good(path: Path, sha256: str) -> bool:
    """Tell whether a document is good; asked once of the same bytes, as equal exports are."""
    return verify_file(path).status is Status.GOOD


def kept_bodies(desk: Desk) -> list[tuple[list[str]]]:
    """Return the papers that each entry of the log names."""
    with desk.database.reading(unveiled=True) as read:
        return [(json.loads(body).get("papers", []),) for (body,) in queries.columns(read, tables.audit_entry.c.body)]


def steps_of(stores: dict[str, Path], what: str, folder: Path) -> list[str]:
    """Return the steps of a piece of work that nothing strikes; it ends well."""
    told: list[str] = []
    with room(stores, what, folder) as (store, out), struck(Fault.FULL, 0) as steps, Desk.open(store) as desk:
        steps.on = True
        WORK[what](desk, out, told.append)
        steps.on = False
        assert told and faults(what, desk, out, told) == []
    return steps.done


def again(what: str, desk: Desk, out: Path) -> list[str]:
    """Do the work again where it was not done, as a person would; return what is wrong then."""
    told: list[str] = []
    with desk.database.reading(unveiled=True) as read:
        ((stage,),) = queries.columns(read, tables.case.c.stage)
    if what != "release" or stage is not Stage.RELEASED:
        WORK[what](desk, out, told.append)
        assert told
    done = rows(desk.database.path)["signature"]
    return faults(what, desk, out, told) + [f"{len(done)} signatures"] * (len(done) != 2) + part_files(out)


def struck_steps(steps: list[str], every: bool) -> list[int]:
    """Return the numbers of the steps to strike: all of a short work, of a long one those drawn by lot and the last."""
    if every or len(steps) <= SHORT:
        return [*range(1, len(steps) + 1)]
    chance = random.Random(len(steps))
    last = len(steps) - steps[::-1].index("BEGIN IMMEDIATE")
    return sorted({*chance.sample(range(1, last), DRAWN), *range(last, len(steps) + 1)})


@pytest.mark.parametrize("what", WORK)
def test_killed_at_any_step_it_is_done_whole_or_not_at_all(stores, tmp_path: Path, what: str, every: bool):
    steps = steps_of(stores, what, tmp_path / "room")
    assert steps.count("COMMIT") == 1
    for at in struck_steps(steps, every):
        with room(stores, what, tmp_path / "room") as (store, out):

            def work(tell: Tell, steps: Steps, store: Path = store, out: Path = out) -> None:
                with Desk.open(store) as desk:
                    steps.on = True
                    WORK[what](desk, out, tell)

            told, came_so_far = killed_at(at, work)
            assert came_so_far, (at, steps[at - 1])
            with Desk.open(store) as desk:
                assert faults(what, desk, out, told) == [], (at, steps[at - 1])
                assert again(what, desk, out) == [], (at, steps[at - 1])


@pytest.mark.parametrize("fault", [Fault.FULL, Fault.READ_ONLY])
@pytest.mark.parametrize("what", WORK)
def test_refused_at_any_step_it_is_said_and_nothing_is_half(
    stores, tmp_path: Path, what: str, fault: Fault, every: bool
):
    steps = steps_of(stores, what, tmp_path / "room")
    for at in struck_steps(steps, every):
        with room(stores, what, tmp_path / "room") as (store, out):
            told: list[str] = []
            with struck(fault, at) as met, Desk.open(store) as desk:
                said, met.on = "", True
                try:
                    WORK[what](desk, out, told.append)
                except DeskError as error:
                    said = str(error)
                met.on = False
                step = steps[at - 1]
                assert len(met.done) >= at, step
                assert bool(said) is not bool(told), (step, said)  # a sentence, or it is done: one of the two
                assert said == "" or said.endswith("."), said
                assert bool(told) or step != SAVED, said  # what was saved is not called lost
                assert faults(what, desk, out, told) == [], step
                assert part_files(out) == [], step
                assert again(what, desk, out) == [], step


def test_a_store_saved_statement_by_statement_is_found_out(stores, tmp_path: Path, monkeypatch):
    """The control: without transactions a kill leaves a decision half signed, and the tests above would see it."""
    steps = steps_of(stores, "sign", tmp_path / "room")
    monkeypatch.setattr(Line, "begin", lambda *arguments, **more: None)
    monkeypatch.setattr(Line, "save", lambda *arguments, **more: None)
    seen = set()
    for at in range(2, steps.index("COMMIT") + 1):
        with room(stores, "sign", tmp_path / "room") as (store, out):

            def work(tell: Tell, steps: Steps, store: Path = store, out: Path = out) -> None:
                with Desk.open(store) as desk:
                    steps.on = True
                    sign(desk, out, tell)

            told, _ = killed_at(at, work)
            with Desk.open(store) as desk:
                seen.update(faults("sign", desk, out, told))
    assert any("1 entries of them" in one or "no entry of the log tells of" in one for one in seen), seen


def test_a_file_written_in_its_place_is_found_out(stores, tmp_path: Path, monkeypatch):
    """The control for files: written under their names at once, a kill leaves half a file or one of two makings."""

    @contextmanager
    def in_place(path: Path, replacing: bool, check):
        with path.open("wb", buffering=0) as file:
            yield path, file
            os.fsync(file.fileno())

    monkeypatch.setattr(whole_files, "_whole", in_place)
    seen = []
    with room(stores, "export", tmp_path / "room") as (store, out):

        def work(tell: Tell, steps: Steps) -> None:
            with Desk.open(store) as desk:
                steps.on = True
                real = whole_files.os.fsync
                monkeypatch.setattr(whole_files.os, "fsync", lambda handle: os.truncate(handle, 100) or real(handle))
                export(desk, out, tell)

        for at in range(1, 4):  # one of them is the end of the first file
            killed_at(at, work)
            with Desk.open(store) as desk:
                seen += faults("export", desk, out, [])
    assert any("is half a file" in one for one in seen), seen
