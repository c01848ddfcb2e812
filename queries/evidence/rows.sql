-- question: Which rows of all tables stand behind a mark, and what says so? In counts a row stands once, by
--   the source that it stands on; behind one source stands every row that names it.
-- parameters: mark_source, mark_table, mark_perspective, mark_confidence, mark_first_source, mark_undated,
--   mark_first, mark_last
-- columns: table_name VARCHAR, id VARCHAR, opens_id VARCHAR, announcement BOOLEAN, day DATE, summary VARCHAR,
--   confidence VARCHAR, source_id VARCHAR, source_title VARCHAR, publisher VARCHAR, url VARCHAR,
--   published_on DATE, perspective VARCHAR
SELECT
    cited.table_name,
    cited.id,
    -- An update is read in the history of its promise, a claim in its question.
    coalesce(updates.commitment_id, disputes.question_id, cited.id) AS opens_id,
    cited.announcement,
    cited.day,
    cited.summary,
    cited.confidence,
    sources.source_id,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective
FROM filtered_rows AS cited
INNER JOIN ledger_sources AS sources ON cited.source_id = sources.source_id
LEFT JOIN ledger_updates AS updates
    ON cited.table_name = 'commitment_updates' AND cited.id = updates.update_id
LEFT JOIN ledger_disputes AS disputes
    ON cited.table_name = 'disputes' AND cited.id = disputes.dispute_id
WHERE
    (CAST($mark_source AS VARCHAR) IS NULL OR cited.source_id = CAST($mark_source AS VARCHAR))
    AND (CAST($mark_source AS VARCHAR) IS NOT NULL OR NOT cited.announcement)
    AND (CAST($mark_table AS VARCHAR) IS NULL OR cited.table_name = CAST($mark_table AS VARCHAR))
    AND (
        CAST($mark_perspective AS VARCHAR) IS NULL
        OR sources.perspective = CAST($mark_perspective AS VARCHAR)
    )
    AND (CAST($mark_confidence AS VARCHAR) IS NULL OR cited.confidence = CAST($mark_confidence AS VARCHAR))
    AND (
        CAST($mark_undated AS VARCHAR) IS NULL
        OR (CAST($mark_undated AS VARCHAR) = 'row' AND cited.day IS NULL)
        OR (CAST($mark_undated AS VARCHAR) = 'source' AND sources.published_on IS NULL)
    )
    AND (CAST($mark_first AS VARCHAR) IS NULL OR CAST(cited.day AS VARCHAR) >= CAST($mark_first AS VARCHAR))
    AND (CAST($mark_last AS VARCHAR) IS NULL OR CAST(cited.day AS VARCHAR) <= CAST($mark_last AS VARCHAR))
    AND (
        CAST($mark_first_source AS VARCHAR) IS NULL
        OR sources.publisher IN (
            SELECT publishers.publisher
            FROM ledger_sources AS publishers
            WHERE publishers.source_id = CAST($mark_first_source AS VARCHAR)
        )
    )
ORDER BY cited.table_name, cited.day DESC NULLS LAST, cited.id
