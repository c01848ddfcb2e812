-- question: How many commitments do the filters leave, how many of them without a day or of low confidence,
--   and on how many sources do they rest?
-- parameters:
-- columns: row_count BIGINT, undated BIGINT, low BIGINT, sources BIGINT, publishers BIGINT
SELECT
    count(*) AS row_count,
    count(*) - count(commitments.day) AS undated,
    CAST(NULL AS BIGINT) AS low,
    count(DISTINCT commitments.source_id) AS sources,
    count(DISTINCT sources.publisher) AS publishers
FROM filtered_commitments AS commitments
LEFT JOIN ledger_sources AS sources ON commitments.source_id = sources.source_id
