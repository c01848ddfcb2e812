-- question: On whose publishers do the rows of each table rest, and how well are they known? A row counts
--   once, by the source that it stands on.
-- parameters:
-- columns: table_name VARCHAR, perspective VARCHAR, confidence VARCHAR, row_count BIGINT
SELECT
    cited.table_name,
    sources.perspective,
    cited.confidence,
    CAST(sum(cited.citations) AS BIGINT) AS row_count
FROM filtered_counted_rows AS cited
INNER JOIN ledger_sources AS sources ON cited.source_id = sources.source_id
WHERE NOT cited.announcement
GROUP BY cited.table_name, sources.perspective, cited.confidence
ORDER BY cited.table_name NULLS LAST, sources.perspective NULLS LAST, cited.confidence NULLS LAST
