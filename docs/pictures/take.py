"""Take the README's pictures of the real program: `python -m docs.pictures.take` (needs the test
dependencies).
"""

import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

from peace_ledger.sql.examples import EXAMPLES
from tests.browser.reading import LOOKS, Reader
from tests.conftest import BROWSERS
from tests.server import running

FOLDER = Path(__file__).parent
SEED = "joint-statement-2023-12-07"
PICTURES = {
    "reactions-light": ("/reactions", "wide light"),
    "commitments-dark": ("/commitments", "wide dark"),
    "known-light": (f"/events?event={SEED}&known=2023-12-10", "wide light"),
    "sources-light": ("/sources", "wide light"),
    "actors-dark": ("/actors?actor=united-states&with=russia", "wide dark"),
    "query-light": (f"/query?sql={quote(EXAMPLES[1].sql)}", "wide light"),
    "armenian-phone": ("/releases?lang=hy", "phone dark"),
    "event-phone": (f"/events?event={SEED}", "phone light"),
}
"""By the name of the file: an address and a look."""


def main() -> None:
    """Write each picture beside this file."""
    found = next(path for name in BROWSERS if (path := shutil.which(name)))
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "log.txt") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for name, (address, look) in PICTURES.items():
            context = browser.new_context()
            reader = Reader.of(context, server.url, **LOOKS[look])
            reader.open(address)
            reader.page.screenshot(path=FOLDER / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
