"""The garbage collector beside Streamlit, which by default has it look at every object after every run of
every page (`runner.postScriptGC`, off in `.streamlit/config.toml`): all readers wait while it does.

It looks in its own time instead, at what is young, and never again at what the program has loaded. Objects
that are no part of a cycle go at once as ever.
"""

import gc

YOUNG, LOOKS_AT_YOUNG, LOOKS_AT_OLDER = 5_000, 10, 10
"""New objects until the collector looks at them, a seventh as often as Python has it: a run makes some
hundred. And how many looks pass until it looks at what survived them too.
"""


def leave_to_the_collector() -> None:
    """From now on let the collector look by itself, at what is not there yet."""
    gc.set_threshold(YOUNG, LOOKS_AT_YOUNG, LOOKS_AT_OLDER)
    gc.collect()
    gc.freeze()
