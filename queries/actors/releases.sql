-- question: Which releases did the actors of the actor filter carry out, receive or mediate, and how many
--   people or remains were in them, by what the numbers may be added to? Parts of all that belongs to an
--   actor count as its own; where `apart`, each body stands for itself.
-- parameters: apart
-- columns: role VARCHAR, whole_id VARCHAR, actor_id VARCHAR, counted_as VARCHAR, status VARCHAR,
--   releases BIGINT, people BIGINT
WITH parts AS (
    SELECT DISTINCT
        roles.role,
        members.whole_id,
        CASE WHEN CAST($apart AS BOOLEAN) THEN members.actor_id ELSE members.whole_id END AS lane_id,
        roles.id
    FROM filtered_roles AS roles
    INNER JOIN filtered_members AS members ON roles.actor_id = members.actor_id
    WHERE roles.table_name = 'releases'
)

SELECT
    parts.role,
    parts.whole_id,
    parts.lane_id AS actor_id,
    releases.counted_as,
    releases.status,
    count(*) AS releases,
    CAST(sum(releases.people) AS BIGINT) AS people
FROM parts
INNER JOIN filtered_releases AS releases ON parts.id = releases.release_id
INNER JOIN actors ON parts.lane_id = actors.actor_id
GROUP BY parts.role, parts.whole_id, parts.lane_id, releases.counted_as, releases.status, actors.row
ORDER BY
    CASE parts.role WHEN 'released' THEN 1 WHEN 'received' THEN 2 ELSE 3 END,
    actors.row,
    parts.whole_id,
    releases.counted_as,
    releases.status
