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
        ("format_4.py", "6b80b2a2351a4c707c9db797fd6f53e1193462fc3e94b6f115ac81b44e27b83e"),
        ("format_4_after.py", "623868b4ac3af6c50980a73eab2c6a335e9a19ea755163ac3aa70fc1089d8740"),
        ("format_4_backups.py", "27fc89cac6ba80c8f484c8df40fd725b45c69666793d10937b507cf178d28211"),
        ("format_4_calibrating.py", "2e24e517a44f80475f3e17863f99e3ebf471704076671e0e94b259c10976729f"),
        ("format_4_cases.py", "b719c83991cd3915eb8c6e82d8dde4f206dadafc424cd7478238be7f2692bfa3"),
        ("format_4_evidence.py", "6ba550e11d0fef66e3378adbbfa2d639a5adb8994ea3cee3112cd8b5e3766e11"),
        ("format_4_identity.py", "8aae0c1105e8e109253e78b9aa897f2c6fe364d0214338ac6c45d09342d97e85"),
        ("format_4_judging.py", "45795450d0d6e93ab93cfd252697a5fd95455de522625ce884a8ade14c7e3ed9"),
        ("format_4_keys.py", "76e08167e655c37cca083c83911d86b9ec598f8ddcf0cbfb183144b96ed50a34"),
        ("format_4_meetings.py", "f18ce18a826fd2a48a9180ada64e06f4f4ec5173ca504285746d9152aed364a5"),
        ("format_4_precedents.py", "783e177a19cfcd7aafef1042368efeb6dad9cd45e425e853dba598c5ada0ad5f"),
        ("format_4_protection.py", "86f26d68a8cd0a8d6bf080fb674c663d5e2e052c89085e284b18786e77999047"),
        ("format_4_reconciling.py", "bb13504e92fcf7048a3611f03144725165c7dbaf56dd08b0ebe20241559859bd"),
        ("format_4_seals.py", "923504f776d4169c3a678e54bec8abaa7423366e1da482a299b223f05c944a44"),
        ("format_4_search.py", "bea2eccfca68e628c389b61aaa8db9d0bb39f41c59dbfd54a1b93c4345fe3973"),
    ],
)
def test_a_step_is_the_code_it_was(name: str, digest: str):
    data = (FOLDER / name).read_bytes().replace(b"\r\n", b"\n")
    assert hashlib.sha256(data).hexdigest() == digest
