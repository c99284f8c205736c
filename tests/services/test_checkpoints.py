"""No key signs over an entry of the log that was damaged since the last signature: it could never be put back."""

from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import Stage
from rpl_desk.domain.errors import StorageProblem
from rpl_desk.domain.people import Role
from rpl_desk.sealing.merkle import Tree
from tests import office as sample

UNSIGNED = "UPDATE audit_entry SET hash = '{}' WHERE seq = (SELECT max(size) + 1 FROM checkpoint)".format("0" * 64)


def noted(store: Path) -> list[tuple[int, bytes]]:
    connection = driver.connect(f"file:{store}?mode=ro", uri=True)
    try:
        return connection.execute("SELECT size, parts FROM checkpoint ORDER BY size").fetchall()
    finally:
        connection.close()


def change(store: Path, statement: str) -> None:
    connection = driver.connect(str(store))
    assert connection.execute(statement).rowcount == 1
    connection.commit()
    connection.close()


def work(desk: Desk) -> None:
    for name in ("East", "West", "North"):  # so that the damaged one is not the last
        desk.office.rename(f"{name} College", "Quality office")


@pytest.mark.parametrize("damaged", [True, False])
def test_a_session_ends_without_a_note_over_a_damaged_entry(desk: Desk, office: Path, damaged: bool):
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    work(desk)
    before = noted(office)
    if damaged:
        change(office, UNSIGNED)
    desk.people.sign_out()
    assert (noted(office) == before) is damaged
    faults = [str(one) for one in desk.check()]
    assert bool(faults) is damaged
    assert not damaged or any("is not what was hashed" in one for one in faults)


@pytest.mark.parametrize("damaged", [True, False])
def test_a_decision_is_not_signed_over_a_damaged_entry(desk: Desk, office: Path, tmp_path: Path, damaged: bool):
    case = sample.case_at(desk, tmp_path, Stage.DECIDED)
    with sample.as_person(desk, "admin"):
        record = desk.decisions.current_record(case.id)
        work(desk)
        before = desk.database.head()

        def sign() -> object:
            words = sample.passphrase("one")
            return desk.decisions.sign(case, sample.person(desk, "one"), Role.ASSESSOR, words, shown=record.body)

        if not damaged:
            assert sign() and len(desk.decisions.signatures(record)) == 1
            return
        change(office, UNSIGNED)
        with pytest.raises(StorageProblem, match="Nothing can be signed: an entry of the log"):
            sign()
        assert desk.decisions.signatures(record) == () and desk.database.head() == before


def test_a_tree_that_was_damaged_is_built_anew_from_whole_entries(desk: Desk, office: Path):
    desk.sign_in(sample.address("admin"), sample.passphrase("admin"))
    work(desk)
    change(
        office, "UPDATE checkpoint SET parts = zeroblob(length(parts)) WHERE size = (SELECT max(size) FROM checkpoint)"
    )
    assert noted(office)[-1] != tree_over(office, noted(office)[-1][0])
    desk.people.sign_out()
    size, parts = noted(office)[-1]
    assert size == desk.database.head().size and (size, parts) == tree_over(office, size)


def tree_over(store: Path, size: int) -> tuple[int, bytes]:
    connection = driver.connect(f"file:{store}?mode=ro", uri=True)
    tree = Tree()
    for (one,) in connection.execute("SELECT hash FROM audit_entry WHERE seq <= ? ORDER BY seq", (size,)):
        tree.add(one)
    connection.close()
    return tree.size, tree.to_bytes()
