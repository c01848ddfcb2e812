-- question: On which days did the reactions become known last that the filters leave, and on which did they
--   come? As many days as have together at least as many reactions as `newest` says; without it all of them.
-- parameters: newest
-- columns: known_on DATE, day DATE
WITH reactions_by_day AS (
    SELECT
        known_on,
        day,
        sum(reactions) AS reactions
    FROM filtered_reaction_cells
    GROUP BY known_on, day
),

added_up AS (
    SELECT
        known_on,
        day,
        sum(reactions) OVER (ORDER BY known_on DESC NULLS LAST, day DESC NULLS LAST) - reactions AS later
    FROM reactions_by_day
)

SELECT
    known_on,
    day
FROM added_up
WHERE CAST($newest AS BIGINT) IS NULL OR later < CAST($newest AS BIGINT)
