"""Windows; only importer of PySide6."""
