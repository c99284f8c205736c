"""The office's settings and people."""
