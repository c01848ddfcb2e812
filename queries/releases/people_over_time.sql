-- question: When were how many people handed over in each direction, and how many by then in all? Promises
--   stand on the day of their announcement and add nothing.
-- parameters:
-- columns: release_id VARCHAR, direction VARCHAR, day DATE, category VARCHAR, people BIGINT, status VARCHAR,
--   counted_as VARCHAR, confidence VARCHAR, people_so_far BIGINT
SELECT
    release_id,
    direction,
    day,
    category,
    people,
    status,
    counted_as,
    confidence,
    CAST(
        sum(CASE WHEN counted_as = 'people' THEN people ELSE 0 END) OVER (
            PARTITION BY direction
            ORDER BY day, row
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS BIGINT
    ) AS people_so_far
FROM filtered_releases
WHERE counted_as IN ('people', 'people_promised') AND day IS NOT NULL
ORDER BY day, row
