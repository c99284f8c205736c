"""The readers of each kind of file. Only the worker imports these; each imports its libraries when it is chosen."""
