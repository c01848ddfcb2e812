-- question: Which actors were looked for by name for an event and not found, and what are they?
-- parameters:
-- columns: event_id VARCHAR, actor_id VARCHAR, kind VARCHAR, side VARCHAR
SELECT
    coverage.event_id,
    coverage.actor_id,
    actors.kind,
    actors.side
FROM coverage
INNER JOIN actors ON coverage.actor_id = actors.actor_id
