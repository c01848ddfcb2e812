-- question: The evidence about commitments, with its day and the day it became known.
-- parameters:
-- columns: update_id VARCHAR, commitment_id VARCHAR, event_id VARCHAR, status VARCHAR, claimed_by VARCHAR,
--   summary VARCHAR, confidence VARCHAR, source_id VARCHAR, day DATE, known_on DATE,
--   involved VARCHAR[], row BIGINT
SELECT
    commitment_updates.update_id,
    commitment_updates.commitment_id,
    commitments.event_id,
    commitment_updates.status,
    commitment_updates.claimed_by,
    commitment_updates.summary,
    commitment_updates.confidence,
    commitment_updates.source_id,
    commitment_updates.happened_on AS day,
    coalesce(sources.published_on, commitment_updates.happened_on) AS known_on,
    involved.actor_ids AS involved,
    commitment_updates.row
FROM commitment_updates
INNER JOIN commitments ON commitment_updates.commitment_id = commitments.commitment_id
LEFT JOIN sources ON commitment_updates.source_id = sources.source_id
LEFT JOIN ledger_involved AS involved
    ON involved.table_name = 'commitment_updates' AND commitment_updates.update_id = involved.id
ORDER BY day, commitment_updates.row
