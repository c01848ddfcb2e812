-- question: How many people were handed over in each direction, and on how many days?
-- parameters:
-- columns: direction VARCHAR, people BIGINT, handovers BIGINT, days BIGINT
SELECT
    direction,
    CAST(sum(people) AS BIGINT) AS people,
    count(*) AS handovers,
    count(DISTINCT released_on) AS days
FROM filtered_releases
WHERE counted_as = 'people'
GROUP BY direction
ORDER BY direction
