-- question: In how many sources was it looked?
-- parameters:
-- columns: sources BIGINT
SELECT count(*) AS sources
FROM filtered_sources
