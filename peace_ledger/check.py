"""Everything that is wrong, or looks wrong, in packages: what `python -m peace_ledger check` finds.

A package is opened as a server opens it, so that what is refused here is what is refused there. Warnings are
looked for besides, in whatever tables can be read.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from peace_ledger import build, dataset, descriptor, engine, staging, versions
from peace_ledger.dataset import NotBuilt
from peace_ledger.descriptor import InvalidDescriptor, Package
from peace_ledger.engine import Engine
from peace_ledger.problems import InvalidPackage, Problem
from peace_ledger.suspicions import suspicions

Checked = Mapping[Path, Sequence[Problem]]
"""Problems, errors before warnings, by the folder of their package."""


def check(folder: Path) -> Checked:
    """The problems of the package in a folder, or of each package in the folders there."""
    try:
        packages = dataset.find_packages(folder)
    except InvalidPackage as fault:
        return {folder: fault.problems}
    return {package: _problems(package, one) for package, one in engine.open_each(packages).items()}


def _problems(folder: Path, opened: Engine | InvalidPackage) -> list[Problem]:
    if isinstance(opened, NotBuilt):
        return build.problems(folder)
    if isinstance(opened, InvalidPackage):
        return [*opened.problems, *_warnings_of_invalid(folder)]
    live = opened.dataset
    tables = {table.name for table in live.package.tables}
    return [
        *versions.problems(live),
        *suspicions(live.package, tables, live.database.cursor(), stored=live.stored),
    ]


def _warnings_of_invalid(folder: Path) -> list[Problem]:
    package = _readable(folder)
    if package is None:
        return []
    # A name that is no table must not find a Python variable instead.
    with duckdb.connect(config={"python_enable_replacements": "false"}) as database:
        staged = staging.stage(package, folder, database)
        return suspicions(package, staged.tables, database)


def _readable(folder: Path) -> Package | None:
    try:
        return descriptor.read(folder)
    except InvalidDescriptor as fault:
        return fault.sound
