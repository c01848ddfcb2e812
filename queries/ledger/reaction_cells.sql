-- question: Which reactions are alike in all that charts and filters look at, how many are there of each, and
--   how many of them of low confidence? `latest` orders them by day, undated ones first, then by place in the
--   file.
-- parameters:
-- columns: event_id VARCHAR, actor_id VARCHAR, day DATE, known_on DATE, channel VARCHAR, stance VARCHAR,
--   confidence VARCHAR, kind VARCHAR, side VARCHAR, days_after BIGINT, delay VARCHAR, reactions BIGINT,
--   low BIGINT, latest BIGINT
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
    coalesce(date_diff('day', DATE '0001-01-01', day) + 1, 0) * 1000000000000 + max(last_row) AS latest
FROM ledger_reaction_sources
GROUP BY event_id, actor_id, day, known_on, channel, stance, confidence, kind, side, days_after, delay
ORDER BY day, event_id, actor_id
