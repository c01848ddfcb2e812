-- question: Which rows do the filters leave that a claim in dispute can be about? A row stands once for each
--   source it names; reactions only those that another table names.
-- parameters:
-- columns: table_name VARCHAR, id VARCHAR, source_id VARCHAR, announcement BOOLEAN, confidence VARCHAR,
--   day DATE, summary VARCHAR
SELECT
    table_name,
    id,
    source_id,
    announcement,
    confidence,
    day,
    summary
FROM filtered_other_citations
UNION ALL
SELECT
    'reactions' AS table_name,
    reaction_id AS id,
    source_id,
    FALSE AS announcement,
    confidence,
    day,
    summary
FROM filtered_named_reactions
