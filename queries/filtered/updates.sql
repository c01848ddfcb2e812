-- question: Which pieces of evidence about commitments do the filters leave, by their own day?
-- parameters: from, to, known, actors, events, confidences
-- columns: update_id VARCHAR, commitment_id VARCHAR, event_id VARCHAR, status VARCHAR, claimed_by VARCHAR,
--   summary VARCHAR, confidence VARCHAR, source_id VARCHAR, day DATE, row BIGINT
SELECT
    updates.update_id,
    updates.commitment_id,
    updates.event_id,
    updates.status,
    updates.claimed_by,
    updates.summary,
    updates.confidence,
    updates.source_id,
    updates.day,
    updates.row
FROM ledger_updates AS updates
INNER JOIN ledger_commitments AS commitments ON updates.commitment_id = commitments.commitment_id
WHERE
    (CAST($from AS DATE) IS NULL OR updates.day >= CAST($from AS DATE))
    AND (CAST($to AS DATE) IS NULL OR updates.day <= CAST($to AS DATE))
    AND (CAST($known AS DATE) IS NULL OR updates.known_on <= CAST($known AS DATE))
    AND (len($events) = 0 OR list_contains(CAST($events AS VARCHAR[]), updates.event_id))
    AND (
        len($actors) = 0
        OR EXISTS (
            SELECT 1
            FROM filtered_lineage
            WHERE
                updates.claimed_by = filtered_lineage.actor_id
                OR list_contains(commitments.made_by, filtered_lineage.actor_id)
                OR list_contains(commitments.made_to, filtered_lineage.actor_id)
        )
    )
    AND (len($confidences) = 0 OR list_contains(CAST($confidences AS VARCHAR[]), updates.confidence))
