-- question: How do the stances towards each event spread, by the side of who reacted?
-- parameters:
-- columns: event_id VARCHAR, side VARCHAR, stance VARCHAR, reactions BIGINT, low BIGINT
SELECT
    reactions.event_id,
    reactions.side,
    reactions.stance,
    count(*) AS reactions,
    count(CASE WHEN reactions.confidence = 'low' THEN 1 END) AS low
FROM filtered_reactions AS reactions
INNER JOIN codes
    ON codes.table_name = 'reactions' AND codes.field = 'stance' AND reactions.stance = codes.code
GROUP BY reactions.event_id, reactions.side, reactions.stance, codes.rank
ORDER BY reactions.event_id, reactions.side, codes.rank
