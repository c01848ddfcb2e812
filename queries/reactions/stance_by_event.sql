-- question: How do the stances towards each event spread?
-- parameters:
-- columns: event_id VARCHAR, day DATE, stance VARCHAR, reactions BIGINT, low BIGINT
SELECT
    reactions.event_id,
    events.day,
    reactions.stance,
    CAST(sum(reactions.reactions) AS BIGINT) AS reactions,
    CAST(sum(reactions.low) AS BIGINT) AS low
FROM filtered_reaction_cells AS reactions
INNER JOIN ledger_events AS events ON reactions.event_id = events.event_id
INNER JOIN
    codes
    ON codes.table_name = 'reactions' AND codes.field = 'stance' AND reactions.stance = codes.code
GROUP BY reactions.event_id, events.day, reactions.stance, codes.rank
ORDER BY events.day, reactions.event_id, codes.rank
