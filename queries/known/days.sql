-- question: On which days did how many rows become known that the filters leave? A release that was announced
--   beforehand has two such days: it counts under `releases` on the first, under `carried_out` on the second.
--   `updates` are cut by their own day, `histories` go with their commitments. Rows with neither a day nor a
--   dated source stand without a day.
-- parameters:
-- columns: known_on DATE, what VARCHAR, row_count BIGINT
WITH known_releases AS (
    SELECT
        ledger.known_on,
        CASE
            WHEN ledger.announcement_known_on < ledger.known_on OR ledger.known_on IS NULL
                THEN ledger.announcement_known_on
            ELSE ledger.known_on
        END AS first_known_on
    FROM filtered_releases AS releases
    INNER JOIN ledger_releases AS ledger ON releases.release_id = ledger.release_id
),

steps AS (
    SELECT
        'events' AS what,
        known_on,
        1 AS rows_alike
    FROM filtered_events
    UNION ALL
    SELECT
        'reactions' AS what,
        known_on,
        reactions AS rows_alike
    FROM filtered_reaction_cells
    UNION ALL
    SELECT
        'releases' AS what,
        first_known_on AS known_on,
        1 AS rows_alike
    FROM known_releases
    UNION ALL
    SELECT
        'carried_out' AS what,
        known_on,
        1 AS rows_alike
    FROM known_releases
    WHERE first_known_on < known_on
    UNION ALL
    SELECT
        'detentions' AS what,
        ledger.known_on,
        1 AS rows_alike
    FROM filtered_detentions AS detentions
    INNER JOIN ledger_detentions AS ledger ON detentions.detention_id = ledger.detention_id
    UNION ALL
    SELECT
        'commitments' AS what,
        ledger.known_on,
        1 AS rows_alike
    FROM filtered_commitments AS commitments
    INNER JOIN ledger_commitments AS ledger ON commitments.commitment_id = ledger.commitment_id
    UNION ALL
    SELECT
        'updates' AS what,
        ledger.known_on,
        1 AS rows_alike
    FROM filtered_updates AS updates
    INNER JOIN ledger_updates AS ledger ON updates.update_id = ledger.update_id
    UNION ALL
    SELECT
        'histories' AS what,
        ledger.known_on,
        1 AS rows_alike
    FROM filtered_histories AS histories
    INNER JOIN ledger_updates AS ledger ON histories.update_id = ledger.update_id
)

SELECT
    known_on,
    what,
    CAST(sum(rows_alike) AS BIGINT) AS row_count
FROM steps
GROUP BY known_on, what
ORDER BY known_on NULLS LAST, what
