"""Statements written once read and write exactly what SQLAlchemy itself would."""

from dataclasses import fields

import pytest
from sqlalchemy import bindparam, insert, select

from rpl_desk.desk import Desk
from rpl_desk.domain.cases import CaseRow, Stage
from rpl_desk.domain.errors import Conflict
from rpl_desk.store import queries, tables
from rpl_desk.store.compiling import planned
from tests import office as sample


def test_every_kind_of_row_of_a_released_case_reads_alike_both_ways(desk: Desk, tmp_path):
    sample.case_at(desk, tmp_path, Stage.RELEASED)
    found = 0
    with desk.database.reading() as read:
        for kind in queries.TABLE_OF:
            written_once = queries.rows_of(read, kind)
            found += len(written_once)
            assert written_once == queries.rows(read, kind), kind.__name__
            types = [tuple(type(getattr(row, one.name)) for one in fields(kind)) for row in written_once]
            others = [tuple(type(getattr(row, one.name)) for one in fields(kind)) for row in queries.rows(read, kind)]
            assert types == others, kind.__name__
    assert found > 50


def test_a_plan_takes_its_values_by_name_and_nothing_but_a_select(desk: Desk, tmp_path):
    case = sample.case_at(desk, tmp_path, Stage.INTAKE)
    with desk.database.reading() as read:
        assert queries.rows_of(read, CaseRow, stage="intake", reference=case.reference) == (case,)
        assert queries.rows_of(read, CaseRow, reference=case.reference, stage="review") == ()
    with pytest.raises(TypeError, match="SELECT"):
        planned(CaseRow, insert(tables.case).values(title=bindparam("title")))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="SELECT only"), desk.database.reading() as read:
        read("SELECT 1")  # type: ignore[arg-type]


def test_an_inserted_row_has_the_defaults_of_its_table(desk: Desk, tmp_path):
    case = sample.case_at(desk, tmp_path, Stage.INTAKE)
    with desk.database.reading() as read:
        (revision, waiting, salt) = read(
            select(tables.case.c.revision, tables.case.c.waiting_reason, tables.case.c.salt)
        )[0]
    assert (revision, waiting, len(salt)) == (case.revision, "", 16)


def test_a_value_no_column_takes_is_refused_and_nothing_is_kept(desk: Desk, tmp_path):
    case = sample.case_at(desk, tmp_path, Stage.INTAKE)
    with pytest.raises(LookupError), desk.database.action("edit", by="tester") as action:
        action.update(tables.case, case, stage="nowhere")
    with pytest.raises(KeyError), desk.database.action("edit", by="tester") as action:
        action.update(tables.case, case, no_such_column=1)
    with pytest.raises(Conflict), desk.database.action("edit", by="tester") as action:
        action.update(tables.case, case, proposed_level=13)
    with desk.database.reading() as read:
        assert queries.case_by_id(read, case.id) == case
