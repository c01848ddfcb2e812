"""The ledger beside its peers, in one run, by a real browser. Run it by `python -m benchmarks`.

Each server is started from a clean state in a process of its own. Then every step is done in one product
after the other, so that whatever else the machine does hits all alike: first views, cold, warm and on a slow
line; switches of pages; filters. Medians, ratios and targets are printed and written to OUT/browser.md and
.json, with more than one size also a picture of the cost against rows.
"""

import argparse
import contextlib
import json
import signal
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from playwright.sync_api import Browser, BrowserContext, Request, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from tqdm import tqdm  # type: ignore[import-untyped]

from benchmarks import machine
from benchmarks.comparison import browser, plot, report, sessions, walk
from benchmarks.comparison.browser import Measured, Reader
from benchmarks.comparison.products import EVERYDAY, PRODUCTS, ROOT, Product
from benchmarks.comparison.serving import SHARE_OF_MEMORY, NotServed, Server, started

CURATED = ROOT / "data" / "armenia-azerbaijan"
CURATED_ROWS = 300
"""What stands for the curated package among the sizes."""
TITLES = {product.name: product.title for product in PRODUCTS}
STEPS_BESIDE_CHOICES = 7


@dataclass
class Run:
    """What was measured at one size: samples by product and measure, and why a product has none."""

    rows: int
    samples: dict[str, dict[str, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    notes: dict[str, str] = field(default_factory=dict)

    def add(self, product: Product, step: str, measured: Measured) -> None:
        """Keep what a step cost."""
        for name, value in measured.items():
            self.samples[product.name][f"{step}.{name}" if step else name].append(value)


@dataclass
class Served:
    """A product with its server in one round; its reader is at the page from the warm view on."""

    product: Product
    server: Server
    reader: Reader | None = None
    asked: list[sessions.Asked] = field(default_factory=list)

    def at_page(self) -> Reader:
        """The reader, who must be there by now."""
        if self.reader is None:
            raise RuntimeError(f"{self.product.name} has no reader yet")
        return self.reader


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and write."""
    chosen = _chosen(arguments)
    # Who stops the benchmark stops its servers too.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    runs: list[Run] = []
    with sync_playwright() as playwright, contextlib.closing(browser.launched(playwright)) as chromium:
        conditions = machine.conditions(chromium.version)
        for size in chosen.rows:
            package = prepared(size, chosen.packages)
            run = measured(chromium, package, chosen.repeats, runs)
            runs.append(run)
            write(chosen.out, runs, conditions)
            print(section(run), flush=True)


def _chosen(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--rows",
        type=_sizes,
        default=[CURATED_ROWS],
        help=f"sizes of the table of reactions, with commas between; {CURATED_ROWS}, the default, is the"
        " curated package, others are synthetic",
    )
    parser.add_argument("--repeats", type=int, default=3, help="rounds at each size (default: 3)")
    parser.add_argument(
        "--out",
        type=Path,
        default=ROOT / "benchmarks" / "results",
        help="the folder that results are written to (default: benchmarks/results)",
    )
    parser.add_argument(
        "--packages",
        type=Path,
        default=Path(tempfile.gettempdir()) / "peace-ledger-benchmarks",
        help="where synthetic packages are kept, as rows-<number>, and made where they are missing",
    )
    return parser.parse_args(arguments)


def _sizes(text: str) -> list[int]:
    try:
        return sorted({int(part.replace("_", "")) for part in text.split(",")})
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no list of whole numbers with commas between"
        ) from None


def prepared(rows: int, packages: Path) -> Path:
    """The package of that size; a synthetic one is made and built where it is not there yet."""
    if rows == CURATED_ROWS:
        return CURATED
    folder = packages / f"rows-{rows}"
    if not (folder / "datapackage.json").exists():
        packages.mkdir(parents=True, exist_ok=True)
        for command in (
            ["benchmarks.synthetic", str(folder), "--rows", str(rows)],
            ["peace_ledger", "build", str(folder)],
        ):
            subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=True)  # noqa: S603
    return folder.resolve()


def measured(chromium: Browser, package: Path, repeats: int, before: Sequence[Run]) -> Run:
    """All rounds at one size."""
    walked = walk.read(package)
    run = Run(walked.rows)
    peaks = {one.rows: one.samples[EVERYDAY.name]["peak"] for one in before}
    reason = report.too_large(walked.rows, peaks, psutil.virtual_memory().total * SHARE_OF_MEMORY)
    if reason:
        run.notes[EVERYDAY.name] = reason
    steps = repeats * (STEPS_BESIDE_CHOICES + len(walked.steps))
    with tqdm(total=steps, desc=f"{walked.rows:,} rows", file=sys.stderr) as progress:
        for number in range(repeats):
            products = [product for product in _rotated(PRODUCTS, number) if product.name not in run.notes]
            one_round(chromium, package, products, walked, run, progress)
    return run


def _rotated(products: Sequence[Product], by: int) -> list[Product]:
    by %= len(products)
    return [*products[by:], *products[:by]]


def one_round(
    chromium: Browser,
    package: Path,
    products: Sequence[Product],
    walked: walk.Walk,
    run: Run,
    progress: "tqdm[None]",
) -> None:
    """Every step once in each product, from starting it to memory."""
    with contextlib.ExitStack() as held:
        servers = [held.enter_context(_served(product, package, run)) for product in products]
        progress.update()
        served = [one for one in servers if one]
        for step in ("first", "cold", "slow"):
            for one in _fitting(served, run):
                with _fits(one, run), _context(chromium) as context:
                    reader = Reader(one.product, one.server, context)
                    run.add(one.product, step, reader.open(walked.start, slow=step == "slow"))
            progress.update()
        compared = [one for one in served if not one.product.only_views]
        for one in _fitting(compared, run):
            with _fits(one, run):
                _warm(held.enter_context(_context(chromium)), one, walked, run)
        progress.update()
        for one in _fitting(compared, run):
            with _fits(one, run):
                run.add(one.product, "switch", one.at_page().switch())
                run.add(one.product, "back", one.at_page().back(walked.start))
        progress.update()
        for chosen in walked.steps:
            for one in _fitting(compared, run):
                with _fits(one, run):
                    cost = one.at_page().choose(chosen)
                    if chosen.timed:
                        run.add(one.product, "filter", cost)
            progress.update()
        for one in _fitting(compared, run):
            run.add(one.product, "", _memory(one, run.rows))
        progress.update()


def _fitting(served: Sequence[Served], run: Run) -> list[Served]:
    return [one for one in served if one.product.name not in run.notes]


@contextlib.contextmanager
def _fits(one: Served, run: Run) -> Iterator[None]:
    """A server that gets no more memory is left out from here on; any other fault ends the benchmark."""
    try:
        yield
    except PlaywrightError:
        if not one.server.out_of_memory():
            raise
        run.notes[one.product.name] = "does not fit"


@contextlib.contextmanager
def _served(product: Product, package: Path, run: Run) -> Iterator[Served | None]:
    env = {**dict(product.env), "PEACE_LEDGER_DATA": str(package)}
    try:
        with started(
            product.command(product.port), product.folder, env, product.port, product.ready
        ) as server:
            run.add(product, "", {"start": server.seconds_to_start})
            yield Served(product, server)
    except NotServed as reason:
        run.notes[product.name] = "does not start"
        print(f"{product.title}: {reason}", file=sys.stderr)
        yield None


@contextlib.contextmanager
def _context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser of its own, as it were: nothing of other contexts is in its cache."""
    context = chromium.new_context()
    try:
        yield context
    finally:
        context.close()


def _warm(context: BrowserContext, one: Served, walked: walk.Walk, run: Run) -> None:
    """A view that fills the cache, and another in a new tab that stays open for what follows."""
    reader = Reader(one.product, one.server, context)
    reader.open(walked.start)
    reader.close()
    requests: list[Request] = []

    def note(request: Request) -> None:
        requests.append(request)

    context.on("request", note)
    run.add(one.product, "warm", reader.open(walked.start))
    context.remove_listener("request", note)
    one.asked = [sessions.Asked.of(request) for request in requests]
    one.reader = reader


def _memory(one: Served, rows: int) -> Measured:
    # Where a view takes seconds, fewer sessions have to tell.
    further = 40 if rows <= 1_000_000 else 10
    held = {"memory": one.server.memory(), "peak": one.server.peak_memory()}
    if one.product.streamlit_page is None:
        return {**held, "session": sessions.of_dash(one.server, one.asked, further)}
    return {**held, "session": sessions.of_streamlit(one.server, one.product.streamlit_page, further)}


def section(run: Run) -> str:
    """One size: its table and its targets."""
    return "\n\n".join(
        (
            f"## {run.rows:,} rows",
            report.table(run.samples, TITLES, run.notes),
            report.verdicts(run.samples, TITLES),
        )
    )


def write(out: Path, runs: Sequence[Run], conditions: Mapping[str, str]) -> None:
    """Write what there is so far."""
    out.mkdir(parents=True, exist_ok=True)
    words = " · ".join(f"{name} {value}" for name, value in conditions.items())
    text = "\n\n".join((HEAD, words, *(section(run) for run in runs)))
    (out / "browser.md").write_text(f"{text}\n", "utf-8")
    document = {
        "conditions": dict(conditions),
        "runs": [
            {"rows": run.rows, "notes": run.notes, "products": report.summary(run.samples)} for run in runs
        ],
    }
    (out / "browser.json").write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    if len(runs) > 1:
        plot.save({run.rows: run.samples for run in runs}, TITLES, out / "rows.svg")


HEAD = (
    "# Reactions in a browser, beside peers\n\n"
    "Medians (p95 in brackets) of one run; a ratio is our median by the peer's, so less than 1 is quicker or"
    " smaller. What is measured and how: [README](../README.md)."
)
