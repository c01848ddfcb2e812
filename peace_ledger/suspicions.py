"""What looks like a slip in the tables of a ledger, though it may be true: warnings, which refuse nothing."""

import re
from collections.abc import Collection, Iterator

from duckdb import DuckDBPyConnection

from peace_ledger.descriptor import FILE_NAME, Package, Table
from peace_ledger.ledger_rules import Rule, broken, row_rule, undeclared
from peace_ledger.ledger_tables import MEANINGS
from peace_ledger.problems import Problem
from peace_ledger.staging import quoted
from peace_ledger.validation import Checked, in_order


def suspicions(
    package: Package,
    tables: Collection[str],
    database: DuckDBPyConnection,
    stored: Collection[str] = (),
) -> list[Problem]:
    """All warnings of a package, by table, row and column, from the tables that were read. Of tables that are
    `stored` in files, because they are too large for memory, neither ids nor words are compared.
    """
    found = list(broken(_RULES, package, tables, database))
    copied = [table for table in package.tables if table.name in tables and table.name not in stored]
    names = [table.name for table in copied]
    found += broken(_COPIED, package, names, database)
    for table in copied:
        found += _texts(table, database)
    unread = [
        *_untranslated(package),
        *(
            problem
            for table in package.tables
            for problem in (*_undeclared(package, table), *_without_meaning(table))
        ),
    ]
    by_table = [
        in_order((problem for problem in found if problem.table == table.name), table)
        for table in package.tables
    ]
    return [*unread, *(problem for problems in by_table for problem in problems)]


def _untranslated(package: Package) -> Iterator[Problem]:
    """What is not called anything in one of the languages that the package says it has."""
    for place, name, one in package.called():
        for language in package.languages[1:]:
            if not one.translations.get(language, {}).get(name):
                message = f"has no {name}@{language}: readers in this language see it in {package.language!r}"
                yield Problem(FILE_NAME, message, column=place, rule="untranslated")


def _undeclared(package: Package, table: Table) -> Iterator[Problem]:
    known = {field.name: f"{target}.{column}" for field, target, column in undeclared(package, table)}
    for field in table.fields:
        place = f"resources.{table.name}.{field.name}"
        if field.name in known:
            key = "an itemReference" if field.type == "list" else "a foreignKey"
            message = f"points at {known[field.name]}, and the descriptor does not say so: add {key}"
        elif field.type == "list" and field.name.endswith("_ids") and not field.item_reference:
            message = "is a list of ids, and the descriptor does not say of what: add an itemReference"
        else:
            continue
        yield Problem(FILE_NAME, message, column=place, rule="undeclared-reference")


def _without_meaning(table: Table) -> Iterator[Problem]:
    """Code lists without a code that the rules know; the package may have no use for it, or another name."""
    for known in MEANINGS:
        field = next((field for field in table.fields if field.name == known.column), None)
        if known.table != table.name or not known.expected or field is None or not field.codes:
            continue
        if lacking := [code for code in known.codes if code not in field.codes]:
            message = (
                f"lacks {', '.join(lacking)} in its code list, so no row counts as that; where the"
                " package has it under another name, use this one: its label can be any"
            )
            place = f"resources.{table.name}.{known.column}"
            yield Problem(FILE_NAME, message, column=place, rule="meaning-missing")


def _day_rules() -> Iterator[Rule]:
    """What is suspicious about the days of rows."""
    days = {
        "events": "start_on",
        "reactions": "reacted_on",
        "releases": "released_on",
        "detentions": "as_of",
        "commitments": "made_on",
        "commitment_updates": "happened_on",
    }
    # An event may be planned.
    past = [(table, day) for table, day in days.items() if table != "events"]
    for table, day in [*past, ("sources", "published_on"), ("releases", "announced_on")]:
        message = "is a day that has not come yet"
        yield row_rule("future", table, day, message, "", f"t.{day} > current_date")
    cited = [(table, day, "source_id") for table, day in days.items()]
    for table, day, source in [*cited, ("releases", "announced_on", "announced_source_id")]:
        yield Rule(
            "source-before",
            day,
            "is after its source was published, ",
            {table: f"{day} {source}", "sources": "source_id published_on"},
            f"SELECT t.row, CAST(t.{day} AS VARCHAR), CAST(other.published_on AS VARCHAR) FROM {table} AS t"  # noqa: S608
            f" INNER JOIN sources AS other ON other.source_id = t.{source}"
            # Far west of an event it is still the day before.
            f" WHERE t.{day} > other.published_on + 1",
        )
    yield from _event_rules()


def _event_rules() -> Iterator[Rule]:
    for table, day, allowance, message in (
        ("reactions", "reacted_on", 31, "is more than a month before the event, "),
        ("commitments", "made_on", 0, "is before the event at which it was made, "),
    ):
        yield Rule(
            "before-event",
            day,
            message,
            {table: f"{day} event_id", "events": "event_id start_on"},
            f"SELECT t.row, CAST(t.{day} AS VARCHAR), CAST(other.start_on AS VARCHAR) FROM {table} AS t"  # noqa: S608
            f" INNER JOIN events AS other USING (event_id) WHERE t.{day} < other.start_on - {allowance}",
        )
    yield Rule(
        "outside-event",
        "released_on",
        "is not among the days of its event, ",
        {"releases": "released_on event_id", "events": "event_id start_on end_on"},
        "SELECT t.row, CAST(t.released_on AS VARCHAR),"
        " concat_ws(' to ', other.start_on, other.end_on) FROM releases AS t"
        " INNER JOIN events AS other USING (event_id)"
        " WHERE t.released_on NOT BETWEEN other.start_on AND coalesce(other.end_on, other.start_on)",
    )
    yield Rule(
        "outside-event",
        "announced_on",
        "is before the event that announced the release, ",
        {"releases": "announced_on announced_event_id", "events": "event_id start_on"},
        "SELECT t.row, CAST(t.announced_on AS VARCHAR), CAST(other.start_on AS VARCHAR) FROM releases AS t"
        " INNER JOIN events AS other ON other.event_id = t.announced_event_id"
        " WHERE t.announced_on < other.start_on",
    )


def _id_rules() -> Iterator[Rule]:
    """Ids often end in a day. Before it may stand the id of an event or commitment, which has a day too."""
    for table, key, prefix, day in (
        ("events", "event_id", "''", "start_on"),
        ("reactions", "reaction_id", "event_id", "reacted_on"),
        ("releases", "release_id", "''", "coalesce(t.released_on, t.announced_on)"),
        ("detentions", "detention_id", "''", "as_of"),
        ("commitments", "commitment_id", "''", "made_on"),
        ("commitment_updates", "update_id", "commitment_id", "happened_on"),
    ):
        named = re.findall(r"[a-z]+_on|as_of", day)
        whole = day if "(" in day else f"t.{day}"
        before = prefix if prefix == "''" else f"t.{prefix}"
        own = f"CASE WHEN starts_with(t.{key}, {before}) THEN substr(t.{key}, length({before}) + 1) END"
        own_day = rf"regexp_extract({own}, '(\d{{4}}-\d{{2}}-\d{{2}})', 1)"
        columns = " ".join({key, *named, *([] if prefix == "''" else [prefix])})
        yield Rule(
            "id-day",
            named[0],
            "is not the day in the row's id, ",
            {table: columns},
            f"SELECT t.row, CAST({whole} AS VARCHAR), {own_day} FROM {table} AS t"  # noqa: S608
            f" WHERE {own_day} <> '' AND {own_day} <> CAST({whole} AS VARCHAR)",
        )


_BACK = {
    "pledged": ("in_progress", "partly_kept", "kept", "broken", "lapsed"),
    "in_progress": ("kept", "lapsed"),
    "partly_kept": ("lapsed",),
    "kept": ("lapsed",),
    "broken": ("lapsed",),
}
"""Statuses, by what they cannot well follow."""


def _state_rules() -> Iterator[Rule]:
    """What is suspicious about how things stand."""
    yield row_rule(
        "carried-out-part",
        "releases",
        "released_on",
        "is empty, and the handover counts as partly carried out",
        "status scope",
        "t.released_on IS NULL AND t.status = 'partly_carried_out' AND t.scope = 'handover'",
    )
    yield row_rule(
        "undated-announcement",
        "releases",
        "announced_on",
        "is empty, though the release counts as announced: it is left out where a period is set",
        "status",
        "t.announced_on IS NULL AND t.status = 'announced'",
    )
    yield row_rule(
        "undated-announcement",
        "releases",
        "announced_on",
        "is empty, though a source is named for the announcement",
        "status announced_source_id",
        "t.announced_on IS NULL AND t.announced_source_id IS NOT NULL AND t.status <> 'announced'",
    )
    back = " OR ".join(
        f"t.status = '{status}' AND t.before IN ({', '.join(map(repr, earlier))})"
        for status, earlier in _BACK.items()
    )
    yield Rule(
        "status-back",
        "status",
        "follows ",
        {"commitment_updates": "status commitment_id happened_on"},
        "SELECT t.row, t.status, t.before || ' on ' || t.since FROM (SELECT row, status,"  # noqa: S608
        " lag(status) OVER moves AS before, lag(happened_on) OVER moves AS since FROM commitment_updates"
        " WHERE status <> 'disputed' WINDOW moves AS (PARTITION BY commitment_id ORDER BY happened_on, row)"
        f") AS t WHERE {back}",
    )
    for table, column in (("releases", "releasing_id"), ("detentions", "holder_id")):
        message = "is also where these people come from"
        yield row_rule("same-party", table, column, message, "origin_id", f"t.{column} = t.origin_id")
    yield Rule(
        "acknowledged",
        "claimant_id",
        "is not the holder, whose own figure it is said to be",
        {"detentions": "claimant_id holder_id basis", "actors": "actor_id side"},
        "SELECT t.row, t.claimant_id, NULL FROM detentions AS t"
        " INNER JOIN actors AS claimant ON claimant.actor_id = t.claimant_id"
        " INNER JOIN actors AS holder ON holder.actor_id = t.holder_id"
        " WHERE t.basis = 'acknowledged' AND claimant.side <> holder.side",
    )
    for table, day in (
        ("reactions", "reacted_on"),
        ("releases", "announced_on"),
        ("commitment_updates", "happened_on"),
    ):
        dated = "coalesce(t.released_on, t.announced_on)" if table == "releases" else f"t.{day}"
        columns = f"confidence source_id {day}" + (" released_on" if table == "releases" else "")
        yield Rule(
            "confidence",
            "confidence",
            "cannot be so ",
            {table: columns, "sources": "source_id kind"},
            "SELECT t.row, t.confidence, if(other.kind = 'aggregator', 'by an aggregator', 'without a day')"  # noqa: S608
            f" FROM {table} AS t INNER JOIN sources AS other USING (source_id)"
            f" WHERE t.confidence = 'high' AND (other.kind = 'aggregator' OR {dated} IS NULL)",
        )
    yield from _actor_rules()


def _actor_rules() -> Iterator[Rule]:
    for column in ("side", "iso3"):
        yield Rule(
            "side",
            column,
            "is not that of the state that the office belongs to, ",
            {"actors": f"{column} actor_id parent_id kind"},
            f"SELECT t.row, t.{column}, parent.{column} FROM actors AS t"  # noqa: S608
            " INNER JOIN actors AS parent ON parent.actor_id = t.parent_id"
            f" WHERE t.kind = 'office' AND t.{column} <> parent.{column}",
        )
    message = "is empty, so maps leave this state out"
    fault = "t.kind = 'state' AND t.iso3 IS NULL"
    yield row_rule("country-missing", "actors", "iso3", message, "kind", fault)
    yield Rule(
        "country-twice",
        "iso3",
        "is that of another state too, in row ",
        {"actors": "iso3 kind"},
        "SELECT t.row, t.iso3, CAST(min(other.row) AS VARCHAR) FROM actors AS t INNER JOIN actors AS other"
        " ON other.iso3 = t.iso3 AND other.kind = t.kind AND other.row < t.row WHERE t.kind = 'state'"
        " GROUP BY t.row, t.iso3",
    )


def _together_rules() -> Iterator[Rule]:
    """What is suspicious about rows beside each other."""
    yield Rule(
        "lone-answer",
        "question",
        "has ",
        {"disputes": "question adopted"},
        "SELECT min(t.row), t.question, if(count(*) = 1, 'one answer only', count(*) FILTER (t.adopted)"
        " || ' answers that are adopted') FROM disputes AS t WHERE t.question IS NOT NULL"
        " GROUP BY t.question HAVING count(*) = 1 OR count(*) FILTER (t.adopted) > 1",
    )
    yield Rule(
        "question-subject",
        "subject_id",
        "is not the row that the question is about in row ",
        {"disputes": "question subject_table subject_id"},
        "SELECT t.row, t.subject_id, CAST(first.row AS VARCHAR) FROM disputes AS t"
        " INNER JOIN (SELECT question, min(row) AS row FROM disputes GROUP BY question) AS asked"
        " ON asked.question = t.question INNER JOIN disputes AS first ON first.row = asked.row"
        " WHERE (t.subject_table, t.subject_id) IS DISTINCT FROM (first.subject_table, first.subject_id)",
    )
    yield Rule(
        "duplicate-address",
        "url",
        "is but for its form the address in row ",
        {"sources": "url"},
        "SELECT t.row, t.url, CAST(t.earlier AS VARCHAR) FROM (SELECT row, url, min(row) OVER (PARTITION BY"
        r" regexp_replace(regexp_replace(lower(url), '^https?://(www\.)?', ''), '/*(#.*)?$', '')) AS earlier"
        " FROM sources WHERE url IS NOT NULL) AS t WHERE t.row > t.earlier",
    )
    for table, facts in (
        ("releases", "releasing_id origin_id category people scope status released_on announced_on"),
        ("detentions", "as_of holder_id origin_id people basis claimant_id reported_by"),
        ("sources", "title publisher published_on"),
    ):
        columns = facts.split()
        key = ", ".join(f"t.{column}" for column in columns)
        yield Rule(
            "duplicate",
            columns[0],
            f"and {', '.join(columns[1:])} are those of row ",
            {table: facts},
            f"SELECT t.row, CAST(t.{columns[0]} AS VARCHAR), CAST(t.earlier AS VARCHAR) FROM (SELECT t.*,"  # noqa: S608
            f" min(t.row) OVER (PARTITION BY {key}) AS earlier FROM {table} AS t) AS t"
            " WHERE t.row > t.earlier",
        )


_CITING = (
    "events",
    "reactions",
    "releases",
    "detentions",
    "commitments",
    "commitment_updates",
    "disputes",
)


def _unused_sources() -> Rule:
    # UNION, not UNION ALL: what is cited is kept once, however many rows cite it.
    uses = " UNION ".join(f"SELECT source_id FROM {table}" for table in _CITING)  # noqa: S608
    needs = {"sources": "source_id", **dict.fromkeys(_CITING, "source_id")}
    return Rule(
        "unused-source",
        "source_id",
        "is cited by no row",
        needs | {"releases": "source_id announced_source_id"},
        "SELECT t.row, t.source_id, NULL FROM sources AS t WHERE t.source_id NOT IN (SELECT source_id FROM ("  # noqa: S608
        f"{uses} UNION SELECT announced_source_id FROM releases) AS used WHERE source_id IS NOT NULL)",
    )


_NEIGHBOURS = 10
"""With how many others of its group a text is compared, in the order of the alphabet, so that a group of any
size takes no longer than its rows are many.
"""

_WORDS = (
    r"list_sort(list_distinct(regexp_extract_all(lower(strip_accents({text})), '[\p{{L}}\p{{N}}]+')))[:200]"
)


def _alike(table: str, column: str, group: str, share: float) -> Rule:
    """Rows that agree in a group of columns and share most of the words of a text."""
    together = ", ".join(group.split()) or "1"
    words = _WORDS.format(text="text")
    sql = f"""
        WITH grouped AS (
            SELECT row, {column} AS text, hash({together}) AS place
            FROM {table} WHERE {column} IS NOT NULL
            QUALIFY count(*) OVER (PARTITION BY {together}) > 1
        ), ranked AS (
            SELECT *, row_number() OVER (PARTITION BY place ORDER BY words, row) AS rank
            FROM (SELECT *, {words} AS words FROM grouped)
        ), pairs AS (
            SELECT one.row AS one_row, other.row AS other_row, one.text AS one_text, other.text AS other_text,
                len(list_intersect(one.words, other.words)) AS shared,
                len(one.words) + len(other.words) AS counted
            FROM (SELECT *, unnest(range(1, {_NEIGHBOURS + 1})) AS step FROM ranked) AS one
            INNER JOIN ranked AS other ON other.place = one.place AND other.rank = one.rank + one.step
        )
        SELECT greatest(one_row, other_row) AS row,
            if(one_row > other_row, one_text, other_text) AS text,
            CAST(least(one_row, other_row) AS VARCHAR) AS earlier
        FROM pairs WHERE counted > 0 AND shared >= {share} * (counted - shared)
        """  # noqa: S608
    message = "says in mostly the same words what is said in row "
    return Rule("duplicate", column, message, {table: f"{column} {group}"}, sql)


def _alikes() -> Iterator[Rule]:
    yield _alike("events", "summary", "start_on kind", 0.7)
    yield _alike("events", "title", "start_on", 0.99)
    yield _alike("reactions", "summary", "event_id actor_id", 0.7)
    yield _alike("reactions", "key_phrase", "event_id actor_id", 0.7)
    yield _alike("commitments", "summary", "event_id due_on", 0.7)
    yield _alike("commitment_updates", "summary", "commitment_id status", 0.7)
    yield _alike("disputes", "claim", "question", 0.99)
    yield _alike("actors", "name", "", 0.99)


_BLANK_EDGE = r"^[\s\p{Z}]|[\s\p{Z}]$"
_INVISIBLE = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{ad}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}"
    r"\x{feff}\x{e000}-\x{f8ff}]"
)
_OTHERS = r"\p{Cyrillic}\p{Greek}\p{Armenian}"
_MIXED = rf"\p{{Latin}}[{_OTHERS}]|[{_OTHERS}]\p{{Latin}}"
_GARBLED = r"\x{fffd}|[\x{c2}\x{c3}\x{d0}\x{d1}][\x{80}-\x{bf}]|\x{e2}\x{20ac}"

_NOT_PLAIN = r"[^ -~]|^ | $"
"""What a text holds that breaks one of the rules: asked first, because it is quickly seen."""

_TEXT_RULES = (
    ("stray-blank", _BLANK_EDGE, "begins or ends with a blank: remove it"),
    ("invisible", _INVISIBLE, "holds a character that nobody sees: type the text anew"),
    ("mixed-script", _MIXED, "mixes alphabets within a word: type it anew"),
    ("garbled", _GARBLED, "was once read in a wrong encoding: copy it from the source again"),
)


def _texts(table: Table, database: DuckDBPyConnection) -> Iterator[Problem]:
    """Texts that hold what nobody meant to write."""
    columns = [field.name for field in table.fields if field.type == "string" and not field.codes]
    if not columns:
        return
    # Asked of all columns and rules at once, because nearly always there is nothing.
    tests = ", ".join(
        f"bool_or(regexp_matches({quoted(column)}, $plain) AND regexp_matches({quoted(column)}, $any))"
        for column in columns
    )
    anything = "|".join(pattern for _, pattern, _ in _TEXT_RULES)
    sql = f"SELECT {tests} FROM {quoted(table.name)}"  # noqa: S608
    ((*answers,),) = database.execute(sql, {"plain": _NOT_PLAIN, "any": anything}).fetchall()
    for column, is_any in zip(columns, answers, strict=True):
        for name, pattern, message in _TEXT_RULES if is_any else ():
            cell = f"t.{quoted(column)}"
            sql = (
                f"SELECT t.row, {cell}, NULL FROM {quoted(table.name)} AS t"  # noqa: S608
                f" WHERE regexp_matches({cell}, $pattern)"
            )
            yield from Checked(table, database).found(name, column, message, sql, pattern=pattern)


_RULES: tuple[Rule, ...] = (*_day_rules(), *_state_rules(), *_together_rules(), _unused_sources())
_COPIED: tuple[Rule, ...] = (*_id_rules(), *_alikes())
