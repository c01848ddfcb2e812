-- question: How many of the reactions that the filters leave did coders read, how many of them without a day
--   or of low confidence, and on how many sources do they rest?
-- parameters:
-- columns: row_count BIGINT, undated BIGINT, low BIGINT, sources BIGINT, publishers BIGINT
SELECT
    count(*) AS row_count,
    count(*) - count(reactions.day) AS undated,
    count(CASE WHEN reactions.confidence = 'low' THEN 1 END) AS low,
    count(DISTINCT reactions.source_id) AS sources,
    count(DISTINCT sources.publisher) AS publishers
FROM filtered_named_reactions AS reactions
LEFT JOIN ledger_sources AS sources ON reactions.source_id = sources.source_id
WHERE reactions.reaction_id IN (SELECT codings.reaction_id FROM codings)
