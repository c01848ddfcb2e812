-- question: The published items, with what pages say of a row's source.
-- parameters:
-- columns: source_id VARCHAR, title VARCHAR, publisher VARCHAR, url VARCHAR, published_on DATE,
--   perspective VARCHAR
SELECT
    source_id,
    title,
    publisher,
    url,
    published_on,
    perspective
FROM sources
