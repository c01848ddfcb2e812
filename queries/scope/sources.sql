-- question: How many sources do the filters leave, how many of them without a day, and of how many
--   publishers?
-- parameters:
-- columns: row_count BIGINT, undated BIGINT, low BIGINT, sources BIGINT, publishers BIGINT
SELECT
    count(*) AS row_count,
    count(*) - count(day) AS undated,
    CAST(NULL AS BIGINT) AS low,
    count(*) AS sources,
    count(DISTINCT publisher) AS publishers
FROM filtered_sources
