-- question: How many reactions, actors and events do the filters leave, and how do the stances divide?
-- parameters:
-- columns: reactions BIGINT, actors BIGINT, events BIGINT, favourable BIGINT, cautious BIGINT,
--   neutral BIGINT, unfavourable BIGINT
WITH by_stance AS (
    SELECT
        sum(reactions) AS reactions,
        sum(CASE WHEN stance IN ('supports', 'welcomes') THEN reactions END) AS favourable,
        sum(CASE WHEN stance = 'cautious' THEN reactions END) AS cautious,
        sum(CASE WHEN stance = 'neutral' THEN reactions END) AS neutral,
        sum(CASE WHEN stance IN ('critical', 'rejects') THEN reactions END) AS unfavourable,
        count(DISTINCT actor_id) AS actors,
        count(DISTINCT event_id) AS events
    FROM filtered_reaction_cells
)

-- Nothing sums to nothing, which is none here.
SELECT
    CAST(coalesce(reactions, 0) AS BIGINT) AS reactions,
    actors,
    events,
    CAST(coalesce(favourable, 0) AS BIGINT) AS favourable,
    CAST(coalesce(cautious, 0) AS BIGINT) AS cautious,
    CAST(coalesce(neutral, 0) AS BIGINT) AS neutral,
    CAST(coalesce(unfavourable, 0) AS BIGINT) AS unfavourable
FROM by_stance
