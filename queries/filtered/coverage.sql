-- question: Which actors were looked for by name and not found, for the events that the filters leave? A
--   blank has no day: it stands where its event lies in the period, or has a reaction that does.
-- parameters: from, to, known, actors, events, kinds, sides
-- columns: event_id VARCHAR, actor_id VARCHAR
SELECT
    event_id,
    actor_id
FROM ledger_coverage
WHERE
    (
        (CAST($from AS DATE) IS NULL AND CAST($to AS DATE) IS NULL)
        OR (
            (CAST($from AS DATE) IS NULL OR event_day >= CAST($from AS DATE))
            AND (CAST($to AS DATE) IS NULL OR event_day <= CAST($to AS DATE))
        )
        OR event_id IN (SELECT filtered_reaction_cells.event_id FROM filtered_reaction_cells)
    )
    AND (CAST($known AS DATE) IS NULL OR event_known_on <= CAST($known AS DATE))
    AND (len($events) = 0 OR list_contains(CAST($events AS VARCHAR[]), event_id))
    AND (len($actors) = 0 OR list_has_any(involved, CAST($actors AS VARCHAR[])))
    AND (len($kinds) = 0 OR list_contains(CAST($kinds AS VARCHAR[]), kind))
    AND (len($sides) = 0 OR list_contains(CAST($sides AS VARCHAR[]), side))
