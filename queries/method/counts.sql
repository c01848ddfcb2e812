-- question: How many rows under the filters does each counting rule touch?
-- parameters:
-- columns: period_totals BIGINT, reports BIGINT, claimants BIGINT, without_evidence BIGINT,
--   disputed_updates BIGINT, cells BIGINT, split_cells BIGINT, blanks BIGINT, searched_events BIGINT,
--   actors BIGINT, parts BIGINT, row_count BIGINT, undated BIGINT, timeless BIGINT, graded BIGINT,
--   low BIGINT, sources BIGINT, undated_sources BIGINT, publishers BIGINT, questions BIGINT,
--   unsettled BIGINT
WITH matrix AS (
    SELECT
        actor_id,
        event_id,
        count(DISTINCT stance) AS stances
    FROM filtered_reactions
    GROUP BY actor_id, event_id
),

named_rows AS (
    SELECT
        cited.table_name,
        cited.id,
        cited.confidence,
        cited.day,
        max(sources.published_on) AS published_on
    FROM filtered_citations AS cited
    INNER JOIN ledger_sources AS sources ON cited.source_id = sources.source_id
    GROUP BY cited.table_name, cited.id, cited.confidence, cited.day
),

questions AS (
    SELECT
        question_id,
        max(CASE WHEN adopted THEN 1 ELSE 0 END) AS settled
    FROM filtered_disputes
    GROUP BY question_id
)

SELECT
    (
        SELECT count(*) FROM filtered_releases
        WHERE scope = 'period_total'
    ) AS period_totals,
    (SELECT count(*) FROM filtered_detentions) AS reports,
    (SELECT count(DISTINCT coalesce(claimant_id, reported_by)) FROM filtered_detentions) AS claimants,
    (
        SELECT count(*) FROM filtered_commitments
        WHERE
            commitment_id NOT IN (
                SELECT filtered_histories.commitment_id FROM filtered_histories
                WHERE filtered_histories.status <> 'disputed'
            )
    ) AS without_evidence,
    (
        SELECT count(*) FROM filtered_updates
        WHERE status = 'disputed'
    ) AS disputed_updates,
    (SELECT count(*) FROM matrix) AS cells,
    (
        SELECT count(*) FROM matrix
        WHERE stances > 1
    ) AS split_cells,
    (SELECT count(*) FROM filtered_coverage) AS blanks,
    (SELECT count(DISTINCT event_id) FROM filtered_coverage) AS searched_events,
    (SELECT count(*) FROM actors) AS actors,
    (SELECT count(parent_id) FROM actors) AS parts,
    (SELECT count(*) FROM named_rows) AS row_count,
    (
        SELECT count(*) FROM named_rows
        WHERE day IS NULL
    ) AS undated,
    (
        SELECT count(*) FROM named_rows
        WHERE day IS NULL AND published_on IS NULL
    ) AS timeless,
    (SELECT count(confidence) FROM named_rows) AS graded,
    (
        SELECT count(*) FROM named_rows
        WHERE confidence = 'low'
    ) AS low,
    (SELECT count(*) FROM filtered_sources) AS sources,
    (
        SELECT count(*) FROM filtered_sources
        WHERE day IS NULL
    ) AS undated_sources,
    (SELECT count(DISTINCT publisher) FROM filtered_sources) AS publishers,
    (SELECT count(*) FROM questions) AS questions,
    (
        SELECT count(*) FROM questions
        WHERE settled = 0
    ) AS unsettled
