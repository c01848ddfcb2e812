"""A short soak of a real server: readers come and go, programs ask, data are replaced, and nothing fails."""

from concurrent.futures import ThreadPoolExecutor

from benchmarks import soak

CHOICES = 60


def test_nothing_fails_while_readers_come_and_go_and_data_are_replaced() -> None:
    # In a thread: in the main one a browser may have its own event loop.
    with ThreadPoolExecutor(1) as thread:
        seen = thread.submit(soak.measure, CHOICES).result()
    print(soak.report(seen))
    assert not seen.failures, seen.failures
    assert set(seen.statuses) == {200}
    assert len(seen.took["choices"]) >= CHOICES
    assert len(seen.took["first views"]) >= soak.READERS
    assert set(soak.FORMATS) <= set(seen.took)
    assert (seen.replaced, len(seen.tenths)) == (soak.TENTHS, soak.TENTHS)
