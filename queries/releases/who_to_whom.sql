-- question: How many people were handed over in each direction, on what basis, and by whose mediation?
-- parameters:
-- columns: direction VARCHAR, basis VARCHAR, mediated_by VARCHAR, people BIGINT, low_people BIGINT,
--   handovers BIGINT
SELECT
    releases.direction,
    releases.basis,
    releases.mediated_by,
    CAST(sum(releases.people) AS BIGINT) AS people,
    CAST(sum(CASE WHEN releases.confidence = 'low' THEN releases.people ELSE 0 END) AS BIGINT) AS low_people,
    count(*) AS handovers
FROM filtered_releases AS releases
INNER JOIN codes ON codes.table_name = 'releases' AND codes.field = 'basis' AND releases.basis = codes.code
WHERE releases.counted_as = 'people'
GROUP BY releases.direction, releases.basis, releases.mediated_by, codes.rank
ORDER BY codes.rank, people DESC, releases.mediated_by, releases.direction
