-- question: The published items, with what pages say of a row's source, and the day they became known.
-- parameters:
-- columns: source_id VARCHAR, title VARCHAR, publisher VARCHAR, url VARCHAR, published_on DATE, kind VARCHAR,
--   language VARCHAR, perspective VARCHAR, day DATE, known_on DATE, row BIGINT
SELECT
    source_id,
    title,
    publisher,
    url,
    published_on,
    kind,
    language,
    perspective,
    published_on AS day,
    published_on AS known_on,
    row
FROM sources
