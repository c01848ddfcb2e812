-- question: Which actors were looked for by name and not found, for the events that the filters leave? A
--   blank has no day: it stands where its event lies in the period, or has a reaction that does.
-- parameters: from, to, known, actors, events, kinds, sides
-- columns: event_id VARCHAR, actor_id VARCHAR
SELECT
    coverage.event_id,
    coverage.actor_id
FROM ledger_coverage AS coverage
INNER JOIN ledger_events AS events ON coverage.event_id = events.event_id
WHERE
    (
        (
            (CAST($from AS DATE) IS NULL OR events.day >= CAST($from AS DATE))
            AND (CAST($to AS DATE) IS NULL OR events.day <= CAST($to AS DATE))
        )
        OR coverage.event_id IN (SELECT filtered_reaction_cells.event_id FROM filtered_reaction_cells)
    )
    AND (CAST($known AS DATE) IS NULL OR events.known_on <= CAST($known AS DATE))
    AND (len($events) = 0 OR list_contains(CAST($events AS VARCHAR[]), coverage.event_id))
    AND (len($actors) = 0 OR coverage.actor_id IN (SELECT filtered_lineage.actor_id FROM filtered_lineage))
    AND (len($kinds) = 0 OR list_contains(CAST($kinds AS VARCHAR[]), coverage.kind))
    AND (len($sides) = 0 OR list_contains(CAST($sides AS VARCHAR[]), coverage.side))
