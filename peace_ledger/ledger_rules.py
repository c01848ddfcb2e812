"""What the tables of a ledger must satisfy together, beyond what a descriptor can say.

The rules know the ledger's tables and columns by name; where a package leaves one out, its rules do not hold.
They are asked of the typed tables, in sets. What breaks one is refused; what only looks like a slip stands in
`suspicions`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

import iso3166
import langcodes
from duckdb import DuckDBPyConnection

from peace_ledger import validation
from peace_ledger.descriptor import (
    Field,
    FieldType,
    ForeignKey,
    ItemReference,
    Package,
    Reference,
    Table,
)
from peace_ledger.ledger_tables import MEANINGS, TYPE_OF, Meaning
from peace_ledger.problems import Problem
from peace_ledger.staging import Staged
from peace_ledger.validation import Checked, in_order

_POINTS_AT: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("source_id", "announced_source_id"), ("sources", "source_id")),
    **dict.fromkeys(("event_id", "announced_event_id"), ("events", "event_id")),
    **dict.fromkeys(
        (
            *("actor_id", "parent_id", "releasing_id", "origin_id", "holder_id", "claimant_id"),
            *("claimed_by", "participants", "mediators", "made_by", "made_to"),
        ),
        ("actors", "actor_id"),
    ),
    "commitment_id": ("commitments", "commitment_id"),
    "reaction_id": ("reactions", "reaction_id"),
}
"""Columns that hold ids, by the table and column they point at."""


def completed(package: Package) -> Package:
    """The package with those references declared that its ledger has and its descriptor leaves out, so that
    their rows are checked all the same.
    """
    tables = []
    for table in package.tables:
        fields, keys = list(table.fields), list(table.layout.foreign_keys)
        for field, target, column in undeclared(package, table):
            if field.type == "list":
                points_at = ItemReference(resource=target, fields=(column,))
                fields[fields.index(field)] = field.model_copy(update={"item_reference": points_at})
            else:
                reference = Reference(resource=target, fields=(column,))
                keys.append(ForeignKey(fields=(field.name,), reference=reference))
        layout = table.layout.model_copy(update={"fields": tuple(fields), "foreign_keys": tuple(keys)})
        tables.append(table.model_copy(update={"layout": layout}))
    return package.model_copy(update={"tables": tuple(tables)})


def undeclared(package: Package, table: Table) -> Iterator[tuple[Field, str, str]]:
    """The fields that point at another table, by the ledger's names, and are not declared to."""
    declared = {name for key in table.layout.foreign_keys for name in key.fields}
    for field in table.fields:
        target, column = _POINTS_AT.get(field.name, ("", ""))
        if (target, column) == (table.name, field.name) or field.name in declared or field.item_reference:
            continue
        if field.type == _type_of(field.name) and _has(package, target, column):
            yield field, target, column


def _type_of(column: str) -> FieldType:
    """The type that a column of the ledger has."""
    return TYPE_OF.get(column, "string")


def _has(package: Package, table: str, columns: str) -> bool:
    """Whether a package has a table with these columns, in the types that the ledger gives them."""
    if not package.has_table(table):
        return False
    types = {field.name: field.type for field in package.table(table).fields}
    return all(types.get(column) == _type_of(column) for column in columns.split())


@dataclass(frozen=True)
class Rule:
    """A query for the rows that break a rule, each with the value at fault and text to put after the message.
    `needs` are the columns that it asks for, by table; the rows are of the first.
    """

    name: str
    column: str
    message: str
    needs: dict[str, str]
    sql: str

    @property
    def table(self) -> str:
        """The table whose rows it gives."""
        return next(iter(self.needs))

    def applies(self, package: Package, tables: Collection[str]) -> bool:
        """Whether the package has what it asks for, in tables that were read."""
        return all(table in tables and _has(package, table, columns) for table, columns in self.needs.items())


def row_rule(
    name: str, table: str, column: str, message: str, columns: str, fault: str, addition: str = "NULL"
) -> Rule:
    """A rule of single rows: SQL on `t` that says when one is broken, and the columns it needs beside."""
    sql = f"SELECT t.row, CAST(t.{column} AS VARCHAR), {addition} FROM {table} AS t WHERE {fault}"  # noqa: S608
    return Rule(name, column, message, {table: f"{column} {columns}"}, sql)


def validate(package: Package, staged: Staged, database: DuckDBPyConnection) -> list[Problem]:
    """All problems of a staged package, those of its files included, by table, row and column: what its
    descriptor rules out, and what the ledger does.
    """
    whole = completed(package)
    general = validation.validate(whole, staged, database)
    found: list[Problem] = []
    for table in whole.tables:
        of_table = [problem for problem in general if problem.table == table.name]
        own = problems(table, whole, staged.tables, database)
        found += in_order([*of_table, *own], table) if table.name in staged.tables else of_table
    return found


def problems(
    table: Table, package: Package, tables: Collection[str], database: DuckDBPyConnection
) -> list[Problem]:
    """The rows of a table that break a rule of the ledger, by what is in the tables that were read."""
    rules = (rule for rule in (*_RULES, *_MEANING_RULES) if rule.table == table.name)
    codes = _unknown_codes(table, database) if table.name in tables else ()
    return [*broken(rules, package, tables, database), *codes]


def broken(
    rules: Iterable[Rule], package: Package, tables: Collection[str], database: DuckDBPyConnection
) -> Iterator[Problem]:
    """The rows that break those of some rules that apply to the package."""
    for rule in rules:
        if rule.applies(package, tables):
            checked = Checked(package.table(rule.table), database)
            yield from checked.found(rule.name, rule.column, rule.message, rule.sql)


def _order_rule(table: str, column: str, earlier: str, what: str) -> Rule:
    addition = f"CAST(t.{earlier} AS VARCHAR)"
    fault = f"t.{column} < t.{earlier}"
    return row_rule("date-order", table, column, f"is before {what}, ", earlier, fault, addition)


_RULES: tuple[Rule, ...] = (
    _order_rule("releases", "released_on", "announced_on", "the release was announced"),
    _order_rule("events", "end_on", "start_on", "the start of the event"),
    _order_rule("commitments", "due_on", "made_on", "the promise was made"),
    Rule(
        "date-order",
        "happened_on",
        "is before the commitment was made, ",
        {"commitment_updates": "happened_on commitment_id", "commitments": "commitment_id made_on"},
        "SELECT t.row, CAST(t.happened_on AS VARCHAR), CAST(other.made_on AS VARCHAR)"
        " FROM commitment_updates AS t INNER JOIN commitments AS other USING (commitment_id)"
        " WHERE t.happened_on < other.made_on",
    ),
    row_rule(
        "carried-out-day",
        "releases",
        "released_on",
        "is empty, and the handover counts as carried out: fill in its day",
        "status scope",
        "t.released_on IS NULL AND t.status = 'carried_out' AND t.scope = 'handover'",
    ),
    row_rule(
        "release-status",
        "releases",
        "status",
        "is only announced, yet the row has a day on which it was carried out, released_on ",
        "released_on",
        "t.status = 'announced' AND t.released_on IS NOT NULL",
        "CAST(t.released_on AS VARCHAR)",
    ),
    row_rule(
        "claimant",
        "commitment_updates",
        "claimed_by",
        "is empty, and the update is disputed: name the side whose claim it is",
        "status",
        "t.status = 'disputed' AND t.claimed_by IS NULL",
    ),
    Rule(
        "initialled",
        "status",
        "cannot be said of a promise that is only initialled",
        {"commitment_updates": "status commitment_id", "commitments": "commitment_id standing"},
        "SELECT t.row, t.status, NULL FROM commitment_updates AS t INNER JOIN commitments AS other"
        " USING (commitment_id) WHERE t.status = 'broken' AND other.standing = 'initialled'",
    ),
    # By these signs links join ids: in marks, and in directions of releases.
    row_rule(
        "id-sign",
        "actors",
        "actor_id",
        "has a sign by which links join ids (~ .): choose another",
        "",
        "regexp_matches(t.actor_id, '[~.]')",
    ),
    row_rule(
        "id-sign",
        "events",
        "event_id",
        "has a sign by which links join ids (~): choose another",
        "",
        "contains(t.event_id, '~')",
    ),
    row_rule(
        "office-parent",
        "actors",
        "parent_id",
        "is empty, and the actor is an office: name the state it belongs to",
        "kind",
        "t.parent_id IS NULL AND t.kind = 'office'",
    ),
    Rule(
        "parent-circle",
        "parent_id",
        "makes the actor its own parent, over some steps: mend one of them",
        {"actors": "actor_id parent_id"},
        # UNION keeps each pair once, so that a circle ends.
        "WITH RECURSIVE above AS (SELECT actor_id, parent_id FROM actors WHERE parent_id IS NOT NULL"
        " UNION SELECT above.actor_id, actors.parent_id FROM above INNER JOIN actors"
        " ON actors.actor_id = above.parent_id WHERE actors.parent_id IS NOT NULL)"
        " SELECT t.row, t.parent_id, NULL FROM actors AS t INNER JOIN above USING (actor_id)"
        " WHERE above.parent_id = t.actor_id",
    ),
    row_rule(
        "subject",
        "disputes",
        "subject_id",
        "and subject_table go together: fill in both or none",
        "subject_table",
        "(t.subject_id IS NULL) <> (t.subject_table IS NULL)",
    ),
    *(
        Rule(
            "subject",
            "subject_id",
            f"is no {key} of {table}",
            {"disputes": "subject_table subject_id", table: key},
            f"SELECT t.row, t.subject_id, NULL FROM disputes AS t WHERE t.subject_table = '{table}'"  # noqa: S608
            f" AND NOT EXISTS (SELECT 1 FROM {table} AS other WHERE other.{key} = t.subject_id)",
        )
        for table, key in {
            "events": "event_id",
            "reactions": "reaction_id",
            "releases": "release_id",
            "detentions": "detention_id",
            "commitments": "commitment_id",
            "commitment_updates": "update_id",
        }.items()
    ),
    Rule(
        "coverage",
        "actor_id",
        "counts as looked for and not found, but reacted to this event in row ",
        {"coverage": "event_id actor_id", "reactions": "event_id actor_id"},
        "SELECT t.row, t.actor_id, CAST(min(other.row) AS VARCHAR) || ' of reactions' FROM coverage AS t"
        " INNER JOIN reactions AS other USING (event_id, actor_id) GROUP BY t.row, t.actor_id",
    ),
)


def _meaning_rule(meaning: Meaning) -> Rule:
    codes = ", ".join(f"'{code}'" for code in meaning.codes)
    message = (
        f"means nothing to the rules of counting, which know {', '.join(meaning.codes)}: use one of these"
    )
    column = meaning.column
    return row_rule("meaning", meaning.table, column, message, "", f"t.{column} NOT IN ({codes})")


_MEANING_RULES = tuple(_meaning_rule(meaning) for meaning in MEANINGS if meaning.closed)


_OF_NO_COUNTRY = frozenset({"AA", "ZZ", *(f"Q{letter}" for letter in "MNOPQRSTUVWXYZ"), "X"})
"""How the codes begin that ISO 3166-1 leaves to its users, as XKX for Kosovo."""


def _is_country(code: str) -> bool:
    is_own = len(code) == 3 and code.isascii() and code.isupper() and code.startswith(tuple(_OF_NO_COUNTRY))
    return is_own or code in iso3166.countries_by_alpha3


_CODES: tuple[tuple[str, str, str, Callable[[str], bool], str], ...] = (
    (
        "language",
        "sources",
        "language",
        langcodes.tag_is_valid,
        "is no language of the IANA registry (BCP 47): write en, hy, az, ru, not the country",
    ),
    (
        "country",
        "actors",
        "iso3",
        _is_country,
        "is no country of ISO 3166-1: write its code of three letters",
    ),
)


def _unknown_codes(table: Table, database: DuckDBPyConnection) -> Iterator[Problem]:
    for rule, of_table, column, is_known, message in _CODES:
        if of_table != table.name or column not in table.columns or table.field(column).type != "string":
            continue
        sql = f"SELECT DISTINCT {column} FROM {of_table} WHERE {column} IS NOT NULL"  # noqa: S608
        codes = [code for (code,) in database.execute(sql).fetchall()]
        if unknown := [code for code in codes if not is_known(code)]:
            rows = (
                f"SELECT t.row, t.{column}, NULL FROM {of_table} AS t WHERE list_contains($codes, t.{column})"  # noqa: S608
            )
            yield from Checked(table, database).found(rule, column, message, rows, codes=unknown)
