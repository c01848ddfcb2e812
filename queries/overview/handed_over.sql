-- question: How many living people were handed over in each direction, on how many days? Remains, totals of a
--   period and what was only announced stay out.
-- parameters:
-- columns: direction VARCHAR, people BIGINT, days BIGINT
SELECT
    direction,
    CAST(sum(people) AS BIGINT) AS people,
    count(DISTINCT released_on) AS days
FROM filtered_releases
WHERE scope = 'handover' AND category <> 'remains' AND released_on IS NOT NULL
GROUP BY direction
ORDER BY direction
