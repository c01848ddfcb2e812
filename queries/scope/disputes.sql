-- question: How many claims in dispute do the filters leave, and on how many sources do they rest?
-- parameters:
-- columns: row_count BIGINT, undated BIGINT, low BIGINT, sources BIGINT, publishers BIGINT
SELECT
    count(*) AS row_count,
    -- A claim has no day of its own.
    CAST(0 AS BIGINT) AS undated,
    CAST(NULL AS BIGINT) AS low,
    count(DISTINCT claims.source_id) AS sources,
    count(DISTINCT sources.publisher) AS publishers
FROM filtered_disputes AS claims
LEFT JOIN ledger_sources AS sources ON claims.source_id = sources.source_id
