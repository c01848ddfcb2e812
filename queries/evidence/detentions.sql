-- question: Which reports of people still held stand behind a mark, and what says so?
-- parameters: mark_id, mark_direction, mark_first, mark_last
-- columns: detention_id VARCHAR, direction VARCHAR, people BIGINT, basis VARCHAR, claimant_id VARCHAR,
--   reported_by VARCHAR, day DATE, summary VARCHAR, source_id VARCHAR, source_title VARCHAR,
--   publisher VARCHAR, url VARCHAR, published_on DATE, perspective VARCHAR
SELECT
    detentions.detention_id,
    detentions.direction,
    detentions.people,
    detentions.basis,
    detentions.claimant_id,
    detentions.reported_by,
    detentions.day,
    detentions.summary,
    sources.source_id,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective
FROM filtered_detentions AS detentions
LEFT JOIN ledger_sources AS sources ON detentions.source_id = sources.source_id
WHERE
    (CAST($mark_id AS VARCHAR) IS NULL OR detentions.detention_id = CAST($mark_id AS VARCHAR))
    AND (CAST($mark_direction AS VARCHAR) IS NULL OR detentions.direction = CAST($mark_direction AS VARCHAR))
    AND (
        CAST($mark_first AS VARCHAR) IS NULL
        OR CAST(detentions.day AS VARCHAR) >= CAST($mark_first AS VARCHAR)
    )
    AND (
        CAST($mark_last AS VARCHAR) IS NULL
        OR CAST(detentions.day AS VARCHAR) <= CAST($mark_last AS VARCHAR)
    )
ORDER BY detentions.day, detentions.row
