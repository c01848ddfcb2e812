-- question: The reports of people still held, with their day and the day they became known.
-- parameters:
-- columns: detention_id VARCHAR, holder_id VARCHAR, origin_id VARCHAR, people BIGINT, basis VARCHAR,
--   claimant_id VARCHAR, reported_by VARCHAR, summary VARCHAR, source_id VARCHAR, day DATE, known_on DATE,
--   involved VARCHAR[], row BIGINT
SELECT
    detentions.detention_id,
    detentions.holder_id,
    detentions.origin_id,
    detentions.people,
    detentions.basis,
    detentions.claimant_id,
    detentions.reported_by,
    detentions.summary,
    detentions.source_id,
    detentions.as_of AS day,
    coalesce(sources.published_on, detentions.as_of) AS known_on,
    involved.actor_ids AS involved,
    detentions.row
FROM detentions
LEFT JOIN sources ON detentions.source_id = sources.source_id
LEFT JOIN ledger_involved AS involved
    ON involved.table_name = 'detentions' AND detentions.detention_id = involved.id
ORDER BY day, detentions.row
