"""The first look at an office file, for the window to show who may sign in while the file is being opened.

It stands apart from the other services because they import what takes a second to import.
"""

from ..store.glance import Glance, glance

__all__ = ["Glance", "glance"]
