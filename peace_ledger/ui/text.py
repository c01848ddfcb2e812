"""Text from data or address on its way into Markdown."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$:~&/])")


def plain(text: str) -> str:
    """The text on one line, with every character escaped that Markdown would act on: it shows as it is
    written.
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
