"""Compiles every form of `forms/` into `rpl_desk/ui/forms/`. Run it after changing a form; the copies are committed.

python installer/build_ui.py           writes them
python installer/build_ui.py --check   writes nothing; exit status 1 names those that are not fresh
"""

import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORMS = ROOT / "forms"
COMPILED = ROOT / "rpl_desk" / "ui" / "forms"


def compiler() -> str:
    """Return the `pyside6-uic` that belongs to this Python."""
    name = "pyside6-uic.exe" if sys.platform == "win32" else "pyside6-uic"
    return str(Path(sysconfig.get_path("scripts")) / name)


def compile_form(form: Path) -> str:
    """Return the Python text of a form, the same on every machine and for every clock."""
    made = subprocess.run(
        [compiler(), "--generator", "python", form.name],
        cwd=form.parent,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return made.stdout.replace("\r\n", "\n").rstrip() + "\n"


def fresh_forms(forms: Path = FORMS) -> dict[str, str]:
    """Return what `rpl_desk/ui/forms` should hold: file name to text."""
    return {f"ui_{form.stem}.py": compile_form(form) for form in sorted(forms.glob("*.ui"))}


def stale_forms() -> list[str]:
    """Return the names of compiled forms that are missing, old, or left over from a form that is gone."""
    fresh = fresh_forms()
    kept = {path.name: path.read_text(encoding="utf-8") for path in COMPILED.glob("ui_*.py")}
    return sorted(name for name in fresh.keys() | kept.keys() if fresh.get(name) != kept.get(name))


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        stale = stale_forms()
        for name in stale:
            print(f"{name} is not what its form says. Run: python installer/build_ui.py")
        return 1 if stale else 0
    fresh = fresh_forms()
    for path in COMPILED.glob("ui_*.py"):
        if path.name not in fresh:
            path.unlink()
    for name, text in fresh.items():
        (COMPILED / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(fresh)} forms compiled into rpl_desk/ui/forms.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
