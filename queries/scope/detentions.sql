-- question: How many detentions do the filters leave, how many of them without a day or of low confidence,
--   and on how many sources do they rest?
-- parameters:
-- columns: row_count BIGINT, undated BIGINT, low BIGINT, sources BIGINT, publishers BIGINT
SELECT
    count(*) AS row_count,
    count(*) - count(detentions.day) AS undated,
    CAST(NULL AS BIGINT) AS low,
    count(DISTINCT detentions.source_id) AS sources,
    count(DISTINCT sources.publisher) AS publishers
FROM filtered_detentions AS detentions
LEFT JOIN ledger_sources AS sources ON detentions.source_id = sources.source_id
