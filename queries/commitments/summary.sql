-- question: How do the commitments stand: those that are testable and given by status, and of all of them
--   those that are overdue, due within 90 days, contested, or part of a text not yet in force?
-- parameters:
-- columns: commitments BIGINT, checkable BIGINT, kept BIGINT, partly_kept BIGINT, in_progress BIGINT,
--   pledged BIGINT, broken BIGINT, lapsed BIGINT, overdue BIGINT, due_soon BIGINT, contested BIGINT,
--   initialled BIGINT
SELECT
    count(*) AS commitments,
    count(CASE WHEN checkable THEN 1 END) AS checkable,
    count(CASE WHEN checkable AND status = 'kept' THEN 1 END) AS kept,
    count(CASE WHEN checkable AND status = 'partly_kept' THEN 1 END) AS partly_kept,
    count(CASE WHEN checkable AND status = 'in_progress' THEN 1 END) AS in_progress,
    count(CASE WHEN checkable AND status = 'pledged' THEN 1 END) AS pledged,
    count(CASE WHEN checkable AND status = 'broken' THEN 1 END) AS broken,
    count(CASE WHEN checkable AND status = 'lapsed' THEN 1 END) AS lapsed,
    count(CASE WHEN overdue THEN 1 END) AS overdue,
    count(CASE WHEN due_in BETWEEN 0 AND 90 THEN 1 END) AS due_soon,
    count(CASE WHEN contested THEN 1 END) AS contested,
    count(CASE WHEN standing = 'initialled' THEN 1 END) AS initialled
FROM filtered_commitments
