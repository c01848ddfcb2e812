-- question: Which commitments are overdue, and which fall due within 180 days of the day looked at?
--   Where none does: the next five.
-- parameters:
-- columns: commitment_id VARCHAR, made_by VARCHAR[], made_to VARCHAR[], summary VARCHAR, day DATE,
--   due_on DATE, due_in BIGINT, status VARCHAR, contested BOOLEAN, overdue BOOLEAN,
--   status_low BOOLEAN, source_title VARCHAR, publisher VARCHAR, url VARCHAR, published_on DATE,
--   perspective VARCHAR
WITH placed AS (
    SELECT
        commitment_id,
        made_by,
        made_to,
        summary,
        day,
        due_on,
        due_in,
        status,
        contested,
        overdue,
        status_low,
        source_id,
        row,
        row_number() OVER (PARTITION BY due_in >= 0 ORDER BY due_in, row) AS place,
        min(CASE WHEN due_in >= 0 THEN due_in END) OVER () AS next_due_in
    FROM filtered_commitments
    WHERE due_in IS NOT NULL
)

SELECT
    placed.commitment_id,
    placed.made_by,
    placed.made_to,
    placed.summary,
    placed.day,
    placed.due_on,
    placed.due_in,
    placed.status,
    placed.contested,
    placed.overdue,
    placed.status_low,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective
FROM placed
LEFT JOIN ledger_sources AS sources ON placed.source_id = sources.source_id
WHERE placed.due_in <= 180 OR (placed.next_due_in > 180 AND placed.place <= 5)
-- What comes next first, then what was missed last.
ORDER BY placed.due_in < 0, abs(placed.due_in), placed.row
