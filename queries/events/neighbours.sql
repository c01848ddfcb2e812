-- question: Which three events came before one event, and which three after it? Of one day the file's
--   order holds.
-- parameters: chosen_event
-- columns: event_id VARCHAR, day DATE, days BIGINT, place VARCHAR, nearness BIGINT
WITH chosen AS (
    SELECT
        day,
        row
    FROM ledger_events
    WHERE event_id = CAST($chosen_event AS VARCHAR)
),

placed AS (
    SELECT
        events.event_id,
        events.day,
        events.row,
        date_diff('day', chosen.day, events.day) AS days,
        CASE
            WHEN events.day < chosen.day OR (events.day = chosen.day AND events.row < chosen.row)
                THEN 'before'
            ELSE 'after'
        END AS place
    FROM filtered_events AS events
    CROSS JOIN chosen
    WHERE events.event_id <> CAST($chosen_event AS VARCHAR)
),

ranked AS (
    SELECT
        event_id,
        day,
        row,
        days,
        place,
        row_number() OVER (
            PARTITION BY place
            ORDER BY abs(days), CASE WHEN place = 'before' THEN -row ELSE row END
        ) AS nearness
    FROM placed
)

SELECT
    event_id,
    day,
    days,
    place,
    nearness
FROM ranked
WHERE nearness <= 3
ORDER BY day, row
