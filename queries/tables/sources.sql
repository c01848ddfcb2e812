-- question: Which sources do the filters leave?
-- parameters:
-- columns: source_id VARCHAR, title VARCHAR, publisher VARCHAR, url VARCHAR, published_on DATE,
--   kind VARCHAR, language VARCHAR, perspective VARCHAR
SELECT
    source_id,
    title,
    publisher,
    url,
    published_on,
    kind,
    language,
    perspective
FROM filtered_sources
ORDER BY row
