-- question: Which reactions are alike in all that charts and filters look at, the source included, how many
--   are there of each, how many of them of low confidence, and which is the last of them in the file?
-- parameters:
-- columns: event_id VARCHAR, actor_id VARCHAR, day DATE, known_on DATE, channel VARCHAR, stance VARCHAR,
--   confidence VARCHAR, source_id VARCHAR, kind VARCHAR, side VARCHAR, days_after BIGINT, delay VARCHAR,
--   reactions BIGINT, low BIGINT, last_row BIGINT
SELECT
    cells.event_id,
    cells.actor_id,
    cells.reacted_on AS day,
    coalesce(sources.published_on, cells.reacted_on) AS known_on,
    cells.channel,
    cells.stance,
    cells.confidence,
    cells.source_id,
    actors.kind,
    actors.side,
    delays.days_after,
    delays.delay,
    CAST(sum(cells.reactions) AS BIGINT) AS reactions,
    CAST(sum(CASE WHEN cells.confidence = 'low' THEN cells.reactions ELSE 0 END) AS BIGINT) AS low,
    max(cells.last_row) AS last_row
FROM cells_reactions AS cells
INNER JOIN actors ON cells.actor_id = actors.actor_id
INNER JOIN events ON cells.event_id = events.event_id
LEFT JOIN ledger_delays AS delays ON cells.event_id = delays.event_id AND cells.reacted_on = delays.day
LEFT JOIN sources ON cells.source_id = sources.source_id
GROUP BY
    cells.event_id,
    cells.actor_id,
    cells.reacted_on,
    sources.published_on,
    cells.channel,
    cells.stance,
    cells.confidence,
    cells.source_id,
    actors.kind,
    actors.side,
    delays.days_after,
    delays.delay
ORDER BY day, cells.event_id, cells.actor_id
