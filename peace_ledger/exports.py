"""A table as a file to take away: CSV, JSON, Parquet, XLSX."""
