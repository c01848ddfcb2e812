-- question: Which sources stand behind a mark, and how many rows of each table cite each of them?
-- parameters: mark_first, mark_last, mark_perspective, mark_missing
-- columns: source_id VARCHAR, title VARCHAR, publisher VARCHAR, url VARCHAR, published_on DATE, kind VARCHAR,
--   language VARCHAR, perspective VARCHAR, events BIGINT, reactions BIGINT, releases BIGINT,
--   detentions BIGINT, commitments BIGINT, commitment_updates BIGINT, disputes BIGINT
WITH cited AS (
    SELECT
        source_id,
        table_name,
        CAST(sum(citations) AS BIGINT) AS citations
    FROM filtered_counted_rows
    GROUP BY source_id, table_name
)

SELECT
    sources.source_id,
    sources.title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.kind,
    sources.language,
    sources.perspective,
    coalesce(max(CASE WHEN cited.table_name = 'events' THEN cited.citations END), 0) AS events,
    coalesce(max(CASE WHEN cited.table_name = 'reactions' THEN cited.citations END), 0) AS reactions,
    coalesce(max(CASE WHEN cited.table_name = 'releases' THEN cited.citations END), 0) AS releases,
    coalesce(max(CASE WHEN cited.table_name = 'detentions' THEN cited.citations END), 0) AS detentions,
    coalesce(max(CASE WHEN cited.table_name = 'commitments' THEN cited.citations END), 0) AS commitments,
    coalesce(max(CASE WHEN cited.table_name = 'commitment_updates' THEN cited.citations END), 0)
        AS commitment_updates,
    coalesce(max(CASE WHEN cited.table_name = 'disputes' THEN cited.citations END), 0) AS disputes
FROM filtered_sources AS sources
LEFT JOIN cited ON sources.source_id = cited.source_id
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
