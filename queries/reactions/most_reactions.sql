-- question: Which event drew the most reactions under the filters?
-- parameters:
-- columns: event_id VARCHAR, reactions BIGINT
SELECT
    reactions.event_id,
    CAST(sum(reactions.reactions) AS BIGINT) AS reactions
FROM filtered_reaction_cells AS reactions
INNER JOIN ledger_events AS events ON reactions.event_id = events.event_id
GROUP BY reactions.event_id, events.row
ORDER BY reactions DESC, events.row
LIMIT 1
