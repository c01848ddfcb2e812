-- question: Which of the reactions that the filters leave became known last? About so many as `newest` says:
--   the days on which these stand are read whole. Without it, all of them.
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
)

-- Two joins, because one on days that may both be empty would read all reactions.
SELECT reactions.*
FROM filtered_reactions AS reactions
INNER JOIN added_up ON reactions.day = added_up.day AND reactions.known_on = added_up.known_on
WHERE CAST($newest AS BIGINT) IS NULL OR added_up.later < CAST($newest AS BIGINT)
UNION ALL
SELECT reactions.*
FROM filtered_reactions AS reactions
INNER JOIN added_up
    ON reactions.known_on IS NOT DISTINCT FROM added_up.known_on AND added_up.day IS NULL
WHERE
    reactions.day IS NULL
    AND (CAST($newest AS BIGINT) IS NULL OR added_up.later < CAST($newest AS BIGINT))
