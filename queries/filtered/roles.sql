-- question: Which actor plays which part in the rows that the filters leave? One row an actor, part and row;
--   table and id are those of the data package. The parts in an update are those in its promise. Reactions
--   have one actor each and are not among them.
-- parameters:
-- columns: table_name VARCHAR, id VARCHAR, role VARCHAR, actor_id VARCHAR
SELECT
    'events' AS table_name,
    events.event_id AS id,
    'took_part' AS role,
    actors.actor_id
FROM filtered_events AS events
INNER JOIN actors ON list_contains(events.participants, actors.actor_id)
UNION ALL
SELECT
    'events' AS table_name,
    events.event_id AS id,
    'hosted' AS role,
    actors.actor_id
FROM filtered_events AS events
INNER JOIN actors ON list_contains(events.mediators, actors.actor_id)
UNION ALL
SELECT
    'releases' AS table_name,
    release_id AS id,
    'released' AS role,
    releasing_id AS actor_id
FROM filtered_releases
UNION ALL
SELECT
    'releases' AS table_name,
    release_id AS id,
    'received' AS role,
    origin_id AS actor_id
FROM filtered_releases
UNION ALL
SELECT
    'releases' AS table_name,
    releases.release_id AS id,
    'mediated' AS role,
    actors.actor_id
FROM filtered_releases AS releases
INNER JOIN actors ON list_contains(releases.mediators, actors.actor_id)
UNION ALL
SELECT
    'detentions' AS table_name,
    detention_id AS id,
    'holds' AS role,
    holder_id AS actor_id
FROM filtered_detentions
UNION ALL
SELECT
    'detentions' AS table_name,
    detention_id AS id,
    'held_from' AS role,
    origin_id AS actor_id
FROM filtered_detentions
UNION ALL
SELECT
    'detentions' AS table_name,
    detention_id AS id,
    'claimed' AS role,
    claimant_id AS actor_id
FROM filtered_detentions
WHERE claimant_id IS NOT NULL
UNION ALL
SELECT
    'commitments' AS table_name,
    commitments.commitment_id AS id,
    'made_by' AS role,
    actors.actor_id
FROM filtered_commitments AS commitments
INNER JOIN actors ON list_contains(commitments.made_by, actors.actor_id)
UNION ALL
SELECT
    'commitments' AS table_name,
    commitments.commitment_id AS id,
    'made_to' AS role,
    actors.actor_id
FROM filtered_commitments AS commitments
INNER JOIN actors ON list_contains(commitments.made_to, actors.actor_id)
UNION ALL
SELECT
    'commitment_updates' AS table_name,
    updates.update_id AS id,
    'made_by' AS role,
    actors.actor_id
FROM filtered_updates AS updates
INNER JOIN ledger_commitments AS commitments ON updates.commitment_id = commitments.commitment_id
INNER JOIN actors ON list_contains(commitments.made_by, actors.actor_id)
UNION ALL
SELECT
    'commitment_updates' AS table_name,
    updates.update_id AS id,
    'made_to' AS role,
    actors.actor_id
FROM filtered_updates AS updates
INNER JOIN ledger_commitments AS commitments ON updates.commitment_id = commitments.commitment_id
INNER JOIN actors ON list_contains(commitments.made_to, actors.actor_id)
UNION ALL
SELECT
    'commitment_updates' AS table_name,
    update_id AS id,
    'claimed' AS role,
    claimed_by AS actor_id
FROM filtered_updates
WHERE claimed_by IS NOT NULL
