-- question: Which reports of people still held do the filters leave, and what says so?
-- parameters:
-- columns: detention_id VARCHAR, as_of DATE, holder_id VARCHAR, origin_id VARCHAR, people BIGINT,
--   basis VARCHAR, claimant_id VARCHAR, reported_by VARCHAR, summary VARCHAR, source_id VARCHAR,
--   source_title VARCHAR, publisher VARCHAR, url VARCHAR, published_on DATE, perspective VARCHAR
SELECT
    detentions.detention_id,
    detentions.day AS as_of,
    detentions.holder_id,
    detentions.origin_id,
    detentions.people,
    detentions.basis,
    detentions.claimant_id,
    detentions.reported_by,
    detentions.summary,
    detentions.source_id,
    sources.title AS source_title,
    sources.publisher,
    sources.url,
    sources.published_on,
    sources.perspective
FROM filtered_detentions AS detentions
LEFT JOIN ledger_sources AS sources ON detentions.source_id = sources.source_id
ORDER BY detentions.day, detentions.row
