-- question: Which releases do the filters leave, each as it stood on the day known?
-- parameters: from, to, actors, events, confidences, categories, directions, bases, mediators,
--   release_statuses
-- columns: release_id VARCHAR, event_id VARCHAR, announced_event_id VARCHAR, releasing_id VARCHAR,
--   origin_id VARCHAR, direction VARCHAR, category VARCHAR, people BIGINT, scope VARCHAR, basis VARCHAR,
--   mediators VARCHAR[], place VARCHAR, announced_on DATE, released_on DATE, status VARCHAR, summary VARCHAR,
--   confidence VARCHAR, announced_source_id VARCHAR, source_id VARCHAR, day DATE,
--   involved VARCHAR[], row BIGINT, mediated_by VARCHAR, counted_as VARCHAR, announced_ahead BOOLEAN
SELECT *
FROM filtered_known_releases
WHERE
    (CAST($from AS DATE) IS NULL OR day >= CAST($from AS DATE))
    AND (CAST($to AS DATE) IS NULL OR day <= CAST($to AS DATE))
    AND (
        len($events) = 0
        OR list_contains(CAST($events AS VARCHAR[]), event_id)
        OR list_contains(CAST($events AS VARCHAR[]), announced_event_id)
    )
    AND (len($actors) = 0 OR list_has_any(involved, CAST($actors AS VARCHAR[])))
    AND (len($confidences) = 0 OR list_contains(CAST($confidences AS VARCHAR[]), confidence))
    AND (len($categories) = 0 OR list_contains(CAST($categories AS VARCHAR[]), category))
    AND (len($directions) = 0 OR list_contains(CAST($directions AS VARCHAR[]), direction))
    AND (len($bases) = 0 OR list_contains(CAST($bases AS VARCHAR[]), basis))
    AND (len($mediators) = 0 OR list_has_any(mediators, CAST($mediators AS VARCHAR[])))
    AND (len($release_statuses) = 0 OR list_contains(CAST($release_statuses AS VARCHAR[]), status))
