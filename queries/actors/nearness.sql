-- question: With whom does an actor share events on which both have a dated stance, and how far apart are
--   these stances? The latest dated stance speaks for an actor with all that belongs to it. Steps are counted
--   on the six-step scale, event by event; they are never added or averaged. Others are all actors that are
--   part of none, without the actor's own; or `other_actor` alone. The actor filter is to be left open.
-- parameters: chosen_actor, other_actor
-- columns: actor_id VARCHAR, shared BIGINT, same BIGINT, one_step BIGINT, further BIGINT
WITH own_line AS (
    SELECT ancestor_id AS actor_id
    FROM ledger_lineage
    WHERE actor_id = CAST($chosen_actor AS VARCHAR)
    UNION
    SELECT actor_id
    FROM ledger_lineage
    WHERE ancestor_id = CAST($chosen_actor AS VARCHAR)
),

wholes AS (
    SELECT actor_id
    FROM actors
    WHERE
        actor_id = CAST($chosen_actor AS VARCHAR)
        OR actor_id = CAST($other_actor AS VARCHAR)
        OR (
            CAST($other_actor AS VARCHAR) IS NULL
            AND parent_id IS NULL
            AND actor_id NOT IN (SELECT own_line.actor_id FROM own_line)
        )
),

ordered AS (
    SELECT
        wholes.actor_id,
        reactions.event_id,
        codes.rank AS step,
        row_number() OVER (
            PARTITION BY wholes.actor_id, reactions.event_id
            ORDER BY max(reactions.latest) DESC
        ) AS age
    FROM filtered_reaction_cells AS reactions
    INNER JOIN ledger_lineage AS lineage ON reactions.actor_id = lineage.actor_id
    INNER JOIN wholes ON lineage.ancestor_id = wholes.actor_id
    INNER JOIN codes
        ON codes.table_name = 'reactions' AND codes.field = 'stance' AND reactions.stance = codes.code
    WHERE reactions.day IS NOT NULL
    GROUP BY wholes.actor_id, reactions.event_id, codes.rank
),

pairs AS (
    SELECT
        others.actor_id,
        abs(others.step - own.step) AS steps
    FROM ordered AS others
    INNER JOIN ordered AS own ON others.event_id = own.event_id
    WHERE
        others.age = 1
        AND own.age = 1
        AND own.actor_id = CAST($chosen_actor AS VARCHAR)
        AND others.actor_id <> CAST($chosen_actor AS VARCHAR)
)

SELECT
    pairs.actor_id,
    count(*) AS shared,
    count(CASE WHEN pairs.steps = 0 THEN 1 END) AS same,
    count(CASE WHEN pairs.steps = 1 THEN 1 END) AS one_step,
    count(CASE WHEN pairs.steps > 1 THEN 1 END) AS further
FROM pairs
INNER JOIN actors ON pairs.actor_id = actors.actor_id
GROUP BY pairs.actor_id, actors.row
-- Closest first: by the share at most one step apart, then by the share that is the same.
ORDER BY
    count(CASE WHEN pairs.steps <= 1 THEN 1 END) / count(*) DESC,
    count(CASE WHEN pairs.steps = 0 THEN 1 END) / count(*) DESC,
    shared DESC,
    actors.row
