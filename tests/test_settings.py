import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from peace_ledger import settings
from peace_ledger.settings import InvalidSettings, Settings

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(settings.variable(field), raising=False)


def problems() -> list[str]:
    with pytest.raises(InvalidSettings) as error:
        settings.read()
    assert str(error.value) == "\n".join(error.value.problems)
    return error.value.problems


def test_without_variables_the_data_beside_the_program_are_read_by_duckdb() -> None:
    read = settings.read()
    assert read.data == Path(__file__).resolve().parents[1] / "data"
    assert read.engine == "duckdb"
    assert read.public_url == ""


def test_a_relative_folder_becomes_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PEACE_LEDGER_DATA", "mine")
    assert settings.read().data == (tmp_path / "mine").resolve()


def test_settings_cannot_be_changed_later(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        settings.read().data = tmp_path


@pytest.mark.parametrize(
    ("variable", "value", "reason", "remedy"),
    [
        ("PEACE_LEDGER_DATA", "/no/such/folder", "there is no such folder", "set it to a folder that holds"),
        ("PEACE_LEDGER_DATA", "", "it is empty", "leave it out"),
        (
            "PEACE_LEDGER_DATA",
            "s3://bucket/x",
            "not supported by this version",
            "set it to a folder that holds",
        ),
        (
            "PEACE_LEDGER_ENGINE",
            "sc://host",
            "no address of a host and a port",
            "such as sc://spark.example.org:15002",
        ),
        ("PEACE_LEDGER_ENGINE", "sc://host:port", "no address of a host", "such as sc://"),
        ("PEACE_LEDGER_ENGINE", "sc://host:65536", "no address of a host", "such as sc://"),
        ("PEACE_LEDGER_ENGINE", "sc://host:15002/;token=secret", "no address of a host", "such as sc://"),
        ("PEACE_LEDGER_ENGINE", "postgres", "there is no such engine", "set it to duckdb, or"),
        ("PEACE_LEDGER_ENGINE", "", "there is no such engine", "set it to duckdb, or"),
        ("PEACE_LEDGER_DTAA", "x", "there is no such setting", "did you mean PEACE_LEDGER_DATA?"),
        ("PEACE_LEDGER_QQQQ", "x", "there is no such setting", "PEACE_LEDGER_RATE_LIMIT"),
        ("PEACE_LEDGER_RATE_LIMIT", "many", "no limit", "such as 300/minute"),
        ("PEACE_LEDGER_RATE_LIMIT", "0/minute", "at least one request", "leave it empty for none"),
        ("PEACE_LEDGER_RATE_LIMIT", "2/second;30/minute", "not one limit", "such as 300/minute"),
        ("PEACE_LEDGER_PUBLIC_URL", "ledger.example.org", "no web address", "scheme and host alone"),
        ("PEACE_LEDGER_PUBLIC_URL", "ftp://ledger.example.org", "no web address", "scheme and host alone"),
        ("PEACE_LEDGER_PUBLIC_URL", "https://", "no web address", "scheme and host alone"),
        ("PEACE_LEDGER_PUBLIC_URL", "https://a b", "no web address", "scheme and host alone"),
        ("PEACE_LEDGER_PUBLIC_URL", "https://me:pw@a.org", "no web address", "scheme and host alone"),
        ("PEACE_LEDGER_PUBLIC_URL", "https://a.org:port", "no address", "scheme and host alone"),
        ("PEACE_LEDGER_PUBLIC_URL", "https://a.org/ledger", "more than scheme", "scheme and host alone"),
        ("PEACE_LEDGER_PUBLIC_URL", "https://a.org?x=1", "more than scheme", "scheme and host alone"),
        ("PEACE_LEDGER_FRAME_ANCESTORS", "", "it is empty", "'none' for no site"),
        ("PEACE_LEDGER_FRAME_ANCESTORS", "'none' https://a.org", "stands beside other", "'none' for no site"),
        ("PEACE_LEDGER_FRAME_ANCESTORS", "https://a.org; x", "https://a.org; is no site", "* for every site"),
        ("PEACE_LEDGER_FRAME_ANCESTORS", "https://a.org,b.org", "is no site", "with blanks between"),
        ("PEACE_LEDGER_FRAME_ANCESTORS", "https://a.org/news", "is no site", "with blanks between"),
        ("PEACE_LEDGER_FRAME_ANCESTORS", "'unsafe-inline'", "is no site", "with blanks between"),
        ("PEACE_LEDGER_FRAME_ANCESTORS", "data:", "is no site", "with blanks between"),
        ("PEACE_LEDGER_LOG", "xml", "there is no such form", "set it to json or text"),
        ("PEACE_LEDGER_METRICS", "9464", "no host and port", "such as 127.0.0.1:9464"),
        ("PEACE_LEDGER_METRICS", "127.0.0.1:0", "no host and port", "such as 127.0.0.1:9464"),
        ("PEACE_LEDGER_METRICS", "127.0.0.1:65536", "no host and port", "such as 127.0.0.1:9464"),
        ("PEACE_LEDGER_METRICS", "http://a.org:80", "no host and port", "such as 127.0.0.1:9464"),
        ("PEACE_LEDGER_DRAIN", "601", "no such time", "600 at most"),
        ("PEACE_LEDGER_DRAIN", "-1", "no such time", "a whole number of seconds"),
        ("PEACE_LEDGER_DRAIN", "", "no such time", "a whole number of seconds"),
        ("PEACE_LEDGER_SESSIONS", "0", "no such number", "from 1 to 100000"),
        ("PEACE_LEDGER_SESSIONS", "many", "no such number", "from 1 to 100000"),
        ("PEACE_LEDGER_SESSIONS", "100001", "no such number", "from 1 to 100000"),
        ("PEACE_LEDGER_DRAIN", "1.5", "no such time", "a whole number of seconds"),
    ],
)
def test_a_wrong_variable_is_one_sentence_with_name_value_reason_and_remedy(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, reason: str, remedy: str
) -> None:
    monkeypatch.setenv(variable, value)
    (sentence,) = problems()
    assert sentence.startswith(f"{variable} is {value!r}: ")
    assert reason in sentence
    assert remedy in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ("https://ledger.example.org", "https://ledger.example.org"),
        ("https://ledger.example.org/", "https://ledger.example.org"),
        ("http://[::1]:8501", "http://[::1]:8501"),
        ("", ""),
    ],
)
def test_the_public_address_is_scheme_and_host(
    monkeypatch: pytest.MonkeyPatch, value: str, origin: str
) -> None:
    monkeypatch.setenv("PEACE_LEDGER_PUBLIC_URL", value)
    assert settings.read().public_url == origin


@pytest.mark.parametrize(
    "value",
    ["*", "'none'", "'self'", "https:", "'self' https://*.example.org http://127.0.0.1:8000 news.org:*"],
)
def test_sites_that_may_frame_are_written_as_in_a_policy(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PEACE_LEDGER_FRAME_ANCESTORS", f"  {value}  ")
    assert settings.read().frame_ancestors == value


@pytest.mark.parametrize(
    "address", ["sc://localhost:15002", "sc://10.0.0.7:443/;use_ssl=true", "sc://[::1]:15002"]
)
def test_spark_needs_a_folder_to_share(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str) -> None:
    monkeypatch.setenv("PEACE_LEDGER_ENGINE", address)
    assert "PEACE_LEDGER_SHARED" in problems()[0]
    monkeypatch.setenv("PEACE_LEDGER_SHARED", str(tmp_path / "none"))
    assert "there is no such folder; set it to a folder that Spark's workers" in problems()[0]
    monkeypatch.setenv("PEACE_LEDGER_SHARED", str(tmp_path))
    read = settings.read()
    assert (read.engine, read.shared) == (address, tmp_path.resolve())


def test_without_spark_nothing_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEACE_LEDGER_SHARED", "/no/such/folder")
    assert settings.read().shared is None


def test_a_file_is_not_a_folder_of_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text("event_id\n")
    monkeypatch.setenv("PEACE_LEDGER_DATA", str(file))
    assert "there is no such folder" in problems()[0]


def test_all_problems_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEACE_LEDGER_DATA", "/no/such/folder")
    monkeypatch.setenv("PEACE_LEDGER_ENGINE", "postgres")
    monkeypatch.setenv("PEACE_LEDGER_COLOUR", "red")
    told = [sentence.split(" ")[0] for sentence in problems()]
    assert told == ["PEACE_LEDGER_COLOUR", "PEACE_LEDGER_DATA", "PEACE_LEDGER_ENGINE"]


def test_the_reference_lists_exactly_the_settings_there_are() -> None:
    documented = re.findall(
        r"^\| `(PEACE_LEDGER_\w+)` \|", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert documented == [settings.variable(field) for field in Settings.model_fields]
