-- question: Who belongs to each actor that the actor filter names? Every actor belongs to itself; one that
--   belongs to two of those named stands under both.
-- parameters: actors
-- columns: whole_id VARCHAR, actor_id VARCHAR
SELECT
    ancestor_id AS whole_id,
    actor_id
FROM ledger_lineage
WHERE list_contains(CAST($actors AS VARCHAR[]), ancestor_id)
