-- question: Which reactions stand behind a mark, and what says so? Of these those without a day alone where
--   `undated` is true, those with one where it is false.
-- parameters: mark_id, undated
-- columns: reaction_id VARCHAR, event_id VARCHAR, actor_id VARCHAR, speaker VARCHAR,
--   speaker_role VARCHAR, day DATE, channel VARCHAR, stance VARCHAR, key_phrase VARCHAR,
--   summary VARCHAR, confidence VARCHAR, source_id VARCHAR, source_title VARCHAR, publisher VARCHAR,
--   url VARCHAR, published_on DATE, perspective VARCHAR
SELECT
    reactions.reaction_id,
    reactions.event_id,
    reactions.actor_id,
    reactions.speaker,
    reactions.speaker_role,
    reactions.day,
    reactions.channel,
    reactions.stance,
    reactions.key_phrase,
    reactions.summary,
    reactions.confidence,
    sources.source_id,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective
FROM filtered_marked_reactions AS reactions
LEFT JOIN ledger_sources AS sources ON reactions.source_id = sources.source_id
WHERE
    (CAST($mark_id AS VARCHAR) IS NULL OR reactions.reaction_id = CAST($mark_id AS VARCHAR))
    AND (
        CAST($undated AS BOOLEAN) IS NULL
        OR (reactions.day IS NULL AND CAST($undated AS BOOLEAN))
        OR (reactions.day IS NOT NULL AND NOT CAST($undated AS BOOLEAN))
    )
ORDER BY reactions.day NULLS LAST, reactions.row
