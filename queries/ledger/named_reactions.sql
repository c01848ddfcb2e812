-- question: The reactions that other tables name: those that are in dispute, and those that coders read.
-- parameters:
-- columns: reaction_id VARCHAR, event_id VARCHAR, actor_id VARCHAR, speaker VARCHAR, speaker_role VARCHAR,
--   day DATE, known_on DATE, channel VARCHAR, stance VARCHAR, key_phrase VARCHAR, summary VARCHAR,
--   confidence VARCHAR, source_id VARCHAR, kind VARCHAR, side VARCHAR, iso3 VARCHAR, days_after BIGINT,
--   delay VARCHAR, row BIGINT
SELECT *
FROM ledger_reactions
WHERE
    reaction_id IN (
        SELECT disputes.subject_id FROM disputes
        WHERE disputes.subject_table = 'reactions'
        UNION
        SELECT codings.reaction_id FROM codings
    )
