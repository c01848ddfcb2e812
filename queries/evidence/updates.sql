-- question: What is the history of the commitments behind a mark, and what says so? A promise that was not
--   yet known itself on the day known stands without its words.
-- parameters: known, mark_id, mark_commitment, mark_first, mark_last, mark_status
-- columns: update_id VARCHAR, commitment_id VARCHAR, promise VARCHAR, day DATE, status VARCHAR,
--   claimed_by VARCHAR, summary VARCHAR, confidence VARCHAR, source_id VARCHAR, source_title VARCHAR,
--   publisher VARCHAR, url VARCHAR, published_on DATE, perspective VARCHAR
SELECT
    updates.update_id,
    updates.commitment_id,
    CASE
        WHEN CAST($known AS DATE) IS NULL OR commitments.known_on <= CAST($known AS DATE)
            THEN commitments.summary
    END AS promise,
    updates.day,
    updates.status,
    updates.claimed_by,
    updates.summary,
    updates.confidence,
    sources.source_id,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective
FROM ledger_updates AS updates
INNER JOIN ledger_commitments AS commitments ON updates.commitment_id = commitments.commitment_id
LEFT JOIN ledger_sources AS sources ON updates.source_id = sources.source_id
WHERE
    (CAST($mark_id AS VARCHAR) IS NULL OR updates.update_id = CAST($mark_id AS VARCHAR))
    AND (
        CAST($mark_commitment AS VARCHAR) IS NULL OR updates.commitment_id = CAST($mark_commitment AS VARCHAR)
    )
    AND (
        updates.update_id IN (SELECT filtered_updates.update_id FROM filtered_updates)
        -- A mark of days counts updates by their own day; a promise opens its whole history.
        OR (
            CAST($mark_first AS VARCHAR) IS NULL
            AND updates.update_id IN (SELECT filtered_histories.update_id FROM filtered_histories)
        )
    )
    AND (CAST($mark_first AS VARCHAR) IS NULL OR CAST(updates.day AS VARCHAR) >= CAST($mark_first AS VARCHAR))
    AND (CAST($mark_last AS VARCHAR) IS NULL OR CAST(updates.day AS VARCHAR) <= CAST($mark_last AS VARCHAR))
    AND (CAST($mark_status AS VARCHAR) IS NULL OR updates.status = CAST($mark_status AS VARCHAR))
ORDER BY updates.day, updates.row
