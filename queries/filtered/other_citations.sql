-- question: Which sources do the rows cite that the filters leave of all tables but reactions, of which there
--   may be many? A row stands once for each source it names, `announcement` where that source tells of a
--   release beforehand only; table and id are those of the data package.
-- parameters:
-- columns: table_name VARCHAR, id VARCHAR, source_id VARCHAR, announcement BOOLEAN, confidence VARCHAR,
--   day DATE, summary VARCHAR
SELECT
    'events' AS table_name,
    event_id AS id,
    source_id,
    FALSE AS announcement,
    CAST(NULL AS VARCHAR) AS confidence,
    day,
    title AS summary
FROM filtered_events
UNION ALL
SELECT
    'releases' AS table_name,
    release_id AS id,
    source_id,
    FALSE AS announcement,
    confidence,
    day,
    summary
FROM filtered_releases
UNION ALL
SELECT
    'releases' AS table_name,
    release_id AS id,
    announced_source_id AS source_id,
    TRUE AS announcement,
    confidence,
    day,
    summary
FROM filtered_releases
WHERE announced_source_id <> source_id
UNION ALL
SELECT
    'detentions' AS table_name,
    detention_id AS id,
    source_id,
    FALSE AS announcement,
    CAST(NULL AS VARCHAR) AS confidence,
    day,
    summary
FROM filtered_detentions
UNION ALL
SELECT
    'commitments' AS table_name,
    commitment_id AS id,
    source_id,
    FALSE AS announcement,
    CAST(NULL AS VARCHAR) AS confidence,
    day,
    summary
FROM filtered_commitments
UNION ALL
SELECT
    'commitment_updates' AS table_name,
    update_id AS id,
    source_id,
    FALSE AS announcement,
    confidence,
    day,
    summary
FROM filtered_updates
