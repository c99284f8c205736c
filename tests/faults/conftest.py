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
    administrator, record = forging.administrator_makes_a_key_for_the_chair(day, folder)
    return Insiders(
        user=forging.user_goes_on_from_an_older_copy(day, folder),
        signer=forging.signer_decides_otherwise_in_an_older_copy(day, folder),
        administrator=administrator,
        record=record,
    )
