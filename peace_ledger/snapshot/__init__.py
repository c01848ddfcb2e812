"""A static site of every page, for when no server runs: the same charts and lists, with the filters fixed."""


class NotWritten(Exception):
    """There is no snapshot; says why, and what to do."""
