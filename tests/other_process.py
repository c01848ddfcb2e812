"""A package of an invented process that the program knows nothing of: three sides, names in five scripts,
codes of its own mostly without labels, an empty table, one in a Parquet file, one in a folder of them, two
left out.

No place, body or person in it is real.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from peace_ledger.descriptor import FILE_NAME
from peace_ledger.ledger_tables import COLUMNS
from tests.altered import as_parquet
from tests.fixtures import CsvRows
from tests.packages import field, resource

NAME = "three-valleys"
TITLE = "Три долины · ثلاثة وديان · სამი ხეობა"
VERSION = "3"
PARTIES = {
    "zard": ("zardania", "Зардания"),
    "sands": ("silver-sands", "مملكة الرمال الفضية"),
    "zghap": ("zghapareti", "ზღაპარეთი"),
}
"""The sides, each with its actor and its name."""
BYSTANDER = "bystander"
MOSTLY_OPPOSED = ("endorses", "half_endorses", "objects", "condemns")
"""The stances: an even number, none of them in the middle, none known to the program."""
CODES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("sources", "kind"): ("herald", "gazette", "seal_bearer"),
    ("sources", "perspective"): (*PARTIES, BYSTANDER),
    ("actors", "kind"): ("state", "office", "league", "river_guild"),
    ("actors", "side"): (*PARTIES, BYSTANDER),
    ("events", "kind"): ("council", "truce", "bridge_opening"),
    ("reactions", "channel"): ("sealed_letter", "radio_address"),
    ("reactions", "stance"): MOSTLY_OPPOSED,
    ("releases", "category"): ("captive", "hostage_child", "remains"),
    ("releases", "scope"): ("handover", "period_total"),
    ("releases", "basis"): ("swap", "gift"),
    ("releases", "status"): ("announced", "carried_out", "partly_carried_out"),
    ("detentions", "basis"): ("holders_list", "seen_by_envoy"),
    ("commitments", "theme"): ("water_sharing", "market_days", "mine_maps"),
    ("commitments", "standing"): ("given", "initialled"),
    ("commitment_updates", "status"): (
        "pledged",
        "in_progress",
        "partly_kept",
        "kept",
        "broken",
        "disputed",
    ),
    ("disputes", "subject_table"): ("releases", "commitments"),
    **{
        (table, "confidence"): ("high", "medium", "low")
        for table in ("reactions", "releases", "commitment_updates")
    },
}
"""The code lists. There is no `lapsed`; of the sides and the themes only some have labels."""
LABELS = {"zard": "Зардания", "sands": "مملكة الرمال الفضية", "zghap": "ზღაპარეთი", "mine_maps": "Карты мин"}

TABLES = tuple(COLUMNS)
LEFT_OUT = ("codings", "coverage")
EMPTY = "detentions"
IN_ONE_FILE, IN_A_FOLDER = "commitments", "reactions"


def _rows(columns: str, *lines: str) -> CsvRows:
    """Rows from lines whose cells are parted by bars; "-" is an empty cell."""
    names = columns.split()
    cells = ([cell.strip() for cell in line.split("|")] for line in lines)
    return [dict(zip(names, ("" if cell == "-" else cell for cell in row), strict=True)) for row in cells]


_SOURCES = _rows(
    "source_id publisher published_on kind language perspective",
    "vestnik-1994 | Вестник Зардании | 1994-03-03 | herald | ru | zard",
    "jarida-1994 | جريدة الرمال | 1994-03-04 | gazette | ar | sands",
    "ambavi-1994 | ამბავი | 1994-03-05 | gazette | ka | zghap",
    "lratu-1994 | Ամպերի լրատու | 1994-06-10 | seal_bearer | hy | bystander",
    "vestnik-1995 | Вестник Зардании | 1995-02-02 | herald | ru | zard",
    "lratu-1995 | Ամպերի լրատու | - | seal_bearer | hy | bystander",
)
_ACTORS = _rows(
    "actor_id name kind iso3 parent_id side",
    "zardania | Зардания | state | XZA | - | zard",
    "zardania-court | Верховный суд Зардании по делам о переправах и мостах | office | XZA | zardania | zard",
    "silver-sands | مملكة الرمال الفضية | state | XSS | - | sands",
    "sands-court | ديوان المملكة | office | XSS | silver-sands | sands",
    "zghapareti | ზღაპარეთი | state | XZG | - | zghap",
    "cloud-union | Ամպերի միություն | league | - | - | bystander",
    "river-guild | نقابة أهل النهر | river_guild | - | - | bystander",
    "far-isle | Νήσος του Βορρά | state | XFI | - | bystander",
)
_EVENTS = _rows(
    "event_id title kind start_on end_on place participants mediators source_id",
    "council-of-the-ford | Совет у брода | council | 1994-03-01 | 1994-03-02 | - |"
    " zardania;silver-sands;zghapareti | cloud-union | vestnik-1994",
    "truce-of-the-dunes | هدنة الكثبان | truce | 1994-06-05 | 1994-06-07 | الكثبان | zardania;silver-sands |"
    " - | lratu-1994",
    "bridge-opening | ხიდის გახსნა | bridge_opening | 1995-02-01 | - | ხიდი | silver-sands;zghapareti |"
    " cloud-union;far-isle | vestnik-1995",
)
_REACTIONS = _rows(
    "event_id actor_id reacted_on channel stance confidence source_id",
    "council-of-the-ford | zardania | 1994-03-01 | radio_address | endorses | high | vestnik-1994",
    "council-of-the-ford | zardania-court | 1994-03-03 | sealed_letter | half_endorses | medium |"
    " vestnik-1994",
    "council-of-the-ford | silver-sands | 1994-03-04 | sealed_letter | objects | high | jarida-1994",
    "council-of-the-ford | zghapareti | 1994-03-05 | radio_address | condemns | low | ambavi-1994",
    "council-of-the-ford | cloud-union | - | sealed_letter | endorses | medium | lratu-1995",
    "truce-of-the-dunes | zghapareti | 1994-06-05 | sealed_letter | endorses | high | lratu-1994",
    "truce-of-the-dunes | river-guild | 1994-06-09 | sealed_letter | condemns | low | lratu-1994",
    "truce-of-the-dunes | far-isle | 1994-06-10 | sealed_letter | half_endorses | high | lratu-1994",
    "bridge-opening | far-isle | 1995-02-02 | radio_address | objects | high | vestnik-1995",
    "bridge-opening | zardania | 1995-02-02 | sealed_letter | endorses | high | vestnik-1995",
)
_RELEASES = _rows(
    "event_id announced_event_id releasing_id origin_id category people scope basis mediators announced_on"
    " released_on status confidence announced_source_id source_id",
    "truce-of-the-dunes | council-of-the-ford | zardania | silver-sands | captive | 12 | handover | swap |"
    " cloud-union | 1994-03-02 | 1994-06-05 | carried_out | high | vestnik-1994 | lratu-1994",
    "truce-of-the-dunes | council-of-the-ford | silver-sands | zardania | captive | 9 | handover | swap |"
    " cloud-union | 1994-03-02 | 1994-06-06 | carried_out | high | vestnik-1994 | lratu-1994",
    "- | council-of-the-ford | zghapareti | zardania | hostage_child | 3 | handover | gift | - | 1994-03-02 |"
    " - | announced | medium | - | ambavi-1994",
    "bridge-opening | - | zghapareti | silver-sands | captive | 4 | handover | gift | - | - | 1995-02-01 |"
    " carried_out | low | - | vestnik-1995",
    "bridge-opening | - | silver-sands | zghapareti | remains | 2 | handover | gift | - | - | 1995-02-01 |"
    " carried_out | high | - | vestnik-1995",
    "- | - | zardania | zghapareti | captive | 5 | handover | swap | cloud-union;far-isle | 1994-06-05 |"
    " 1994-06-09 | partly_carried_out | high | - | lratu-1994",
    "- | - | zardania | zghapareti | captive | 40 | period_total | gift | - | - | - | carried_out | low | - |"
    " lratu-1995",
)
_COMMITMENTS = _rows(
    "event_id made_on made_by made_to theme standing due_on testable source_id",
    "council-of-the-ford | 1994-03-02 | zardania | silver-sands | water_sharing | given | 1994-12-31 | true |"
    " vestnik-1994",
    "council-of-the-ford | 1994-03-02 | zardania;silver-sands;zghapareti | - | market_days | given | - | true"
    " | vestnik-1994",
    "council-of-the-ford | 1994-03-02 | zghapareti | zardania | mine_maps | given | 1994-09-01 | true |"
    " ambavi-1994",
    "truce-of-the-dunes | 1994-06-05 | silver-sands | zardania | mine_maps | initialled | - | true |"
    " lratu-1994",
    "bridge-opening | 1995-02-01 | cloud-union | zghapareti | water_sharing | given | - | false |"
    " vestnik-1995",
)
_UPDATES = _rows(
    "commitment_id happened_on status claimed_by confidence source_id",
    "commitments-1 | 1994-06-08 | in_progress | - | high | lratu-1994",
    "commitments-1 | 1994-12-20 | kept | - | low | vestnik-1995",
    "commitments-2 | 1994-06-08 | broken | - | high | lratu-1994",
    "commitments-2 | 1995-01-01 | disputed | silver-sands | medium | vestnik-1995",
    "commitments-3 | 1994-06-08 | partly_kept | - | medium | lratu-1994",
)
_DISPUTES = _rows(
    "question subject_table subject_id claim adopted source_id",
    "Сколько человек перешло брод? | releases | releases-1 | 12 | true | lratu-1994",
    "Сколько человек перешло брод? | releases | releases-1 | 15 | false | jarida-1994",
    "من نقض الوعد؟ | commitments | commitments-2 | لم ينقضه أحد | false | jarida-1994",
    "من نقض الوعد؟ | commitments | commitments-2 | زاردانيا | true | lratu-1994",
)
_IDS = {
    "reactions": "reaction_id",
    "releases": "release_id",
    "commitments": "commitment_id",
    "commitment_updates": "update_id",
    "disputes": "dispute_id",
}
_WORDS = {
    "reactions": "Отклик",
    "releases": "تسليم",
    "commitments": "დაპირება",
    "commitment_updates": "Весть",
}


def _told(table: str, rows: CsvRows) -> CsvRows:
    """The rows with an id and a summary of their own."""
    key, words = _IDS[table], _WORDS.get(table)
    return [
        {key: f"{table.replace('_', '-')}-{number}", **({"summary": f"{words} {number}"} if words else {})}
        | row
        for number, row in enumerate(rows, 1)
    ]


ROWS: Mapping[str, CsvRows] = {
    "sources": [
        row
        | {
            "title": f"{row['publisher']}, {row['published_on'] or '—'}",
            "url": f"https://example.org/{row['source_id']}",
        }
        for row in _SOURCES
    ],
    "actors": _ACTORS,
    "events": [row | {"summary": row["title"]} for row in _EVENTS],
    **{
        table: _told(table, rows)
        for table, rows in {
            "reactions": _REACTIONS,
            "releases": _RELEASES,
            "commitments": _COMMITMENTS,
            "commitment_updates": _UPDATES,
            "disputes": _DISPUTES,
        }.items()
    },
    EMPTY: [],
}
"""What the tables hold, as a CSV file writes it; a cell that is not named is empty."""


def write(
    folder: Path,
    rows: Mapping[str, CsvRows] = ROWS,
    *,
    parties: Iterable[str] = PARTIES,
    name: str = NAME,
    parquet: bool = True,
    **properties: Any,
) -> Path:
    """Write the package with some rows and some of its parties, and give its folder."""
    folder.mkdir(parents=True)
    tables = [table for table in TABLES if table in rows]
    described = {
        "name": name,
        "title": TITLE,
        "version": VERSION,
        "resources": [resource(table, *_fields(table)) for table in tables],
        "parties": [
            {"side": side, "actor_id": PARTIES[side][0], "label": PARTIES[side][1]} for side in parties
        ],
        **properties,
    }
    (folder / FILE_NAME).write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
    for table in tables:
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns(table), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows[table])
    if parquet:
        as_parquet(folder, IN_ONE_FILE)
        as_parquet(folder, IN_A_FOLDER, files=2)
    return folder


def write_empty(folder: Path, parties: Iterable[str] = PARTIES, **properties: Any) -> Path:
    """Write a package in which every table has a header alone, but for the parties' own actors."""
    own = {PARTIES[side][0] for side in parties}
    actors = [row for row in ROWS["actors"] if row["actor_id"] in own]
    rows = {table: actors if table == "actors" else [] for table in TABLES}
    return write(folder, rows, parties=parties, parquet=False, **properties)


def columns(table: str) -> list[str]:
    """The columns of a table, in their order."""
    return list(COLUMNS[table])


def _fields(table: str) -> list[dict[str, Any]]:
    fields = []
    for name, kind in COLUMNS[table].items():
        own: dict[str, Any] = {"delimiter": ";"} if kind == "list" else {}
        if codes := CODES.get(
            (table, name), MOSTLY_OPPOSED if table == "codings" and name == "stance" else ()
        ):
            own["categories"] = [
                {"value": code, "label": LABELS[code]} if code in LABELS else code for code in codes
            ]
        fields.append(field(name, kind, **own))
    return fields
