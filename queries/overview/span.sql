-- question: From when until when do the filtered rows reach?
-- parameters:
-- columns: first_day DATE, last_day DATE
WITH days AS (
    SELECT day FROM filtered_events
    UNION ALL
    SELECT day FROM filtered_releases
    UNION ALL
    SELECT day FROM filtered_updates
    UNION ALL
    SELECT day FROM filtered_reaction_cells
)

SELECT
    min(day) AS first_day,
    max(day) AS last_day
FROM days
