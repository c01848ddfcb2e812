-- question: How many reactions, actors and events do the filters leave?
-- parameters:
-- columns: reactions BIGINT, actors BIGINT, events BIGINT
SELECT
    -- Nothing sums to nothing, which is none here.
    CAST(coalesce(sum(reactions), 0) AS BIGINT) AS reactions,
    count(DISTINCT actor_id) AS actors,
    count(DISTINCT event_id) AS events
FROM filtered_reaction_cells
