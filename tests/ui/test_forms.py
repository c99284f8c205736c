"""The compiled forms are what their Designer files say."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "installer"))

import build_ui  # noqa: E402

FORM = """<?xml version="1.0" encoding="UTF-8"?>
<ui version="4.0">
 <class>SampleDialog</class>
 <widget class="QDialog" name="SampleDialog">
  <layout class="QVBoxLayout" name="column">
   <item>
    <widget class="QLabel" name="title_label">
     <property name="text"><string>Sample – „word“</string></property>
    </widget>
   </item>
  </layout>
 </widget>
</ui>
"""


def test_the_compiled_forms_are_fresh():
    assert build_ui.stale_forms() == []


@pytest.fixture
def folders(tmp_path, monkeypatch):
    forms, compiled = tmp_path / "forms", tmp_path / "compiled"
    forms.mkdir()
    compiled.mkdir()
    (forms / "sample_dialog.ui").write_text(FORM, encoding="utf-8")
    monkeypatch.setattr(build_ui, "FORMS", forms)
    monkeypatch.setattr(build_ui, "COMPILED", compiled)
    monkeypatch.setattr(build_ui, "fresh_forms", lambda: FRESH(forms))
    return forms, compiled


FRESH = build_ui.fresh_forms


def test_a_changed_a_missing_and_a_left_over_form_are_each_named(folders):
    forms, compiled = folders
    assert build_ui.stale_forms() == ["ui_sample_dialog.py"]
    assert build_ui.main([]) == 0
    assert build_ui.stale_forms() == []
    (forms / "sample_dialog.ui").write_text(FORM.replace("Sample –", "Other –"), encoding="utf-8")
    (compiled / "ui_gone.py").write_text("", encoding="utf-8")
    assert build_ui.stale_forms() == ["ui_gone.py", "ui_sample_dialog.py"]
    assert build_ui.main(["--check"]) == 1
    assert build_ui.main([]) == 0
    assert build_ui.main(["--check"]) == 0


def test_a_form_compiles_to_the_same_text_each_time_and_names_no_place(folders):
    forms, _ = folders
    once, again = build_ui.compile_form(forms / "sample_dialog.ui"), build_ui.compile_form(forms / "sample_dialog.ui")
    assert once == again
    assert str(forms) not in once
    assert "class Ui_SampleDialog" in once
