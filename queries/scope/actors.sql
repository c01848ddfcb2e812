-- question: How many actors are named by the rows that the filters leave, or were looked for and not found,
--   and on how many sources do they rest? Bodies count with what they are a part of; where `apart`, each for
--   itself.
-- parameters: apart
-- columns: row_count BIGINT, undated BIGINT, low BIGINT, sources BIGINT, publishers BIGINT
WITH named AS (
    SELECT actor_id FROM filtered_roles
    UNION
    SELECT actor_id FROM filtered_reaction_cells
    UNION
    SELECT actor_id FROM filtered_coverage
),

wholes AS (
    SELECT DISTINCT lineage.ancestor_id AS actor_id
    FROM named
    INNER JOIN ledger_lineage AS lineage ON named.actor_id = lineage.actor_id
    INNER JOIN actors ON lineage.ancestor_id = actors.actor_id
    WHERE
        CASE
            WHEN CAST($apart AS BOOLEAN) THEN lineage.distance = 0
            ELSE actors.parent_id IS NULL
        END
),

cited AS (
    SELECT DISTINCT
        citations.source_id,
        sources.publisher
    FROM filtered_counted_citations AS citations
    INNER JOIN ledger_sources AS sources ON citations.source_id = sources.source_id
)

SELECT
    (SELECT count(*) FROM wholes) AS row_count,
    CAST(0 AS BIGINT) AS undated,
    CAST(NULL AS BIGINT) AS low,
    (SELECT count(*) FROM cited) AS sources,
    (SELECT count(DISTINCT cited.publisher) FROM cited) AS publishers
