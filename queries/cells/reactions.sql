-- question: Which reactions are alike in all that filters and counts look at, and how many are there of each?
-- parameters:
-- columns: event_id VARCHAR, actor_id VARCHAR, reacted_on DATE, channel VARCHAR, stance VARCHAR,
--   confidence VARCHAR, source_id VARCHAR, reactions BIGINT, last_row BIGINT
SELECT
    event_id,
    actor_id,
    reacted_on,
    channel,
    stance,
    confidence,
    source_id,
    count(*) AS reactions,
    max(row) AS last_row
FROM reactions
GROUP BY event_id, actor_id, reacted_on, channel, stance, confidence, source_id
