"""The steps from each file format to the next. A step never changes after its release: it names no table of today."""
