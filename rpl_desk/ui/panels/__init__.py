"""Meetings of the panel."""
