"""The decisions that were recorded."""
