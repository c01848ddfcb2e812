-- question: The events with their day, the first day on which they, or any row tied to them, were known and
--   the source that made them so, and the day on which their own source was known.
-- parameters:
-- columns: event_id VARCHAR, title VARCHAR, kind VARCHAR, day DATE, end_on DATE, place VARCHAR,
--   participants VARCHAR[], mediators VARCHAR[], summary VARCHAR, source_id VARCHAR, known_on DATE,
--   first_source_id VARCHAR, source_known_on DATE, involved VARCHAR[], row BIGINT
WITH tied AS (
    SELECT
        event_id,
        source_id,
        known_on
    FROM ledger_reaction_sources
    UNION ALL
    SELECT
        releases.event_id,
        releases.source_id,
        coalesce(sources.published_on, releases.released_on, releases.announced_on) AS known_on
    FROM releases
    LEFT JOIN sources ON releases.source_id = sources.source_id
    UNION ALL
    SELECT
        releases.announced_event_id AS event_id,
        coalesce(releases.announced_source_id, releases.source_id) AS source_id,
        coalesce(sources.published_on, releases.announced_on) AS known_on
    FROM releases
    LEFT JOIN sources ON coalesce(releases.announced_source_id, releases.source_id) = sources.source_id
    UNION ALL
    SELECT
        commitments.event_id,
        commitments.source_id,
        coalesce(sources.published_on, commitments.made_on) AS known_on
    FROM commitments
    LEFT JOIN sources ON commitments.source_id = sources.source_id
    UNION ALL
    SELECT
        events.event_id,
        events.source_id,
        coalesce(sources.published_on, events.start_on) AS known_on
    FROM events
    LEFT JOIN sources ON events.source_id = sources.source_id
),

ranked AS (
    SELECT
        event_id,
        source_id,
        known_on,
        row_number() OVER (PARTITION BY event_id ORDER BY known_on, source_id) AS place
    FROM tied
    WHERE event_id IS NOT NULL AND known_on IS NOT NULL
)

SELECT
    events.event_id,
    events.title,
    events.kind,
    events.start_on AS day,
    events.end_on,
    events.place,
    events.participants,
    events.mediators,
    events.summary,
    events.source_id,
    first_known.known_on,
    first_known.source_id AS first_source_id,
    coalesce(sources.published_on, events.start_on) AS source_known_on,
    involved.actor_ids AS involved,
    events.row
FROM events
LEFT JOIN ranked AS first_known ON events.event_id = first_known.event_id AND first_known.place = 1
LEFT JOIN sources ON events.source_id = sources.source_id
LEFT JOIN ledger_involved AS involved
    ON involved.table_name = 'events' AND events.event_id = involved.id
ORDER BY day, events.row
