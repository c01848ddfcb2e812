-- question: Which reports of people still held do the filters leave? They belong to no event and bear no
--   confidence, and are not cut by either.
-- parameters: from, to, known, actors, directions
-- columns: detention_id VARCHAR, holder_id VARCHAR, origin_id VARCHAR, direction VARCHAR, people BIGINT,
--   basis VARCHAR, claimant_id VARCHAR, reported_by VARCHAR, summary VARCHAR, source_id VARCHAR, day DATE,
--   row BIGINT
SELECT
    detention_id,
    holder_id,
    origin_id,
    concat(holder_id, '.', origin_id) AS direction,
    people,
    basis,
    claimant_id,
    reported_by,
    summary,
    source_id,
    day,
    row
FROM ledger_detentions
WHERE
    (CAST($from AS DATE) IS NULL OR day >= CAST($from AS DATE))
    AND (CAST($to AS DATE) IS NULL OR day <= CAST($to AS DATE))
    AND (CAST($known AS DATE) IS NULL OR known_on <= CAST($known AS DATE))
    AND (len($actors) = 0 OR list_has_any(involved, CAST($actors AS VARCHAR[])))
    AND (
        len($directions) = 0
        OR list_contains(CAST($directions AS VARCHAR[]), concat(holder_id, '.', origin_id))
    )
