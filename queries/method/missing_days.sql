-- question: How many rows of each table have no day, and how many rest on a source without one?
-- parameters:
-- columns: table_name VARCHAR, row_count BIGINT, undated_row BIGINT, undated_source BIGINT
SELECT
    cited.table_name,
    count(*) AS row_count,
    count(CASE WHEN cited.day IS NULL THEN 1 END) AS undated_row,
    count(CASE WHEN sources.published_on IS NULL THEN 1 END) AS undated_source
FROM filtered_citations AS cited
INNER JOIN ledger_sources AS sources ON cited.source_id = sources.source_id
WHERE NOT cited.announcement
GROUP BY cited.table_name
ORDER BY cited.table_name
