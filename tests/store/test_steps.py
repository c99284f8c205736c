"""A step between formats never changes once stores may have been brought forward by it."""

import hashlib
from pathlib import Path

import pytest

import rpl_desk.store.steps as steps

FOLDER = Path(steps.__file__).parent


@pytest.mark.parametrize(
    ("name", "digest"), [("format_2.py", "ecabc8aad4b3ec36cd04be0e06d862e5b3a3176dad6d97d37eccc56a948a79ba")]
)
def test_a_step_is_the_code_it_was(name: str, digest: str):
    data = (FOLDER / name).read_bytes().replace(b"\r\n", b"\n")
    assert hashlib.sha256(data).hexdigest() == digest
