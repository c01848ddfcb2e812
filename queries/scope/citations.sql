-- question: How many rows of the tables that record what happened do the filters leave, how many of them
--   without a day or of low confidence, and on how many sources do they rest?
-- parameters:
-- columns: row_count BIGINT, undated BIGINT, low BIGINT, sources BIGINT, publishers BIGINT
SELECT
    count(CASE WHEN NOT cited.announcement THEN 1 END) AS row_count,
    count(CASE WHEN NOT cited.announcement AND cited.day IS NULL THEN 1 END) AS undated,
    count(CASE WHEN NOT cited.announcement AND cited.confidence = 'low' THEN 1 END) AS low,
    count(DISTINCT cited.source_id) AS sources,
    count(DISTINCT sources.publisher) AS publishers
FROM filtered_citations AS cited
LEFT JOIN ledger_sources AS sources ON cited.source_id = sources.source_id
