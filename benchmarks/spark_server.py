"""A real Spark Connect server in a process of its own, on this machine alone; tests use it too."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SECONDS_TO_START = 180
SECONDS_TO_STOP = 30

FOR_FEW_ROWS = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
"""Settings for tables of some hundred rows, which cost planning and compiling and not reading."""

FOR_A_SHORT_LIFE = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Options of Java for a server that ends before what it compiles pays."""

_LOGGING = """
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d %p %c: %m%n
"""


class Absent(Exception):
    """What a server needs is not installed; the message says what, and how to get it."""


@dataclass
class SparkServer:
    """A server that keeps its files in a folder. It can be stopped and started again at the same address, and
    be halted for a while, in which it takes connections and answers none.
    """

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    memory: str = "1g"
    java: str = ""
    _process: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])

    @property
    def address(self) -> str:
        """Where it is asked."""
        return f"sc://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        """Its process. Raises RuntimeError where it does not run."""
        if self._process is None:
            raise RuntimeError("The Spark server was not started.")
        return self._process.pid

    def ends_within(self, seconds: float) -> bool:
        """Wait so long for its end. Raises RuntimeError where it does not run."""
        if self._process is None:
            raise RuntimeError("The Spark server was not started.")
        try:
            self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def start(self) -> None:
        """Start it and wait until it listens. Raises Absent, and RuntimeError with its log."""
        command = self._command()
        log = self.folder / "spark.log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603
                command,
                cwd=self.folder,
                env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": str(self.folder)},
                stdout=output,
                stderr=output,
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        self.stop()
        raise RuntimeError(f"Spark did not start:\n{log.read_text()}")

    def stop(self) -> None:
        """Stop it, where it runs."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @contextmanager
    def halted(self) -> Iterator[None]:
        """Let it take connections and answer none."""
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)

    def _command(self) -> list[str]:
        package = importlib.util.find_spec("pyspark")
        if package is None or package.origin is None:
            raise Absent("the package pyspark is not installed; install the project's extra spark")
        if shutil.which("java") is None:
            raise Absent("there is no Java; install your system's package openjdk-17-jre-headless")
        logging = self.folder / "log4j2.properties"
        logging.write_text(_LOGGING)
        settings = {
            "spark.ui.enabled": "false",
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": str(self._port),
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.sql.catalogImplementation": "in-memory",
            "spark.sql.warehouse.dir": str(self.folder / "warehouse"),
            **self.settings,
        }
        # The script ends as the Java that it starts, so its process is the server's.
        return [
            str(Path(package.origin).parent / "bin" / "spark-submit"),
            *("--class", "org.apache.spark.sql.connect.service.SparkConnectServer"),
            *("--master", "local[2]"),
            *("--driver-memory", self.memory),
            *("--driver-java-options", f"-Dlog4j2.configurationFile={logging} {self.java}"),
            *(part for name, value in settings.items() for part in ("--conf", f"{name}={value}")),
        ]


@contextmanager
def running(
    folder: Path, settings: Mapping[str, str], memory: str = "1g", java: str = ""
) -> Iterator[SparkServer]:
    """A server that is stopped at the end, whatever happens. Raises Absent, and RuntimeError with its log."""
    server = SparkServer(folder, settings, memory, java)
    try:
        server.start()
        yield server
    finally:
        server.stop()
