-- question: How long after each event did reactions to it come, day by day?
-- parameters:
-- columns: event_id VARCHAR, day DATE, days_after BIGINT, delay VARCHAR
WITH days AS (
    SELECT DISTINCT
        events.event_id,
        cells.reacted_on AS day,
        date_diff('day', events.start_on, cells.reacted_on) AS days_after
    FROM cells_reactions AS cells
    INNER JOIN events ON cells.event_id = events.event_id
    WHERE cells.reacted_on IS NOT NULL
)

SELECT
    event_id,
    day,
    days_after,
    CASE
        WHEN days_after < 0 THEN 'before'
        WHEN days_after <= 3 THEN CAST(days_after AS VARCHAR)
        WHEN days_after <= 7 THEN '4-7'
        WHEN days_after <= 14 THEN '8-14'
        WHEN days_after <= 30 THEN '15-30'
        ELSE '31+'
    END AS delay
FROM days
