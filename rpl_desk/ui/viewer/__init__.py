"""Evidence read inside the desk: pages, flowing text, marks and their stripes."""
