"""Take the README's pictures of the real program: `python -m docs.pictures.take` (needs the test
dependencies).
"""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.reading import Reader
from tests.conftest import BROWSERS
from tests.server import running

FOLDER = Path(__file__).parent
PICTURES = {
    "reactions-light": ("/reactions", {"width": 1440, "height": 900}, "light"),
    "commitments-dark": ("/commitments", {"width": 1440, "height": 900}, "dark"),
    "known-light": (
        "/events?event=joint-statement-2023-12-07&known=2023-12-10",
        {"width": 1440, "height": 900},
        "light",
    ),
    "sources-light": ("/sources", {"width": 1440, "height": 900}, "light"),
    "actors-dark": ("/actors?actor=united-states&with=russia", {"width": 1440, "height": 900}, "dark"),
    "event-phone": ("/events?event=joint-statement-2023-12-07", {"width": 390, "height": 844}, "light"),
}


def main() -> None:
    """Write each picture beside this file."""
    found = next(path for name in BROWSERS if (path := shutil.which(name)))
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "log.txt") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for name, (address, size, scheme) in PICTURES.items():
            context = browser.new_context(viewport=size, color_scheme=scheme)
            reader = Reader.of(context, server.url)
            reader.open(address)
            reader.page.screenshot(path=FOLDER / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
