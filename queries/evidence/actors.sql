-- question: Which actor stands behind a mark, what is it, and in how many of the rows that the filters leave
--   does it play which part? An actor counts with all that belongs to it; where `apart`, alone. Without a
--   mark: all whom a row names or who were looked for; bodies only where they are `apart`.
-- parameters: mark_actor, apart
-- columns: actor_id VARCHAR, kind VARCHAR, side VARCHAR, parent_id VARCHAR, reactions BIGINT, hosted BIGINT,
--   took_part BIGINT, made_by BIGINT, made_to BIGINT, releases BIGINT, looked_for BIGINT, sources BIGINT
WITH members AS (
    SELECT
        ancestor_id AS whole_id,
        actor_id
    FROM ledger_lineage
    WHERE distance = 0 OR NOT coalesce(CAST($apart AS BOOLEAN), FALSE)
),

parts AS (
    SELECT DISTINCT
        members.whole_id,
        roles.table_name,
        roles.role,
        roles.id
    FROM filtered_roles AS roles
    INNER JOIN members ON roles.actor_id = members.actor_id
),

spoken AS (
    SELECT
        members.whole_id,
        CAST(sum(reactions.reactions) AS BIGINT) AS reactions
    FROM filtered_reaction_cells AS reactions
    INNER JOIN members ON reactions.actor_id = members.actor_id
    GROUP BY members.whole_id
),

counted AS (
    SELECT
        whole_id,
        count(CASE WHEN table_name = 'events' AND role = 'hosted' THEN 1 END) AS hosted,
        count(CASE WHEN table_name = 'events' AND role = 'took_part' THEN 1 END) AS took_part,
        count(CASE WHEN table_name = 'commitments' AND role = 'made_by' THEN 1 END) AS made_by,
        count(CASE WHEN table_name = 'commitments' AND role = 'made_to' THEN 1 END) AS made_to,
        count(DISTINCT CASE WHEN table_name = 'releases' THEN id END) AS releases
    FROM parts
    GROUP BY whole_id
),

cited_sources AS (
    SELECT
        parts.whole_id,
        citations.source_id
    FROM parts
    INNER JOIN filtered_other_citations AS citations
        ON parts.table_name = citations.table_name AND parts.id = citations.id
    UNION
    SELECT
        members.whole_id,
        reactions.source_id
    FROM filtered_reaction_sources AS reactions
    INNER JOIN members ON reactions.actor_id = members.actor_id
),

cited AS (
    SELECT
        whole_id,
        count(source_id) AS sources
    FROM cited_sources
    GROUP BY whole_id
),

blanks AS (
    SELECT
        members.whole_id,
        count(DISTINCT coverage.event_id) AS looked_for
    FROM filtered_coverage AS coverage
    INNER JOIN members ON coverage.actor_id = members.actor_id
    GROUP BY members.whole_id
)

SELECT
    actors.actor_id,
    actors.kind,
    actors.side,
    actors.parent_id,
    coalesce(spoken.reactions, 0) AS reactions,
    coalesce(counted.hosted, 0) AS hosted,
    coalesce(counted.took_part, 0) AS took_part,
    coalesce(counted.made_by, 0) AS made_by,
    coalesce(counted.made_to, 0) AS made_to,
    coalesce(counted.releases, 0) AS releases,
    coalesce(blanks.looked_for, 0) AS looked_for,
    coalesce(cited.sources, 0) AS sources
FROM actors
LEFT JOIN spoken ON actors.actor_id = spoken.whole_id
LEFT JOIN counted ON actors.actor_id = counted.whole_id
LEFT JOIN cited ON actors.actor_id = cited.whole_id
LEFT JOIN blanks ON actors.actor_id = blanks.whole_id
LEFT JOIN parties ON actors.actor_id = parties.actor_id
WHERE
    actors.actor_id = CAST($mark_actor AS VARCHAR)
    OR (
        CAST($mark_actor AS VARCHAR) IS NULL
        AND (actors.parent_id IS NULL OR coalesce(CAST($apart AS BOOLEAN), FALSE))
        AND (cited.sources > 0 OR blanks.looked_for > 0)
    )
ORDER BY parties.rank NULLS LAST, sources DESC, actors.row
