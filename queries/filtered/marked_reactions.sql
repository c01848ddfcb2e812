-- question: Which of the reactions that the filters leave stand behind a mark?
-- instead of reactions: reaction_cells
-- parameters: mark_event, mark_actor, mark_stance, mark_first, mark_last, mark_state, mark_whole, mark_side,
--   mark_kind, mark_delay
-- columns: reaction_id VARCHAR, event_id VARCHAR, actor_id VARCHAR, speaker VARCHAR, speaker_role VARCHAR,
--   day DATE, known_on DATE, channel VARCHAR, stance VARCHAR, key_phrase VARCHAR, summary VARCHAR,
--   confidence VARCHAR, source_id VARCHAR, kind VARCHAR, side VARCHAR, iso3 VARCHAR, days_after BIGINT,
--   delay VARCHAR, row BIGINT
SELECT reactions.*
FROM filtered_reactions AS reactions
WHERE
    (CAST($mark_event AS VARCHAR) IS NULL OR reactions.event_id = CAST($mark_event AS VARCHAR))
    AND (CAST($mark_actor AS VARCHAR) IS NULL OR reactions.actor_id = CAST($mark_actor AS VARCHAR))
    AND (CAST($mark_stance AS VARCHAR) IS NULL OR reactions.stance = CAST($mark_stance AS VARCHAR))
    AND (
        CAST($mark_first AS VARCHAR) IS NULL
        OR CAST(reactions.day AS VARCHAR) >= CAST($mark_first AS VARCHAR)
    )
    AND (
        CAST($mark_last AS VARCHAR) IS NULL
        OR CAST(reactions.day AS VARCHAR) <= CAST($mark_last AS VARCHAR)
    )
    AND (
        CAST($mark_state AS VARCHAR) IS NULL
        -- A state on the map speaks by itself and by its offices.
        OR reactions.actor_id IN (
            SELECT ledger_lineage.actor_id
            FROM ledger_lineage
            INNER JOIN actors ON ledger_lineage.actor_id = actors.actor_id
            WHERE
                ledger_lineage.ancestor_id = CAST($mark_state AS VARCHAR)
                AND actors.kind IN ('state', 'office')
        )
    )
    AND (
        CAST($mark_whole AS VARCHAR) IS NULL
        OR reactions.actor_id IN (
            SELECT ledger_lineage.actor_id
            FROM ledger_lineage
            WHERE ledger_lineage.ancestor_id = CAST($mark_whole AS VARCHAR)
        )
    )
    AND (CAST($mark_side AS VARCHAR) IS NULL OR reactions.side = CAST($mark_side AS VARCHAR))
    AND (CAST($mark_kind AS VARCHAR) IS NULL OR reactions.kind = CAST($mark_kind AS VARCHAR))
    AND (CAST($mark_delay AS VARCHAR) IS NULL OR reactions.delay = CAST($mark_delay AS VARCHAR))
