-- question: How many days passed from the announcement to the handover, of releases announced ahead?
-- parameters:
-- columns: release_id VARCHAR, direction VARCHAR, category VARCHAR, people BIGINT, counted_as VARCHAR,
--   status VARCHAR, announced_on DATE, released_on DATE, days BIGINT, confidence VARCHAR
SELECT
    release_id,
    direction,
    category,
    people,
    counted_as,
    status,
    announced_on,
    released_on,
    date_diff('day', announced_on, released_on) AS days,
    confidence
FROM filtered_releases
WHERE announced_ahead
ORDER BY announced_on, released_on, row
