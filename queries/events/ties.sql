-- question: How many reactions, releases and commitments are tied to each event that the filters leave?
-- parameters:
-- columns: event_id VARCHAR, kind VARCHAR, day DATE, reactions BIGINT, releases BIGINT, commitments BIGINT
WITH reaction_counts AS (
    SELECT
        event_id,
        CAST(sum(reactions) AS BIGINT) AS reactions
    FROM filtered_reaction_cells
    GROUP BY event_id
),

release_ties AS (
    SELECT
        event_id,
        release_id
    FROM filtered_releases
    UNION
    SELECT
        announced_event_id AS event_id,
        release_id
    FROM filtered_releases
),

release_counts AS (
    SELECT
        event_id,
        count(*) AS releases
    FROM release_ties
    GROUP BY event_id
),

commitment_counts AS (
    SELECT
        event_id,
        count(*) AS commitments
    FROM filtered_commitments
    GROUP BY event_id
)

SELECT
    events.event_id,
    events.kind,
    events.day,
    coalesce(reaction_counts.reactions, 0) AS reactions,
    coalesce(release_counts.releases, 0) AS releases,
    coalesce(commitment_counts.commitments, 0) AS commitments
FROM filtered_events AS events
LEFT JOIN reaction_counts ON events.event_id = reaction_counts.event_id
LEFT JOIN release_counts ON events.event_id = release_counts.event_id
LEFT JOIN commitment_counts ON events.event_id = commitment_counts.event_id
ORDER BY events.day, events.row
