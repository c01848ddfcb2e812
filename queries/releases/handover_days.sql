-- question: On which days were living people handed over, wholly or in part, in each direction?
-- parameters:
-- columns: direction VARCHAR, day DATE
SELECT DISTINCT
    direction,
    released_on AS day
FROM filtered_releases
WHERE counted_as IN ('people', 'people_promised') AND released_on IS NOT NULL
ORDER BY day, direction
