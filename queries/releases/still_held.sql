-- question: How many people are still held, as each claimant reports it? Where no actor stands for a
--   claimant, the reporter does.
-- parameters:
-- columns: detention_id VARCHAR, direction VARCHAR, day DATE, people BIGINT, basis VARCHAR,
--   claimant_id VARCHAR, reported_by VARCHAR, claimant VARCHAR
SELECT
    detention_id,
    direction,
    day,
    people,
    basis,
    claimant_id,
    reported_by,
    coalesce(claimant_id, reported_by) AS claimant
FROM filtered_detentions
ORDER BY day, row
