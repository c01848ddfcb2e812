"""The description of the API is valid, complete and true."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.routing import Route

from pages.menu import MENU
from peace_ledger import api, exports, gate, http, ledger, openapi, preview, state
from tests.altered import serving
from tests.asked import ask
from tests.fixtures import CURATED
from tests.server import ROOT, running
from tests.test_api import CHOICES, NEEDED, PATHS, QUERIES, Query

HTTP_METHODS = {"get", "head"}


@pytest.fixture(scope="module", autouse=True)
def _curated() -> Iterator[None]:
    with serving(CURATED):
        yield


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The description as it is served."""
    answer = ask(openapi.ADDRESS)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    told: dict[str, Any] = json.loads(answer.body)
    return told


def test_it_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_table_and_query_is_described(document: dict[str, Any]) -> None:
    described = {path.removeprefix("/api/v1/") for path in document["paths"]}
    assert {f"{path}.{{format}}" for path in PATHS} <= described


def test_every_route_is_described(document: dict[str, Any]) -> None:
    routes = [*preview.routes(MENU), *http.routes()]
    served = {route.path.replace("{name:path}", "{page}.png") for route in routes if isinstance(route, Route)}
    described = {path.replace("{format}", "{extension}") for path in document["paths"]}
    unknown = {f"{prefix}{{rest:path}}" for prefix in gate.ROUTES}
    # The assets of pages are no part of the API; the last stands for every table, query and unknown address.
    assert served - described - unknown == {"/assets/{page}.png", "/api/{path:path}"}
    beside_tables = {
        path for path in api.ROUTES if not re.match("/api/v1/(tables/|queries/|cite/|sql\\.)", path)
    }
    assert beside_tables <= document["paths"].keys()


def test_every_parameter_says_what_it_does_and_gives_an_example(document: dict[str, Any]) -> None:
    described = document["components"]["parameters"]
    for parameter in state.PARAMETERS:
        one = described[parameter.name]
        assert one["description"].endswith(".")
        assert "example" in one or parameter.name == "mark"


def test_every_operation_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    names = [
        path[method]["operationId"]
        for path in document["paths"].values()
        for method in HTTP_METHODS & path.keys()
    ]
    assert len(set(names)) == len(names)


def test_every_answer_names_its_media_types_and_refusals(document: dict[str, Any]) -> None:
    for path, described in document["paths"].items():
        answers = described["get"]["responses"]
        assert answers["200"]["content"], path
        assert {"405", "414", "429"} <= answers.keys() or path in ("/healthz", "/readyz")
    file = document["paths"]["/api/v1/tables/releases.{format}"]["get"]["responses"]["200"]
    assert set(file["content"]) == {form.media_type for form in exports.FORMATS.values()}
    assert {"etag", "link", "x-total-count", "content-disposition"} <= file["headers"].keys()


def test_the_guide_names_every_status_and_the_routes(document: dict[str, Any]) -> None:
    guide = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    file = document["paths"]["/api/v1/tables/releases.{format}"]["get"]["responses"]
    listed = " ".join(re.findall(r"^\| (\d{3}(?:, \d{3})*) \|", guide, re.MULTILINE))
    assert file.keys() <= set(re.findall(r"\d{3}", listed))
    for name in ("/api/v1/", openapi.ADDRESS, "x-total-count", "retry-after", "ratelimit-policy", "10,000"):
        assert name in guide


def test_a_query_that_needs_a_parameter_says_so(document: dict[str, Any]) -> None:
    for name in PATHS:
        query = QUERIES[name.removeprefix("queries/")]
        parameters = document["paths"][f"/api/v1/{name}.{{format}}"]["parameters"]
        needed = {one["name"] for one in parameters if one.get("required") and one["in"] == "query"}
        assert needed == set(api.needed(query))


@pytest.mark.parametrize("choice", CHOICES)
def test_rows_are_as_described(document: dict[str, Any], choice: str) -> None:
    for path in PATHS:
        query = QUERIES[path.removeprefix("queries/")]
        own: Query = [(name, NEEDED[name]) for name in sorted(query.parameters & NEEDED.keys())]
        answer = ask(f"/api/v1/{path}.json", *CHOICES[choice], *own)
        described = document["paths"][f"/api/v1/{path}.{{format}}"]["get"]["responses"]["200"]
        schema = {**described["content"]["application/json"]["schema"], "components": document["components"]}
        validator = Draft202012Validator(schema, format_checker=FormatChecker())
        assert [fault.message for fault in validator.iter_errors(json.loads(answer.body))][:3] == [], path


def test_it_describes_the_process_that_is_asked() -> None:
    chosen = ledger.current()
    described = openapi.described(chosen)
    assert described["info"]["version"] == chosen.dataset.version
    assert described["components"]["parameters"]["theme"]["schema"]["items"]["enum"] == list(
        chosen.dataset.codes("commitments", "theme")
    )
    assert ask(openapi.ADDRESS, ("process", "another")).status == 400
    assert ask(openapi.ADDRESS, ("actor", "russia")).status == 400


def test_a_copy_of_it_holds_until_something_changes() -> None:
    first = ask(openapi.ADDRESS)
    again = ask(openapi.ADDRESS, if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_schemathesis_finds_no_failure(tmp_path: Path) -> None:
    """Requests made from the description, right and wrong ones, and every answer held against it.

    All checks are on. The seed is fixed; what is asked depends on nothing else.
    """
    with running(tmp_path / "log.txt", env={"PEACE_LEDGER_RATE_LIMIT": ""}) as server:
        command = ["run", f"{server.url}{openapi.ADDRESS}", "--seed", "20231207", "--max-examples", "1"]
        bounds = ["--phases", "examples,fuzzing", "--max-time", "45", "--no-color"]
        found = subprocess.run(
            [sys.executable, "-m", "schemathesis.cli", *command, *bounds],
            cwd=ROOT,
            env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.schemathesis_hooks"},
            capture_output=True,
            text=True,
            timeout=170,
        )
    assert found.returncode == 0, found.stdout[-6000:] + found.stderr[-2000:]
