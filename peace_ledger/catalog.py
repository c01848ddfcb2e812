"""The questions that can be asked: one SQL file each, under `queries/`.

A file in `queries/filtered/` is a relation that other files may name as `filtered_<file name>`; the catalog
puts it before them as a common table expression. So the filters are written once, and what runs is one plain
SELECT. One whose head says `instead of rows: cells` is read once more with `cells` for `rows` in its name and
in those of the relations that it reads, so that one text filters both. One whose head says `without newest:
rows` has the rows of that other relation while the parameter is not given; the other may be read instead.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

QUERIES = Path(__file__).parent.parent / "queries"

_HEAD = re.compile(r"^-- (question|(?:instead of|without) [a-z_]+|parameters|columns):[ ]?(.*)$")
_ENTRIES = ("question", "parameters", "columns")
_INSTEAD = "instead of "
_WITHOUT = "without "
_MORE = re.compile(r"^--   (\S.*)$")
_PARAMETER = re.compile(r"\$([a-z_]+)")
_CAST = re.compile(r"CAST\(\s*\$([a-z_]+)\s+AS\s+([A-Z]+(?:\[\])?)\s*\)(\s+IS\s+NULL)?")
_RELATION = re.compile(r"\bfiltered_([a-z_]+)\b")
_COMMENT = re.compile(r"--[^\n]*")


class InvalidQuery(Exception):
    """A file under `queries/` that cannot be used; the message names the file and what is wrong with it."""


@dataclass(frozen=True)
class Query:
    """One file: its name (`folder/file`), its head, and its text."""

    name: str
    question: str
    own_parameters: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    """Names and DuckDB types of the columns that come back, in order."""
    body: str
    parts: tuple["Query", ...]
    """The filtered relations it stands on, each after those it names itself."""
    same_without: tuple[tuple[str, str], ...] = ()
    """Parameters without which it gives the rows of another filtered relation, with the name of that."""

    @cached_property
    def sql(self) -> str:
        """The text that runs: a SELECT that can be pasted into DuckDB once the tables are loaded."""
        return _with([f"{relation_of(part.name)} AS (\n{part.body}\n)" for part in self.parts], self.body)

    @cached_property
    def parameters(self) -> frozenset[str]:
        """Every parameter that the text names, filters included."""
        return frozenset().union(self.own_parameters, *(part.own_parameters for part in self.parts))

    @cached_property
    def direct_parts(self) -> tuple["Query", ...]:
        """Those of its parts that the file itself names."""
        named = {f"filtered/{relation}" for relation in _RELATION.findall(_COMMENT.sub("", self.body))}
        return tuple(part for part in self.parts if part.name in named)

    @cached_property
    def casts(self) -> dict[str, str]:
        """The DuckDB types to which the file itself casts parameters, by their names."""
        return {name: kind for name, kind, _ in _CAST.findall(self.body)}

    @cached_property
    def optional(self) -> frozenset[str]:
        """Those of them that the file compares with NULL: without them it answers too."""
        return frozenset(name for name, _, is_null in _CAST.findall(self.body) if is_null)


def with_relations(texts: Mapping[str, str], body: str) -> str:
    """A text with relations before it, by their names; what it asks of them can be asked of what is behind
    them, since they are not made whole first.
    """
    return _with([f"{name} AS NOT MATERIALIZED (\n{text}\n)" for name, text in texts.items()], body)


def _with(relations: list[str], body: str) -> str:
    """A text with common table expressions before it, and before those of its own."""
    if not relations:
        return body
    before = ",\n\n".join(relations)
    if own := re.match(r"WITH\s+", body):
        return f"WITH\n{before},\n\n{body[own.end() :]}"
    return f"WITH\n{before}\n\n{body}"


def relation_of(name: str) -> str:
    """The name under which other queries know a file: `filtered/events` is `filtered_events`."""
    return name.replace("/", "_")


def read(folder: Path = QUERIES) -> dict[str, Query]:
    """Read every query below a folder, by name. Raises InvalidQuery, naming the file."""
    texts = {
        path.relative_to(folder).with_suffix("").as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*.sql")
    }
    texts |= {new: text for name in texts for new, text in _alternatives(name, texts).items()}
    return {name: _query(name, texts) for name in sorted(texts)}


def _alternatives(name: str, texts: dict[str, str]) -> dict[str, str]:
    """The texts of a file with other relations instead of those that it reads, by their names."""
    head, body = _split(name, texts[name])
    found = {}
    for entry, others in head.items():
        own = entry.removeprefix(_INSTEAD)
        for other in _listed(others) if own != entry else ():
            ledger = f"ledger/{other}"
            if ledger not in texts:
                message = f"is read with {other} instead of {own}, and there is no queries/{ledger}.sql"
                raise InvalidQuery(f"queries/{name}.sql: {message}")
            columns = _split(ledger, texts[ledger])[0]["columns"]
            entries = {**head, "columns": columns}
            lines = [f"-- {one}: {entries[one]}\n" for one in _ENTRIES]
            found[name.replace(own, other)] = "".join(lines) + re.sub(
                rf"\b(ledger|filtered)_{own}\b", rf"\1_{other}", body
            )
    return found


def _query(name: str, texts: dict[str, str]) -> Query:
    head, body = _split(name, texts[name])
    code = _COMMENT.sub("", body)
    own = tuple(sorted(set(_PARAMETER.findall(code))))
    declared = tuple(sorted(_listed(head["parameters"])))
    if own != declared:
        raise InvalidQuery(f"queries/{name}.sql: the head names the parameters {declared}, the text {own}")
    parts: dict[str, Query] = {}
    for relation in sorted(set(_RELATION.findall(code))):
        part = f"filtered/{relation}"
        if part not in texts:
            raise InvalidQuery(
                f"queries/{name}.sql: names filtered_{relation}, and there is no queries/{part}.sql"
            )
        below = _query(part, texts)
        parts.update({query.name: query for query in (*below.parts, below)})
    same_without = tuple(
        (entry.removeprefix(_WITHOUT), f"filtered_{other}")
        for entry, other in head.items()
        if entry.startswith(_WITHOUT)
    )
    columns = _columns(name, head["columns"])
    return Query(name, head["question"], own, columns, body, tuple(parts.values()), same_without)


def _split(name: str, text: str) -> tuple[dict[str, str], str]:
    head: dict[str, str] = {}
    lines = text.strip().splitlines()
    entry = ""
    while lines and (match := _HEAD.match(lines[0]) or (entry and _MORE.match(lines[0]))):
        if match.re is _HEAD:
            entry = match[1]
            head[entry] = match[2].strip()
        else:
            head[entry] = f"{head[entry]} {match[1].strip()}".strip()
        lines.pop(0)
    missing = set(_ENTRIES) - set(head)
    if missing:
        raise InvalidQuery(f"queries/{name}.sql: the head lacks {', '.join(sorted(missing))}")
    return head, "\n".join(lines)


def _listed(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _columns(name: str, text: str) -> tuple[tuple[str, str], ...]:
    columns = []
    for item in text.split(","):
        column, _, kind = item.strip().partition(" ")
        if not kind:
            raise InvalidQuery(f"queries/{name}.sql: the head gives no type for the column {column!r}")
        columns.append((column, kind))
    return tuple(columns)
