"""Canonical bytes, keys, signatures, log and verification; only importer of cryptography."""
