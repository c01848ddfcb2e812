-- question: Which sources do the rows of every table cite that the filters leave, those of claims in dispute
--   included, and how often? Rows of one table that are alike in all that counts look at may stand together.
-- parameters:
-- columns: table_name VARCHAR, source_id VARCHAR, announcement BOOLEAN, confidence VARCHAR, day DATE,
--   citations BIGINT
SELECT
    table_name,
    source_id,
    announcement,
    confidence,
    day,
    citations
FROM filtered_counted_citations
UNION ALL
SELECT
    'disputes' AS table_name,
    source_id,
    FALSE AS announcement,
    CAST(NULL AS VARCHAR) AS confidence,
    CAST(NULL AS DATE) AS day,
    1 AS citations
FROM filtered_disputes
