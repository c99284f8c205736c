"""Every action of the log has plain words."""

import ast
from pathlib import Path

import rpl_desk
from rpl_desk.services.words import ACTION_WORDS, action_words

PACKAGE = Path(rpl_desk.__file__).parent


def named_actions() -> set[str]:
    """Return the names that services and store give to their actions, read from their own text."""
    found = set()
    for file in (*PACKAGE.glob("services/*.py"), *PACKAGE.glob("store/*.py"), PACKAGE / "desk.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                continue
            first = node.args[0]
            if node.func.attr.endswith("action") and isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return found


def test_every_action_of_the_services_has_words():
    assert len(named_actions()) > 30
    assert named_actions() - ACTION_WORDS.keys() == set()


def test_an_action_of_a_newer_program_is_shown_by_its_name():
    assert action_words("export record") == "Decision record exported"
    assert action_words("fold the paper") == "fold the paper"
