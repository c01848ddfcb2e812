-- question: Of whom is each actor a part? Every actor is its own ancestor, then its parents by parent_id.
-- parameters:
-- columns: actor_id VARCHAR, ancestor_id VARCHAR, distance INTEGER
WITH RECURSIVE
walk AS (
    SELECT
        actors.actor_id,
        actors.actor_id AS ancestor_id,
        0 AS distance
    FROM actors
    UNION ALL
    SELECT
        walk.actor_id,
        actors.parent_id AS ancestor_id,
        walk.distance + 1 AS distance
    FROM walk
    INNER JOIN actors ON walk.ancestor_id = actors.actor_id
    -- A circle of parents ends here instead of never.
    WHERE actors.parent_id IS NOT NULL AND walk.distance < 16
)

SELECT
    actor_id,
    ancestor_id,
    min(distance) AS distance
FROM walk
GROUP BY actor_id, ancestor_id
