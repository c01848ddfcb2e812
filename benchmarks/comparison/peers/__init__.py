"""The same charts of reactions as others would build them; each file runs on its own."""
