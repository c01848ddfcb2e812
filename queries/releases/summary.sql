-- question: How many people were handed over, how many are promised, and how many remains were handed over?
-- parameters:
-- columns: release_rows BIGINT, people BIGINT, handovers BIGINT, days BIGINT, announced BIGINT,
--   announced_people BIGINT, partly BIGINT, ahead BIGINT, same_day BIGINT, remains BIGINT,
--   remains_handovers BIGINT, totals BIGINT
SELECT
    count(*) AS release_rows,
    CAST(coalesce(sum(CASE WHEN counted_as = 'people' THEN people END), 0) AS BIGINT) AS people,
    count(CASE WHEN counted_as = 'people' THEN 1 END) AS handovers,
    count(DISTINCT CASE WHEN counted_as = 'people' THEN released_on END) AS days,
    count(CASE WHEN counted_as = 'people_promised' AND status = 'announced' THEN 1 END) AS announced,
    CAST(
        sum(CASE WHEN counted_as = 'people_promised' AND status = 'announced' THEN people ELSE 0 END) AS BIGINT
    ) AS announced_people,
    count(CASE WHEN counted_as = 'people_promised' AND status <> 'announced' THEN 1 END) AS partly,
    count(CASE WHEN announced_ahead THEN 1 END) AS ahead,
    count(CASE WHEN counted_as = 'people' AND NOT announced_ahead THEN 1 END) AS same_day,
    CAST(coalesce(sum(CASE WHEN counted_as = 'remains' THEN people END), 0) AS BIGINT) AS remains,
    count(CASE WHEN counted_as = 'remains' THEN 1 END) AS remains_handovers,
    count(CASE WHEN scope = 'period_total' THEN 1 END) AS totals
FROM filtered_releases
