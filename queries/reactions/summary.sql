-- question: How many reactions, actors and events do the filters leave, and how do the stances divide?
-- parameters:
-- columns: reactions BIGINT, actors BIGINT, events BIGINT, favourable BIGINT, cautious BIGINT,
--   neutral BIGINT, unfavourable BIGINT
SELECT
    count(*) AS reactions,
    count(DISTINCT actor_id) AS actors,
    count(DISTINCT event_id) AS events,
    count(CASE WHEN stance IN ('supports', 'welcomes') THEN 1 END) AS favourable,
    count(CASE WHEN stance = 'cautious' THEN 1 END) AS cautious,
    count(CASE WHEN stance = 'neutral' THEN 1 END) AS neutral,
    count(CASE WHEN stance IN ('critical', 'rejects') THEN 1 END) AS unfavourable
FROM filtered_reactions
