"""Names from outside are shown whole and stay inside their folder."""

import os
import unicodedata

import pytest

from rpl_desk.domain.errors import NotFound, RuleViolation
from rpl_desk.reading.names import inside, visible_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Teisteanas Gàidhlig.pdf", "Teisteanas Gàidhlig.pdf"),
        ("świadectwo.pdf", "świadectwo.pdf"),
        ("e\u0301tude.pdf", "étude.pdf"),
        ("شهادة.pdf", "شهادة.pdf"),
        ("🙂.pdf", "🙂.pdf"),
        ("invoice\u202efdp.exe", "invoice⟨U+202E⟩fdp.exe"),
        ("a\u2066b\u2069", "a⟨U+2066⟩b⟨U+2069⟩"),
        ("a\u200bb\ufeffc\u00add", "a⟨U+200B⟩b⟨U+FEFF⟩c⟨U+00AD⟩d"),
        ("a\nb\tc\0\x7f\x85", "a⟨U+000A⟩b⟨U+0009⟩c⟨U+0000⟩⟨U+007F⟩⟨U+0085⟩"),
        ("a\u2028b", "a⟨U+2028⟩b"),
        ("a\udcffb", "a⟨U+DCFF⟩b"),
        ("tag\U000e0041", "tag⟨U+E0041⟩"),
    ],
)
def test_what_cannot_be_seen_in_a_name_is_written_as_its_number(name, shown):
    assert visible_name(name) == shown
    assert visible_name(shown) == shown


@pytest.fixture
def folder(tmp_path):
    case = tmp_path / "case"
    (case / "evidence").mkdir(parents=True)
    (case / "evidence" / "notes.pdf").write_bytes(b"%PDF")
    (case / "Teisteanas Gàidhlig – 证书 🙂.pdf").write_bytes(b"%PDF")
    (tmp_path / "outside.pdf").write_bytes(b"%PDF")
    return case


@pytest.mark.parametrize("name", ["evidence/notes.pdf", "Teisteanas Gàidhlig – 证书 🙂.pdf"])
def test_a_name_in_the_folder_gives_its_path(folder, name):
    assert inside(folder, name) == (folder / name).resolve()


def test_accents_written_apart_name_the_same_file(folder):
    apart = unicodedata.normalize("NFD", "Teisteanas Gàidhlig – 证书 🙂.pdf")
    assert inside(folder, apart).exists()
    (folder / unicodedata.normalize("NFD", "świadectwo é.pdf")).write_bytes(b"%PDF")
    assert inside(folder, unicodedata.normalize("NFC", "świadectwo é.pdf")).read_bytes() == b"%PDF"


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("", "is empty"),
        ("/etc/passwd", "starts at the root of a disk"),
        ("//server/share/a.pdf", "starts at the root of a disk"),
        ("C:/notes.pdf", "holds a colon"),
        ("c:notes.pdf", "holds a colon"),
        ("notes.pdf:hidden", "holds a colon"),
        ("..", "leads out of its folder"),
        ("../outside.pdf", "leads out of its folder"),
        ("evidence/../../outside.pdf", "leads out of its folder"),
        ("evidence/../evidence/notes.pdf", "leads out of its folder"),
        ("evidence\\notes.pdf", "holds a backslash"),
        ("\\\\server\\share\\a.pdf", "holds a backslash"),
        ("notes\0.pdf", "holds a zero character"),
        ("notes\n.pdf", "holds a control character"),
        ("./notes.pdf", "has an empty step"),
        ("evidence//notes.pdf", "has an empty step"),
        ("evidence/", "has an empty step"),
        ("NUL", "is the name of a device"),
        ("con.pdf", "is the name of a device"),
        ("evidence/Com1.tar.gz", "is the name of a device"),
        ("LPT².pdf", "is the name of a device"),
        ("aux .pdf", "is the name of a device"),
        ("CONIN$", "is the name of a device"),
        ("notes.pdf.", "ends with a dot or a space"),
        ("notes.pdf ", "ends with a dot or a space"),
        ("evidence./notes.pdf", "ends with a dot or a space"),
        ("n" * 256, "is longer than 255 characters"),
        ("evidence", "is not an ordinary file"),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused_with_a_sentence(folder, name, phrase):
    with pytest.raises(RuleViolation) as refusal:
        inside(folder, name)
    assert phrase in str(refusal.value)
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize("name", ["missing.pdf", "evidence/missing.pdf", "evidence/notes.pdf/more", "console.pdf"])
def test_a_missing_file_is_not_found(folder, name):
    with pytest.raises(NotFound, match="There is no file"):
        inside(folder, name)


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_links_out_of_the_folder_are_refused_and_links_within_it_are_followed(folder):
    (folder / "within.pdf").symlink_to("evidence/notes.pdf")
    assert inside(folder, "within.pdf") == (folder / "evidence" / "notes.pdf").resolve()
    (folder / "link.pdf").symlink_to("../outside.pdf")
    (folder / "up").symlink_to("..")
    (folder / "round.pdf").symlink_to("round.pdf")
    (folder / "dead.pdf").symlink_to("../nowhere.pdf")
    for name in ("link.pdf", "up/outside.pdf", "dead.pdf"):
        with pytest.raises(RuleViolation, match="leads out of the folder"):
            inside(folder, name)
    with pytest.raises(RuleViolation, match="leads nowhere"):
        inside(folder, "round.pdf")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_a_pipe_in_the_folder_is_refused(folder):
    os.mkfifo(folder / "pipe.pdf")
    with pytest.raises(RuleViolation, match="is not an ordinary file"):
        inside(folder, "pipe.pdf")


def test_a_folder_reached_by_a_link_is_still_the_folder(folder, tmp_path):
    (tmp_path / "shortcut").symlink_to(folder, target_is_directory=True)
    assert inside(tmp_path / "shortcut", "evidence/notes.pdf").is_file()
