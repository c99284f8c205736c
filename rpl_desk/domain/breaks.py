"""Words of what is done where the log is damaged: entries put back from a backup, or else a recorded break."""

PUTTING_BACK = "audit.restore"
"""The action whose entry names the entries of the log that were put back, byte for byte, because their hash fits."""

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
