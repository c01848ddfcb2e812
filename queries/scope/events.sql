-- question: How many events do the filters leave, how many of them without a day or of low confidence, and on
--   how many sources do they rest?
-- parameters:
-- columns: row_count BIGINT, undated BIGINT, low BIGINT, sources BIGINT, publishers BIGINT
SELECT
    count(*) AS row_count,
    count(*) - count(events.day) AS undated,
    CAST(NULL AS BIGINT) AS low,
    count(DISTINCT events.source_id) AS sources,
    count(DISTINCT sources.publisher) AS publishers
FROM filtered_events AS events
LEFT JOIN ledger_sources AS sources ON events.source_id = sources.source_id
