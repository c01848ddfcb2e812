"""SQL that a reader writes: one SELECT, run by a child process that can do nothing else. `docs/sql.md` says
how it is confined.
"""
