-- question: How many people were handed over, how many are promised, and how many remains were handed over?
-- parameters:
-- columns: release_rows BIGINT, people BIGINT, handovers BIGINT, days BIGINT, announced BIGINT,
--   announced_people BIGINT, partly BIGINT, not_ahead BIGINT, remains BIGINT, remains_handovers BIGINT
WITH read AS (
    SELECT
        *,
        counted_as = 'people' AS handed_over,
        counted_as = 'people_promised' AND status = 'announced' AS only_announced,
        counted_as = 'people_promised' AND status <> 'announced' AS in_part
    FROM filtered_releases
)

SELECT
    count(*) AS release_rows,
    CAST(coalesce(sum(CASE WHEN handed_over THEN people END), 0) AS BIGINT) AS people,
    count(CASE WHEN handed_over THEN 1 END) AS handovers,
    count(DISTINCT CASE WHEN handed_over THEN released_on END) AS days,
    count(CASE WHEN only_announced THEN 1 END) AS announced,
    CAST(coalesce(sum(CASE WHEN only_announced THEN people END), 0) AS BIGINT) AS announced_people,
    count(CASE WHEN in_part THEN 1 END) AS partly,
    count(CASE WHEN handed_over AND NOT announced_ahead THEN 1 END) AS not_ahead,
    CAST(coalesce(sum(CASE WHEN counted_as = 'remains' THEN people END), 0) AS BIGINT) AS remains,
    count(CASE WHEN counted_as = 'remains' THEN 1 END) AS remains_handovers
FROM read
