-- question: Which events do the filters leave? On a day known, one that was known by the rows tied to it only
--   stands without its summary, and with the source of the first of them.
-- parameters: from, to, known, actors, events
-- columns: event_id VARCHAR, title VARCHAR, kind VARCHAR, day DATE, end_on DATE, place VARCHAR,
--   participants VARCHAR[], mediators VARCHAR[], summary VARCHAR, source_id VARCHAR, known_on DATE,
--   row BIGINT
SELECT
    event_id,
    title,
    kind,
    day,
    end_on,
    place,
    participants,
    mediators,
    CASE
        WHEN CAST($known AS DATE) IS NULL OR source_known_on <= CAST($known AS DATE) THEN summary
    END AS summary,
    CASE
        WHEN CAST($known AS DATE) IS NULL OR source_known_on <= CAST($known AS DATE) THEN source_id
        ELSE first_source_id
    END AS source_id,
    known_on,
    row
FROM ledger_events
WHERE
    (CAST($from AS DATE) IS NULL OR day >= CAST($from AS DATE))
    AND (CAST($to AS DATE) IS NULL OR day <= CAST($to AS DATE))
    AND (CAST($known AS DATE) IS NULL OR known_on <= CAST($known AS DATE))
    AND (len($events) = 0 OR list_contains(CAST($events AS VARCHAR[]), event_id))
    AND (len($actors) = 0 OR list_has_any(involved, CAST($actors AS VARCHAR[])))
