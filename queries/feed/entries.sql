-- question: What became known, and when? Every row that the filters leave, latest known first; a release that
--   was announced beforehand stands twice, as announced and as carried out. A choice that belongs to some
--   tables only leaves those; one of commitments, or a mark, leaves promises with their whole history; one
--   of events leaves out reports of people held. A row with neither a day nor a dated source stands last.
-- parameters: known, events, stances, kinds, sides, channels, categories, directions, bases,
--   mediators, release_statuses, themes, makers, commitment_statuses, testable, standings, mark_commitment
-- columns: table_name VARCHAR, id VARCHAR, step VARCHAR, known_on DATE, day DATE, code VARCHAR,
--   event_id VARCHAR, actor_id VARCHAR, speaker VARCHAR, speaker_role VARCHAR, key_phrase VARCHAR,
--   direction VARCHAR, people BIGINT, category VARCHAR, scope VARCHAR, mediators VARCHAR[],
--   participants VARCHAR[], reported_by VARCHAR, commitment_id VARCHAR, made_by VARCHAR[],
--   made_to VARCHAR[], theme VARCHAR, standing VARCHAR, due_on DATE, promise VARCHAR, summary VARCHAR,
--   confidence VARCHAR, source_title VARCHAR, publisher VARCHAR, url VARCHAR, published_on DATE,
--   perspective VARCHAR, language VARCHAR
WITH chosen AS (
    SELECT
        CAST($mark_commitment AS VARCHAR) IS NOT NULL AS one_promise,
        len($stances) + len($kinds) + len($sides) + len($channels) > 0 AS reactions,
        len($categories) + len($bases) + len($mediators) + len($release_statuses) > 0 AS releases,
        len($directions) > 0 AS directions,
        len($themes) + len($makers) + len($commitment_statuses) + len($standings) > 0
        OR CAST($testable AS BOOLEAN) IS NOT NULL AS commitments
),

asked AS (
    SELECT
        one_promise IS FALSE AND (reactions OR releases OR directions OR commitments) IS FALSE AS events,
        NOT one_promise AND (reactions OR NOT (releases OR directions OR commitments)) AS reactions,
        NOT one_promise AND (releases OR directions OR NOT (reactions OR commitments)) AS releases,
        -- Reports of people held belong to no event.
        NOT one_promise
        AND len($events) = 0
        AND (directions OR NOT (reactions OR releases OR commitments)) AS detentions,
        one_promise OR commitments OR NOT (reactions OR releases OR directions) AS commitments,
        one_promise OR commitments AS histories
    FROM chosen
),

known_commitments AS (
    SELECT *
    FROM ledger_commitments
    WHERE CAST($known AS DATE) IS NULL OR known_on <= CAST($known AS DATE)
),

-- Evidence about promises: by its own day, or all of the promises that are left.
evidence AS (
    SELECT update_id
    FROM filtered_updates
    WHERE (SELECT asked.commitments AND NOT asked.histories FROM asked)
    UNION ALL
    SELECT update_id
    FROM filtered_histories
    WHERE
        (SELECT asked.histories FROM asked)
        AND (
            CAST($mark_commitment AS VARCHAR) IS NULL
            OR commitment_id = CAST($mark_commitment AS VARCHAR)
        )
),

known_releases AS (
    SELECT
        releases.*,
        ledger.known_on,
        ledger.announcement_known_on,
        ledger.announced_source_id AS announcement_source_id
    FROM filtered_releases AS releases
    INNER JOIN ledger_releases AS ledger ON releases.release_id = ledger.release_id
    WHERE (SELECT asked.releases FROM asked)
),

steps AS (
    SELECT
        'events' AS table_name,
        event_id AS id,
        'recorded' AS step,
        known_on,
        day,
        kind AS code,
        event_id,
        CAST(NULL AS VARCHAR) AS commitment_id,
        mediators,
        summary,
        CAST(NULL AS VARCHAR) AS confidence,
        source_id,
        CAST(NULL AS VARCHAR) AS actor_id,
        CAST(NULL AS VARCHAR) AS speaker,
        CAST(NULL AS VARCHAR) AS speaker_role,
        CAST(NULL AS VARCHAR) AS key_phrase,
        1 AS place,
        row
    FROM filtered_events
    WHERE (SELECT asked.events FROM asked)
    UNION ALL
    SELECT
        'releases' AS table_name,
        release_id AS id,
        'announced' AS step,
        announcement_known_on AS known_on,
        announced_on AS day,
        'announced' AS code,
        announced_event_id AS event_id,
        CAST(NULL AS VARCHAR) AS commitment_id,
        CAST(NULL AS VARCHAR[]) AS mediators,
        CAST(NULL AS VARCHAR) AS summary,
        confidence,
        announcement_source_id AS source_id,
        CAST(NULL AS VARCHAR) AS actor_id,
        CAST(NULL AS VARCHAR) AS speaker,
        CAST(NULL AS VARCHAR) AS speaker_role,
        CAST(NULL AS VARCHAR) AS key_phrase,
        2 AS place,
        row
    FROM known_releases
    WHERE known_on IS NULL OR announcement_known_on < known_on
    UNION ALL
    SELECT
        'releases' AS table_name,
        release_id AS id,
        CASE WHEN status = 'announced' THEN 'announced' ELSE 'carried_out' END AS step,
        known_on,
        day,
        status AS code,
        coalesce(event_id, announced_event_id) AS event_id,
        CAST(NULL AS VARCHAR) AS commitment_id,
        mediators,
        summary,
        confidence,
        source_id,
        CAST(NULL AS VARCHAR) AS actor_id,
        CAST(NULL AS VARCHAR) AS speaker,
        CAST(NULL AS VARCHAR) AS speaker_role,
        CAST(NULL AS VARCHAR) AS key_phrase,
        2 AS place,
        row
    FROM known_releases
    WHERE CAST($known AS DATE) IS NULL OR known_on <= CAST($known AS DATE)
    UNION ALL
    SELECT
        'detentions' AS table_name,
        detentions.detention_id AS id,
        'recorded' AS step,
        ledger.known_on,
        detentions.day,
        detentions.basis AS code,
        CAST(NULL AS VARCHAR) AS event_id,
        CAST(NULL AS VARCHAR) AS commitment_id,
        CAST(NULL AS VARCHAR[]) AS mediators,
        detentions.summary,
        CAST(NULL AS VARCHAR) AS confidence,
        detentions.source_id,
        CAST(NULL AS VARCHAR) AS actor_id,
        CAST(NULL AS VARCHAR) AS speaker,
        CAST(NULL AS VARCHAR) AS speaker_role,
        CAST(NULL AS VARCHAR) AS key_phrase,
        3 AS place,
        detentions.row
    FROM filtered_detentions AS detentions
    INNER JOIN ledger_detentions AS ledger ON detentions.detention_id = ledger.detention_id
    WHERE (SELECT asked.detentions FROM asked)
    UNION ALL
    SELECT
        'commitments' AS table_name,
        commitments.commitment_id AS id,
        'recorded' AS step,
        ledger.known_on,
        commitments.day,
        commitments.standing AS code,
        commitments.event_id,
        commitments.commitment_id,
        CAST(NULL AS VARCHAR[]) AS mediators,
        commitments.summary,
        CAST(NULL AS VARCHAR) AS confidence,
        commitments.source_id,
        CAST(NULL AS VARCHAR) AS actor_id,
        CAST(NULL AS VARCHAR) AS speaker,
        CAST(NULL AS VARCHAR) AS speaker_role,
        CAST(NULL AS VARCHAR) AS key_phrase,
        4 AS place,
        commitments.row
    FROM filtered_commitments AS commitments
    INNER JOIN ledger_commitments AS ledger ON commitments.commitment_id = ledger.commitment_id
    WHERE
        (SELECT asked.commitments FROM asked)
        AND (
            CAST($mark_commitment AS VARCHAR) IS NULL
            OR commitments.commitment_id = CAST($mark_commitment AS VARCHAR)
        )
    UNION ALL
    SELECT
        'commitment_updates' AS table_name,
        updates.update_id AS id,
        'recorded' AS step,
        updates.known_on,
        updates.day,
        updates.status AS code,
        updates.event_id,
        updates.commitment_id,
        CAST(NULL AS VARCHAR[]) AS mediators,
        updates.summary,
        updates.confidence,
        updates.source_id,
        CAST(NULL AS VARCHAR) AS actor_id,
        CAST(NULL AS VARCHAR) AS speaker,
        CAST(NULL AS VARCHAR) AS speaker_role,
        CAST(NULL AS VARCHAR) AS key_phrase,
        5 AS place,
        updates.row
    FROM evidence
    INNER JOIN ledger_updates AS updates ON evidence.update_id = updates.update_id
    UNION ALL
    SELECT
        'reactions' AS table_name,
        reaction_id AS id,
        'recorded' AS step,
        known_on,
        day,
        stance AS code,
        event_id,
        CAST(NULL AS VARCHAR) AS commitment_id,
        CAST(NULL AS VARCHAR[]) AS mediators,
        summary,
        confidence,
        source_id,
        actor_id,
        speaker,
        speaker_role,
        key_phrase,
        6 AS place,
        row
    FROM filtered_last_reactions
    WHERE (SELECT asked.reactions FROM asked)
)

SELECT
    steps.table_name,
    steps.id,
    steps.step,
    steps.known_on,
    steps.day,
    steps.code,
    steps.event_id,
    coalesce(steps.actor_id, updates.claimed_by, detentions.claimant_id) AS actor_id,
    steps.speaker,
    steps.speaker_role,
    steps.key_phrase,
    CASE
        WHEN steps.table_name = 'releases' THEN concat(releases.releasing_id, '.', releases.origin_id)
        WHEN steps.table_name = 'detentions' THEN concat(detentions.holder_id, '.', detentions.origin_id)
    END AS direction,
    coalesce(releases.people, detentions.people) AS people,
    releases.category,
    releases.scope,
    steps.mediators,
    events.participants,
    detentions.reported_by,
    steps.commitment_id,
    commitments.made_by,
    commitments.made_to,
    commitments.theme,
    commitments.standing,
    commitments.due_on,
    commitments.summary AS promise,
    steps.summary,
    steps.confidence,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective,
    sources.language
FROM steps
LEFT JOIN ledger_releases AS releases
    ON steps.table_name = 'releases' AND steps.id = releases.release_id
LEFT JOIN ledger_detentions AS detentions
    ON steps.table_name = 'detentions' AND steps.id = detentions.detention_id
LEFT JOIN ledger_updates AS updates
    ON steps.table_name = 'commitment_updates' AND steps.id = updates.update_id
LEFT JOIN ledger_events AS events
    ON steps.table_name = 'events' AND steps.id = events.event_id
LEFT JOIN known_commitments AS commitments ON steps.commitment_id = commitments.commitment_id
LEFT JOIN ledger_sources AS sources ON steps.source_id = sources.source_id
ORDER BY
    steps.known_on DESC NULLS LAST,
    steps.day DESC NULLS LAST,
    -- Of one day, what was done before what was said about it.
    steps.place,
    steps.row DESC,
    steps.step
