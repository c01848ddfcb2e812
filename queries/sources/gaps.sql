-- question: What is not known of the sources?
-- parameters:
-- columns: missing VARCHAR, perspective VARCHAR, sources BIGINT
WITH gaps AS (
    SELECT
        'published_on' AS missing,
        perspective
    FROM filtered_sources
    WHERE published_on IS NULL
    UNION ALL
    SELECT
        'url' AS missing,
        perspective
    FROM filtered_sources
    WHERE url IS NULL
    UNION ALL
    SELECT
        'publisher' AS missing,
        perspective
    FROM filtered_sources
    WHERE publisher IS NULL
    UNION ALL
    SELECT
        'language' AS missing,
        perspective
    FROM filtered_sources
    WHERE language IS NULL
)

SELECT
    missing,
    perspective,
    count(*) AS sources
FROM gaps
GROUP BY missing, perspective
ORDER BY missing NULLS LAST, perspective NULLS LAST
