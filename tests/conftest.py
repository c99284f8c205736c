import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from rpl_desk.desk import Desk
from tests import office as sample


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A founded store with its people, made once: wrapping a key takes a good part of a second on purpose."""
    path = tmp_path_factory.mktemp("office") / "sample-college.rpldesk"
    sample.found(path)
    return path


@pytest.fixture
def office(office_template: Path, tmp_path: Path) -> Path:
    """A store of its own for each test."""
    return Path(shutil.copy(office_template, tmp_path / "sample-college.rpldesk"))


@pytest.fixture
def desk(office: Path) -> Iterator[Desk]:
    """The sample office, open, with nobody signed in."""
    with Desk.open(office) as opened:
        yield opened
