"""The catalogues of the interface's languages, and what keeps them in step with the texts in the code."""
