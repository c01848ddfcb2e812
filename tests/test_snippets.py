"""The code that stands beside a download reads that download.

Two things cannot be run here: DuckDB's reader for HTTP is an extension that is fetched at run time, and R is
no part of this project. The SQL is parsed and run on the file that its address gives; of the R code the form
and the address are held.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from peace_ledger import snippets
from tests.altered import serving
from tests.asked import ask
from tests.fixtures import CURATED
from tests.pages import open_page
from tests.server import Server
from tests.test_api import rows
from tests.test_takeaway import takes

SEED = "joint-statement-2023-12-07"
QUERY = f"event={SEED}&known=2024-06-30"


@pytest.fixture(scope="module", autouse=True)
def _curated() -> Iterator[None]:
    with serving(CURATED):
        yield


def addresses(code: dict[str, str]) -> dict[str, str]:
    """The address in each piece of code, by its language's own reading of the text between quotes."""
    (python,) = (
        node.value for node in ast.walk(ast.parse(code["Python, pandas"])) if isinstance(node, ast.Constant)
    )
    (sql,) = re.findall(r"'([^']*)'", code["SQL, DuckDB"])
    (r_text,) = re.findall(r'"([^"\\]*)"', code["R, readr"])
    return {"python": str(python), "sql": sql, "r": r_text}


def test_pandas_reads_the_rows_from_a_server(server: Server) -> None:
    code = snippets.of_file(f"{server.url}/api/v1/tables/reactions", QUERY)["Python, pandas"]
    found: dict[str, Any] = {}
    exec(code, found)  # noqa: S102
    expected = rows("tables/reactions", ("event", SEED), ("known", "2024-06-30"))
    assert isinstance(found["reactions"], pd.DataFrame)
    assert list(found["reactions"]["reaction_id"]) == [row["reaction_id"] for row in expected]


def test_readr_would_get_the_same_rows_as_csv(server: Server) -> None:
    code = dict(snippets.of_file(f"{server.url}/api/v1/tables/reactions", QUERY))
    assert re.fullmatch(r'reactions <- readr::read_csv\(\n  "[^"]+"\n\)', code["R, readr"])
    frame = pd.read_csv(addresses(code)["r"])
    assert len(frame) == len(rows("tables/reactions", ("event", SEED), ("known", "2024-06-30"))) > 0


def test_duckdb_reads_the_file_that_the_address_gives(server: Server, tmp_path: Path) -> None:
    code = dict(snippets.of_file(f"{server.url}/api/v1/tables/reactions", QUERY))
    address = addresses(code)["sql"]
    file = tmp_path / "reactions.parquet"
    file.write_bytes(server.ask(address.removeprefix(server.url)).body)
    (statement,) = duckdb.extract_statements(code["SQL, DuckDB"].replace(address, str(file)))
    found = duckdb.execute(statement).fetchall()
    assert len(found) == len(rows("tables/reactions", ("event", SEED), ("known", "2024-06-30")))


@given(stem=some.text(max_size=30), query=some.text(max_size=60))
def test_no_text_gets_out_of_its_quotes(stem: str, query: str) -> None:
    code = dict(snippets.of_file(f"https://example.org/api/v1/tables/{stem}", query))
    found = addresses(code)
    assert len(set(found.values())) <= 2
    assert found["python"] == found["sql"]
    assert all(address.isascii() and address.isprintable() for address in found.values())
    assert len(duckdb.extract_statements(code["SQL, DuckDB"])) == 1


def test_an_address_of_this_program_stays_as_it_is() -> None:
    query = "direction=armenia.azerbaijan&mark=stance_by_event~a~b&data=7%20%28draft%29"
    code = dict(snippets.of_file("https://example.org/api/v1/tables/releases", query))
    assert addresses(code)["python"] == f"https://example.org/api/v1/tables/releases.parquet?{query}"


@pytest.mark.parametrize("page", ["", "reactions", "releases", "commitments"])
def test_every_download_has_code_for_its_rows_in_this_data_version(page: str) -> None:
    shown = open_page(page, [("known", "2024-06-30")])
    for take in takes(shown).values():
        for download in [one for group in take.get("groups", {}).values() for one in group]:
            for address in addresses(download["code"]).values():
                parts = urlsplit(address)
                assert parts.path.rpartition(".")[0] == download["stem"]
                query = parse_qsl(parts.query)
                assert "data" in dict(query)
                assert ask(parts.path, *query, method="HEAD").status == 200
