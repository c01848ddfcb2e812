-- question: Which commitments are overdue, and which fall due within 180 days of the day looked at? Where none
--   does: the next five.
-- parameters: known, today
-- columns: commitment_id VARCHAR, event_id VARCHAR, made_by VARCHAR[], made_to VARCHAR[], theme VARCHAR,
--   summary VARCHAR, day DATE, due_on DATE, days_left BIGINT, status VARCHAR, status_on DATE, contested BOOLEAN,
--   overdue BOOLEAN, source_title VARCHAR, publisher VARCHAR, url VARCHAR, published_on DATE, perspective VARCHAR
WITH waiting AS (
    SELECT
        *,
        date_diff('day', coalesce(CAST($known AS DATE), CAST($today AS DATE)), due_on) AS days_left
    FROM filtered_commitments
    WHERE due_on IS NOT NULL AND status IN ('pledged', 'in_progress', 'partly_kept')
),

placed AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY days_left >= 0 ORDER BY days_left, row) AS place,
        min(CASE WHEN days_left >= 0 THEN days_left END) OVER () AS first_days_left
    FROM waiting
)

SELECT
    placed.commitment_id,
    placed.event_id,
    placed.made_by,
    placed.made_to,
    placed.theme,
    placed.summary,
    placed.day,
    placed.due_on,
    placed.days_left,
    placed.status,
    placed.status_on,
    placed.contested,
    placed.overdue,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective
FROM placed
LEFT JOIN sources ON placed.source_id = sources.source_id
WHERE
    placed.overdue
    OR (placed.days_left BETWEEN 0 AND 180)
    OR (placed.days_left >= 0 AND placed.first_days_left > 180 AND placed.place <= 5)
ORDER BY placed.due_on, placed.row
