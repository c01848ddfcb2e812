-- question: Which stance did each coder give to each of the reactions that the filters leave?
-- parameters:
-- columns: reaction_id VARCHAR, coder VARCHAR, stance VARCHAR, final_stance VARCHAR
SELECT
    codings.reaction_id,
    codings.coder,
    codings.stance,
    reactions.stance AS final_stance
FROM codings
INNER JOIN filtered_named_reactions AS reactions ON codings.reaction_id = reactions.reaction_id
ORDER BY reactions.row, codings.coder
