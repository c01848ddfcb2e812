-- question: Which sources do the reactions cite that the filters leave?
-- parameters:
-- columns: source_id VARCHAR, source_title VARCHAR, publisher VARCHAR, url VARCHAR, published_on DATE,
--   perspective VARCHAR, reactions BIGINT
SELECT
    sources.source_id,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective,
    CAST(sum(reactions.reactions) AS BIGINT) AS reactions
FROM filtered_reaction_sources AS reactions
INNER JOIN ledger_sources AS sources ON reactions.source_id = sources.source_id
GROUP BY
    sources.source_id,
    sources.title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective,
    sources.row
ORDER BY min(reactions.day) NULLS LAST, sources.row
