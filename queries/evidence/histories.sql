-- question: What is the whole history of the commitment behind a mark, from the promise itself on,
--   and what says so?
-- parameters: mark_commitment
-- columns: step_id VARCHAR, commitment_id VARCHAR, promise BOOLEAN, day DATE, status VARCHAR,
--   claimed_by VARCHAR, summary VARCHAR, confidence VARCHAR, source_id VARCHAR, source_title VARCHAR,
--   publisher VARCHAR, url VARCHAR, published_on DATE, perspective VARCHAR
WITH steps AS (
    SELECT
        commitment_id AS step_id,
        commitment_id,
        TRUE AS promise,
        day,
        'pledged' AS status,
        CAST(NULL AS VARCHAR) AS claimed_by,
        summary,
        CAST(NULL AS VARCHAR) AS confidence,
        source_id,
        row
    FROM filtered_commitments
    UNION ALL
    SELECT
        update_id AS step_id,
        commitment_id,
        FALSE AS promise,
        day,
        status,
        claimed_by,
        summary,
        confidence,
        source_id,
        row
    FROM filtered_histories
)

SELECT
    steps.step_id,
    steps.commitment_id,
    steps.promise,
    steps.day,
    steps.status,
    steps.claimed_by,
    steps.summary,
    steps.confidence,
    sources.source_id,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective
FROM steps
LEFT JOIN ledger_sources AS sources ON steps.source_id = sources.source_id
WHERE CAST($mark_commitment AS VARCHAR) IS NULL OR steps.commitment_id = CAST($mark_commitment AS VARCHAR)
ORDER BY steps.day, steps.promise DESC, steps.row
