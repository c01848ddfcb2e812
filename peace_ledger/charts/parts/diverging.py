"""Where the parts of a diverging bar begin."""

from collections.abc import Mapping, Sequence

from peace_ledger.charts.parts.scale import Scale


def starts(counts: Mapping[str, int], stances: Sequence[str]) -> dict[str, float]:
    """The lower end of each stance's part, in counts from the middle.

    `stances` run from best to worst. The middle stance lies across zero, favourable ones above it with the
    mildest nearest, unfavourable ones below it with the mildest nearest.
    """
    scale = Scale(tuple(stances))
    half = counts.get(scale.middle, 0) / 2 if scale.middle else 0.0
    places = {scale.middle: -half} if scale.middle else {}
    above = half
    for stance in reversed(scale.favourable):
        places[stance] = above
        above += counts.get(stance, 0)
    below = -half
    for stance in scale.unfavourable:
        below -= counts.get(stance, 0)
        places[stance] = below
    return places
