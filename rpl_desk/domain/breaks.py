"""Words of a recorded break: why a file came not to be as people left it."""

BREAKING = "audit.break"
"""The action whose entry holds the statement of a recorded break; the keys of both who signed it sign the log too."""
CAUSES = {
    "disk": "a fault of the disk or memory",
    "power": "the machine stopped in the middle of work",
    "program": "another program changed the file",
    "person": "somebody changed the file",
    "unknown": "not known",
}
"""As far as is known: a word from a list, since the log holds no free text, in which people would be named."""
