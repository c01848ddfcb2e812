-- question: How does each release stand on the day known, whatever the filters on it?
-- parameters: known
-- columns: release_id VARCHAR, event_id VARCHAR, announced_event_id VARCHAR, releasing_id VARCHAR,
--   origin_id VARCHAR, direction VARCHAR, category VARCHAR, people BIGINT, scope VARCHAR, basis VARCHAR,
--   mediators VARCHAR[], place VARCHAR, announced_on DATE, released_on DATE, status VARCHAR, summary VARCHAR,
--   confidence VARCHAR, announced_source_id VARCHAR, source_id VARCHAR, day DATE,
--   involved VARCHAR[], row BIGINT, mediated_by VARCHAR, counted_as VARCHAR, announced_ahead BOOLEAN
WITH known_releases AS (
    SELECT
        *,
        -- Announced, and its carrying out not yet known: the row stands as a promise.
        CAST($known AS DATE) IS NOT NULL
        AND (known_on IS NULL OR known_on > CAST($known AS DATE)) AS only_announced
    FROM ledger_releases
    WHERE
        CAST($known AS DATE) IS NULL
        OR known_on <= CAST($known AS DATE)
        OR announcement_known_on <= CAST($known AS DATE)
),

as_known AS (
    SELECT
        release_id,
        CASE WHEN only_announced THEN NULL ELSE event_id END AS event_id,
        announced_event_id,
        releasing_id,
        origin_id,
        concat(releasing_id, '.', origin_id) AS direction,
        category,
        people,
        scope,
        basis,
        CASE WHEN only_announced THEN NULL ELSE mediators END AS mediators,
        CASE WHEN only_announced THEN NULL ELSE place END AS place,
        announced_on,
        CASE WHEN only_announced THEN NULL ELSE released_on END AS released_on,
        CASE WHEN only_announced THEN 'announced' ELSE status END AS status,
        CASE WHEN only_announced THEN NULL ELSE summary END AS summary,
        confidence,
        CASE
            WHEN CAST($known AS DATE) IS NULL OR announcement_known_on <= CAST($known AS DATE)
                THEN announced_source_id
        END AS announced_source_id,
        CASE WHEN only_announced THEN announced_source_id ELSE source_id END AS source_id,
        CASE WHEN only_announced THEN announced_on ELSE day END AS day,
        CASE WHEN only_announced THEN announced_involved ELSE involved END AS involved,
        row
    FROM known_releases
)

SELECT
    *,
    -- Mediators who acted together are one value, so that no release is counted under two of them.
    coalesce(array_to_string(list_sort(mediators), '.'), '-') AS mediated_by,
    -- What the number may be added to: people and remains apart, handovers that took place apart from
    -- promises and from totals over a period. Of a release carried out in part it is not known how many
    -- were handed over.
    concat(
        CASE WHEN category = 'remains' THEN 'remains' ELSE 'people' END,
        CASE
            WHEN scope = 'period_total' THEN '_total'
            WHEN status = 'carried_out' THEN ''
            ELSE '_promised'
        END
    ) AS counted_as,
    coalesce(
        scope = 'handover' AND (status = 'announced' OR announced_on < released_on), FALSE
    ) AS announced_ahead
FROM as_known
