-- question: Which handovers took place or were announced, when, and of how many people? Totals over a
--   period stay out, since they are no handovers.
-- parameters:
-- columns: release_id VARCHAR, direction VARCHAR, category VARCHAR, people BIGINT, counted_as VARCHAR,
--   status VARCHAR, day DATE, announced_on DATE, released_on DATE, confidence VARCHAR
SELECT
    release_id,
    direction,
    category,
    people,
    counted_as,
    status,
    day,
    announced_on,
    released_on,
    confidence
FROM filtered_releases
WHERE counted_as IN ('people', 'people_promised', 'remains', 'remains_promised') AND day IS NOT NULL
ORDER BY day, row
