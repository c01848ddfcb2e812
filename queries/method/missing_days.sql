-- question: How many rows of each table have no day, and how many rest on a source without one?
-- parameters:
-- columns: table_name VARCHAR, row_count BIGINT, undated_row BIGINT, undated_source BIGINT
SELECT
    cited.table_name,
    CAST(sum(cited.citations) AS BIGINT) AS row_count,
    CAST(sum(CASE WHEN cited.day IS NULL THEN cited.citations ELSE 0 END) AS BIGINT) AS undated_row,
    CAST(sum(CASE WHEN sources.published_on IS NULL THEN cited.citations ELSE 0 END) AS BIGINT)
        AS undated_source
FROM filtered_counted_citations AS cited
INNER JOIN ledger_sources AS sources ON cited.source_id = sources.source_id
WHERE NOT cited.announcement
GROUP BY cited.table_name
ORDER BY cited.table_name
