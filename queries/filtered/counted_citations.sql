-- question: Which sources do the rows cite that the filters leave, and how often? Rows of one table that are
--   alike in all that counts look at may stand together; `announcement` where the source tells of a release
--   beforehand only.
-- parameters:
-- columns: table_name VARCHAR, source_id VARCHAR, announcement BOOLEAN, confidence VARCHAR, day DATE,
--   citations BIGINT
SELECT
    table_name,
    source_id,
    announcement,
    confidence,
    day,
    1 AS citations
FROM filtered_other_citations
UNION ALL
SELECT
    'reactions' AS table_name,
    source_id,
    FALSE AS announcement,
    confidence,
    day,
    reactions AS citations
FROM filtered_reaction_sources
