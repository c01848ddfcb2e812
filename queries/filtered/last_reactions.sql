-- question: Which of the reactions that the filters leave became known last? As many as `newest` says;
--   without it all of them.
-- without newest: reactions
-- parameters: newest
-- columns: reaction_id VARCHAR, event_id VARCHAR, actor_id VARCHAR, speaker VARCHAR, speaker_role VARCHAR,
--   day DATE, known_on DATE, channel VARCHAR, stance VARCHAR, key_phrase VARCHAR, summary VARCHAR,
--   confidence VARCHAR, source_id VARCHAR, kind VARCHAR, side VARCHAR, iso3 VARCHAR, days_after BIGINT,
--   delay VARCHAR, row BIGINT
WITH last_known AS (
    -- Joins on what files are pruned by: one on days that may both be empty would read all reactions.
    SELECT reactions.*
    FROM filtered_reactions AS reactions
    INNER JOIN filtered_last_days AS days
        ON reactions.day = days.day AND reactions.known_on = days.known_on
    UNION ALL
    -- Without a day, a reaction is known by its source.
    SELECT reactions.*
    FROM filtered_reactions AS reactions
    INNER JOIN filtered_last_undated AS undated ON reactions.source_id = undated.source_id
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
    FROM last_known
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
