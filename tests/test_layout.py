"""The checkout has its prescribed shape, and nothing in it belongs to one machine."""

import json
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ["installer/requirements.txt", "installer/requirements-test.txt"]

NOT_OURS = {".git", ".venv", "__pycache__", "build", "dist"}
MACHINE_PATH = re.compile(r"(?<![\w./-])/(?:work|root|home/\w+|tmp/setup|opt/(?:pypi|wheels))\b")
REGISTRY_HOST = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.(?:npmjs|yarnpkg)|proxy\.golang|static\.crates|deb\.debian\.org"
)
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[\w.]+)(?: ; [^\\]+)?(?P<hashes>(?: --hash=sha256:[0-9a-f]{64})+)")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "rpl_desk",
            "resources",
            "forms",
            "tests",
            "installer",
            "pyproject.toml",
            "README.md",
            "LICENSE",
            "NOTICES.md",
        ),
        *(f"rpl_desk/{room}" for room in ("domain", "store", "sealing", "reading", "documents", "services", "ui")),
        *("installer/desk", "installer/desk.cmd", ".ci/run", *REQUIREMENTS),
    ],
)
def test_the_prescribed_parts_are_there(name):
    assert (ROOT / name).exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no executable bit")
@pytest.mark.parametrize("name", ["installer/desk", ".ci/run"])
def test_scripts_can_be_run(name):
    assert os.access(ROOT / name, os.X_OK)


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY_HOST], ids=["machine paths", "registry hosts"])
def test_no_text_names_one_machine(pattern):
    named = [
        f"{path.relative_to(ROOT)}:{number}: {found[0]}"
        for path, text in texts(ROOT)
        for number, line in enumerate(text.splitlines(), 1)
        if (found := pattern.search(line))
    ]
    assert not named, "\n".join(named)


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE_PATH, 'open("/' + 'work/main/x")'),
        (MACHINE_PATH, "see /" + "home/someone/desk"),
        (REGISTRY_HOST, "--index-url https://pypi" + ".org/simple"),
    ],
)
def test_a_planted_name_is_found(tmp_path, pattern, line):
    (tmp_path / "notes.txt").write_text(line, encoding="utf-8")
    assert [path.name for path, text in texts(tmp_path) if pattern.search(text)] == ["notes.txt"]


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_are_pins_with_hashes_and_name_no_host(name):
    lines = pin_lines(name)
    assert lines
    assert [line for line in lines if not PIN.fullmatch(line)] == []
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")  # aiohttp is the name of a package


def test_the_pins_are_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]
    test = [*run, *project["project"]["optional-dependencies"]["test"]]
    for name, wanted in zip(REQUIREMENTS, [run, test], strict=True):
        pinned = pins(name)
        for requirement in map(Requirement, wanted):
            assert requirement.specifier.contains(pinned[requirement.name.lower()]), f"{name}: {requirement}"


def test_the_program_is_tested_with_the_versions_it_runs_on():
    run, test = map(pins, REQUIREMENTS)
    assert run.items() <= test.items()


def test_every_data_file_is_json():
    files = list((ROOT / "resources").rglob("*.json"))
    assert files
    for path in files:
        json.loads(path.read_text(encoding="utf-8"))


def test_reference_data_is_complete():
    frameworks = ROOT / "resources" / "frameworks"
    descriptors = json.loads((frameworks / "scqf-descriptors.json").read_text(encoding="utf-8"))
    glossary = json.loads((frameworks / "glossary.json").read_text(encoding="utf-8"))
    assert len({statement["id"] for statement in descriptors["statements"]}) == len(descriptors["statements"]) == 230
    assert len(descriptors["levels"]) == 12
    assert len({term["id"] for term in glossary["terms"]}) == len(glossary["terms"]) == 143


def texts(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield every text file of ours under `folder` with its text; what git and tools keep is left out."""
    for path in sorted(folder.iterdir()):
        if path.name in NOT_OURS:  # .git is a file where the checkout is one of several
            continue
        if path.is_dir():
            if not path.name.endswith(("_cache", ".egg-info")) and path.name[:4] != ".hyp":
                yield from texts(path)
        elif b"\0" not in (data := path.read_bytes()):
            yield path, data.decode("utf-8", errors="replace")


def pin_lines(name: str) -> list[str]:
    """Return the lines of a requirements file, comments left out and continued lines joined."""
    text = (ROOT / name).read_text(encoding="utf-8")
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [" ".join(line.split()) for line in kept.replace("\\\n", " ").splitlines()]


def pins(name: str) -> dict[str, Version]:
    """Return each pinned package with its version."""
    return {pin["name"]: Version(pin["version"]) for line in pin_lines(name) if (pin := PIN.fullmatch(line))}
