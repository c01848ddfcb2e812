-- question: Which stances did the actors of the actor filter take towards each event, which of them is the
--   latest, and where were they looked for and not found? Rows of all that belongs to an actor count as its
--   own; where `apart`, each body stands for itself.
-- parameters: apart
-- columns: whole_id VARCHAR, actor_id VARCHAR, event_id VARCHAR, event_day DATE, stance VARCHAR,
--   latest BOOLEAN, reactions BIGINT, low BIGINT, undated BIGINT
WITH members AS (
    SELECT
        whole_id,
        actor_id,
        CASE WHEN CAST($apart AS BOOLEAN) THEN actor_id ELSE whole_id END AS lane_id
    FROM filtered_members
),

told AS (
    SELECT
        members.whole_id,
        members.lane_id,
        reactions.event_id,
        reactions.stance,
        -- The latest dated stance is the latest; undated ones only where nothing has a day.
        row_number() OVER (
            PARTITION BY members.whole_id, members.lane_id, reactions.event_id
            ORDER BY max(reactions.latest) DESC
        ) AS age,
        CAST(sum(reactions.reactions) AS BIGINT) AS reactions,
        CAST(sum(reactions.low) AS BIGINT) AS low,
        CAST(sum(CASE WHEN reactions.day IS NULL THEN reactions.reactions ELSE 0 END) AS BIGINT) AS undated
    FROM filtered_reaction_cells AS reactions
    INNER JOIN members ON reactions.actor_id = members.actor_id
    GROUP BY members.whole_id, members.lane_id, reactions.event_id, reactions.stance
),

blanks AS (
    SELECT DISTINCT
        members.whole_id,
        members.lane_id,
        coverage.event_id
    FROM filtered_coverage AS coverage
    INNER JOIN members ON coverage.actor_id = members.actor_id
),

cells AS (
    SELECT
        whole_id,
        lane_id,
        event_id,
        stance,
        age,
        reactions,
        low,
        undated
    FROM told
    UNION ALL
    SELECT
        blanks.whole_id,
        blanks.lane_id,
        blanks.event_id,
        NULL AS stance,
        NULL AS age,
        0 AS reactions,
        0 AS low,
        0 AS undated
    FROM blanks
    LEFT JOIN told
        ON
            blanks.whole_id = told.whole_id
            AND blanks.lane_id = told.lane_id
            AND blanks.event_id = told.event_id
    WHERE told.event_id IS NULL
)

SELECT
    cells.whole_id,
    cells.lane_id AS actor_id,
    cells.event_id,
    events.day AS event_day,
    cells.stance,
    coalesce(cells.age = 1, FALSE) AS latest,
    cells.reactions,
    cells.low,
    cells.undated
FROM cells
INNER JOIN ledger_events AS events ON cells.event_id = events.event_id
INNER JOIN actors ON cells.lane_id = actors.actor_id
ORDER BY events.day, events.row, actors.row, cells.whole_id, cells.age
