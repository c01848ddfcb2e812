-- question: What became known last: events, reactions, releases and updates by the day on which they
--   became known, latest first? A promise that was not yet known itself on the day known stands without its
--   words.
-- parameters: known
-- columns: known_on DATE, day DATE, change VARCHAR, id VARCHAR, code VARCHAR, event_id VARCHAR,
--   actor_id VARCHAR, promise VARCHAR, summary VARCHAR, confidence VARCHAR, source_title VARCHAR,
--   publisher VARCHAR, url VARCHAR, published_on DATE, perspective VARCHAR
WITH changes AS (
    SELECT
        known_on,
        day,
        'event' AS change,
        event_id AS id,
        kind AS code,
        event_id,
        CAST(NULL AS VARCHAR) AS actor_id,
        CAST(NULL AS VARCHAR) AS promise,
        summary,
        CAST(NULL AS VARCHAR) AS confidence,
        source_id,
        row
    FROM filtered_events
    UNION ALL
    SELECT
        known_on,
        day,
        'reaction' AS change,
        reaction_id AS id,
        stance AS code,
        event_id,
        actor_id,
        CAST(NULL AS VARCHAR) AS promise,
        summary,
        confidence,
        source_id,
        row
    FROM filtered_last_reactions
    UNION ALL
    SELECT
        -- A release whose carrying out is not yet known became known as it was announced.
        CASE
            WHEN releases.source_id = ledger.source_id THEN ledger.known_on
            ELSE ledger.announcement_known_on
        END AS known_on,
        releases.day,
        'release' AS change,
        releases.release_id AS id,
        releases.status AS code,
        coalesce(releases.event_id, releases.announced_event_id) AS event_id,
        CAST(NULL AS VARCHAR) AS actor_id,
        CAST(NULL AS VARCHAR) AS promise,
        releases.summary,
        releases.confidence,
        releases.source_id,
        releases.row
    FROM filtered_releases AS releases
    INNER JOIN ledger_releases AS ledger ON releases.release_id = ledger.release_id
    UNION ALL
    SELECT
        ledger.known_on,
        updates.day,
        'update' AS change,
        updates.update_id AS id,
        updates.status AS code,
        updates.event_id,
        updates.claimed_by AS actor_id,
        CASE
            WHEN CAST($known AS DATE) IS NULL OR commitments.known_on <= CAST($known AS DATE)
                THEN commitments.summary
        END AS promise,
        updates.summary,
        updates.confidence,
        updates.source_id,
        updates.row
    FROM filtered_updates AS updates
    INNER JOIN ledger_updates AS ledger ON updates.update_id = ledger.update_id
    INNER JOIN ledger_commitments AS commitments ON updates.commitment_id = commitments.commitment_id
)

SELECT
    changes.known_on,
    changes.day,
    changes.change,
    changes.id,
    changes.code,
    changes.event_id,
    changes.actor_id,
    changes.promise,
    changes.summary,
    changes.confidence,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective
FROM changes
LEFT JOIN ledger_sources AS sources ON changes.source_id = sources.source_id
WHERE changes.known_on IS NOT NULL
ORDER BY
    changes.known_on DESC,
    changes.day DESC NULLS LAST,
    -- Of one day, what was done before what was said about it.
    CASE changes.change WHEN 'event' THEN 1 WHEN 'release' THEN 2 WHEN 'update' THEN 3 ELSE 4 END,
    changes.row DESC
LIMIT 12
