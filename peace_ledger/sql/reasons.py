"""Why a query is not run, or has no answer, in sentences for readers.

A child names a sentence by its English and tells its values beside: whoever asked says it in the reader's
language. It starts without the catalogues, so nothing of the program is imported here.
"""

from collections.abc import Mapping

Values = Mapping[str, str | int]

_known: set[str] = set()


def N_(text: str, /) -> str:  # noqa: N802 - as translation has it, and gettext's tools know it
    """A text to be said later, as it stands."""
    _known.add(text)
    return text


def is_known(text: str) -> bool:
    """Whether a text is one of these, with values in the place of names in braces."""
    return text in _known


class Reason(Exception):
    """A sentence with values; as a string it is in English, and `words.said` says it."""

    def __init__(self, text: str, /, **values: str | int) -> None:
        super().__init__(text.format_map(_written(values)) if values else text)
        self.text = text
        self.values: Values = values


def _written(values: Values) -> dict[str, str]:
    return {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}


# What is no query to be run

HALF_CHARACTER = N_("This query holds half of a character. Take it out.")
NUL = N_("This query holds a NUL character. Take it out.")
TOO_LONG = N_("This query has {count} characters, and one may have at most {most}.")
NO_STATEMENT = N_("There is no statement in this text. Write one SELECT; this page only reads.")
STATEMENTS = N_("These are {count} statements. Write one SELECT; this page only reads.")
STATEMENTS_IN_ONE = N_("This is several statements in one. Write one SELECT; this page only reads.")
# Translators: {kind} is a word of SQL, as INSERT.
NO_SELECT = N_("This is a statement of the kind {kind}. Write one SELECT; this page only reads.")
PARAMETERS = N_("This query has parameters ($ or ?), and nobody gives them values. Write the values.")
NESTED = N_("This query is nested too deeply. Write it flatter.")
NOT_READ = N_(
    "DuckDB cannot take this statement apart, so it is not run. Write one SELECT; this page only reads."
)
CHANGING = N_("A part of this query changes something ({kind}). Write one SELECT; this page only reads.")
FUNCTION = N_("The function {name} is not available here: it reads or does what is no table.")
NO_TABLE = N_(
    "{name} is none of the tables here. SHOW TABLES lists the tables, DESCRIBE and a name the columns of one."
)
NO_TABLE_BUT = N_(
    "{name} is none of the tables here. Did you mean {near}? SHOW TABLES lists the tables, DESCRIBE and a "
    "name the columns of one."
)
TABLE_FUNCTION = N_(
    "The table function {name} is not available. Only the tables here can be read; {functions} can stand "
    "beside them."
)
A_TABLE_FUNCTION = N_(
    "The table function used here is not available. Only the tables here can be read; {functions} can stand "
    "beside them."
)
SHOWN = N_(
    "SHOW {name} is not available here. SHOW TABLES lists the tables, DESCRIBE and a name the columns of one."
)
COLUMNS = N_("This query has {count} columns; one may have {most}.")

# What fails

OUTSIDE = N_("It reaches for a file, a setting or an extension; only the tables here can be read.")
NOT_HERE = N_("This cannot be run here ({fault}). Write one SELECT; this page only reads.")
# Translators: {reason} is what DuckDB says, in English.
FAILED = N_("DuckDB cannot run it. {reason}")
MEMORY = N_(
    "This query needs more memory than one may have. Ask for fewer columns, group by fewer things, or filter "
    "earlier."
)
ENDED = N_(
    "This query ended the process that ran it, most likely because it needs more memory than one may have. "
    "Ask for fewer columns or rows."
)
SLOW = N_("This query was not answered within {seconds} s, and was ended. Ask for fewer rows, or join less.")

# Why nothing is run

OFF = N_("SQL is switched off on this site. Every table can be taken as a file at the foot of each page.")
WAITING = N_("Too many queries are waiting here. Run it again in a few seconds.")
TAKEN = N_("Other queries take all the time there is. Run it again in a few seconds.")
CLOSED = N_("This data version was put away to make room for others. Run it again.")
NONE_STARTS = N_("This server cannot start the process that runs queries; its log says why.")
# Translators: {reason} is for whoever runs the server, in English.
UNCONFINED = N_("This server cannot confine a query, so none is run: {reason}.")
NOT_COPIED = N_("This server cannot copy the data for queries; its log says why.")
