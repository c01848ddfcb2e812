-- question: The reactions with their day, the day they became known, how long after the event they came, and
--   what their actor is.
-- parameters:
-- columns: reaction_id VARCHAR, event_id VARCHAR, actor_id VARCHAR, speaker VARCHAR, speaker_role VARCHAR,
--   day DATE, known_on DATE, channel VARCHAR, stance VARCHAR, key_phrase VARCHAR, summary VARCHAR,
--   confidence VARCHAR, source_id VARCHAR, kind VARCHAR, side VARCHAR, iso3 VARCHAR, days_after BIGINT,
--   delay VARCHAR, row BIGINT
SELECT
    reactions.reaction_id,
    reactions.event_id,
    reactions.actor_id,
    reactions.speaker,
    reactions.speaker_role,
    reactions.reacted_on AS day,
    coalesce(sources.published_on, reactions.reacted_on) AS known_on,
    reactions.channel,
    reactions.stance,
    reactions.key_phrase,
    reactions.summary,
    reactions.confidence,
    reactions.source_id,
    actors.kind,
    actors.side,
    actors.iso3,
    delays.days_after,
    delays.delay,
    reactions.row
FROM reactions
-- Each has an actor. An inner join would make DuckDB test every row group of files for that.
LEFT JOIN actors ON reactions.actor_id = actors.actor_id
LEFT JOIN ledger_delays AS delays
    ON reactions.event_id = delays.event_id AND reactions.reacted_on = delays.day
LEFT JOIN sources ON reactions.source_id = sources.source_id
