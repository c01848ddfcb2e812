-- question: Which events stand behind a mark, and what says so?
-- parameters: mark_id
-- columns: event_id VARCHAR, title VARCHAR, kind VARCHAR, day DATE, end_on DATE, place VARCHAR,
--   participants VARCHAR[], mediators VARCHAR[], summary VARCHAR, source_id VARCHAR, source_title VARCHAR,
--   publisher VARCHAR, url VARCHAR, published_on DATE, perspective VARCHAR
SELECT
    events.event_id,
    events.title,
    events.kind,
    events.day,
    events.end_on,
    events.place,
    events.participants,
    events.mediators,
    events.summary,
    sources.source_id,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective
FROM filtered_events AS events
LEFT JOIN ledger_sources AS sources ON events.source_id = sources.source_id
WHERE CAST($mark_id AS VARCHAR) IS NULL OR events.event_id = CAST($mark_id AS VARCHAR)
ORDER BY events.day, events.row
