-- question: How many of the reactions that the filters leave take which stance?
-- parameters:
-- columns: stance VARCHAR, reactions BIGINT
SELECT
    cells.stance,
    CAST(sum(cells.reactions) AS BIGINT) AS reactions
FROM filtered_reaction_cells AS cells
INNER JOIN codes
    ON codes.table_name = 'reactions' AND codes.field = 'stance' AND cells.stance = codes.code
GROUP BY cells.stance, codes.rank
ORDER BY codes.rank
