"""A package whose every text is an attack: in every column that holds text, and in its descriptor."""

import csv
from pathlib import Path
from typing import Any

from peace_ledger import descriptor
from peace_ledger.descriptor import Field, Package
from tests.altered import redescribe, rewrite

SEED = "joint-statement-2023-12-07"
BLOCKS = "brussels-meeting-2021-12-14"
"""An event whose texts have several lines, each of which Markdown would make a block."""
BEACON = "http://127.0.0.1:9/beacon"
ALL = (
    '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>[x](javascript:window.pwned=1) **b**'
    ' $x^2$ "quotes" @ink'
)
TEXTS = (
    ALL,
    '<img src=x onerror="window.pwned=1">',
    "<script>window.pwned=1</script>",
    '<b>bold</b><a href="javascript:window.pwned=1">a</a>',
    "[x](javascript:window.pwned=1) ![y](x)",
    "**b** _i_ `c` ~~s~~ :red[r] :smile: $x^2$",
    "# heading\n===\n- item\n\n    code",
    "&lt;i&gt; &amp; %{x} {y} \\ 'single' \"double\"",
)
MORE = (
    "\"><svg onload=window.pwned='§'>",
    f"![x]({BEACON}?§) [y]({BEACON}?§ 'z') <{BEACON}?§>",
    ":material/home: :blue-background[x] :streamlit: $$\\href{javascript:window.pwned='§'}{x}$$",
    "</script><script>window.pwned='§'</script>",
    "</title></style></textarea><img src=x onerror=window.pwned='§'>",
    f'<span style="background:url({BEACON}?§)"><a href="javascript:window.pwned=\'§\'">a</a>',
    "\u202egnp.exe\u2066 \u2028 \u2029 \ufeff \u0085 \x9b31m",
    f"<iframe src=\"javascript:window.pwned='§'\"></iframe><base href={BEACON}>",
    f"}};window.pwned='§';{{ @import url({BEACON}?§); expression(window.pwned='§')",
    "https://evil.example/§ www.evil.example a@evil.example",
    '=HYPERLINK("https://evil.example/§";"x") +1 -1 @x',
    "{{7*7}} {% raw %} %(x)s ${x} %{customdata} <!-- <![CDATA[ <?xml ?>",
    "--><script>window.pwned='§'</script>]]>",
)
"""One of them stands behind each text; § is where that stands."""
TOKEN = "@ink"  # noqa: S105
"""The whole name of one actor: in a figure, colours are named so."""
VERSION = "1\"; x='<svg onload=window.pwned=2>'\u2013\u00e9"
NAME = 'name"><svg onload=window.pwned=3>'
LICENCE = "javascript:window.pwned=4"


def free(field: Field) -> bool:
    """Whether a column holds text that no rule of the curated package forbids to be an attack."""
    is_text = field.type == "string" and not field.categories and field.format == "default"
    return is_text and not field.constraints.pattern


def columns(package: Package) -> dict[str, list[str]]:
    """The free columns of each table."""
    named = {table.name: [field.name for field in table.fields if free(field)] for table in package.tables}
    return {table: found for table, found in named.items() if found}


def attack(number: int, where: str) -> str:
    """One of the attacks, which tells where it stood; a short one as the name of an actor: names as wide as a
    page leave a chart no room.
    """
    if where == "actors.name":
        return f"{(TEXTS + MORE)[number % len(TEXTS + MORE)].replace('§', where)} {number}"
    return f"{TEXTS[number % len(TEXTS)]} {MORE[number % len(MORE)].replace('§', where)} {number}"


def hostile(folder: Path) -> Path:
    """Put attacks into every text that the rules of a package leave free."""
    for table, names in columns(descriptor.read(folder)).items():
        rewrite(
            folder,
            table,
            lambda rows, table=table, names=names: [
                attacked(n, row, table, names) for n, row in enumerate(rows)
            ],
        )
    rewrite(
        folder,
        "events",
        lambda rows: [row | ({"title": ALL} if row["event_id"] == SEED else {}) for row in rows],
    )
    rewrite(
        folder,
        "actors",
        lambda rows: [row | ({"name": TOKEN} if row["actor_id"] == "france" else {}) for row in rows],
    )
    rewrite(
        folder,
        "reactions",
        lambda rows: [row | ({"key_phrase": ALL} if row["key_phrase"] else {}) for row in rows],
    )
    rewrite(
        folder,
        "sources",
        lambda rows: [
            row | ({"url": f'{row["url"]}?"><img/src=x/onerror=window.pwned=1>'} if row["url"] else {})
            for row in rows
        ],
    )
    redescribe(folder, hostile_words)
    return folder


def attacked(number: int, row: dict[str, str], table: str, names: list[str]) -> dict[str, str]:
    """A row with an attack in each of these columns that is not empty."""
    # Claims on one question have one text, by which they are found.
    numbers = {name: len(row[name]) if name == "question" else number for name in names}
    return row | {name: attack(numbers[name], f"{table}.{name}") for name in names if row[name]}


def hostile_words(package: dict[str, Any]) -> None:
    """Put attacks into a descriptor."""
    package |= {"title": ALL, "name": NAME, "version": VERSION}
    package["description"] = attack(3, "package.description")
    package["licenses"] = [
        {"name": attack(3, "licence.name"), "title": attack(4, "licence.title"), "path": LICENCE}
    ]
    for party in package["parties"]:
        party["label"] = f"<b>{party['label']}</b> **x**"
    for number, note in enumerate(package["notes"]):
        note |= {"title": attack(number, "notes.title"), "text": attack(number + 1, "notes.text")}
    for place, resource in enumerate(package["resources"]):
        resource |= {"title": attack(place, "table.title"), "description": attack(place, "table.description")}
        for order, field in enumerate(resource["schema"]["fields"]):
            field["title"] = attack(order, "field.title")
            field["description"] = attack(order + place, "field.description")
            for number, category in enumerate(field.get("categories", ())):
                category["label"] = f"{TEXTS[1 + number % 3]} {category['value']}"
                category["description"] = attack(number, "category.description")


STARTS = (
    *("=", "+", "-", "@", "＝", "＋", "－", "＠"),
    *("\t=", "\n=", " =", "\u00a0=", "x;=", "x\t=", "x\n="),
)
"""How texts begin, or go on, that a spreadsheet runs."""


def formulas(folder: Path) -> Path:
    """Put formulas into every text that the rules of a package leave free."""
    for table, names in columns(descriptor.read(folder)).items():
        rewrite(
            folder,
            table,
            lambda rows, names=names: [
                row | {name: formula(n, row[name]) for name in names if row[name] and name != "question"}
                for n, row in enumerate(rows)
            ],
        )
    redescribe(folder, lambda package: package.update(version="1"))
    return folder


def formula(number: int, text: str) -> str:
    """A text behind one of these beginnings, or a number with its sign."""
    if number % (len(STARTS) + 1) == len(STARTS):
        return f"-{number}.5"
    return f"{STARTS[number % (len(STARTS) + 1)]}cmd|'/C calc'!A0 {text} {number}"


ENDING = '"><svg onload=window[`pwned`]=`id`>&#%2F'
"""What stands behind every id of a package that has no rules for ids."""


CODES = {"language", "iso3"}
"""Columns of letters that must be some language's or country's, whatever the descriptor says."""


def hostile_ids(folder: Path) -> Path:
    """Take the rules for ids and letters out of a package, and put an attack behind every one of them."""
    named = {
        table.name: {
            field.name: field.type
            for field in table.fields
            if (field.constraints.pattern or field.type == "list") and field.name not in CODES
        }
        for table in descriptor.read(folder).tables
    }
    for table, fields in named.items():
        rewrite(
            folder,
            table,
            lambda rows, fields=fields: [
                row | {name: _ended(row[name]) for name in fields if row[name] and name != "key_phrase"}
                for row in rows
            ],
        )

    def without_patterns(package: dict[str, Any]) -> None:
        package["version"] = VERSION
        package["featured_event"] += ENDING
        for party in package["parties"]:
            party["actor_id"] += ENDING
        for resource in package["resources"]:
            for field in resource["schema"]["fields"]:
                field.get("constraints", {}).pop("pattern", None)

    redescribe(folder, without_patterns)
    return folder


def _ended(cell: str) -> str:
    return ";".join(f"{item}{ENDING}" for item in cell.split(";"))


KEPT = {"reactions": 3, "commitments": 1, "releases": 2}
"""How many rows of a small package are of its one event."""


def small(folder: Path) -> Path:
    """Leave of a package one event, a few rows of it, and what these name."""
    ids: dict[str, set[str]] = {"events": {SEED}}

    def keep(table: str, column: str, of: str, most: int | None = None) -> None:
        rewrite(folder, table, lambda rows: [row for row in rows if row[column] in ids[of]][:most])

    keep("events", "event_id", "events")
    for table, most in KEPT.items():
        keep(table, "event_id", "events", most)
        ids[table] = {row[next(iter(row))] for row in rows_of(folder, table)}
    keep("commitment_updates", "commitment_id", "commitments")
    keep("codings", "reaction_id", "reactions")
    for table in ("disputes", "detentions", "coverage"):
        rewrite(folder, table, lambda _: [])
    ids["sources"] = named(folder, "source_id", "announced_source_id")
    keep("sources", "source_id", "sources")
    actors = named(folder, *ACTORS) | {"armenia", "azerbaijan"}
    parents = {row["parent_id"] for row in rows_of(folder, "actors") if row["actor_id"] in actors}
    ids["actors"] = actors | parents
    keep("actors", "actor_id", "actors")
    return folder


ACTORS = (
    *("participants", "mediators", "actor_id", "releasing_id", "origin_id"),
    *("made_by", "made_to", "claimed_by"),
)


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    """The rows of a CSV file of a package."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def named(folder: Path, *columns: str) -> set[str]:
    """What these columns of any table but those of actors and sources name."""
    tables = {file.stem for file in folder.glob("*.csv")} - {"actors", "sources"}
    rows = [row for table in tables for row in rows_of(folder, table)]
    return {item for row in rows for name in columns for item in row.get(name, "").split(";") if item}
