"""Queries on rows of tables that stay in files, asked of Apache Spark through Spark Connect: `docs/spark.md`.

Its modules need the extra `spark`; nothing else may import them before the settings name a Spark server.
"""
