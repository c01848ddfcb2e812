-- question: Which actors were looked for by name and not found, for the events and actors that the filters
--   leave? A blank has no day: it is not cut by period or day known.
-- parameters: actors, events, kinds, sides
-- columns: event_id VARCHAR, actor_id VARCHAR
SELECT
    event_id,
    actor_id
FROM ledger_coverage
WHERE
    (len($events) = 0 OR list_contains(CAST($events AS VARCHAR[]), event_id))
    AND (len($actors) = 0 OR actor_id IN (SELECT actor_id FROM filtered_lineage))
    AND (len($kinds) = 0 OR list_contains(CAST($kinds AS VARCHAR[]), kind))
    AND (len($sides) = 0 OR list_contains(CAST($sides AS VARCHAR[]), side))
