-- question: Which pieces of evidence about commitments do the filters leave, by their own day?
-- parameters: from, to, known, actors, events, confidences
-- columns: update_id VARCHAR, commitment_id VARCHAR, event_id VARCHAR, status VARCHAR, claimed_by VARCHAR,
--   summary VARCHAR, confidence VARCHAR, source_id VARCHAR, day DATE, row BIGINT
SELECT
    update_id,
    commitment_id,
    event_id,
    status,
    claimed_by,
    summary,
    confidence,
    source_id,
    day,
    row
FROM ledger_updates
WHERE
    (CAST($from AS DATE) IS NULL OR day >= CAST($from AS DATE))
    AND (CAST($to AS DATE) IS NULL OR day <= CAST($to AS DATE))
    AND (CAST($known AS DATE) IS NULL OR known_on <= CAST($known AS DATE))
    AND (len($events) = 0 OR list_contains(CAST($events AS VARCHAR[]), event_id))
    AND (len($actors) = 0 OR list_has_any(involved, CAST($actors AS VARCHAR[])))
    AND (len($confidences) = 0 OR list_contains(CAST($confidences AS VARCHAR[]), confidence))
