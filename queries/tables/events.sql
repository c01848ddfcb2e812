-- question: Which events do the filters leave, and what says so?
-- parameters:
-- columns: event_id VARCHAR, title VARCHAR, kind VARCHAR, start_on DATE, end_on DATE, place VARCHAR,
--   participants VARCHAR[], mediators VARCHAR[], summary VARCHAR, source_id VARCHAR, source_title VARCHAR,
--   publisher VARCHAR, url VARCHAR, published_on DATE, perspective VARCHAR
SELECT
    events.event_id,
    events.title,
    events.kind,
    events.day AS start_on,
    events.end_on,
    events.place,
    events.participants,
    events.mediators,
    events.summary,
    events.source_id,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective
FROM filtered_events AS events
LEFT JOIN ledger_sources AS sources ON events.source_id = sources.source_id
ORDER BY events.day, events.row
