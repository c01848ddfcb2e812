"""How a file of the API is read in a notebook: its address as code, in the languages that readers use."""

import re
from collections.abc import Mapping
from keyword import iskeyword
from urllib.parse import quote

# What an address may have as it is. Quotes, backslashes, braces and line ends are not among it, so that an
# address can stand between quotes in any of the languages.
_PLAIN = ":/?#[]@!$&()*+,;=%~"


def of_file(stem: str, query: str) -> Mapping[str, str]:
    """The code that reads `<stem>.<format>?<query>` into a variable of that name, by what it is for."""
    last = stem.rpartition("/")[2]
    name = last if re.fullmatch(r"[a-z][a-z0-9_]*", last) and not iskeyword(last) else "rows"
    parquet = _url(stem, "parquet", query)
    return {
        "Python, pandas": f'import pandas as pd\n\n{name} = pd.read_parquet(\n    "{parquet}"\n)',
        "SQL, DuckDB": f"SELECT * FROM read_parquet(\n    '{parquet}'\n);",  # noqa: S608
        "R, readr": f'{name} <- readr::read_csv(\n  "{_url(stem, "csv", query)}"\n)',
    }


def _url(stem: str, extension: str, query: str) -> str:
    return quote(f"{stem}.{extension}?{query}" if query else f"{stem}.{extension}", safe=_PLAIN)
