"""A view as a citation: text, BibTeX, RIS and CSL-JSON."""
