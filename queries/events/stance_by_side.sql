-- question: How do the stances towards each event spread, by the side of who reacted?
-- parameters:
-- columns: event_id VARCHAR, side VARCHAR, stance VARCHAR, reactions BIGINT, low BIGINT
SELECT
    reactions.event_id,
    reactions.side,
    reactions.stance,
    CAST(sum(reactions.reactions) AS BIGINT) AS reactions,
    CAST(sum(reactions.low) AS BIGINT) AS low
FROM filtered_reaction_cells AS reactions
INNER JOIN codes
    ON codes.table_name = 'reactions' AND codes.field = 'stance' AND reactions.stance = codes.code
GROUP BY reactions.event_id, reactions.side, reactions.stance, codes.rank
ORDER BY reactions.event_id, reactions.side, codes.rank
