-- question: Within how many days had half of the dated reactions come?
-- parameters:
-- columns: dated BIGINT, median_days BIGINT
WITH ranked AS (
    SELECT
        days_after,
        row_number() OVER (ORDER BY days_after) AS place,
        count(*) OVER () AS dated
    FROM filtered_reactions
    WHERE day IS NOT NULL
)

-- The lower median: a count of days that occurs, and the same on every engine.
SELECT
    dated,
    days_after AS median_days
FROM ranked
WHERE place = (dated + 1) // 2
