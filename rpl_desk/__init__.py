"""The panel's desk: from evidence, against the SCQF level descriptors, to a signed decision."""

__version__ = "0.2.0"
