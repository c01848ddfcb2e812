"""The environment variables that the Peace Ledger reads, validated; `docs/settings.md` explains them."""

import difflib
import os
import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import limits
from pydantic import ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "PEACE_LEDGER_"
DEFAULT_DATA = Path(__file__).resolve().parents[1] / "data"
DUCKDB = "duckdb"
LONGEST_REFRESH = 86_400
LONGEST_DRAIN = 600
SESSIONS = 500
MOST_SESSIONS = 100_000
ON, OFF = "on", "off"

# What may stand in the directive frame-ancestors: a scheme, a host with or without scheme and port, or a
# keyword. No path: browsers do not look at it there.
_ANCESTOR = re.compile(
    r"\*|'self'|'none'|https?:|(?:https?://)?(?:\*\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::(?:\d{1,5}|\*))?"
)


_SPARK = re.compile(r"sc://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):(?P<port>\d{1,5})(?:/;use_ssl=true)?")

_LISTENING = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):(?P<port>\d{1,5})")

_READER = re.compile(r"\*|[^\s@:*]*@[^\s@:*]+\.[^\s@:*]+|group:\S+")


class InvalidSettings(ValueError):
    """One or more variables are wrong; `problems` holds one sentence for each, ready to be shown."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """What the environment says.

    `data` is an existing folder, absolute: one process, or a folder of them. `engine` runs the queries:
    `duckdb`, or the address of a Spark Connect server beside it, which finds what they share in the folder
    `shared`; that is None without Spark.
    `public_url` is scheme and host under which readers reach the site, without a slash at the end; empty
    where each request tells it. `allowed` names who may see a private ledger once they have signed in; empty
    for a public one. `rate_limit` is how often a client may ask the routes beside the pages, such
    as `300/minute`; empty where there is no limit. `frame_ancestors` names the sites that may show embedded
    pages, as the directive of that name in a content-security-policy does. `log` is the form of what is
    logged, `json` or `text`; empty where standard error decides. `metrics` is the `host:port` where they are
    served; empty where they are not. `drain` is for how many seconds a process that was asked to end says so
    before it does. `sessions` is how many readers may have a page open at once. `refresh` is how
    many seconds pass between two looks for new data; 0 for none. `sql` is whether readers
    may ask in SQL of their own: `on` or `off`.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, validate_default=True)

    data: Path = DEFAULT_DATA
    engine: str = DUCKDB
    shared: Path | None = None
    public_url: str = ""
    allowed: Annotated[tuple[str, ...], NoDecode] = ()
    rate_limit: str = "300/minute"
    frame_ancestors: str = "*"
    refresh: float = 5.0
    log: str = ""
    metrics: str = ""
    drain: int = 0
    sessions: int = SESSIONS
    sql: str = ON

    @field_validator("data", mode="before")
    @classmethod
    def _existing_folder(cls, value: str | Path) -> Path:
        allowed = "set it to a folder that holds a datapackage.json, or one such folder per process"
        if "://" in str(value):
            raise ValueError(f"object stores are not supported by this version; {allowed}")
        if not str(value).strip():
            raise ValueError(
                f"it is empty; {allowed}, or leave it out for the data that come with the program"
            )
        if not Path(value).is_dir():
            raise ValueError(f"there is no such folder; {allowed}")
        # Not resolved: a link may be set to another folder while the server runs.
        return Path(value).absolute()

    @field_validator("engine", mode="before")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        remedy = (
            "set it to duckdb, or to a Spark Connect server's address such as sc://spark.example.org:15002"
        )
        if value != DUCKDB and not value.startswith("sc://"):
            raise ValueError(f"there is no such engine; {remedy}")
        if value != DUCKDB and not ((found := _SPARK.fullmatch(value)) and 0 < int(found["port"]) < 2**16):
            raise ValueError(f"it is no address of a host and a port; {remedy}")
        return value

    @field_validator("shared", mode="before")
    @classmethod
    def _folder_for_spark(cls, value: str | Path | None, info: ValidationInfo) -> Path | None:
        if info.data.get("engine", DUCKDB) == DUCKDB:
            return None
        remedy = "set it to a folder that Spark's workers reach at the same path"
        if value is None or not str(value).strip():
            raise ValueError(f"it is empty, and Spark needs it; {remedy}")
        if not Path(value).is_dir():
            raise ValueError(f"there is no such folder; {remedy}")
        return Path(value).resolve()

    @field_validator("public_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        if not value:
            return value
        remedy = "set it to scheme and host alone, such as https://ledger.example.org"
        try:
            parts = urlsplit(value)
            host, _port = parts.hostname, parts.port
        except ValueError as error:
            raise ValueError(f"it is no address ({error}); {remedy}") from None
        if (
            parts.scheme not in {"http", "https"}
            or not host
            or not re.fullmatch(r"[\w.:\[\]-]+", parts.netloc)
        ):
            raise ValueError(f"it is no web address; {remedy}")
        if parts.path not in {"", "/"} or "?" in value or "#" in value:
            raise ValueError(f"it has more than scheme and host; {remedy}")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("allowed", mode="before")
    @classmethod
    def _readers(cls, value: str | tuple[str, ...]) -> tuple[str, ...]:
        given = value.split() if isinstance(value, str) else value
        remedy = (
            "name, with blanks between, domains of addresses (@example.org), addresses (name@example.org), "
            "groups (group:analysts), or * for everybody who can sign in; unset it for a public ledger"
        )
        if isinstance(value, str) and not given:
            raise ValueError(f"it is empty; {remedy}")
        wrong = [rule for rule in given if not _READER.fullmatch(rule)]
        if wrong:
            raise ValueError(f"{wrong[0]} names nobody; {remedy}")
        return tuple(rule if rule.startswith("group:") else rule.casefold() for rule in given)

    @field_validator("rate_limit")
    @classmethod
    def _one_limit(cls, value: str) -> str:
        if not value:
            return value
        remedy = "set it to one such as 300/minute or 10/second, or leave it empty for none"
        try:
            items = limits.parse_many(value)
        except ValueError:
            raise ValueError(f"it is no limit; {remedy}") from None
        if len(items) > 1 or items[0].amount < 1:
            raise ValueError(f"it is not one limit of at least one request; {remedy}")
        return value

    @field_validator("frame_ancestors")
    @classmethod
    def _ancestors(cls, value: str) -> str:
        sources = value.split()
        remedy = (
            "set it to * for every site, 'none' for no site, or to sites with blanks between, such as "
            "'self' https://news.example.org https://*.example.org"
        )
        if not sources:
            raise ValueError(f"it is empty; {remedy}")
        if "'none'" in sources and len(sources) > 1:
            raise ValueError(f"'none' stands beside other sites; {remedy}")
        wrong = [source for source in sources if not _ANCESTOR.fullmatch(source)]
        if wrong:
            raise ValueError(f"{wrong[0]} is no site; {remedy}")
        return " ".join(sources)

    @field_validator("refresh", mode="before")
    @classmethod
    def _refresh_seconds(cls, value: str | float) -> float:
        remedy = f"set it to a number of seconds up to {LONGEST_REFRESH:,}, or to 0 for no look"
        try:
            seconds = float(value)
        except ValueError:
            raise ValueError(f"it is no number; {remedy}") from None
        if not 0 <= seconds <= LONGEST_REFRESH:
            raise ValueError(f"it is out of range; {remedy}")
        return seconds

    @field_validator("log")
    @classmethod
    def _known_form(cls, value: str) -> str:
        if value not in ("", "json", "text"):
            raise ValueError(
                "there is no such form; set it to json or text, or leave it empty for text at a terminal and "
                "JSON elsewhere"
            )
        return value

    @field_validator("metrics")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        remedy = "set it to a host and a port such as 127.0.0.1:9464, or leave it empty for none"
        if value and not ((found := _LISTENING.fullmatch(value)) and 0 < int(found["port"]) < 2**16):
            raise ValueError(f"it is no host and port to listen at; {remedy}")
        return value

    @field_validator("drain", mode="before")
    @classmethod
    def _seconds(cls, value: str | int) -> int:
        remedy = f"set it to a whole number of seconds, {LONGEST_DRAIN} at most"
        if not re.fullmatch(r"[0-9]{1,3}", str(value)) or int(value) > LONGEST_DRAIN:
            raise ValueError(f"it is no such time; {remedy}")
        return int(value)

    @field_validator("sessions", mode="before")
    @classmethod
    def _readers_at_once(cls, value: str | int) -> int:
        remedy = f"set it to a whole number from 1 to {MOST_SESSIONS}"
        if not re.fullmatch(r"[0-9]{1,6}", str(value)) or not 1 <= int(value) <= MOST_SESSIONS:
            raise ValueError(f"it is no such number; {remedy}")
        return int(value)

    @field_validator("sql")
    @classmethod
    def _on_or_off(cls, value: str) -> str:
        if value not in (ON, OFF):
            raise ValueError("it is neither on nor off; set it to off to switch the SQL page off")
        return value


def read() -> Settings:
    """Read the environment; raise `InvalidSettings` with every problem found."""
    problems = _unknown_variables()
    try:
        settings = Settings()
    except ValidationError as error:
        raise InvalidSettings(problems + [_sentence(wrong) for wrong in error.errors()]) from None
    if problems:
        raise InvalidSettings(problems)
    return settings


def variable(field: str) -> str:
    """The environment variable behind a field of `Settings`."""
    return PREFIX + field.upper()


def _unknown_variables() -> list[str]:
    known = [variable(field) for field in Settings.model_fields]
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    return [
        f"{name} is {os.environ[name]!r}: there is no such setting{_suggestion(name, known)}; "
        f"unset it, the settings are {', '.join(known[:-1])} and {known[-1]}."
        for name in unknown
    ]


def _suggestion(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def _sentence(wrong: ErrorDetails) -> str:
    return f"{variable(str(wrong['loc'][0]))} is {str(wrong['input'])!r}: {wrong['ctx']['error']}."
