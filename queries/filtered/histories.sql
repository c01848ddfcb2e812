-- question: What is the whole known history of the commitments that the filters leave?
-- parameters: known, today, confidences
-- columns: update_id VARCHAR, commitment_id VARCHAR, status VARCHAR, claimed_by VARCHAR, summary VARCHAR,
--   confidence VARCHAR, source_id VARCHAR, day DATE, row BIGINT
SELECT
    updates.update_id,
    updates.commitment_id,
    updates.status,
    updates.claimed_by,
    updates.summary,
    updates.confidence,
    updates.source_id,
    updates.day,
    updates.row
FROM ledger_updates AS updates
INNER JOIN filtered_commitments ON updates.commitment_id = filtered_commitments.commitment_id
WHERE
    updates.day <= coalesce(CAST($known AS DATE), CAST($today AS DATE))
    AND (CAST($known AS DATE) IS NULL OR updates.known_on <= CAST($known AS DATE))
    AND (len($confidences) = 0 OR list_contains(CAST($confidences AS VARCHAR[]), updates.confidence))
