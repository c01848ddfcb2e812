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
    FROM filtered_reaction_cells
    GROUP BY actor_id, event_id
),

-- A row once, whether one source tells of it or two.
other_rows AS (
    SELECT
        cited.table_name,
        cited.id,
        cited.confidence,
        cited.day,
        max(sources.published_on) AS published_on
    FROM filtered_other_citations AS cited
    INNER JOIN ledger_sources AS sources ON cited.source_id = sources.source_id
    GROUP BY cited.table_name, cited.id, cited.confidence, cited.day
),

counted_rows AS (
    SELECT
        confidence,
        day,
        published_on,
        1 AS rows_alike
    FROM other_rows
    UNION ALL
    SELECT
        reactions.confidence,
        reactions.day,
        sources.published_on,
        reactions.reactions AS rows_alike
    FROM filtered_reaction_sources AS reactions
    INNER JOIN ledger_sources AS sources ON reactions.source_id = sources.source_id
),

-- Nothing sums to nothing, which is none here.
tally AS (
    SELECT
        CAST(coalesce(sum(rows_alike), 0) AS BIGINT) AS row_count,
        CAST(coalesce(sum(CASE WHEN day IS NULL THEN rows_alike END), 0) AS BIGINT) AS undated,
        CAST(
            coalesce(sum(CASE WHEN day IS NULL AND published_on IS NULL THEN rows_alike END), 0) AS BIGINT
        ) AS timeless,
        CAST(coalesce(sum(CASE WHEN confidence IS NOT NULL THEN rows_alike END), 0) AS BIGINT) AS graded,
        CAST(coalesce(sum(CASE WHEN confidence = 'low' THEN rows_alike END), 0) AS BIGINT) AS low
    FROM counted_rows
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
    (SELECT row_count FROM tally) AS row_count,
    (SELECT undated FROM tally) AS undated,
    (SELECT timeless FROM tally) AS timeless,
    (SELECT graded FROM tally) AS graded,
    (SELECT low FROM tally) AS low,
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
