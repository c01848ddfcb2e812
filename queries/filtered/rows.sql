-- question: Which rows of every table do the filters leave, those of claims in dispute included, each once
--   for every source it names? Reactions only where they do not stand apart.
-- parameters: reactions_apart
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
FROM filtered_reactions
WHERE CAST($reactions_apart AS BOOLEAN) IS NOT TRUE
UNION ALL
SELECT
    'disputes' AS table_name,
    dispute_id AS id,
    source_id,
    FALSE AS announcement,
    CAST(NULL AS VARCHAR) AS confidence,
    CAST(NULL AS DATE) AS day,
    concat(question, ' ', claim) AS summary
FROM filtered_disputes
