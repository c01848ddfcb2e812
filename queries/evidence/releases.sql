-- question: Which releases stand behind a mark, and what says so?
-- parameters: mark_id, mark_event, mark_direction, mark_basis, mark_mediated_by, mark_counted_as,
--   mark_ahead, mark_status
-- columns: release_id VARCHAR, event_id VARCHAR, announced_event_id VARCHAR, direction VARCHAR,
--   category VARCHAR, people BIGINT, scope VARCHAR, basis VARCHAR, mediators VARCHAR[], place VARCHAR,
--   announced_on DATE, released_on DATE, status VARCHAR, summary VARCHAR, confidence VARCHAR,
--   source_id VARCHAR, source_title VARCHAR, publisher VARCHAR, url VARCHAR, published_on DATE,
--   perspective VARCHAR, announcing_source_id VARCHAR, announcing_source_title VARCHAR,
--   announcing_publisher VARCHAR, announcing_url VARCHAR, announcing_published_on DATE,
--   announcing_perspective VARCHAR
SELECT
    releases.release_id,
    releases.event_id,
    releases.announced_event_id,
    releases.direction,
    releases.category,
    releases.people,
    releases.scope,
    releases.basis,
    releases.mediators,
    releases.place,
    releases.announced_on,
    releases.released_on,
    releases.status,
    releases.summary,
    releases.confidence,
    sources.source_id,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective,
    announcements.source_id AS announcing_source_id,
    announcements.title AS announcing_source_title,
    announcements.publisher AS announcing_publisher,
    announcements.url AS announcing_url,
    announcements.published_on AS announcing_published_on,
    announcements.perspective AS announcing_perspective
FROM filtered_releases AS releases
LEFT JOIN ledger_sources AS sources ON releases.source_id = sources.source_id
-- The source that announced the release, where another one tells of its carrying out.
LEFT JOIN ledger_sources AS announcements
    ON
        releases.announced_source_id = announcements.source_id
        AND releases.announced_source_id <> releases.source_id
WHERE
    (CAST($mark_id AS VARCHAR) IS NULL OR releases.release_id = CAST($mark_id AS VARCHAR))
    AND (
        CAST($mark_event AS VARCHAR) IS NULL
        OR releases.event_id = CAST($mark_event AS VARCHAR)
        OR releases.announced_event_id = CAST($mark_event AS VARCHAR)
    )
    AND (CAST($mark_direction AS VARCHAR) IS NULL OR releases.direction = CAST($mark_direction AS VARCHAR))
    AND (CAST($mark_basis AS VARCHAR) IS NULL OR releases.basis = CAST($mark_basis AS VARCHAR))
    AND (
        CAST($mark_mediated_by AS VARCHAR) IS NULL
        OR releases.mediated_by = CAST($mark_mediated_by AS VARCHAR)
    )
    AND (
        CAST($mark_counted_as AS VARCHAR) IS NULL OR releases.counted_as = CAST($mark_counted_as AS VARCHAR)
    )
    -- Of the living, those that were announced ahead.
    AND (
        CAST($mark_ahead AS VARCHAR) IS NULL
        OR (releases.announced_ahead AND releases.counted_as IN ('people', 'people_promised'))
    )
    AND (CAST($mark_status AS VARCHAR) IS NULL OR releases.status = CAST($mark_status AS VARCHAR))
ORDER BY releases.day NULLS LAST, releases.row
