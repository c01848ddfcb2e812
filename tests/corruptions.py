"""Corruptions of the curated package, at random but by a seed, each with what `check` must say of it.

    python -m tests.corruptions --count 5000 --seed 1

makes that many and prints, by kind, how many were tried and how many were missed. A kind says by definition
what must be named, by rule and place, or that it is harmless: nothing may then be said of its place. What no
check can know, as another number of people or another stance that is in the code list, is a kind too: nothing
is expected of it but that nothing breaks.

Corruptions of different tables are tried together, several to a check, because `check` collects all problems:
each is looked for at its own place.
"""

import argparse
import contextlib
import csv
import io
import json
import random
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tqdm import tqdm

from peace_ledger import check, descriptor
from peace_ledger.check_rules import RULES
from peace_ledger.descriptor import FILE_NAME, Field, Table
from peace_ledger.problems import Problem
from tests.fixtures import CURATED

Rows = list[dict[str, str]]

SEED = "joint-statement-2023-12-07"
Place = tuple[str | None, int | None, str | None]
"""Table, row and column; None where it does not matter."""


@dataclass(frozen=True)
class Corruption:
    """What was done, and what must be said of it: a problem by one of the rules, at the place. No rule: it is
    harmless, and nothing may be said of the place, or where it has none of anything. `unknowable`: either.
    """

    kind: str
    place: Place
    rules: tuple[str, ...] = ()
    files: dict[str, bytes | None] = field(default_factory=dict, repr=False)
    unknowable: bool = False

    def fault(self, found: list[Problem]) -> str:
        """Why what was found is not what it must be; empty where it is."""
        if self.unknowable:
            return ""
        here = [problem for problem in found if _is_at(problem, self.place)]
        if self.rules and not any(problem.rule in self.rules for problem in here):
            return f"{self.kind} at {self.place}: not named as {' or '.join(self.rules)}"
        if not self.rules and here:
            return f"{self.kind} at {self.place} is harmless, and {here[0]}"
        return ""


def _is_at(problem: Problem, place: Place) -> bool:
    table, row, column = place
    return (
        table in (None, problem.table)
        and row in (None, problem.row)
        and (column is None or column in (problem.column or "").split(","))
    )


# The package as it is


@cache
def tables() -> dict[str, Table]:
    """The tables of the curated package, by name."""
    return {table.name: table for table in descriptor.read(CURATED).tables}


@cache
def _content(table: str) -> bytes:
    return (CURATED / f"{table}.csv").read_bytes()


def rows_of(table: str) -> Rows:
    """The rows of a curated table, to be changed."""
    return list(csv.DictReader(io.StringIO(_content(table).decode(), newline="")))


def written(table: str, rows: Rows) -> dict[str, bytes | None]:
    """The file of a table with these rows."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, tables()[table].columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return {f"{table}.csv": text.getvalue().encode()}


# Single cells

Random = random.Random
Fits = Callable[[Field, dict[str, str]], bool]
Change = Callable[[Random, str, Field], str]


def _cell(
    kind: str, table: str | None, fits: Fits, change: Change, *rules: str, unknowable: bool = False
) -> Callable[[Random], Corruption]:
    """Change one cell that fits, in a table, or in any that has such a cell."""

    def corrupt(chance: Random) -> Corruption:
        while True:
            name = table or chance.choice(sorted(tables()))
            rows = rows_of(name)
            row, column = chance.randrange(len(rows)), chance.choice(tables()[name].fields)
            cell = rows[row][column.name]
            if not fits(column, rows[row]):
                continue
            rows[row][column.name] = change(chance, cell, column)
            if rows[row][column.name] != cell:
                place = (name, row + 1, column.name)
                return Corruption(kind, place, rules, written(name, rows), unknowable)

    corrupt.__name__ = kind
    return corrupt


def _named(*names: str) -> Fits:
    return lambda column, row: column.name in names and bool(row[column.name])


def _typed(kind: str) -> Fits:
    return lambda column, row: column.type == kind and bool(row[column.name])


def _coded(column: Field, _row: dict[str, str]) -> bool:
    return bool(column.codes) and bool(_row[column.name])


FREE = ("title", "summary", "claim", "reported_by", "speaker_role", "place", "publisher", "question")
REFERENCES = (
    *("source_id", "event_id", "actor_id", "releasing_id", "origin_id", "holder_id", "claimant_id"),
    *("commitment_id", "announced_event_id", "announced_source_id", "claimed_by"),
)


def _free(column: Field, row: dict[str, str]) -> bool:
    # Of sources the title is part of what tells duplicates apart.
    return column.name in FREE and len(row[column.name]) > 3


def _is_key(column: Field) -> bool:
    return any(column.name in (table.layout.primary_key or ()) for table in tables().values())


def _reference(column: Field, row: dict[str, str]) -> bool:
    return column.name in REFERENCES and bool(row[column.name]) and next(iter(row)) != column.name


def _other_code(chance: Random, cell: str, column: Field) -> str:
    return chance.choice([code for code in column.codes if code != cell])


def _look_alike(_chance: Random, cell: str, _column: Field) -> str:
    for latin, other in (("a", "а"), ("e", "е"), ("o", "о"), ("c", "с"), ("p", "р")):
        for index in range(1, len(cell)):
            if cell[index] == latin and cell[index - 1].isascii() and cell[index - 1].isalpha():
                return cell[:index] + other + cell[index + 1 :]
    return cell


def _garble(_chance: Random, cell: str, _column: Field) -> str:
    with contextlib.suppress(UnicodeError):
        return cell.encode().decode("latin-1")
    return cell


def _shift(chance: Random, cell: str, _column: Field) -> str:
    days = chance.choice([-400, -31, -1, 1, 7, 30, 365])
    return (date.fromisoformat(cell) + timedelta(days)).isoformat()


CELLS = (
    _cell("wrong code", None, _coded, lambda *_: "no_such_code", "code-list"),
    _cell("code in capitals", None, _coded, lambda _c, cell, _f: cell.upper(), "code-list"),
    _cell("blank after a code", None, _coded, lambda _c, cell, _f: cell + " ", "code-list"),
    _cell("another code", None, _coded, _other_code, unknowable=True),
    _cell(
        "required cell emptied",
        None,
        lambda column, row: column.constraints.required and not _is_key(column) and bool(row[column.name]),
        lambda *_: "",
        "required",
    ),
    _cell(
        "no day",
        None,
        _typed("date"),
        lambda chance, *_: chance.choice(["2023-02-30", "31.12.2023", "2023-1-5", "May 2023", "2023-05"]),
        "type",
    ),
    _cell(
        "no number",
        None,
        _typed("integer"),
        lambda chance, *_: chance.choice(["1O", "12.5", "1 000", "about 30", "٣", "1e3"]),
        "type",
    ),
    _cell("no truth value", None, _typed("boolean"), lambda *_: "yes", "type"),
    _cell("people below the minimum", None, _named("people"), lambda *_: "-1", "range"),
    _cell("another number", None, _named("people"), lambda *_: "17", unknowable=True),
    _cell("day of another century", None, _typed("date"), lambda _c, c, _f: "19" + c[2:], "range"),
    _cell("unknown id", None, _reference, lambda *_: "no-such-id", "reference", "subject"),
    _cell("id in capitals", None, _reference, lambda _c, cell, _f: cell.upper(), "pattern"),
    _cell("look-alike letter in an id", None, _reference, _look_alike, "pattern"),
    _cell("look-alike letter in a text", None, _free, _look_alike, "mixed-script"),
    _cell(
        "unknown item of a list", None, _typed("list"), lambda _c, cell, _f: f"{cell};no-such-id", "reference"
    ),
    _cell("item listed twice", None, _typed("list"), lambda _c, c, _f: f"{c};{c.split(';')[0]}", "list-item"),
    _cell("item empty", None, _typed("list"), lambda _c, cell, _f: f"{cell};", "list-item"),
    _cell("blank before an item", None, _typed("list"), lambda _c, cell, _f: f" {cell}", "list-item"),
    _cell(
        "delimiter of a list",
        None,
        lambda column, row: column.type == "list" and ";" in row[column.name],
        lambda chance, cell, _f: cell.replace(";", chance.choice([",", "|", " "])),
        "reference",
        "list-item",
    ),
    _cell("address without scheme", None, _named("url"), lambda _c, cell, _f: cell[8:], "address"),
    _cell("script as address", None, _named("url"), lambda *_: "javascript:alert(1)", "address"),
    _cell(
        "unknown language",
        None,
        _named("language"),
        lambda chance, *_: chance.choice(["xx", "jp", "cz", "gr", "ua"]),
        "language",
    ),
    _cell("unknown country", None, _named("iso3"), lambda *_: "ABC", "country"),
    _cell("blank after a text", None, _free, lambda _c, cell, _f: cell + " ", "stray-blank"),
    _cell("blank before a text", None, _free, lambda _c, cell, _f: "\u00a0" + cell, "stray-blank"),
    _cell("invisible character", None, _free, lambda _c, c, _f: c[:2] + "\u200b" + c[2:], "invisible"),
    _cell(
        "text read in a wrong encoding",
        None,
        lambda column, row: (
            _free(column, row) and any(ord(sign) in range(0xA1, 0x800) for sign in row[column.name])
        ),
        _garble,
        "garbled",
        "invisible",
    ),
    _cell(
        "another word in a text",
        None,
        # A question is what its answers have in common.
        lambda column, row: _free(column, row) and column.name != "question",
        lambda _c, cell, _f: f"Reportedly {cell}",
    ),
    _cell("phrase too long", "reactions", _named("key_phrase"), lambda *_: "word " * 12 + "word", "pattern"),
    *(
        _cell("day shifted", table, _named(day), _shift, "id-day")
        for table, day in {
            "events": "start_on",
            "detentions": "as_of",
            "commitments": "made_on",
            "commitment_updates": "happened_on",
            "reactions": "reacted_on",
        }.items()
    ),
    _cell("day to come", "reactions", _named("reacted_on"), lambda *_: "2199-01-01", "future"),
    _cell("publication to come", "sources", _named("published_on"), lambda *_: "2199-01-01", "future"),
    _cell("day due shifted", "commitments", _named("due_on"), _shift, unknowable=True),
)


# Rows that contradict themselves or others


def _row(
    kind: str, table: str, column: str, fits: Callable[[dict[str, str]], bool], *rules: str, **cells: str
) -> Callable[[Random], Corruption]:
    """Put values into the cells of a row that fits; `=other` takes the row's own value of another column."""

    def corrupt(chance: Random) -> Corruption:
        rows = rows_of(table)
        index = chance.choice([index for index, row in enumerate(rows) if fits(row)])
        before = dict(rows[index])
        for name, value in cells.items():
            rows[index][name] = before[value[1:]] if value.startswith("=") else value
        return Corruption(kind, (table, index + 1, column), rules, written(table, rows))

    return corrupt


def _of_initialled(row: dict[str, str]) -> bool:
    return row["commitment_id"] in {
        one["commitment_id"] for one in rows_of("commitments") if one["standing"] == "initialled"
    }


def _later_update(row: dict[str, str]) -> bool:
    """Whether it follows one of its commitment by which more than a pledge was reached."""
    return any(
        other["commitment_id"] == row["commitment_id"]
        and other["happened_on"] < row["happened_on"]
        and other["status"] in ("in_progress", "kept")
        for other in rows_of("commitment_updates")
    ) and not any(
        other["commitment_id"] == row["commitment_id"]
        and other["status"] in ("partly_kept", "pledged", "lapsed")
        for other in rows_of("commitment_updates")
    )


CONTRADICTIONS = (
    _row(
        "days of a release swapped",
        "releases",
        "released_on",
        lambda row: (
            bool(row["announced_on"] and row["released_on"]) and row["announced_on"] < row["released_on"]
        ),
        "date-order",
        announced_on="=released_on",
        released_on="=announced_on",
    ),
    _row(
        "due before it was made",
        "commitments",
        "due_on",
        lambda row: row["due_on"] > row["made_on"],
        "date-order",
        made_on="=due_on",
        due_on="=made_on",
    ),
    _row(
        "end before start",
        "events",
        "end_on",
        lambda row: row["end_on"] > row["start_on"],
        "date-order",
        start_on="=end_on",
        end_on="=start_on",
    ),
    _row(
        "update before the promise",
        "commitment_updates",
        "happened_on",
        lambda row: row["happened_on"] > "2020-11-09",
        "date-order",
        happened_on="2020-11-02",
    ),
    _row(
        "carried out without a day",
        "releases",
        "released_on",
        lambda row: row["scope"] == "handover" and row["status"] == "carried_out",
        "carried-out-day",
        released_on="",
    ),
    _row(
        "announced, yet carried out",
        "releases",
        "status",
        lambda row: bool(row["released_on"]),
        "release-status",
        status="announced",
    ),
    _row(
        "disputed by nobody",
        "commitment_updates",
        "claimed_by",
        lambda row: row["status"] == "disputed",
        "claimant",
        claimed_by="",
    ),
    _row(
        "initialled and broken",
        "commitment_updates",
        "status",
        _of_initialled,
        "initialled",
        status="broken",
    ),
    _row(
        "office of no state",
        "actors",
        "parent_id",
        lambda row: row["kind"] == "office",
        "office-parent",
        parent_id="",
    ),
    _row("own parent", "actors", "parent_id", lambda _row: True, "parent-circle", parent_id="=actor_id"),
    _row(
        "released to where they came from",
        "releases",
        "releasing_id",
        lambda _row: True,
        "same-party",
        releasing_id="=origin_id",
    ),
    _row(
        "dispute about nothing",
        "disputes",
        "subject_id",
        lambda row: bool(row["subject_id"]),
        "subject",
        subject_id="no-such-row",
    ),
    _row(
        "dispute about half a row",
        "disputes",
        "subject_id",
        lambda row: bool(row["subject_id"]),
        "subject",
        subject_table="",
    ),
    _row(
        "reaction long before its event",
        "reactions",
        "reacted_on",
        lambda row: row["reacted_on"] > "2021-06-01" and "2020-11" not in row["event_id"],
        "before-event",
        reacted_on="2020-11-05",
    ),
    _row(
        "release at another time than its event",
        "releases",
        "released_on",
        lambda row: bool(row["event_id"] and row["released_on"]),
        "outside-event",
        released_on="2026-10-01",
    ),
    _row(
        "back to a pledge",
        "commitment_updates",
        "status",
        _later_update,
        "status-back",
        status="pledged",
    ),
    _row(
        "acknowledged by others",
        "detentions",
        "claimant_id",
        lambda row: row["basis"] == "claimed" and bool(row["claimant_id"]),
        "acknowledged",
        basis="acknowledged",
    ),
    _row(
        "state without a country code",
        "actors",
        "iso3",
        lambda row: row["kind"] == "state",
        "country-missing",
        iso3="",
    ),
    _row(
        "two states of one code",
        "actors",
        "iso3",
        lambda row: row["kind"] == "state" and row["actor_id"] > "france",
        "country-twice",
        iso3="FRA",
    ),
    _row(
        "office in another country",
        "actors",
        "iso3",
        lambda row: row["kind"] == "office" and row["iso3"] != "FRA",
        "side",
        iso3="FRA",
    ),
    _row(
        "partly carried out without a day",
        "releases",
        "released_on",
        lambda row: row["scope"] == "handover" and row["status"] == "carried_out",
        "carried-out-part",
        status="partly_carried_out",
        released_on="",
    ),
    _row(
        "announced on no day",
        "releases",
        "announced_on",
        lambda _row: True,
        "undated-announcement",
        status="announced",
        announced_on="",
        released_on="",
    ),
    _row(
        "question with one answer",
        "disputes",
        "question",
        lambda _row: True,
        "lone-answer",
        question="Is this asked elsewhere?",
    ),
    _row(
        "question about another row",
        "disputes",
        "subject_id",
        lambda row: row["dispute_id"].endswith("-b") and row["subject_id"] != SEED,
        "question-subject",
        subject_table="events",
        subject_id=SEED,
    ),
    _row(
        "confidence too high",
        "reactions",
        "confidence",
        lambda row: not row["reacted_on"],
        "confidence",
        confidence="high",
    ),
)


def looked_for_though_found(chance: Random) -> Corruption:
    rows, reaction = rows_of("coverage"), chance.choice(rows_of("reactions"))
    rows.append({"event_id": reaction["event_id"], "actor_id": reaction["actor_id"]})
    return Corruption(
        "looked for though found", ("coverage", len(rows), None), ("coverage",), written("coverage", rows)
    )


LEAVES = ("detentions", "commitment_updates", "disputes", "coverage", "codings", "releases")
"""Tables whose rows nothing points at; of releases, only disputes do."""


def row_twice(chance: Random) -> Corruption:
    table = chance.choice(LEAVES)
    rows = rows_of(table)
    rows.append(dict(chance.choice(rows)))
    return Corruption("row twice", (table, len(rows), None), ("unique",), written(table, rows))


def row_in_other_words(chance: Random) -> Corruption:
    rows = rows_of("reactions")
    again = dict(chance.choice([row for row in rows if len(row["summary"].split()) > 8]))
    again["reaction_id"] += "-9"
    words = again["summary"].split()
    del words[chance.randrange(len(words))]
    again["summary"] = " ".join(words)
    again["channel"] = chance.choice(tables()["reactions"].field("channel").codes)
    rows.append(again)
    place = ("reactions", len(rows), None)
    return Corruption("row in other words", place, ("duplicate",), written("reactions", rows))


def release_twice(chance: Random) -> Corruption:
    rows = rows_of("releases")
    rows.append(chance.choice(rows) | {"release_id": "the-same-again"})
    place = ("releases", len(rows), None)
    return Corruption("release under another id", place, ("duplicate",), written("releases", rows))


def source_nobody_cites(chance: Random) -> Corruption:
    rows = rows_of("sources")
    row = chance.choice(rows) | {"source_id": "nobodys", "title": "Nobody's", "url": "https://example.org/n"}
    rows.append(row)
    place = ("sources", len(rows), "source_id")
    return Corruption("source nobody cites", place, ("unused-source",), written("sources", rows))


def source_before_its_news(chance: Random) -> Corruption:
    rows = rows_of("sources")
    news = {row["source_id"] for row in rows_of("reactions") if row["reacted_on"]}
    chance.choice([row for row in rows if row["source_id"] in news])["published_on"] = "2020-11-03"
    place = (None, None, None)
    return Corruption("source before its news", place, ("source-before",), written("sources", rows))


def source_twice(chance: Random) -> Corruption:
    rows = rows_of("sources")
    again = dict(chance.choice([row for row in rows if row["url"]]))
    again |= {"source_id": "another-source", "title": "Another title"}
    again["url"] = again["url"].replace("https://", "http://").rstrip("/") + "/#top"
    rows.append(again)
    place = ("sources", len(rows), "url")
    return Corruption("address in another form", place, ("duplicate-address",), written("sources", rows))


def rows_in_another_order(chance: Random) -> Corruption:
    table = chance.choice(["sources", "events", "detentions", "coverage", "codings"])
    rows = rows_of(table)
    chance.shuffle(rows)
    return Corruption("rows in another order", (table, None, None), (), written(table, rows))


def row_lost(chance: Random) -> Corruption:
    rows = rows_of("codings")
    del rows[chance.randrange(len(rows))]
    place = ("codings", None, None)
    return Corruption("row lost that nothing points at", place, (), written("codings", rows), unknowable=True)


ROWS = (
    looked_for_though_found,
    row_twice,
    row_in_other_words,
    release_twice,
    source_nobody_cites,
    source_before_its_news,
    source_twice,
    row_lost,
)


# Whole files


def _file(
    kind: str, change: Callable[[Random, bytes], bytes | None], *rules: str, unless_ascii: bool = False
) -> Callable[[Random], Corruption]:
    def corrupt(chance: Random) -> Corruption:
        while True:
            table = chance.choice(sorted(tables()))
            content = _content(table)
            if not (unless_ascii and content.isascii()):
                return Corruption(kind, (table, None, None), rules, {f"{table}.csv": change(chance, content)})

    return corrupt


def _at_a_cell(content: bytes, chance: Random, inserted: bytes) -> bytes:
    """Insert where an unquoted cell begins."""
    commas = [
        i for i in range(len(content)) if content[i : i + 1] == b"," and content[i + 1 : i + 2].isalnum()
    ]
    place = chance.choice(commas) + 1
    return content[:place] + inserted + content[place:]


def _anywhere(content: bytes, chance: Random, inserted: bytes) -> bytes:
    while True:
        place = chance.randrange(len(content))
        if content[place] < 0x80:  # Not within a character.
            return content[:place] + inserted + content[place:]


def _line(content: bytes, chance: Random, change: Callable[[bytes], bytes]) -> bytes:
    """Change one line that is a record of its own."""
    lines = content.split(b"\n")
    index = chance.choice([i for i, line in enumerate(lines) if i and line and b'"' not in line])
    lines[index] = change(lines[index])
    return b"\n".join(lines)


def _header(content: bytes, change: Callable[[list[bytes]], list[bytes]]) -> bytes:
    header, rest = content.split(b"\n", 1)
    return b",".join(change(header.split(b","))) + b"\n" + rest


FORM = ("quotes", "cells", "cell-size", "header", "line-end", "control", "encoding")

FILES = (
    _file("NUL byte", lambda chance, c: _anywhere(c, chance, b"\0"), "control"),
    _file("control character", lambda chance, c: _anywhere(c, chance, b"\x1b"), "control"),
    _file("quote opened", lambda chance, c: _at_a_cell(c, chance, b'"'), *FORM),
    _file("giant cell", lambda chance, c: _at_a_cell(c, chance, b"x" * 40_000), "cell-size", "header"),
    _file("UTF-16", lambda _c, c: c.decode().encode("utf-16"), "encoding"),
    _file("UTF-16 without a mark", lambda _c, c: c.decode().encode("utf-16-le"), "encoding"),
    _file(
        "a national encoding",
        lambda chance, c: c.decode().encode(chance.choice(["cp1252", "cp1254"]), "replace"),
        "encoding",
        unless_ascii=True,
    ),
    _file("byte order mark", lambda _c, c: b"\xef\xbb\xbf" + c),
    _file("CRLF", lambda _c, c: c.replace(b"\n", b"\r\n")),
    _file("blank lines at the end", lambda _c, c: c + b"\n\n"),
    _file("no line end at the end", lambda _c, c: c.rstrip(b"\n")),
    _file(
        "one line ends otherwise", lambda chance, c: _line(c, chance, lambda line: line + b"\r"), "line-end"
    ),
    _file(
        "another delimiter",
        lambda chance, c: c.replace(b",", chance.choice([b";", b"\t", b"|"])),
        "delimiter",
    ),
    _file("delimiter too many", lambda _c, c: c.replace(b"\n", b",\n"), "header"),
    _file("cell too many", lambda chance, c: _line(c, chance, lambda line: line + b",x"), "cells"),
    _file("cell missing", lambda chance, c: _line(c, chance, lambda line: line.rpartition(b",")[0]), "cells"),
    _file("line blank", lambda chance, c: _line(c, chance, lambda line: line + b"\n"), "blank-line"),
    _file("column renamed", lambda _c, c: _header(c, lambda names: [b"x" + names[0], *names[1:]]), "header"),
    _file("column named twice", lambda _c, c: _header(c, lambda names: [names[1], *names[1:]]), "header"),
    _file(
        "columns swapped",
        lambda _c, c: _header(c, lambda names: [*names[1:2], names[0], *names[2:]]),
        "header",
    ),
    _file("header lost", lambda _c, c: c.split(b"\n", 1)[1], "header"),
    _file("file lost", lambda *_: None, "file-missing"),
    _file("file empty", lambda *_: b"", "file-empty"),
    _file("workbook as CSV", lambda _c, c: b"PK\x03\x04\x14\x00" + c, "file-kind"),
    _file("page as CSV", lambda *_: b"<!DOCTYPE html>\n<html><title>Sign in</title></html>", "file-kind"),
    _file("Parquet as CSV", lambda _c, c: b"PAR1" + c, "file-kind"),
)


def cut(chance: Random) -> Corruption:
    """End a file within a row: what is left of it, or what pointed at the rows that are gone, is named."""
    table = chance.choice([name for name in sorted(tables()) if name != "coverage"])
    content = _content(table)
    while True:
        place = chance.randrange(len(content) // 2, len(content) - 2)
        if content[place : place + 2].isalnum() and content[place - 1 : place].isalnum():
            kept = content[:place]
            rules = (*FORM, "code-list", "reference", "required", "pattern", "unique", "type")
            return Corruption("cut", (None, None, None), rules, {f"{table}.csv": kept})


def row_lost_that_is_cited(chance: Random) -> Corruption:
    rows = rows_of("sources")
    del rows[chance.randrange(len(rows))]
    files = written("sources", rows)
    return Corruption("row lost that others point at", (None, None, None), ("reference",), files)


# The descriptor


def _description(
    kind: str,
    change: Callable[[Random, dict[str, Any]], None],
    *rules: str,
    place: Place = (None, None, None),
    unknowable: bool = False,
) -> Callable[[Random], Corruption]:
    def corrupt(chance: Random) -> Corruption:
        package = json.loads((CURATED / FILE_NAME).read_bytes())
        change(chance, package)
        return Corruption(kind, place, rules, {FILE_NAME: json.dumps(package).encode()}, unknowable)

    return corrupt


def _text(kind: str, change: Callable[[Random, str], str], *rules: str) -> Callable[[Random], Corruption]:
    def corrupt(chance: Random) -> Corruption:
        text = change(chance, (CURATED / FILE_NAME).read_text(encoding="utf-8"))
        return Corruption(kind, (None, None, None), rules, {FILE_NAME: text.encode()})

    return corrupt


def _table(chance: Random, package: dict[str, Any]) -> dict[str, Any]:
    table: dict[str, Any] = chance.choice(package["resources"])
    return table


def _field(chance: Random, package: dict[str, Any], fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    fields = [one for table in package["resources"] for one in table["schema"]["fields"]]
    chosen: dict[str, Any] = chance.choice([one for one in fields if fits(one)])
    return chosen


def _key(chance: Random, package: dict[str, Any]) -> dict[str, Any]:
    keys = [key for table in package["resources"] for key in table["schema"].get("foreignKeys", ())]
    chosen: dict[str, Any] = chance.choice(keys)
    return chosen


def _drop_foreign_key(chance: Random, package: dict[str, Any]) -> None:
    tables = [table for table in package["resources"] if table["schema"].get("foreignKeys")]
    keys = chance.choice(tables)["schema"]["foreignKeys"]
    del keys[chance.randrange(len(keys))]


def _drop_category(chance: Random, package: dict[str, Any]) -> None:
    stances = _field(chance, package, lambda one: one["name"] in ("stance", "confidence", "perspective"))
    del stances["categories"][0]


ESCAPES = (
    "../outside.csv",
    "/etc/passwd",
    "https://example.org/a.csv",
    "a/../../b.csv",
    "..\\b.csv",
    "a\0.csv",
)

DESCRIPTIONS = (
    _description("path leads out", lambda c, p: _table(c, p).update(path=c.choice(ESCAPES)), "path-escape"),
    _description("path missing", lambda c, p: _table(c, p).pop("path"), "descriptor"),
    _description("schema missing", lambda c, p: _table(c, p).pop("schema"), "descriptor"),
    _description("version missing", lambda _c, p: p.pop("version"), "descriptor"),
    _description("title a number", lambda _c, p: p.update(title=7), "descriptor"),
    _description(
        "type of a field unknown",
        lambda c, p: _field(c, p, lambda _o: True).update(type="text"),
        "descriptor",
    ),
    _description(
        "text as a number",
        lambda c, p: _field(c, p, lambda one: one["name"] == "summary").update(type="integer"),
        "type",
    ),
    _description("foreign key lost", _drop_foreign_key, "undeclared-reference"),
    _description(
        "item reference lost",
        lambda c, p: _field(c, p, lambda one: "itemReference" in one).pop("itemReference"),
        "undeclared-reference",
    ),
    _description(
        "foreign key to no table",
        lambda c, p: _key(c, p)["reference"].update(resource="nothing"),
        "descriptor",
    ),
    _description(
        "foreign key to no field",
        lambda c, p: _key(c, p)["reference"].update(fields=["nothing"]),
        "descriptor",
    ),
    _description(
        "foreign key to another table",
        lambda c, p: _key(c, p).update(reference={"resource": "disputes", "fields": ["dispute_id"]}),
        "reference",
    ),
    _description("code lost", _drop_category, "code-list"),
    _description(
        "delimiter of a list in the descriptor",
        lambda c, p: _field(c, p, lambda one: one["name"] in ("participants", "made_by")).update(
            delimiter="|"
        ),
        "reference",
    ),
    _description(
        "delimiter of a file in the descriptor",
        lambda c, p: _table(c, p).update(dialect={"delimiter": ";"}),
        "delimiter",
    ),
    _description("field lost", lambda c, p: _table(c, p)["schema"]["fields"].pop(), "header", "descriptor"),
    _description(
        "fields in another order", lambda c, p: _table(c, p)["schema"]["fields"].reverse(), "header"
    ),
    _description(
        "constraint unknown",
        lambda c, p: _field(c, p, lambda one: "constraints" in one)["constraints"].update(maxLength=3),
        "descriptor",
    ),
    _description(
        "party that is no actor", lambda _c, p: p["parties"][0].update(actor_id="nobody"), "lost-name"
    ),
    _description("party twice", lambda _c, p: p["parties"].append(p["parties"][0]), "descriptor"),
    _description("featured event that is none", lambda _c, p: p.update(featured_event="none"), "lost-name"),
    _description("table twice", lambda c, p: p["resources"].append(_table(c, p)), "descriptor"),
    _description("all tables lost", lambda _c, p: p.update(resources=[]), "descriptor"),
    _description("unknown key added", lambda c, p: _table(c, p).update({"x-note": "a note"})),
    _description(
        "constraint lost",
        lambda c, p: _field(c, p, lambda one: "constraints" in one).pop("constraints"),
        unknowable=True,
    ),
    _text("descriptor cut", lambda c, text: text[: c.randrange(1, len(text.rstrip()) - 1)], "json"),
    _text("key twice", lambda _c, text: text.replace("{", '{"title": "Another",', 1), "json"),
    _text("NaN", lambda _c, text: text.replace("{", '{"x": NaN,', 1), "json"),
    _text(
        "nested deeply",
        lambda _c, text: text.replace("{", '{"x": ' + "[" * 5000 + "]" * 5000 + ",", 1),
        "json",
    ),
    _text("written on one line", lambda _c, text: json.dumps(json.loads(text))),
)

TOGETHER: tuple[tuple[Callable[[Random], Corruption], ...], ...] = (CELLS + CONTRADICTIONS + ROWS, FILES)
"""Kinds of which several are tried in one check, one a table. Rows and files apart: where a file cannot be
read, nobody can say which ids are lost.
"""
ALONE: tuple[Callable[[Random], Corruption], ...] = (
    cut,
    row_lost_that_is_cited,
    # Harmless for its whole table, of which nothing else may be said then.
    rows_in_another_order,
    *DESCRIPTIONS,
)
_MOST_TOGETHER = 6


# Trying


def batches(count: int, seed: int) -> Iterator[list[Corruption]]:
    """That many corruptions, those in a list for one check. Every kind comes once before any comes again."""
    chance = random.Random(seed)  # noqa: S311
    kinds = [*(kind for group in TOGETHER for kind in group), *ALONE]
    order = [kind for _ in range(count // len(kinds) + 1) for kind in chance.sample(kinds, len(kinds))][
        :count
    ]
    for group in TOGETHER:
        waiting = [kind(chance) for kind in order if kind in group]
        while waiting:
            batch: list[Corruption] = []
            for one in waiting:
                if len(batch) < _MOST_TOGETHER and not _meet(one, batch):
                    batch.append(one)
            taken = {id(one) for one in batch}
            waiting = [one for one in waiting if id(one) not in taken]
            yield batch
    yield from ([kind(chance)] for kind in order if kind in ALONE)


def _meet(one: Corruption, batch: list[Corruption]) -> bool:
    """Whether one of a batch changes a file that this one changes too, or ids that it needs."""
    files = {file for other in batch for file in other.files}
    return not files.isdisjoint(one.files)


def tried(batch: list[Corruption], folder: Path) -> list[str]:
    """What is missed in a copy of the curated package with these corruptions; the copy is mended again."""
    files = {file: content for one in batch for file, content in one.files.items()}
    try:
        for file, content in files.items():
            if content is None:
                (folder / file).unlink()
            else:
                (folder / file).write_bytes(content)
        ((_, found),) = check.check(folder).items()
        lines = [str(problem) for problem in found]
    except Exception:  # Whatever it is, it is a traceback that a curator would see.
        return [f"{[one.kind for one in batch]}: {traceback.format_exc()}"]
    finally:
        for file in files:
            shutil.copyfile(CURATED / file, folder / file)
    broken = [line for line in lines if len(line.splitlines()) != 1 or line.count(":") < 3]
    unknown = [problem.rule for problem in found if problem.rule not in RULES]
    return [*filter(None, (one.fault(list(found)) for one in batch)), *broken, *unknown]


def copied(folder: Path) -> Path:
    """A copy of the curated package, without its kept versions, that corruptions may spoil."""
    return Path(shutil.copytree(CURATED, folder, ignore=shutil.ignore_patterns("versions")))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.corruptions", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    kinds: Counter[str] = Counter()
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        folder = copied(Path(place) / "package")
        with tqdm(total=chosen.count, unit="corruption", mininterval=1) as bar:
            for batch in batches(chosen.count, chosen.seed):
                kinds.update(one.kind for one in batch)
                missed += tried(batch, folder)
                bar.update(len(batch))
    for kind, count in sorted(kinds.items()):
        print(f"{count:6,}  {kind}")
    print(f"{kinds.total():,} corruptions of {len(kinds)} kinds, seed {chosen.seed}; missed: {len(missed)}")
    for line in missed:
        print(line)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
