-- question: How many releases do the filters leave, how many of them without a day or of low confidence, and
--   on how many sources do they rest?
-- parameters: counted_as, announced_ahead
-- columns: row_count BIGINT, undated BIGINT, low BIGINT, sources BIGINT, publishers BIGINT
SELECT
    count(*) AS row_count,
    count(*) - count(releases.day) AS undated,
    count(CASE WHEN releases.confidence = 'low' THEN 1 END) AS low,
    count(DISTINCT releases.source_id) AS sources,
    count(DISTINCT sources.publisher) AS publishers
FROM filtered_releases AS releases
LEFT JOIN ledger_sources AS sources ON releases.source_id = sources.source_id
WHERE
    (
        CAST($counted_as AS VARCHAR[]) IS NULL
        OR list_contains(CAST($counted_as AS VARCHAR[]), releases.counted_as)
    )
    AND (
        CAST($announced_ahead AS BOOLEAN) IS NULL
        OR releases.announced_ahead = CAST($announced_ahead AS BOOLEAN)
    )
