-- question: When were how many remains handed over in each direction, and what totals over a period were
--   reported?
-- parameters:
-- columns: release_id VARCHAR, direction VARCHAR, day DATE, category VARCHAR, people BIGINT,
--   status VARCHAR, counted_as VARCHAR, confidence VARCHAR
SELECT
    release_id,
    direction,
    day,
    category,
    people,
    status,
    counted_as,
    confidence
FROM filtered_releases
WHERE category = 'remains' AND day IS NOT NULL
ORDER BY day, row
