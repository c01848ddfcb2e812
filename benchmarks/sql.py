"""What a small query of a reader takes, from the call to the answer: `python -m benchmarks.sql`.

One after the other with a pause, so that a child is ready, as for one reader; and twenty readers at once.
"""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

from peace_ledger import ledger
from peace_ledger.sql import copies
from peace_ledger.sql.examples import EXAMPLES
from peace_ledger.sql.pool import PATIENCE, Pool

ROUNDS = 5
PAUSE = 1.0
READERS = 20


def main() -> None:
    """Measure, and print a line for each question."""
    engine = ledger.current().engine
    started = time.perf_counter()
    copied = copies.copy(engine)
    print(f"copy: {time.perf_counter() - started:.2f} s")
    children = Pool(copied, deadline=PATIENCE, waiting=READERS)
    try:
        time.sleep(PAUSE)
        _alone(children)
        _together(children)
    finally:
        children.close()
        copied.remove()


def _alone(children: Pool) -> None:
    taken: list[float] = []
    for example in EXAMPLES:
        of_this = []
        for _ in range(ROUNDS):
            time.sleep(PAUSE)
            of_this.append(_seconds(children, example.sql))
        taken += of_this
        print(f"{1000 * statistics.median(of_this):6.0f} ms  {example.title}")
    ordered = sorted(taken)
    print(f"{1000 * statistics.median(ordered):6.0f} ms  median of {len(ordered)}")
    print(f"{1000 * ordered[int(0.95 * len(ordered))]:6.0f} ms  95th percentile")


def _together(children: Pool) -> None:
    with ThreadPoolExecutor(READERS) as readers:
        taken = sorted(readers.map(lambda _: _seconds(children, EXAMPLES[0].sql), range(READERS)))
    print(
        f"{1000 * statistics.median(taken):6.0f} ms  median of {READERS} readers at once, longest "
        f"{taken[-1]:.1f} s"
    )


def _seconds(children: Pool, sql: str) -> float:
    started = time.perf_counter()
    children.ask(sql)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
