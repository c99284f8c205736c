"""Recordings are decoded and heard in a process of their own, which is given bytes and hands back pictures."""
