-- question: What is the latest stance of each state, spoken by itself or its offices, towards one event, and
--   which states were looked for and not found?
-- parameters: map_event
-- columns: state_id VARCHAR, iso3 VARCHAR, stance VARCHAR, stances BIGINT, reactions BIGINT, low BIGINT
WITH states AS (
    SELECT
        lineage.actor_id,
        actors.actor_id AS state_id,
        actors.iso3
    FROM ledger_lineage AS lineage
    INNER JOIN actors ON lineage.ancestor_id = actors.actor_id
    INNER JOIN actors AS speakers ON lineage.actor_id = speakers.actor_id
    WHERE actors.kind = 'state' AND actors.iso3 IS NOT NULL AND speakers.kind IN ('state', 'office')
),

spoken AS (
    SELECT
        states.state_id,
        states.iso3,
        reactions.stance,
        sum(reactions.reactions) AS reactions,
        sum(reactions.low) AS low,
        row_number() OVER (PARTITION BY states.state_id ORDER BY max(reactions.latest) DESC) AS age
    FROM filtered_reaction_cells AS reactions
    INNER JOIN states ON reactions.actor_id = states.actor_id
    WHERE reactions.event_id = CAST($map_event AS VARCHAR)
    GROUP BY states.state_id, states.iso3, reactions.stance
),

blank AS (
    SELECT DISTINCT
        states.state_id,
        states.iso3
    FROM filtered_coverage AS coverage
    INNER JOIN states ON coverage.actor_id = states.actor_id
    WHERE
        coverage.event_id = CAST($map_event AS VARCHAR)
        AND states.state_id NOT IN (SELECT spoken.state_id FROM spoken)
)

SELECT
    state_id,
    iso3,
    max(CASE WHEN age = 1 THEN stance END) AS stance,
    count(*) AS stances,
    CAST(sum(reactions) AS BIGINT) AS reactions,
    CAST(sum(low) AS BIGINT) AS low
FROM spoken
GROUP BY state_id, iso3
UNION ALL
SELECT
    state_id,
    iso3,
    NULL AS stance,
    0 AS stances,
    0 AS reactions,
    0 AS low
FROM blank
ORDER BY state_id
