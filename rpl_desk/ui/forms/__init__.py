"""Compiled from forms/*.ui by installer/build_ui.py; never edited."""
