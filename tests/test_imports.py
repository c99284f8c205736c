"""The rooms of the program know only what lies below them, and each outside library has one home."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "rpl_desk"

# What each room, or module at the top, may import of the program besides itself.
MAY_IMPORT = {
    "__init__": set(),
    "__main__": {"app", "cli"},
    "app": {"cli", "desk", "domain", "example", "paths", "services", "ui"},
    "cli": {"commands", "domain"},
    "commands": {"app", "desk", "domain", "example", "handed", "services", "whole_files"},
    "handed": {"domain"},
    "example": {"desk", "documents", "domain", "paths", "services", "whole_files"},
    "ui": {"desk", "domain", "open_stores", "paths", "services", "whole_files"},
    "desk": {"domain", "paths", "services", "store"},
    "services": {
        "documents",
        "domain",
        "paths",
        "playing",
        "reading",
        "sealing",
        "store",
        "whole_files",
        "from_outside",
    },
    "documents": {"domain", "paths", "whole_files"},
    "reading": {"domain", "open_stores", "paths"},
    "playing": {"domain", "reading"},
    "sealing": {"domain", "paths"},
    "store": {"domain", "open_stores", "paths", "sealing", "whole_files"},
    "domain": set(),
    "paths": set(),
    "open_stores": {"domain"},
    "whole_files": {"domain", "open_stores"},
    "from_outside": set(),
}

# The rooms an outside library may be imported in; a library not named here has no home yet.
HOMES = {
    "PySide6": {"app", "playing", "ui"},
    "shiboken6": {"ui"},
    "sqlalchemy": {"store"},
    "sqlite3": {"store"},
    "sqlcipher3": {"store"},
    "cryptography": {"sealing"},
    "pyhanko": {"sealing"},
    "pyhanko_certvalidator": {"sealing"},
    "asn1crypto": {"sealing"},
    "reportlab": {"documents"},
    "openpyxl": {"documents"},
    "pikepdf": {"documents", "reading"},
    "lxml": {"documents", "reading"},
    "PIL": {"documents", "reading"},
    "jsonschema": {"services"},
    "pypdfium2_raw": {"reading"},
    "pi_heif": {"reading"},
    "striprtf": {"reading"},
    "olefile": {"reading"},
    "tesserocr": {"reading"},
}


def test_imports_point_one_way_and_libraries_stay_at_home():
    found = list(faults(PACKAGE))
    assert not found, "\n".join(found)


def test_every_room_is_in_the_table():
    rooms = {room_of(PACKAGE, path) for path in PACKAGE.rglob("*.py")}
    assert rooms - MAY_IMPORT.keys() == set()


def test_a_planted_fault_of_each_kind_is_found(tmp_path):
    package = tmp_path / "rpl_desk"
    plant(package, "__init__.py", "")
    plant(package, "__main__.py", "def main():\n    import sqlalchemy\n")
    plant(package, "paths.py", "from pathlib import Path\n")
    plant(package, "domain/credit.py", "from decimal import Decimal\nfrom rpl_desk.store.tables import case\n")
    plant(package, "domain/errors.py", "from ..paths import resource\n")
    plant(package, "store/tables.py", "import sqlite3\nimport sqlalchemy as sa\nfrom rpl_desk.sealing import keys\n")
    plant(package, "sealing/keys.py", "from rpl_desk import store, documents\n")
    plant(package, "services/intake.py", "if TYPE_CHECKING:\n    import rpl_desk.ui.page\nimport sqlite3\n")
    plant(package, "documents/record.py", 'import importlib\nimportlib.import_module("PySide6.QtGui")\n')
    plant(package, "ui/page.py", "from PySide6 import QtSql, QtWidgets\nfrom ..desk import Desk\nimport numpy\n")
    plant(package, "desk.py", "from .services.intake import Intake\nfrom .store import open_store\n")

    assert sorted(faults(package)) == [
        "rpl_desk/__main__.py:2 imports sqlalchemy, whose home is store",
        "rpl_desk/documents/record.py:2 imports PySide6.QtGui, whose home is app, playing, ui",
        "rpl_desk/domain/credit.py:2 imports rpl_desk.store.tables.case, which domain may not",
        "rpl_desk/domain/errors.py:1 imports rpl_desk.paths.resource, which domain may not",
        "rpl_desk/sealing/keys.py:1 imports rpl_desk.documents, which sealing may not",
        "rpl_desk/sealing/keys.py:1 imports rpl_desk.store, which sealing may not",
        "rpl_desk/services/intake.py:2 imports rpl_desk.ui.page, which services may not",
        "rpl_desk/services/intake.py:3 imports sqlite3, whose home is store",
        "rpl_desk/ui/page.py:1 imports PySide6.QtSql, which is not used anywhere",
        "rpl_desk/ui/page.py:3 imports numpy, which has no home",
    ]


def plant(package: Path, name: str, text: str) -> None:
    path = package / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def faults(package: Path) -> Iterator[str]:
    """Yield a sentence for each import that turns round or leaves its home, with file and line."""
    for path in sorted(package.rglob("*.py")):
        room = room_of(package, path)
        for line, name in imports(package, path):
            problem = problem_with(package, room, name)
            if problem:
                yield f"{path.relative_to(package.parent).as_posix()}:{line} imports {name}, {problem}"


def problem_with(package: Path, room: str, name: str) -> str | None:
    top, _, rest = name.partition(".")
    if top == package.name:
        target = rest.split(".")[0]
        is_room = (package / target).is_dir() or (package / f"{target}.py").is_file()
        if rest and is_room and target != room and target not in MAY_IMPORT.get(room, set()):
            return f"which {room} may not"
    elif name.startswith("PySide6.QtSql"):
        return "which is not used anywhere"
    elif top in HOMES:
        if room not in HOMES[top]:
            return f"whose home is {', '.join(sorted(HOMES[top]))}"
    elif top not in sys.stdlib_module_names:
        return "which has no home"
    return None


def room_of(package: Path, path: Path) -> str:
    """Return the folder a module lies in, or its own name when it lies at the top."""
    parts = path.relative_to(package).with_suffix("").parts
    return parts[0]


def imports(package: Path, path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and full name of everything a module imports, at the top or further in."""
    folder = path.relative_to(package.parent).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                above = folder[: len(folder) - level + 1] if level else ()
                start = ".".join([*above, *([module] if module else [])])
                yield from ((node.lineno, f"{start}.{alias.name}") for alias in names)
            case ast.Call(
                func=ast.Attribute(attr="import_module") | ast.Name(id="import_module" | "__import__"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name
