-- question: How did each coder read each reaction that the filters leave? A coding has no source of its
--   own.
-- parameters:
-- columns: reaction_id VARCHAR, coder VARCHAR, stance VARCHAR
SELECT
    codings.reaction_id,
    codings.coder,
    codings.stance
FROM codings
INNER JOIN filtered_named_reactions AS reactions ON codings.reaction_id = reactions.reaction_id
ORDER BY codings.row
