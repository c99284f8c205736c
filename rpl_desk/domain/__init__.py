"""Rules and rows in plain Python; imports nothing but the standard library."""
