-- question: Of the releases of living people that were announced ahead, how many are carried out, carried out
--   in part, or not seen carried out, and of how many people is that said?
-- parameters:
-- columns: status VARCHAR, counted_as VARCHAR, releases BIGINT, people BIGINT, low BIGINT, low_people BIGINT
SELECT
    releases.status,
    releases.counted_as,
    count(*) AS releases,
    CAST(sum(releases.people) AS BIGINT) AS people,
    count(CASE WHEN releases.confidence = 'low' THEN 1 END) AS low,
    CAST(sum(CASE WHEN releases.confidence = 'low' THEN releases.people ELSE 0 END) AS BIGINT) AS low_people
FROM filtered_releases AS releases
INNER JOIN codes
    ON codes.table_name = 'releases' AND codes.field = 'status' AND releases.status = codes.code
WHERE releases.announced_ahead AND releases.counted_as IN ('people', 'people_promised')
GROUP BY releases.status, releases.counted_as, codes.rank
ORDER BY codes.rank
