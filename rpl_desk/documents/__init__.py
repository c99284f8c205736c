"""What leaves as paper or sheet; only importer of reportlab, openpyxl and pikepdf."""
