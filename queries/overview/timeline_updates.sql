-- question: How many updates of which status came on each day?
-- parameters:
-- columns: day DATE, status VARCHAR, updates BIGINT, low BIGINT
SELECT
    updates.day,
    updates.status,
    count(*) AS updates,
    count(CASE WHEN updates.confidence = 'low' THEN 1 END) AS low
FROM filtered_updates AS updates
INNER JOIN codes
    ON codes.table_name = 'commitment_updates' AND codes.field = 'status' AND updates.status = codes.code
WHERE updates.day IS NOT NULL
GROUP BY updates.day, updates.status, codes.rank
ORDER BY updates.day, codes.rank
