-- question: Which actors do the filters leave: those named by a row that they leave, with all of whom
--   these are a part? Actors have no day and no source of their own.
-- parameters:
-- columns: actor_id VARCHAR, name VARCHAR, kind VARCHAR, iso3 VARCHAR, parent_id VARCHAR, side VARCHAR
SELECT
    actor_id,
    name,
    kind,
    iso3,
    parent_id,
    side
FROM filtered_actors
ORDER BY row
