-- question: The commitments with their day, the day they became known, and which of the parties made them.
-- parameters:
-- columns: commitment_id VARCHAR, event_id VARCHAR, made_by VARCHAR[], made_to VARCHAR[], theme VARCHAR,
--   standing VARCHAR, summary VARCHAR, due_on DATE, testable BOOLEAN, source_id VARCHAR, day DATE,
--   known_on DATE, maker VARCHAR, involved VARCHAR[], row BIGINT
WITH makers AS (
    SELECT
        commitments.commitment_id,
        count(*) AS parties,
        min(parties.actor_id) AS actor_id
    FROM commitments
    INNER JOIN parties ON list_contains(commitments.made_by, parties.actor_id)
    GROUP BY commitments.commitment_id
)

SELECT
    commitments.commitment_id,
    commitments.event_id,
    commitments.made_by,
    commitments.made_to,
    commitments.theme,
    commitments.standing,
    commitments.summary,
    commitments.due_on,
    commitments.testable,
    commitments.source_id,
    commitments.made_on AS day,
    coalesce(sources.published_on, commitments.made_on) AS known_on,
    -- One party's own promises by its actor; a promise of several parties counts once, as joint.
    CASE
        WHEN makers.parties IS NULL THEN 'others'
        WHEN makers.parties = 1 THEN makers.actor_id
        ELSE 'joint'
    END AS maker,
    involved.actor_ids AS involved,
    commitments.row
FROM commitments
LEFT JOIN makers ON commitments.commitment_id = makers.commitment_id
LEFT JOIN sources ON commitments.source_id = sources.source_id
LEFT JOIN ledger_involved AS involved
    ON involved.table_name = 'commitments' AND commitments.commitment_id = involved.id
ORDER BY day, commitments.row
