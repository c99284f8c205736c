"""Search over everything, and the quiet reading of evidence that it needs."""
