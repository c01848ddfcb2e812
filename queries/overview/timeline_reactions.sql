-- question: How many reactions of which stance came on each day?
-- parameters:
-- columns: day DATE, stance VARCHAR, reactions BIGINT, low BIGINT
SELECT
    reactions.day,
    reactions.stance,
    CAST(sum(reactions.reactions) AS BIGINT) AS reactions,
    CAST(sum(reactions.low) AS BIGINT) AS low
FROM filtered_reaction_cells AS reactions
INNER JOIN codes
    ON codes.table_name = 'reactions' AND codes.field = 'stance' AND reactions.stance = codes.code
WHERE reactions.day IS NOT NULL
GROUP BY reactions.day, reactions.stance, codes.rank
ORDER BY reactions.day, codes.rank
