-- question: Which sources stand behind a mark, and how many rows of each table cite each of them?
-- parameters: mark_first, mark_last, mark_perspective, mark_missing
-- columns: source_id VARCHAR, title VARCHAR, publisher VARCHAR, url VARCHAR, published_on DATE, kind VARCHAR,
--   language VARCHAR, perspective VARCHAR, events BIGINT, reactions BIGINT, releases BIGINT,
--   detentions BIGINT, commitments BIGINT, commitment_updates BIGINT, disputes BIGINT
SELECT
    sources.source_id,
    sources.title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.kind,
    sources.language,
    sources.perspective,
    count(CASE WHEN cited.table_name = 'events' THEN 1 END) AS events,
    count(CASE WHEN cited.table_name = 'reactions' THEN 1 END) AS reactions,
    count(CASE WHEN cited.table_name = 'releases' THEN 1 END) AS releases,
    count(CASE WHEN cited.table_name = 'detentions' THEN 1 END) AS detentions,
    count(CASE WHEN cited.table_name = 'commitments' THEN 1 END) AS commitments,
    count(CASE WHEN cited.table_name = 'commitment_updates' THEN 1 END) AS commitment_updates,
    count(CASE WHEN cited.table_name = 'disputes' THEN 1 END) AS disputes
FROM filtered_sources AS sources
LEFT JOIN filtered_rows AS cited ON sources.source_id = cited.source_id
WHERE
    (
        CAST($mark_first AS VARCHAR) IS NULL
        OR CAST(sources.published_on AS VARCHAR) >= CAST($mark_first AS VARCHAR)
    )
    AND (
        CAST($mark_last AS VARCHAR) IS NULL
        OR CAST(sources.published_on AS VARCHAR) <= CAST($mark_last AS VARCHAR)
    )
    AND (
        CAST($mark_perspective AS VARCHAR) IS NULL
        OR sources.perspective = CAST($mark_perspective AS VARCHAR)
    )
    AND (
        CAST($mark_missing AS VARCHAR) IS NULL
        OR CASE CAST($mark_missing AS VARCHAR)
            WHEN 'published_on' THEN sources.published_on IS NULL
            WHEN 'url' THEN sources.url IS NULL
            WHEN 'publisher' THEN sources.publisher IS NULL
            WHEN 'language' THEN sources.language IS NULL
            ELSE FALSE
        END
    )
GROUP BY
    sources.source_id,
    sources.title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.kind,
    sources.language,
    sources.perspective,
    sources.row
ORDER BY sources.published_on DESC NULLS LAST, sources.row
