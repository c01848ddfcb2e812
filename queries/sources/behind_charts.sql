-- question: On how many rows, sources and publishers does each chart rest, in all (`perspective` empty) and
--   by whose publishers? Charts that draw the same rows share a scope.
-- parameters:
-- columns: scope VARCHAR, perspective VARCHAR, row_count BIGINT, sources BIGINT, publishers BIGINT
WITH scopes AS (
    SELECT
        'events' AS scope,
        source_id,
        1 AS rows_alike
    FROM filtered_events
    UNION ALL
    SELECT
        'reactions' AS scope,
        source_id,
        reactions AS rows_alike
    FROM filtered_reaction_sources
    UNION ALL
    SELECT
        'detentions' AS scope,
        source_id,
        1 AS rows_alike
    FROM filtered_detentions
    UNION ALL
    SELECT
        'commitments' AS scope,
        source_id,
        1 AS rows_alike
    FROM filtered_commitments
    UNION ALL
    SELECT
        'people' AS scope,
        source_id,
        1 AS rows_alike
    FROM filtered_releases
    WHERE counted_as IN ('people', 'people_promised')
    UNION ALL
    SELECT
        'announced_ahead' AS scope,
        source_id,
        1 AS rows_alike
    FROM filtered_releases
    WHERE announced_ahead
    UNION ALL
    SELECT
        'handed_over' AS scope,
        source_id,
        1 AS rows_alike
    FROM filtered_releases
    WHERE counted_as = 'people'
    UNION ALL
    SELECT
        'remains' AS scope,
        source_id,
        1 AS rows_alike
    FROM filtered_releases
    WHERE counted_as IN ('remains', 'remains_promised', 'remains_total')
    UNION ALL
    SELECT
        'timeline' AS scope,
        source_id,
        1 AS rows_alike
    FROM filtered_events
    UNION ALL
    SELECT
        'timeline' AS scope,
        source_id,
        1 AS rows_alike
    FROM filtered_releases
    WHERE scope = 'handover'
    UNION ALL
    SELECT
        'timeline' AS scope,
        source_id,
        1 AS rows_alike
    FROM filtered_updates
    UNION ALL
    SELECT
        'timeline' AS scope,
        source_id,
        reactions AS rows_alike
    FROM filtered_reaction_sources
)

SELECT
    scopes.scope,
    CAST(NULL AS VARCHAR) AS perspective,
    CAST(sum(scopes.rows_alike) AS BIGINT) AS row_count,
    count(DISTINCT sources.source_id) AS sources,
    count(DISTINCT sources.publisher) AS publishers
FROM scopes
INNER JOIN ledger_sources AS sources ON scopes.source_id = sources.source_id
GROUP BY scopes.scope
UNION ALL
SELECT
    scopes.scope,
    sources.perspective,
    CAST(sum(scopes.rows_alike) AS BIGINT) AS row_count,
    count(DISTINCT sources.source_id) AS sources,
    count(DISTINCT sources.publisher) AS publishers
FROM scopes
INNER JOIN ledger_sources AS sources ON scopes.source_id = sources.source_id
GROUP BY scopes.scope, sources.perspective
ORDER BY scope NULLS LAST, perspective NULLS LAST
