-- question: After how many days was each testable, given commitment kept, lapsed or broken, or for how many
--   days has it been open?
-- parameters: known, today
-- columns: commitment_id VARCHAR, status VARCHAR, days BIGINT, kept BOOLEAN,
--   status_low BOOLEAN
SELECT
    commitment_id,
    status,
    CASE
        WHEN status IN ('kept', 'lapsed', 'broken') THEN date_diff('day', day, status_on)
        ELSE date_diff('day', day, coalesce(CAST($known AS DATE), CAST($today AS DATE)))
    END AS days,
    status = 'kept' AS kept,
    status_low
FROM filtered_commitments
WHERE checkable AND day <= coalesce(CAST($known AS DATE), CAST($today AS DATE))
ORDER BY days, row
