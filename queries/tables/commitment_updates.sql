-- question: Which pieces of evidence about commitments do the filters leave, by their own day, and what
--   says so?
-- parameters:
-- columns: update_id VARCHAR, commitment_id VARCHAR, happened_on DATE, status VARCHAR, claimed_by VARCHAR,
--   summary VARCHAR, confidence VARCHAR, source_id VARCHAR, source_title VARCHAR, publisher VARCHAR,
--   url VARCHAR, published_on DATE, perspective VARCHAR
SELECT
    commitment_updates.update_id,
    commitment_updates.commitment_id,
    commitment_updates.day AS happened_on,
    commitment_updates.status,
    commitment_updates.claimed_by,
    commitment_updates.summary,
    commitment_updates.confidence,
    commitment_updates.source_id,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective
FROM filtered_updates AS commitment_updates
LEFT JOIN ledger_sources AS sources ON commitment_updates.source_id = sources.source_id
ORDER BY commitment_updates.day, commitment_updates.row
