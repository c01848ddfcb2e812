-- question: Which reactions are alike in all that charts and filters look at, how many are there of each, how
--   many of them of low confidence, and which is the last of them in the file?
-- parameters:
-- columns: event_id VARCHAR, actor_id VARCHAR, day DATE, known_on DATE, channel VARCHAR, stance VARCHAR,
--   confidence VARCHAR, kind VARCHAR, side VARCHAR, days_after BIGINT, delay VARCHAR, reactions BIGINT,
--   low BIGINT, last_row BIGINT
SELECT
    event_id,
    actor_id,
    day,
    known_on,
    channel,
    stance,
    confidence,
    kind,
    side,
    days_after,
    delay,
    CAST(sum(reactions) AS BIGINT) AS reactions,
    CAST(sum(low) AS BIGINT) AS low,
    max(last_row) AS last_row
FROM ledger_reaction_sources
GROUP BY event_id, actor_id, day, known_on, channel, stance, confidence, kind, side, days_after, delay
ORDER BY day, event_id, actor_id
