-- question: Which actors does the actor filter choose? Those named, with all their descendants.
-- parameters: actors
-- columns: actor_id VARCHAR
SELECT DISTINCT actor_id
FROM ledger_lineage
WHERE list_contains(CAST($actors AS VARCHAR[]), ancestor_id)
