-- question: The releases with their day, and the two days on which they became known: as announced, and as
--   carried out.
-- parameters:
-- columns: release_id VARCHAR, event_id VARCHAR, announced_event_id VARCHAR, releasing_id VARCHAR,
--   origin_id VARCHAR, category VARCHAR, people BIGINT, scope VARCHAR, basis VARCHAR, mediators VARCHAR[],
--   place VARCHAR, announced_on DATE, released_on DATE, status VARCHAR, summary VARCHAR, confidence VARCHAR,
--   announced_source_id VARCHAR, source_id VARCHAR, day DATE, known_on DATE, announcement_known_on DATE,
--   involved VARCHAR[], announced_involved VARCHAR[], row BIGINT
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
    coalesce(releases.released_on, releases.announced_on) AS day,
    coalesce(sources.published_on, releases.released_on, releases.announced_on) AS known_on,
    CASE
        WHEN
            releases.announced_source_id IS NOT NULL
            THEN coalesce(announcements.published_on, releases.announced_on)
    END AS announcement_known_on,
    involved.actor_ids AS involved,
    announced.actor_ids AS announced_involved,
    releases.row
FROM releases
LEFT JOIN sources ON releases.source_id = sources.source_id
LEFT JOIN sources AS announcements ON releases.announced_source_id = announcements.source_id
LEFT JOIN ledger_involved AS involved
    ON involved.table_name = 'releases' AND releases.release_id = involved.id
LEFT JOIN ledger_involved AS announced
    ON announced.table_name = 'announced' AND releases.release_id = announced.id
ORDER BY day, releases.row
