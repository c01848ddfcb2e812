-- question: How many rows of all four lanes do the filters leave, how many of them without a day or of low
--   confidence, and on how many sources do they rest?
-- parameters:
-- columns: row_count BIGINT, undated BIGINT, low BIGINT, sources BIGINT, publishers BIGINT
WITH lanes AS (
    SELECT
        day,
        CAST(NULL AS VARCHAR) AS confidence,
        source_id,
        1 AS rows_alike
    FROM filtered_events
    UNION ALL
    SELECT
        day,
        confidence,
        source_id,
        1 AS rows_alike
    FROM filtered_releases
    WHERE scope = 'handover'
    UNION ALL
    SELECT
        day,
        confidence,
        source_id,
        1 AS rows_alike
    FROM filtered_updates
    UNION ALL
    SELECT
        day,
        confidence,
        source_id,
        reactions AS rows_alike
    FROM filtered_reaction_sources
)

SELECT
    CAST(coalesce(sum(lanes.rows_alike), 0) AS BIGINT) AS row_count,
    CAST(coalesce(sum(CASE WHEN lanes.day IS NULL THEN lanes.rows_alike END), 0) AS BIGINT) AS undated,
    CAST(coalesce(sum(CASE WHEN lanes.confidence = 'low' THEN lanes.rows_alike END), 0) AS BIGINT) AS low,
    count(DISTINCT lanes.source_id) AS sources,
    count(DISTINCT sources.publisher) AS publishers
FROM lanes
LEFT JOIN ledger_sources AS sources ON lanes.source_id = sources.source_id
