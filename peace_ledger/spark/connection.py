"""One session on a Spark server: asked with a deadline, begun anew when it is lost."""

import logging
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import grpc  # type: ignore[import-untyped]

with warnings.catch_warnings():
    # It warns of pandas 3, which nothing here uses.
    warnings.simplefilter("ignore", FutureWarning)
    from pyspark.errors import PySparkAssertionError, PySparkException
    from pyspark.errors.exceptions.connect import SparkConnectGrpcException
    from pyspark.sql.connect import functions
    from pyspark.sql.connect.client import DefaultChannelBuilder
    from pyspark.sql.connect.dataframe import DataFrame
    from pyspark.sql.connect.plan import SQL
    from pyspark.sql.connect.session import SparkSession

from peace_ledger.problems import Unanswered
from peace_ledger.translation import N_

DEADLINE = 30.0
"""Seconds in which a query has to be answered."""
DEADLINE_OF_START = 120.0
"""Seconds in which the first session has to begin, and any has to know its tables."""
ANSWER_WITHIN = 3.0
"""Seconds in which a server that is alive says so."""
TRIED_AGAIN = 5.0
"""Seconds for which a server that did not answer is left alone."""

_DOWN = N_(
    "The rows asked for here are kept on a Spark server, and it does not answer at the moment. "
    "Charts and counts go on without it; ask for the rows again in a minute."
)
_SLOW = N_(
    "The rows asked for here are kept on a Spark server, and it did not find them within {seconds} s. "
    "Charts and counts go on without it; ask for fewer rows by a narrower filter, or again later."
)
_REFUSED = N_(
    "The rows asked for here are kept on a Spark server, and it could not give them. Charts and counts go on "
    "without it; the log of this site's server says what went wrong."
)
_LOG = logging.getLogger(__name__)

Rows = list[dict[str, Any]]
Prepare = Callable[[SparkSession], None]

# What a server says that was started again, or has forgotten a session that was idle for long.
_LOST = ("INVALID_HANDLE", "NO_ACTIVE_SESSION", "TABLE_OR_VIEW_NOT_FOUND")


class Unreachable(Exception):
    """A session cannot be begun; the message says why, in one line."""


class Connection:
    """A session on the server at an address, `sc://host:port`, from the first question on; threads share it.
    `prepare` makes the temporary views that the questions read, in each new session.
    """

    def __init__(self, address: str, prepare: Prepare, deadline: float = DEADLINE) -> None:
        self._address = address
        self._prepare = prepare
        self._deadline = deadline
        self._calls = _Calls()
        self._session: SparkSession | None = None
        self._beginning = threading.Lock()
        self._left_alone_until = 0.0

    def open(self) -> None:
        """Begin a session now. Raises Unreachable."""
        try:
            self._begun(patience=DEADLINE_OF_START)
        except _FAULTS as fault:
            raise Unreachable(_reason(fault)) from fault

    def rows(self, sql: str, arguments: Mapping[str, Any]) -> Rows:
        """The rows of a SELECT with named parameters. Raises Unanswered where the server does not answer, is
        too slow, or refuses.
        """
        try:
            session = self._begun()
            try:
                return self._collected(session, sql, arguments)
            except _FAULTS as fault:
                if not _is_lost(fault):
                    raise
            return self._collected(self._begun(session), sql, arguments)
        except _FAULTS as fault:
            raise self._unanswered(fault) from fault

    def close(self) -> None:
        """End the session, where there is one; what the server says to it does not matter."""
        session, self._session = self._session, None
        if session is not None:
            with self._calls.within(ANSWER_WITHIN):
                session.stop()

    def _collected(self, session: SparkSession, sql: str, arguments: Mapping[str, Any]) -> Rows:
        given = {name: functions.lit(value) for name, value in arguments.items()}
        # By `session.sql` the server would analyse the text twice, a quarter of the time of short queries.
        asked = DataFrame(SQL(sql, named_args=given), session)
        tag = uuid4().hex
        session.addTag(tag)
        try:
            with self._calls.within(self._deadline):
                return [row.asDict() for row in asked.collect()]
        except _FAULTS as fault:
            if _code(fault) != grpc.StatusCode.DEADLINE_EXCEEDED:
                raise
            # Spark would go on with it, for nobody. Where this is not answered either, the server hangs.
            with self._calls.within(ANSWER_WITHIN):
                session.interruptTag(tag)
            _LOG.warning("Spark at %s took longer than %s s", self._address, self._deadline)
            raise Unanswered(_SLOW, seconds=f"{self._deadline:.0f}") from fault
        finally:
            session.removeTag(tag)

    def _begun(self, lost: SparkSession | None = None, patience: float | None = None) -> SparkSession:
        """The session, begun anew where there is none or it is the one that was lost."""
        with self._beginning:
            if time.monotonic() < self._left_alone_until:
                raise Unanswered(_DOWN)
            if self._session is None or self._session is lost:
                try:
                    self._session = self._prepared_session(patience or ANSWER_WITHIN)
                except _FAULTS:
                    # Here, so that those who wait at the lock need not find out each for themselves.
                    self._leave_alone()
                    raise
            return self._session

    def _prepared_session(self, patience: float) -> SparkSession:
        session = self._new_session()
        # A server that hangs is not waited for as long as its views may take.
        self._greet(session, patience)
        with self._calls.within(DEADLINE_OF_START):
            self._prepare(session)
        return session

    def _leave_alone(self) -> None:
        # The session goes, so that the next to ask finds out at once whether anybody is there.
        self._session = None
        self._left_alone_until = time.monotonic() + TRIED_AGAIN

    def _new_session(self) -> SparkSession:
        channel = DefaultChannelBuilder(self._address)
        channel.add_interceptor(self._calls)
        # A server that is back is not found out two minutes later.
        channel.setChannelOption("grpc.max_reconnect_backoff_ms", 1000)
        session: SparkSession = SparkSession.builder.channelBuilder(channel).create()
        # The client would try again for ten minutes, and hold on to queries past their deadline.
        session.client.set_retry_policies([])
        session.client.disable_reattachable_execute()
        return session

    def _greet(self, session: SparkSession, patience: float) -> None:
        with self._calls.within(patience):
            session.conf.get("spark.sql.session.timeZone")

    def _unanswered(self, fault: Exception) -> Unanswered:
        if _code(fault) in {grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.UNAVAILABLE}:
            self._leave_alone()
            _LOG.error("Spark at %s does not answer: %s", self._address, _reason(fault))
            return Unanswered(_DOWN)
        _LOG.error("Spark at %s refused a query: %s", self._address, _reason(fault))
        return Unanswered(_REFUSED)


_FAULTS = (PySparkException, grpc.RpcError)


def _code(fault: Exception) -> grpc.StatusCode | None:
    if isinstance(fault, SparkConnectGrpcException):
        return fault.getGrpcStatusCode()
    return fault.code() if isinstance(fault, grpc.Call) else None


def _is_lost(fault: Exception) -> bool:
    if isinstance(fault, PySparkAssertionError):
        # The client compares the sessions that it and the server speak of.
        return True
    condition = fault.getCondition() if isinstance(fault, PySparkException) else None
    return condition is not None and condition.startswith(_LOST)


def _reason(fault: Exception) -> str:
    """What went wrong, in one line."""
    code = _code(fault)
    if code == grpc.StatusCode.UNAVAILABLE:
        return "nothing answers there"
    if code == grpc.StatusCode.DEADLINE_EXCEEDED:
        return "no answer in time"
    return next(iter(str(fault).strip().splitlines()), type(fault).__name__)


class _Calls(
    grpc.UnaryUnaryClientInterceptor,  # type: ignore[misc]
    grpc.UnaryStreamClientInterceptor,  # type: ignore[misc]
    grpc.StreamUnaryClientInterceptor,  # type: ignore[misc]
):
    """Gives every call of a thread what is left of the time in which all of them together have to end."""

    def __init__(self) -> None:
        self._thread = threading.local()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Let the calls made here end after some seconds."""
        before = getattr(self._thread, "until", None)
        self._thread.until = time.monotonic() + seconds
        try:
            yield
        finally:
            self._thread.until = before

    def intercept_unary_unary(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        """One message, one answer."""
        return continuation(self._timed(client_call_details), request)

    def intercept_unary_stream(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        """One message, and what a query gives."""
        return continuation(self._timed(client_call_details), request)

    def intercept_stream_unary(
        self, continuation: Any, client_call_details: Any, request_iterator: Any
    ) -> Any:
        """Files, and one answer."""
        return continuation(self._timed(client_call_details), request_iterator)

    def _timed(self, details: Any) -> "_Details":
        until = getattr(self._thread, "until", None)
        left = ANSWER_WITHIN if until is None else max(until - time.monotonic(), 0.001)
        return _Details(details.method, left, details.metadata, details.credentials, details.wait_for_ready)


@dataclass(frozen=True)
class _Details(grpc.ClientCallDetails):  # type: ignore[misc]
    method: str
    timeout: float
    metadata: Any
    credentials: Any
    wait_for_ready: Any
    compression: Any = None
