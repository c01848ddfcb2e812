"""The command `python -m benchmarks`: see `benchmarks/comparison/compare.py`."""

import sys
from importlib.util import find_spec

NEEDED = ("dash", "flask_compress", "gunicorn", "playwright", "psutil")


def main() -> None:
    """Compare, or say what is missing."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        sys.exit(
            f"{', '.join(missing)} not installed: python -m pip install -c constraints.txt -e '.[bench]'"
        )
    from benchmarks.comparison import compare

    compare.main()


if __name__ == "__main__":
    main()
