-- question: How many reactions do the filters leave, how many of them without a day or of low confidence, and
--   on how many sources do they rest?
-- parameters:
-- columns: row_count BIGINT, undated BIGINT, low BIGINT, sources BIGINT, publishers BIGINT
SELECT
    CAST(coalesce(sum(reactions.reactions), 0) AS BIGINT) AS row_count,
    CAST(coalesce(sum(CASE WHEN reactions.day IS NULL THEN reactions.reactions END), 0) AS BIGINT) AS undated,
    CAST(coalesce(sum(reactions.low), 0) AS BIGINT) AS low,
    count(DISTINCT reactions.source_id) AS sources,
    count(DISTINCT sources.publisher) AS publishers
FROM filtered_reaction_sources AS reactions
LEFT JOIN ledger_sources AS sources ON reactions.source_id = sources.source_id
