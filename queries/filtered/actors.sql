-- question: Which actors do the filters leave? Those named by a row that they leave, with all of whom these
--   are a part. Without any shared filter, all of them.
-- parameters: from, to, known, actors, events, confidences
-- columns: actor_id VARCHAR, name VARCHAR, kind VARCHAR, iso3 VARCHAR, parent_id VARCHAR, side VARCHAR,
--   row BIGINT
WITH named AS (
    SELECT unnest(participants) AS actor_id FROM filtered_events
    UNION
    SELECT unnest(mediators) AS actor_id FROM filtered_events
    UNION
    SELECT actor_id FROM filtered_reaction_cells
    UNION
    SELECT releasing_id AS actor_id FROM filtered_releases
    UNION
    SELECT origin_id AS actor_id FROM filtered_releases
    UNION
    SELECT unnest(mediators) AS actor_id FROM filtered_releases
    UNION
    SELECT holder_id AS actor_id FROM filtered_detentions
    UNION
    SELECT origin_id AS actor_id FROM filtered_detentions
    UNION
    SELECT claimant_id AS actor_id FROM filtered_detentions
    UNION
    SELECT unnest(made_by) AS actor_id FROM filtered_commitments
    UNION
    SELECT unnest(made_to) AS actor_id FROM filtered_commitments
    UNION
    SELECT claimed_by AS actor_id FROM filtered_updates
    UNION
    SELECT actor_id FROM filtered_coverage
),

named_with_ancestors AS (
    SELECT DISTINCT ledger_lineage.ancestor_id AS actor_id
    FROM named
    INNER JOIN ledger_lineage ON named.actor_id = ledger_lineage.actor_id
)

SELECT
    actor_id,
    name,
    kind,
    iso3,
    parent_id,
    side,
    row
FROM actors
WHERE
    (
        CAST($from AS DATE) IS NULL
        AND CAST($to AS DATE) IS NULL
        AND CAST($known AS DATE) IS NULL
        AND len($actors) = 0
        AND len($events) = 0
        AND len($confidences) = 0
    )
    OR actor_id IN (SELECT named_with_ancestors.actor_id FROM named_with_ancestors)
