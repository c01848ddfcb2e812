-- question: How many days after the event did each group of actors react? The parties' sides stand whole,
--   third parties by kind.
-- parameters:
-- columns: side VARCHAR, kind VARCHAR, delay VARCHAR, first_days BIGINT, reactions BIGINT, low BIGINT
WITH grouped AS (
    SELECT
        reactions.side,
        CASE WHEN parties.side IS NULL THEN reactions.kind END AS kind,
        reactions.delay,
        reactions.days_after,
        reactions.reactions,
        reactions.low
    FROM filtered_reaction_cells AS reactions
    LEFT JOIN parties ON reactions.side = parties.side
    WHERE reactions.day IS NOT NULL
)

SELECT
    side,
    kind,
    delay,
    min(days_after) AS first_days,
    CAST(sum(reactions) AS BIGINT) AS reactions,
    CAST(sum(low) AS BIGINT) AS low
FROM grouped
GROUP BY side, kind, delay
ORDER BY side, kind, first_days
