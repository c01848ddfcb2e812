-- question: How do the commitments stand that the actors of the actor filter made, and those made to them?
--   Parts of all that belongs to an actor count as its own; where `apart`, each body stands for itself. A
--   promise made by and to an actor stands in both parts.
-- parameters: apart
-- columns: role VARCHAR, whole_id VARCHAR, actor_id VARCHAR, standing VARCHAR, status VARCHAR,
--   contested BOOLEAN, commitments BIGINT, checkable BIGINT, overdue BIGINT, low BIGINT
WITH parts AS (
    SELECT DISTINCT
        roles.role,
        members.whole_id,
        CASE WHEN CAST($apart AS BOOLEAN) THEN members.actor_id ELSE members.whole_id END AS lane_id,
        roles.id
    FROM filtered_roles AS roles
    INNER JOIN filtered_members AS members ON roles.actor_id = members.actor_id
    WHERE roles.table_name = 'commitments'
)

SELECT
    parts.role,
    parts.whole_id,
    parts.lane_id AS actor_id,
    commitments.standing,
    commitments.status,
    commitments.contested,
    count(*) AS commitments,
    count(CASE WHEN commitments.checkable THEN 1 END) AS checkable,
    count(CASE WHEN commitments.overdue THEN 1 END) AS overdue,
    count(CASE WHEN commitments.status_low THEN 1 END) AS low
FROM parts
INNER JOIN filtered_commitments AS commitments ON parts.id = commitments.commitment_id
INNER JOIN actors ON parts.lane_id = actors.actor_id
INNER JOIN codes
    ON codes.table_name = 'commitment_updates' AND codes.field = 'status' AND commitments.status = codes.code
GROUP BY
    parts.role,
    parts.whole_id,
    parts.lane_id,
    commitments.standing,
    commitments.status,
    commitments.contested,
    actors.row,
    codes.rank
ORDER BY
    parts.role, actors.row, parts.whole_id, commitments.standing, codes.rank, commitments.contested
