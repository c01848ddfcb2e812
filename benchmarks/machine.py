"""On what a benchmark ran: machine, versions and day."""

import os
import platform
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

import psutil

PACKAGES = ("streamlit", "dash", "duckdb", "pandas", "plotly", "gunicorn", "playwright")


def conditions(browser: str, packages: Sequence[str] = PACKAGES) -> dict[str, str]:
    """Processor, cores, memory, system, versions and day; `browser` is the browser's own version."""
    return {
        "day": date.today().isoformat(),
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{_system()}, Linux {platform.release().split('-')[0]}",
        "load at the start": f"{os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
        "chromium": browser,
    }


def _processor() -> str:
    named = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return named[0].partition(":")[2].strip() if named else platform.machine()


def _system() -> str:
    release = platform.freedesktop_os_release()
    return release.get("PRETTY_NAME", release["NAME"])
