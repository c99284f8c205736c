"""Cases that were before a meeting in format 3 stand in its order afterwards."""

import lzma
from pathlib import Path

from rpl_desk.desk import Desk
from tests import office as sample
from tests.store.test_format_2 import change
from tests.store.test_format_4 import GOLDEN


def test_cases_before_a_meeting_get_their_place_and_the_log_vouches_for_it(tmp_path: Path):
    old = tmp_path / "office.rpldesk"
    old.write_bytes(lzma.decompress(GOLDEN.read_bytes()))
    row = "(revision, salt, held_on, place, quorum, chair_id) VALUES (1, x'00', '2026-05-28', '', 3, 2)"
    change(old, f"INSERT INTO meeting {row}")
    for key in (1, 2):
        change(old, f'UPDATE "case" SET meeting_id = 1 WHERE id = {key}')
    with Desk.open(old) as desk:
        with sample.as_person(desk, "chair"):
            (meeting,) = desk.panels.meetings()
            lines = desk.meetings.order(meeting)
            assert [(one.case.reference, one.item.position, one.item.minutes) for one in lines] == [
                ("CR-2026-0001", 1, 20),
                ("CR-2026-0002", 2, 20),
            ]
            desk.meetings.group(meeting)
        found = [str(one) for one in desk.check()]
    assert any("meeting 1" in one for one in found)  # planted here, and said so
    assert not any("agenda_item" in one for one in found)
