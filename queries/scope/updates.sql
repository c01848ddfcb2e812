-- question: How many updates do the filters leave, how many of them without a day or of low confidence, and
--   on how many sources do they rest?
-- parameters:
-- columns: row_count BIGINT, undated BIGINT, low BIGINT, sources BIGINT, publishers BIGINT
SELECT
    count(*) AS row_count,
    count(*) - count(updates.day) AS undated,
    count(CASE WHEN updates.confidence = 'low' THEN 1 END) AS low,
    count(DISTINCT updates.source_id) AS sources,
    count(DISTINCT sources.publisher) AS publishers
FROM filtered_updates AS updates
LEFT JOIN ledger_sources AS sources ON updates.source_id = sources.source_id
