-- question: How do the stances spread, by the side of who reacted?
-- parameters:
-- columns: side VARCHAR, stance VARCHAR, reactions BIGINT, low BIGINT
SELECT
    reactions.side,
    reactions.stance,
    CAST(sum(reactions.reactions) AS BIGINT) AS reactions,
    CAST(sum(reactions.low) AS BIGINT) AS low
FROM filtered_reaction_cells AS reactions
INNER JOIN codes
    ON codes.table_name = 'reactions' AND codes.field = 'stance' AND reactions.stance = codes.code
GROUP BY reactions.side, reactions.stance, codes.rank
ORDER BY reactions.side, codes.rank
