-- question: Which handovers were carried out or announced, when, and of how many people? Totals of a period stay
--   out, since they are no handovers.
-- parameters:
-- columns: release_id VARCHAR, direction VARCHAR, category VARCHAR, people BIGINT, status VARCHAR, day DATE,
--   announced_on DATE, released_on DATE, confidence VARCHAR
SELECT
    release_id,
    direction,
    category,
    people,
    status,
    day,
    announced_on,
    released_on,
    confidence
FROM filtered_releases
WHERE scope = 'handover' AND day IS NOT NULL
ORDER BY day, row
