"""Small data packages for tests."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from peace_ledger import descriptor, staging, validation
from peace_ledger.problems import InvalidPackage

Resource = dict[str, Any]


def field(name: str, kind: str = "string", **properties: Any) -> dict[str, Any]:
    """A field of a table; `properties` under the names of Table Schema."""
    return {"name": name, "type": kind, **properties}


def resource(name: str, *fields: dict[str, Any], path: str | list[str] = "", **schema: Any) -> Resource:
    """A table in `<name>.csv`, or at another path; `schema` takes its keys."""
    return {"name": name, "path": path or f"{name}.csv", "schema": {"fields": list(fields), **schema}}


def write(
    folder: Path, resources: list[Resource], files: Mapping[str, str | bytes], **properties: Any
) -> Path:
    """Write a package and its files, and give its folder; `properties` are added to the descriptor."""
    folder.mkdir(parents=True, exist_ok=True)
    package = {
        "name": "small",
        "title": "A small package",
        "version": "1",
        "resources": resources,
        **properties,
    }
    (folder / descriptor.FILE_NAME).write_text(json.dumps(package), encoding="utf-8")
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def ledger(
    folder: Path,
    actors: str = "armenia,Armenia,state,,a\nyerevan,Yerevan,office,armenia,a\n",
    events: str = "meeting,A meeting,2024-01-02,\nvisit,A visit,2023-05-01,2023-05-03\n",
    **properties: Any,
) -> Path:
    """Write a package with what the ledger needs: actors and events, as CSV lines without their header."""
    resources = [
        resource(
            "actors",
            field("actor_id", constraints={"required": True, "unique": True}),
            field("name"),
            field("kind", categories=[{"value": "state", "label": "State"}, {"value": "office"}]),
            field("parent_id"),
            field("side"),
            foreignKeys=[{"fields": ["parent_id"], "reference": {"fields": ["actor_id"]}}],
        ),
        resource(
            "events", field("event_id"), field("title"), field("start_on", "date"), field("end_on", "date")
        ),
    ]
    files = {
        "actors.csv": "actor_id,name,kind,parent_id,side\n" + actors,
        "events.csv": "event_id,title,start_on,end_on\n" + events,
    }
    return write(folder, resources, files, **properties)


def refusals(printed: str) -> list[str]:
    """What `check` prints of what is refused, without the names of rules."""
    lines = [line for line in printed.splitlines() if ": warning: " not in line]
    return [re.sub(r" \[[a-z-]+\]$", "", line) for line in lines]


def problems(folder: Path) -> list[str]:
    """The lines that say what is wrong with a package, whatever tables it has."""
    try:
        package = descriptor.read(folder)
    except InvalidPackage as fault:
        return [str(problem) for problem in fault.problems]
    with duckdb.connect() as database:
        staged = staging.stage(package, folder, database)
        return [str(problem) for problem in validation.validate(package, staged, database)]
