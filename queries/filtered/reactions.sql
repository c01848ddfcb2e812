-- question: Which reactions do the filters leave?
-- instead of reactions: reaction_cells, reaction_sources, named_reactions
-- parameters: from, to, known, actors, events, confidences, stances, kinds, sides, channels
-- columns: reaction_id VARCHAR, event_id VARCHAR, actor_id VARCHAR, speaker VARCHAR, speaker_role VARCHAR,
--   day DATE, known_on DATE, channel VARCHAR, stance VARCHAR, key_phrase VARCHAR, summary VARCHAR,
--   confidence VARCHAR, source_id VARCHAR, kind VARCHAR, side VARCHAR, iso3 VARCHAR, days_after BIGINT,
--   delay VARCHAR, row BIGINT
SELECT *
FROM ledger_reactions
WHERE
    (CAST($from AS DATE) IS NULL OR day >= CAST($from AS DATE))
    AND (CAST($to AS DATE) IS NULL OR day <= CAST($to AS DATE))
    AND (CAST($known AS DATE) IS NULL OR known_on <= CAST($known AS DATE))
    AND (len($events) = 0 OR list_contains(CAST($events AS VARCHAR[]), event_id))
    AND (len($actors) = 0 OR actor_id IN (SELECT actor_id FROM filtered_lineage))
    AND (len($confidences) = 0 OR list_contains(CAST($confidences AS VARCHAR[]), confidence))
    AND (len($stances) = 0 OR list_contains(CAST($stances AS VARCHAR[]), stance))
    AND (len($kinds) = 0 OR list_contains(CAST($kinds AS VARCHAR[]), kind))
    AND (len($sides) = 0 OR list_contains(CAST($sides AS VARCHAR[]), side))
    AND (len($channels) = 0 OR list_contains(CAST($channels AS VARCHAR[]), channel))
