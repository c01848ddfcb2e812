-- question: What stance did each actor take towards each event, and who was looked for and not found?
-- parameters:
-- columns: actor_id VARCHAR, event_id VARCHAR, event_day DATE, stance VARCHAR, earlier_stance VARCHAR,
--   stances BIGINT, reactions BIGINT, low BIGINT
WITH ordered AS (
    SELECT
        actor_id,
        event_id,
        stance,
        sum(reactions) AS reactions,
        sum(low) AS low,
        -- The latest dated stance speaks for the cell; undated ones only where nothing has a day.
        row_number() OVER (PARTITION BY actor_id, event_id ORDER BY max(latest) DESC) AS age
    FROM filtered_reaction_cells
    GROUP BY actor_id, event_id, stance
),

cells AS (
    SELECT
        actor_id,
        event_id,
        max(CASE WHEN age = 1 THEN stance END) AS stance,
        max(CASE WHEN age = 2 THEN stance END) AS earlier_stance,
        count(*) AS stances,
        CAST(sum(reactions) AS BIGINT) AS reactions,
        CAST(sum(low) AS BIGINT) AS low
    FROM ordered
    GROUP BY actor_id, event_id
    UNION ALL
    SELECT
        blanks.actor_id,
        blanks.event_id,
        NULL AS stance,
        NULL AS earlier_stance,
        0 AS stances,
        0 AS reactions,
        0 AS low
    FROM filtered_coverage AS blanks
)

SELECT
    cells.actor_id,
    cells.event_id,
    events.day AS event_day,
    cells.stance,
    cells.earlier_stance,
    cells.stances,
    cells.reactions,
    cells.low
FROM cells
INNER JOIN ledger_events AS events ON cells.event_id = events.event_id
INNER JOIN actors ON cells.actor_id = actors.actor_id
ORDER BY events.day, cells.event_id, actors.row
