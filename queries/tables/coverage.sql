-- question: Which actors were looked for by name and not found, for the events that the filters leave? A
--   blank has no source of its own.
-- parameters:
-- columns: event_id VARCHAR, actor_id VARCHAR
SELECT
    coverage.event_id,
    coverage.actor_id
FROM filtered_coverage AS coverage
INNER JOIN ledger_events AS events ON coverage.event_id = events.event_id
INNER JOIN actors ON coverage.actor_id = actors.actor_id
ORDER BY events.day, events.row, actors.row
