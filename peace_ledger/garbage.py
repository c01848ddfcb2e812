"""The garbage collector beside Streamlit, which by default has it look at every object after every run of
every page (`runner.postScriptGC`, off in `.streamlit/config.toml`): all readers wait while it does.

It looks in its own time instead, at what is young, and never again at what the program has loaded. Objects
that are no part of a cycle go at once as ever.
"""

import gc

YOUNG, LOOKS_AT_YOUNG, LOOKS_AT_OLDER = 5_000, 10, 10
"""How many new objects there are when the collector looks at them (700 by Python's default; a run leaves some
hundreds); after how many of these looks at what survived them; after how many of those, and where it has
grown by a quarter, at all that is not loaded.
"""


def leave_to_the_collector() -> None:
    """From now on let the collector look by itself, at what is not there yet."""
    gc.set_threshold(YOUNG, LOOKS_AT_YOUNG, LOOKS_AT_OLDER)
    gc.collect()
    gc.freeze()
