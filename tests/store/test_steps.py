"""A step between formats never changes once stores may have been brought forward by it."""

import hashlib
from pathlib import Path

import pytest

import rpl_desk.store.steps as steps

FOLDER = Path(steps.__file__).parent


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("format_2.py", "844cbaf32f200d8de3d626beb5446f77f85ad194c310ea6fa41ee87d22e42dca"),
        ("format_3.py", "9eb197eb44a037574546eb1dc8d29d54b83fa30276f518148e10b36be255142d"),
    ],
)
def test_a_step_is_the_code_it_was(name: str, digest: str):
    data = (FOLDER / name).read_bytes().replace(b"\r\n", b"\n")
    assert hashlib.sha256(data).hexdigest() == digest
