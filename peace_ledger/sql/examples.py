"""Questions to begin with, in SQL that any package of the ledger can answer. Counts that the rules of
counting make difficult (people handed over, statuses of promises) are taken from the named queries, which
keep these rules.
"""

from dataclasses import dataclass

from peace_ledger.translation import N_


@dataclass(frozen=True)
class Example:
    """A question, and a query that answers it."""

    title: str
    sql: str


EXAMPLES = (
    Example(
        N_("How many reactions have which stance?"),
        """SELECT codes.label AS stance, count(*) AS reactions
FROM reactions
JOIN codes ON codes.table_name = 'reactions' AND codes.field = 'stance' AND codes.code = reactions.stance
GROUP BY codes.label, codes.rank
ORDER BY codes.rank""",
    ),
    Example(
        N_("Reactions by quarter and stance"),
        """SELECT date_trunc('quarter', reacted_on) AS quarter, stance, count(*) AS reactions
FROM reactions
WHERE reacted_on IS NOT NULL
GROUP BY ALL
ORDER BY quarter""",
    ),
    Example(
        N_("Which actors are on record most often?"),
        """SELECT actors.name, actors.kind, count(*) AS reactions
FROM reactions JOIN actors USING (actor_id)
GROUP BY ALL
ORDER BY reactions DESC, actors.name
LIMIT 20""",
    ),
    Example(
        N_("How many days after the event do sides react?"),
        """SELECT side, median(days_after) AS median_days, count(*) AS reactions
FROM ledger_reactions
WHERE days_after IS NOT NULL
GROUP BY side
ORDER BY reactions DESC""",
    ),
    Example(
        N_("Events without a reaction in the ledger"),
        """SELECT start_on, title, kind
FROM events
WHERE event_id NOT IN (SELECT event_id FROM reactions)
ORDER BY start_on DESC""",
    ),
    Example(
        N_("How many people were handed over in each direction?"),
        "SELECT direction, people, handovers, days\nFROM queries.releases_handed_over",
    ),
    Example(
        N_("Promises by theme and status"),
        """SELECT theme, status, sum(commitments) AS promises
FROM queries.commitments_status_by_theme
GROUP BY theme, status
ORDER BY theme, status""",
    ),
    Example(
        N_("Which deadlines of open promises are next?"),
        """SELECT due_on, due_in AS days_left, theme, summary
FROM queries.commitments_deadlines
ORDER BY due_on
LIMIT 20""",
    ),
    Example(
        N_("Sources by year of publication and side of the publisher"),
        """SELECT year(published_on) AS year, perspective, count(*) AS sources
FROM sources
WHERE published_on IS NOT NULL
GROUP BY ALL
ORDER BY year""",
    ),
    Example(
        N_("Of how many sources is the day not known?"),
        """SELECT perspective, count(*) AS sources, count(*) FILTER (published_on IS NULL) AS undated
FROM sources
GROUP BY perspective
ORDER BY sources DESC""",
    ),
    Example(
        N_("On which questions do sources disagree most?"),
        """SELECT question, count(*) AS claims, bool_or(adopted) AS one_is_adopted
FROM disputes
GROUP BY question
ORDER BY claims DESC, question
LIMIT 20""",
    ),
    Example(
        N_("Reactions of low confidence, by channel"),
        """SELECT channel, count(*) AS reactions, count(*) FILTER (confidence = 'low') AS low
FROM reactions
GROUP BY channel
ORDER BY reactions DESC""",
    ),
)
