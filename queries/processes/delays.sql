-- question: How many days after the event did the dated reactions come, and how many reactions have no day?
-- parameters:
-- columns: delay VARCHAR, first_days BIGINT, reactions BIGINT, low BIGINT
SELECT
    CASE WHEN day IS NULL THEN 'undated' ELSE delay END AS delay,
    min(days_after) AS first_days,
    CAST(sum(reactions) AS BIGINT) AS reactions,
    CAST(sum(low) AS BIGINT) AS low
FROM filtered_reaction_cells
GROUP BY CASE WHEN day IS NULL THEN 'undated' ELSE delay END
ORDER BY first_days NULLS LAST
