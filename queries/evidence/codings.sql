-- question: Which reactions stand behind a mark of two coders, with the stance that each of them gave? A row
--   is a reaction and a pair of coders who read it.
-- parameters: mark_first_coder, mark_first_stance, mark_second_coder, mark_second_stance
-- columns: reaction_id VARCHAR, first_coder VARCHAR, first_stance VARCHAR, second_coder VARCHAR,
--   second_stance VARCHAR, event_id VARCHAR, actor_id VARCHAR, day DATE, stance VARCHAR, key_phrase VARCHAR,
--   summary VARCHAR, confidence VARCHAR, source_id VARCHAR, source_title VARCHAR, publisher VARCHAR,
--   url VARCHAR, published_on DATE, perspective VARCHAR
SELECT
    reactions.reaction_id,
    firsts.coder AS first_coder,
    firsts.stance AS first_stance,
    seconds.coder AS second_coder,
    seconds.stance AS second_stance,
    reactions.event_id,
    reactions.actor_id,
    reactions.day,
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
FROM filtered_named_reactions AS reactions
INNER JOIN codings AS firsts ON reactions.reaction_id = firsts.reaction_id
INNER JOIN codings AS seconds
    ON reactions.reaction_id = seconds.reaction_id AND firsts.coder < seconds.coder
LEFT JOIN ledger_sources AS sources ON reactions.source_id = sources.source_id
WHERE
    (CAST($mark_first_coder AS VARCHAR) IS NULL OR firsts.coder = CAST($mark_first_coder AS VARCHAR))
    AND (CAST($mark_first_stance AS VARCHAR) IS NULL OR firsts.stance = CAST($mark_first_stance AS VARCHAR))
    AND (CAST($mark_second_coder AS VARCHAR) IS NULL OR seconds.coder = CAST($mark_second_coder AS VARCHAR))
    AND (
        CAST($mark_second_stance AS VARCHAR) IS NULL OR seconds.stance = CAST($mark_second_stance AS VARCHAR)
    )
ORDER BY reactions.day NULLS LAST, reactions.row, firsts.coder, seconds.coder
