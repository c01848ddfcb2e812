-- question: Which releases do the filters leave, each as it stood on the day known, and what says so?
-- parameters: counted_as, announced_ahead
-- columns: release_id VARCHAR, event_id VARCHAR, announced_event_id VARCHAR, releasing_id VARCHAR,
--   origin_id VARCHAR, category VARCHAR, people BIGINT, scope VARCHAR, basis VARCHAR, mediators VARCHAR[],
--   place VARCHAR, announced_on DATE, released_on DATE, status VARCHAR, summary VARCHAR,
--   confidence VARCHAR, announced_source_id VARCHAR, source_id VARCHAR, source_title VARCHAR,
--   publisher VARCHAR, url VARCHAR, published_on DATE, perspective VARCHAR,
--   announced_source_title VARCHAR, announced_publisher VARCHAR, announced_url VARCHAR,
--   announced_published_on DATE, announced_perspective VARCHAR
SELECT
    releases.release_id,
    releases.event_id,
    releases.announced_event_id,
    releases.releasing_id,
    releases.origin_id,
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
    releases.announced_source_id,
    releases.source_id,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective,
    announcements.title AS announced_source_title,
    announcements.publisher AS announced_publisher,
    announcements.url AS announced_url,
    announcements.published_on AS announced_published_on,
    announcements.perspective AS announced_perspective
FROM filtered_releases AS releases
LEFT JOIN ledger_sources AS sources ON releases.source_id = sources.source_id
LEFT JOIN ledger_sources AS announcements
    ON releases.announced_source_id = announcements.source_id
WHERE
    (
        CAST($counted_as AS VARCHAR[]) IS NULL
        OR list_contains(CAST($counted_as AS VARCHAR[]), releases.counted_as)
    )
    AND (
        CAST($announced_ahead AS BOOLEAN) IS NULL
        OR releases.announced_ahead = CAST($announced_ahead AS BOOLEAN)
    )
ORDER BY releases.day NULLS LAST, releases.row
