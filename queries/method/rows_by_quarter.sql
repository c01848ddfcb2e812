-- question: How many dated rows does each table have in each quarter of a year, by the day of the row?
-- parameters:
-- columns: table_name VARCHAR, quarter DATE, row_count BIGINT
SELECT
    table_name,
    CAST(date_trunc('quarter', day) AS DATE) AS quarter,
    CAST(sum(citations) AS BIGINT) AS row_count
FROM filtered_counted_citations
WHERE day IS NOT NULL AND NOT announcement
GROUP BY table_name, CAST(date_trunc('quarter', day) AS DATE)
ORDER BY table_name, quarter
