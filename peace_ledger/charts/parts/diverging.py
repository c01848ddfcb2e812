"""Where the parts of a diverging bar begin."""

from collections.abc import Mapping, Sequence

UNFAVOURABLE = ("critical", "rejects")
MIDDLE = "neutral"


def starts(counts: Mapping[str, int], stances: Sequence[str]) -> dict[str, float]:
    """The lower end of each stance's part, in counts from the middle.

    `stances` run from best to worst. The middle stance lies across zero, favourable ones above it with the
    mildest nearest, unfavourable ones below it with the mildest nearest.
    """
    half = counts.get(MIDDLE, 0) / 2
    places = {MIDDLE: -half}
    above = half
    for stance in reversed([code for code in stances if code not in (*UNFAVOURABLE, MIDDLE)]):
        places[stance] = above
        above += counts.get(stance, 0)
    below = -half
    for stance in [code for code in stances if code in UNFAVOURABLE]:
        below -= counts.get(stance, 0)
        places[stance] = below
    return places
