-- question: Which of the reactions that the filters leave became known last? As many as `newest` says;
--   without it all of them.
-- parameters: newest
-- columns: reaction_id VARCHAR, event_id VARCHAR, actor_id VARCHAR, speaker VARCHAR, speaker_role VARCHAR,
--   day DATE, known_on DATE, channel VARCHAR, stance VARCHAR, key_phrase VARCHAR, summary VARCHAR,
--   confidence VARCHAR, source_id VARCHAR, kind VARCHAR, side VARCHAR, iso3 VARCHAR, days_after BIGINT,
--   delay VARCHAR, row BIGINT
WITH reactions_by_day AS (
    SELECT
        known_on,
        day,
        sum(reactions) AS reactions
    FROM filtered_reaction_cells
    GROUP BY known_on, day
),

added_up AS (
    SELECT
        known_on,
        day,
        sum(reactions) OVER (ORDER BY known_on DESC NULLS LAST, day DESC NULLS LAST) - reactions AS later
    FROM reactions_by_day
),

-- Without a day, a reaction is known by its source.
last_undated AS (
    SELECT DISTINCT cells.source_id
    FROM filtered_reaction_sources AS cells
    INNER JOIN added_up ON cells.known_on IS NOT DISTINCT FROM added_up.known_on
    WHERE
        cells.day IS NULL
        AND added_up.day IS NULL
        AND (CAST($newest AS BIGINT) IS NULL OR added_up.later < CAST($newest AS BIGINT))
),

-- Joins on what files are pruned by: one on days that may both be empty would read all reactions.
last_days AS (
    SELECT reactions.*
    FROM filtered_reactions AS reactions
    INNER JOIN added_up ON reactions.day = added_up.day AND reactions.known_on = added_up.known_on
    WHERE CAST($newest AS BIGINT) IS NULL OR added_up.later < CAST($newest AS BIGINT)
    UNION ALL
    SELECT reactions.*
    FROM filtered_reactions AS reactions
    INNER JOIN last_undated ON reactions.source_id = last_undated.source_id
    WHERE reactions.day IS NULL
    UNION ALL
    SELECT reactions.*
    FROM filtered_reactions AS reactions
    WHERE reactions.day IS NULL AND reactions.source_id IS NULL AND CAST($newest AS BIGINT) IS NULL
),

placed AS (
    SELECT
        *,
        row_number() OVER (ORDER BY known_on DESC NULLS LAST, day DESC NULLS LAST, row DESC) AS place
    FROM last_days
)

SELECT
    reaction_id,
    event_id,
    actor_id,
    speaker,
    speaker_role,
    day,
    known_on,
    channel,
    stance,
    key_phrase,
    summary,
    confidence,
    source_id,
    kind,
    side,
    iso3,
    days_after,
    delay,
    row
FROM placed
WHERE CAST($newest AS BIGINT) IS NULL OR place <= CAST($newest AS BIGINT)
