"""The panel day that the tests of tampering share; none of them changes it."""

from pathlib import Path

import pytest

from tests.faults import forging
from tests.faults.forging_files import Insiders


@pytest.fixture(scope="session")
def day(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> forging.Day:
    return forging.make_day(office_template, tmp_path_factory.mktemp("day"))


@pytest.fixture(scope="session")
def insiders(day: forging.Day, tmp_path_factory: pytest.TempPathFactory) -> Insiders:
    folder = tmp_path_factory.mktemp("insiders")
    outside = day.folder / "outside" / "anchors.txt"
    before = outside.read_bytes()
    user = forging.user_goes_on_from_an_older_copy(day, folder)
    noted_outside = outside.read_bytes() != before
    administrator, record = forging.administrator_makes_a_key_for_the_chair(day, folder)
    signer = forging.signer_decides_otherwise_in_an_older_copy(day, folder)
    return Insiders(user, noted_outside, signer, administrator, record)


@pytest.fixture(scope="session")
def every(request: pytest.FixtureRequest) -> bool:
    """Whether every place is to be tried, and not some drawn by lot."""
    return bool(request.config.getoption("--every-place"))
