-- question: Which sources do the rows cite that the filters leave? A row counts once for each source it
--   names; table and id are those of the data package.
-- parameters:
-- columns: table_name VARCHAR, id VARCHAR, source_id VARCHAR, confidence VARCHAR, day DATE
SELECT
    'events' AS table_name,
    event_id AS id,
    source_id,
    CAST(NULL AS VARCHAR) AS confidence,
    day
FROM filtered_events
UNION
SELECT
    'reactions' AS table_name,
    reaction_id AS id,
    source_id,
    confidence,
    day
FROM filtered_reactions
UNION
SELECT
    'releases' AS table_name,
    release_id AS id,
    source_id,
    confidence,
    day
FROM filtered_releases
UNION
SELECT
    'releases' AS table_name,
    release_id AS id,
    announced_source_id AS source_id,
    confidence,
    day
FROM filtered_releases
WHERE announced_source_id IS NOT NULL
UNION
SELECT
    'detentions' AS table_name,
    detention_id AS id,
    source_id,
    CAST(NULL AS VARCHAR) AS confidence,
    day
FROM filtered_detentions
UNION
SELECT
    'commitments' AS table_name,
    commitment_id AS id,
    source_id,
    CAST(NULL AS VARCHAR) AS confidence,
    day
FROM filtered_commitments
UNION
SELECT
    'commitment_updates' AS table_name,
    update_id AS id,
    source_id,
    confidence,
    day
FROM filtered_updates
