-- question: By which sources are those of the last known reactions known that have no day?
-- parameters:
-- columns: source_id VARCHAR
SELECT DISTINCT cells.source_id
FROM filtered_reaction_sources AS cells
INNER JOIN filtered_last_days AS days ON cells.known_on IS NOT DISTINCT FROM days.known_on
WHERE cells.day IS NULL AND days.day IS NULL
