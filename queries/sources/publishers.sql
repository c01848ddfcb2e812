-- question: On which publishers do most rows rest? A row counts once, by the source that it stands on.
--   `first_source` names the publisher in a mark, since its own name may hold any sign.
-- parameters:
-- columns: publisher VARCHAR, perspective VARCHAR, first_source VARCHAR, sources BIGINT, row_count BIGINT
SELECT
    sources.publisher,
    sources.perspective,
    min(sources.source_id) AS first_source,
    count(DISTINCT sources.source_id) AS sources,
    CAST(sum(cited.citations) AS BIGINT) AS row_count
FROM filtered_counted_rows AS cited
INNER JOIN ledger_sources AS sources ON cited.source_id = sources.source_id
WHERE sources.publisher IS NOT NULL AND NOT cited.announcement
GROUP BY sources.publisher, sources.perspective
ORDER BY row_count DESC, sources DESC, sources.publisher
