-- question: Which sources do the filters leave, by the day of publication? A choice of actors, events or
--   confidence leaves those that a row or a claim cites which it leaves.
-- parameters: from, to, known, actors, events, confidences
-- columns: source_id VARCHAR, title VARCHAR, publisher VARCHAR, url VARCHAR, published_on DATE, kind VARCHAR,
--   language VARCHAR, perspective VARCHAR, day DATE, known_on DATE, row BIGINT
SELECT *
FROM ledger_sources
WHERE
    (CAST($from AS DATE) IS NULL OR day >= CAST($from AS DATE))
    AND (CAST($to AS DATE) IS NULL OR day <= CAST($to AS DATE))
    AND (CAST($known AS DATE) IS NULL OR known_on <= CAST($known AS DATE))
    AND (
        (len($actors) = 0 AND len($events) = 0 AND len($confidences) = 0)
        OR source_id IN (SELECT filtered_counted_rows.source_id FROM filtered_counted_rows)
    )
