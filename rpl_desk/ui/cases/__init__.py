"""The case list: query line, windowed rows, preview, and the two ways a case comes in."""
