-- question: How many sources were published on each day, by whose publishers?
-- parameters:
-- columns: day DATE, perspective VARCHAR, sources BIGINT
SELECT
    day,
    perspective,
    count(*) AS sources
FROM filtered_sources
WHERE day IS NOT NULL
GROUP BY day, perspective
ORDER BY day, perspective
