-- question: How many rows of all four lanes do the filters leave, how many of them without a day or of low
--   confidence, and on how many sources do they rest?
-- parameters:
-- columns: row_count BIGINT, undated BIGINT, low BIGINT, sources BIGINT, publishers BIGINT
WITH lanes AS (
    SELECT
        day,
        CAST(NULL AS VARCHAR) AS confidence,
        source_id
    FROM filtered_events
    UNION ALL
    SELECT
        day,
        confidence,
        source_id
    FROM filtered_releases
    WHERE scope = 'handover'
    UNION ALL
    SELECT
        day,
        confidence,
        source_id
    FROM filtered_updates
    UNION ALL
    SELECT
        day,
        confidence,
        source_id
    FROM filtered_reactions
)

SELECT
    count(*) AS row_count,
    count(*) - count(lanes.day) AS undated,
    count(CASE WHEN lanes.confidence = 'low' THEN 1 END) AS low,
    count(DISTINCT lanes.source_id) AS sources,
    count(DISTINCT sources.publisher) AS publishers
FROM lanes
LEFT JOIN ledger_sources AS sources ON lanes.source_id = sources.source_id
