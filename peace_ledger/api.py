"""What the process answers beside the pages: tables, queries and citations of a view."""
