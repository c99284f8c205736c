"""Small parts shared by the pages."""
