-- question: How do the stances spread, by the side of who reacted?
-- parameters:
-- columns: side VARCHAR, stance VARCHAR, reactions BIGINT, low BIGINT
SELECT
    reactions.side,
    reactions.stance,
    count(*) AS reactions,
    count(CASE WHEN reactions.confidence = 'low' THEN 1 END) AS low
FROM filtered_reactions AS reactions
INNER JOIN codes
    ON codes.table_name = 'reactions' AND codes.field = 'stance' AND reactions.stance = codes.code
GROUP BY reactions.side, reactions.stance, codes.rank
ORDER BY reactions.side, codes.rank
