"""Files from outside and the gate they pass."""
