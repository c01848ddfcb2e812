-- question: Which actors does each row of a table other than reactions involve, with all of whom these are a
--   part? `announced` are releases as long as no more is known than their announcement.
-- parameters:
-- columns: table_name VARCHAR, id VARCHAR, actor_ids VARCHAR[]
WITH named AS (
    SELECT
        'events' AS table_name,
        events.event_id AS id,
        actors.actor_id
    FROM events
    INNER JOIN actors
        ON
            list_contains(events.participants, actors.actor_id)
            OR list_contains(events.mediators, actors.actor_id)
    UNION ALL
    SELECT
        'announced' AS table_name,
        releases.release_id AS id,
        actors.actor_id
    FROM releases
    INNER JOIN actors ON releases.releasing_id = actors.actor_id OR releases.origin_id = actors.actor_id
    UNION ALL
    SELECT
        'releases' AS table_name,
        releases.release_id AS id,
        actors.actor_id
    FROM releases
    INNER JOIN actors
        ON
            releases.releasing_id = actors.actor_id
            OR releases.origin_id = actors.actor_id
            OR list_contains(releases.mediators, actors.actor_id)
    UNION ALL
    SELECT
        'detentions' AS table_name,
        detentions.detention_id AS id,
        actors.actor_id
    FROM detentions
    INNER JOIN actors
        ON
            detentions.holder_id = actors.actor_id
            OR detentions.origin_id = actors.actor_id
            OR detentions.claimant_id = actors.actor_id
    UNION ALL
    SELECT
        'commitments' AS table_name,
        commitments.commitment_id AS id,
        actors.actor_id
    FROM commitments
    INNER JOIN actors
        ON
            list_contains(commitments.made_by, actors.actor_id)
            OR list_contains(commitments.made_to, actors.actor_id)
    UNION ALL
    SELECT
        'commitment_updates' AS table_name,
        updates.update_id AS id,
        actors.actor_id
    FROM commitment_updates AS updates
    INNER JOIN commitments ON updates.commitment_id = commitments.commitment_id
    INNER JOIN actors
        ON
            updates.claimed_by = actors.actor_id
            OR list_contains(commitments.made_by, actors.actor_id)
            OR list_contains(commitments.made_to, actors.actor_id)
),

with_wholes AS (
    SELECT DISTINCT
        named.table_name,
        named.id,
        lineage.ancestor_id
    FROM named
    INNER JOIN ledger_lineage AS lineage ON named.actor_id = lineage.actor_id
)

SELECT
    table_name,
    id,
    list_sort(array_agg(ancestor_id)) AS actor_ids
FROM with_wholes
GROUP BY table_name, id
