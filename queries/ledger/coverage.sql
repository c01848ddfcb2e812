-- question: Which actors were looked for by name for an event and not found, of whom are they a part, what
--   are they, and what of the event do filters look at?
-- parameters:
-- columns: event_id VARCHAR, actor_id VARCHAR, kind VARCHAR, side VARCHAR, involved VARCHAR[],
--   event_day DATE, event_known_on DATE
WITH wholes AS (
    SELECT
        actor_id,
        list_sort(array_agg(ancestor_id)) AS actor_ids
    FROM ledger_lineage
    GROUP BY actor_id
)

SELECT
    coverage.event_id,
    coverage.actor_id,
    actors.kind,
    actors.side,
    wholes.actor_ids AS involved,
    events.day AS event_day,
    events.known_on AS event_known_on
FROM coverage
INNER JOIN actors ON coverage.actor_id = actors.actor_id
INNER JOIN wholes ON coverage.actor_id = wholes.actor_id
INNER JOIN ledger_events AS events ON coverage.event_id = events.event_id
