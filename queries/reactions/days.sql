-- question: On which days did how many of the reactions come that stand behind a mark, or of all that the
--   filters leave? Those without a day stand last.
-- parameters:
-- columns: day DATE, reactions BIGINT
SELECT
    day,
    CAST(sum(reactions) AS BIGINT) AS reactions
FROM filtered_marked_reaction_cells
GROUP BY day
ORDER BY day NULLS LAST
