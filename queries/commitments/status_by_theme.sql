-- question: How many commitments of each theme have which status, and how many of these are overdue, or rest
--   on evidence of low confidence alone? Texts not yet in force and contested statuses stand apart.
-- parameters:
-- columns: theme VARCHAR, standing VARCHAR, status VARCHAR, contested BOOLEAN, commitments BIGINT,
--   overdue BIGINT, low BIGINT
WITH grouped AS (
    SELECT
        theme,
        standing,
        status,
        contested,
        count(*) AS commitments,
        count(CASE WHEN overdue THEN 1 END) AS overdue,
        count(CASE WHEN status_low THEN 1 END) AS low
    FROM filtered_commitments
    GROUP BY theme, standing, status, contested
),

totals AS (
    SELECT
        theme,
        count(*) AS commitments
    FROM filtered_commitments
    GROUP BY theme
)

SELECT
    grouped.theme,
    grouped.standing,
    grouped.status,
    grouped.contested,
    grouped.commitments,
    grouped.overdue,
    grouped.low
FROM grouped
INNER JOIN totals ON grouped.theme = totals.theme
INNER JOIN codes AS themes
    ON themes.table_name = 'commitments' AND themes.field = 'theme' AND grouped.theme = themes.code
INNER JOIN codes AS statuses
    ON
        statuses.table_name = 'commitment_updates'
        AND statuses.field = 'status'
        AND grouped.status = statuses.code
ORDER BY totals.commitments DESC, themes.rank, grouped.standing, statuses.rank, grouped.contested
