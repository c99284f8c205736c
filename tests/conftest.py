import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from rpl_desk.desk import Desk
from tests import office as sample

# The same examples in every run, none judged by how busy the machine is; `--hypothesis-profile=default` looks further.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-place", action="store_true", help="try each place of each file, not some drawn by lot")


@pytest.fixture(autouse=True, scope="session")
def _collecting_here() -> Iterator[None]:
    """Python collects on the main thread alone, between tests, as the program does by its own timer."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _collected(_collecting_here: None) -> Iterator[None]:
    yield
    from rpl_desk.ui.collecting import collect_due

    collect_due()


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


@pytest.fixture(scope="session")
def sealed_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sealed") / "office.rpldesk"
    sample.found_encrypted(path)
    return path


@pytest.fixture
def sealed(sealed_template: Path, tmp_path: Path) -> Path:
    """An encrypted store of its own for each test, with its key file."""
    for one in sealed_template.parent.iterdir():
        shutil.copy(one, tmp_path / one.name)
    return tmp_path / sealed_template.name


@pytest.fixture
def desk(office: Path) -> Iterator[Desk]:
    """The sample office, open, with nobody signed in."""
    with Desk.open(office) as opened:
        yield opened


@pytest.fixture(scope="session")
def started_look(qapp):
    """The application in its own look, started once."""
    from rpl_desk.ui.theme import look
    from rpl_desk.ui.tokens import Theme

    look().start(qapp, Theme())
    return look()


@pytest.fixture
def desk_look(started_look):
    """The light theme at 100 %, with our fonts and style sheet; a test may change it."""
    from rpl_desk.ui.tokens import ThemeName

    started_look.change(name=ThemeName.LIGHT, scale=100)
    return started_look


@pytest.fixture
def preferences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Preferences nobody else shares, of a window that closes at once, without a last backup."""
    from rpl_desk.ui import backing_up
    from rpl_desk.ui.preferences import Preferences

    monkeypatch.setattr(backing_up, "AT_CLOSING", False)
    return Preferences.in_file(tmp_path / "preferences.ini")
