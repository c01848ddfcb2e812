-- question: Within how many days had half of the dated reactions come?
-- parameters:
-- columns: dated BIGINT, median_days BIGINT
WITH delays AS (
    SELECT
        days_after,
        sum(reactions) AS reactions
    FROM filtered_reaction_cells
    WHERE day IS NOT NULL
    GROUP BY days_after
),

added_up AS (
    SELECT
        days_after,
        reactions,
        sum(reactions) OVER (ORDER BY days_after) AS so_far,
        sum(reactions) OVER () AS dated
    FROM delays
)

-- The lower median: a count of days that occurs, and the same on every engine.
SELECT
    CAST(dated AS BIGINT) AS dated,
    days_after AS median_days
FROM added_up
WHERE so_far >= (dated + 1) // 2 AND so_far - reactions < (dated + 1) // 2
