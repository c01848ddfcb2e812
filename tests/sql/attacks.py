"""What a hostile reader may try, by kind. `{canary}` is a file with a secret, `{folder}` the folder it is in,
`{copy}` the folder of the copy. None of these may read, write, keep, tell or slow anything.
"""

from collections.abc import Iterator, Mapping

READS = (
    "SELECT * FROM read_text('{canary}')",
    "SELECT * FROM read_blob('{canary}')",
    "SELECT * FROM read_csv('{canary}')",
    "SELECT * FROM read_csv_auto('{canary}')",
    "SELECT * FROM read_json('{canary}')",
    "SELECT * FROM read_json_auto('{canary}')",
    "SELECT * FROM read_json_objects('{canary}')",
    "SELECT * FROM read_ndjson('{canary}')",
    "SELECT * FROM read_parquet('{canary}')",
    "SELECT * FROM parquet_scan('{canary}')",
    "SELECT * FROM parquet_metadata('{canary}')",
    "SELECT * FROM parquet_schema('{canary}')",
    "SELECT * FROM parquet_kv_metadata('{canary}')",
    "SELECT * FROM read_duckdb('{copy}/ledger.duckdb')",
    "SELECT * FROM sniff_csv('{canary}')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM glob('/**')",
    "SELECT * FROM read_text('/proc/self/environ')",
    "SELECT * FROM read_text('/proc/1/environ')",
    "SELECT * FROM read_blob('/proc/self/maps')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_text('file://{canary}')",
    "SELECT (SELECT content FROM read_text('{canary}'))",
    "SELECT * FROM reactions WHERE EXISTS (FROM read_text('{canary}'))",
    "WITH secret AS (FROM read_text('{canary}')) SELECT * FROM secret",
    "SELECT * FROM reactions, LATERAL (SELECT * FROM read_text('{canary}'))",
    "SELECT 1 UNION ALL SELECT length(content) FROM read_text('{canary}')",
    "SELECT * FROM (VALUES (1)) AS t(a) JOIN read_text('{canary}') ON true",
    "DESCRIBE SELECT * FROM read_text('{canary}')",
    "SUMMARIZE SELECT * FROM read_csv('{canary}')",
    "SELECT * FROM query('SELECT * FROM read_text(''{canary}'')')",
    "SELECT * FROM query_table('{canary}')",
    "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('FROM read_text(''{canary}'')'))",
    "SELECT * FROM main.read_text('{canary}')",
    "SELECT * FROM system.main.read_text('{canary}')",
    "SELECT * FROM \"read_text\"('{canary}')",
    "SELECT * FROM READ_TEXT('{canary}')",
    "SELECT * FROM read_text(['{canary}', '/etc/hostname'])",
)
"""Files of the server, by functions."""

REPLACEMENTS = (
    "SELECT * FROM '{canary}'",
    'SELECT * FROM "{canary}"',
    "FROM '{folder}/*.csv'",
    "SELECT * FROM 'secret.csv'",
    "SELECT * FROM 'secret.parquet'",
    "SELECT * FROM 'https://example.org/secret.csv'",
    "SELECT * FROM 's3://bucket/secret.parquet'",
    "SELECT * FROM '/proc/self/environ'",
    "SELECT * FROM '{copy}/ledger.duckdb'",
    "DESCRIBE '{canary}'",
    "SUMMARIZE '{canary}'",
    'SUMMARIZE "{canary}"',
    # A name that the query gives itself, used where it does not hold.
    "SELECT * FROM (WITH \"{canary}\" AS (SELECT 1) SELECT 1), '{canary}'",
    "SELECT * FROM connection",
    "SELECT * FROM sys",
    "SELECT * FROM sql",
    "SELECT * FROM json",
    "SELECT * FROM os",
    "FROM _CONFIG",
    "FROM told",
)
"""Files, and variables of the program, taken for tables."""

WRITES = (
    "COPY reactions TO '{folder}/stolen.csv'",
    "COPY (SELECT * FROM reactions) TO '{folder}/stolen.parquet' (FORMAT parquet)",
    "COPY reactions TO '/dev/stdout'",
    "COPY reactions TO '/proc/self/fd/1'",
    "COPY (SELECT 1) TO '{copy}/ledger.duckdb'",
    "COPY reactions FROM '{canary}'",
    "EXPORT DATABASE '{folder}/all'",
    "IMPORT DATABASE '{folder}'",
    "INSERT INTO reactions SELECT * FROM reactions",
    "UPDATE reactions SET stance = 'supports'",
    "DELETE FROM reactions",
    "TRUNCATE reactions",
    "MERGE INTO reactions USING reactions AS r ON false WHEN NOT MATCHED THEN INSERT BY NAME",
    "DROP TABLE reactions",
    "DROP VIEW queries.reactions_summary",
    "ALTER TABLE reactions ADD COLUMN x INTEGER",
    "CREATE TABLE kept AS SELECT 1",
    "CREATE OR REPLACE TABLE reactions AS SELECT 1",
    "CREATE VIEW kept AS SELECT 1",
    "CREATE SCHEMA kept",
    "CREATE SEQUENCE kept",
    "CREATE INDEX kept ON reactions (stance)",
    "CREATE TYPE kept AS ENUM ('a')",
    "WITH gone AS (DELETE FROM reactions RETURNING *) SELECT * FROM gone",
    "WITH put AS (INSERT INTO parties VALUES ('x', 'y', 'z', 9) RETURNING *) SELECT * FROM put",
    "WITH set AS (UPDATE reactions SET stance = 'x' RETURNING *) SELECT * FROM set",
    "SELECT * FROM (INSERT INTO parties VALUES ('x', 'y', 'z', 9) RETURNING *)",
    "VACUUM",
    "ANALYZE",
    "CHECKPOINT",
    "FORCE CHECKPOINT",
    "SELECT * FROM checkpoint()",
    "SELECT * FROM force_checkpoint()",
    "EXPLAIN ANALYZE DELETE FROM reactions",
    "COMMENT ON TABLE reactions IS 'x'",
)
"""Files and tables of the server, changed."""

DATABASES = (
    "ATTACH '{folder}/new.duckdb' AS new",
    "ATTACH '{copy}/ledger.duckdb' AS again (READ_WRITE)",
    "ATTACH ':memory:' AS memory_too",
    "ATTACH 'https://example.org/x.duckdb' AS far",
    "DETACH ledger",
    "USE temp",
    "CREATE DATABASE kept",
    "INSTALL httpfs",
    "INSTALL httpfs FROM 'https://example.org'",
    "FORCE INSTALL spatial",
    "LOAD httpfs",
    "LOAD '{canary}'",
    "UPDATE EXTENSIONS",
    "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "DROP SECRET s",
    "FROM duckdb_secrets()",
    "FROM which_secret('s3://x', 's3')",
    "SELECT * FROM temp.main.anything",
    "SELECT * FROM system.main.duckdb_settings",
    "SELECT * FROM pragma_user_agent()",
)
"""Other databases, extensions and secrets."""

SETTINGS = (
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "RESET enable_external_access",
    "SET GLOBAL memory_limit = '100GB'",
    "SET SESSION threads = 64",
    "SET allowed_paths = ['{canary}']",
    "SET temp_directory = '{folder}'",
    "SET home_directory = '{folder}'",
    "SET search_path = 'queries'",
    "SET VARIABLE kept = 1",
    "PRAGMA database_list",
    "PRAGMA show_tables",
    "PRAGMA version",
    "PRAGMA enable_profiling",
    "PRAGMA memory_limit = '100GB'",
    "PRAGMA threads = 64",
    "PRAGMA table_info('reactions')",
    "PRAGMA enable_verification",
    "CALL pragma_version()",
    "CALL enable_logging()",
    "CALL force_checkpoint()",
    "SELECT * FROM enable_logging()",
    "SELECT * FROM enable_profiling()",
    "SELECT * FROM truncate_duckdb_logs()",
    "SELECT current_setting('temp_directory')",
    "SELECT current_setting('secret_directory')",
    "SELECT getvariable('kept')",
    "SELECT getenv('HOME')",
    "SELECT getenv('LEDGER_SECRET')",
    "SELECT write_log('kept')",
    "SELECT main.current_setting('home_directory')",
    "SELECT list_transform(['home_directory'], x -> current_setting(x))",
)
"""Settings, read or changed."""

CATALOG = (
    "SELECT * FROM duckdb_databases()",
    "SELECT * FROM duckdb_databases",
    "SELECT path FROM duckdb_databases()",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_settings",
    "SELECT * FROM duckdb_extensions()",
    "SELECT * FROM duckdb_functions()",
    "SELECT sql FROM duckdb_views()",
    "SELECT * FROM duckdb_tables",
    "SELECT * FROM duckdb_memory()",
    "SELECT * FROM duckdb_temporary_files()",
    "SELECT * FROM duckdb_variables()",
    "SELECT * FROM duckdb_logs()",
    "SELECT * FROM duckdb_external_file_cache()",
    "SELECT * FROM pragma_database_list",
    "SELECT * FROM pragma_database_size()",
    "SELECT * FROM pragma_storage_info('reactions')",
    "SELECT * FROM pragma_metadata_info()",
    "SELECT * FROM pragma_platform()",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM information_schema.schemata",
    "SELECT * FROM pg_catalog.pg_settings",
    "SELECT * FROM pg_catalog.pg_class",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM sqlite_schema",
    "SHOW DATABASES",
    "SHOW ALL TABLES",
    "SHOW TABLES FROM pg_catalog",
    "SHOW VARIABLES",
    "SHOW home_directory",
    "DESCRIBE duckdb_settings",
    "SUMMARIZE duckdb_databases",
    "DESCRIBE SELECT * FROM duckdb_settings()",
    # A name that the query gives itself, used where it does not hold.
    "SELECT * FROM (WITH duckdb_databases AS (SELECT 1) SELECT 1), duckdb_databases",
    "SELECT * FROM seq_scan('reactions')",
    "SELECT * FROM python_map_function('x')",
    "SELECT * FROM pandas_scan(0)",
    "SELECT * FROM pandas_scan(139637976727552, 0, 0)",
    "SELECT * FROM arrow_scan(1::UBIGINT::POINTER, 1::POINTER, 1::POINTER)",
    "SELECT * FROM test_all_types()",
    "SELECT pg_get_viewdef(0), pg_conf_load_time(), inet_server_addr()",
)
"""What DuckDB knows of itself, of its files and of memory."""

KEPT = (
    "CREATE TEMP TABLE kept AS SELECT 1",
    "CREATE TEMP VIEW kept AS SELECT 1",
    "CREATE TEMP MACRO kept() AS 1",
    "CREATE MACRO kept() AS 1",
    "CREATE FUNCTION kept() AS TABLE SELECT 1",
    "PREPARE kept AS SELECT 1",
    "EXECUTE kept",
    "DEALLOCATE kept",
    "BEGIN",
    "BEGIN; CREATE TEMP TABLE kept AS SELECT 1; COMMIT",
    "ROLLBACK",
    "SELECT nextval('kept')",
    "SELECT setseed(0.5)",
    "SELECT setval('kept', 5)",
    "SELECT * FROM kept",
    "SELECT kept()",
)
"""What should be there for whoever asks next."""

SEVERAL = (
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP TABLE reactions",
    "SELECT 1;;DROP TABLE reactions;;",
    "SELECT 1 -- ;\n; DROP TABLE reactions",
    "SELECT 1 /* ; */ ; DROP TABLE reactions",
    "SELECT 1) AS x; DROP TABLE reactions; SELECT (1",
    "SELECT 1) TO '{folder}/stolen.csv' --",
    "SELECT 1\n); COPY reactions TO '{folder}/stolen.csv'; SELECT (1",
    "SELECT $$;$$; DROP TABLE reactions",
    "SELECT ';'; DROP TABLE reactions",
    "SELECT $1",
    "SELECT ?",
    "SELECT $name",
    "PIVOT reactions ON stance",
    "",
    ";",
    "--",
    "/* SELECT 1 */",
    "SELECT",
    "This is no SQL",
)
"""More than one statement, or none."""

UNICODE = (
    "SELECT\u00a01; DROP TABLE reactions",
    "SELECT 1\uff1b DROP TABLE reactions",
    "SELECT 1\u037e DROP TABLE reactions",
    "\ufeffDROP TABLE reactions",
    "\u202eSELECT 1; DROP TABLE reactions",
    "SELECT * FROM read\u200b_text('{canary}')",
    "SELECT * FROM \uff52\uff45\uff41\uff44_text('{canary}')",
    "SELECT * FROM rea\u0064_text('{canary}')",
    "SELECT * FROM ﬁles",
    "SELECT U&'\\0041'",
    "SELECT E'\\x00'",
    "SELECT chr(0) || 'after'",
    "SELECT '\u0000'",
    "SELECT '\ud800'",
    "SELECT '\U0001f4a3' AS \"\u202e\"",
    "SELECT chr(55296)",
    'SELECT 1 AS "\x1b[2J"',
    "SELECT '</script><script>alert(1)</script>' AS \"<b>\"",
    'SELECT \'=HYPERLINK("https://example.org")\' AS "=1+1"',
    "SELECT repeat('\u0301', 10000)",
)
"""Letters that are not what they seem."""

MEMORY = (
    "SELECT repeat('x', 2000000000)",
    "SELECT length(repeat('x', 2000000000))",
    "SELECT repeat(repeat('x', 60000), 60000)",
    "SELECT list(range) FROM range(1000000000)",
    "SELECT string_agg(repeat('x', 10000), '') FROM range(1000000)",
    "SELECT range(2000000000)",
    "SELECT unnest(range(2000000000))",
    "SELECT lpad('x', 2000000000, 'y')",
    "SELECT array_agg(repeat('x', 1000000)) FROM range(10000)",
    "SELECT count(DISTINCT a.range * b.range) FROM range(100000) a, range(100000) b",
    "SELECT * FROM range(100000000) ORDER BY hash(range)",
    "SELECT map(range(50000000), range(50000000))",
    "WITH RECURSIVE grows AS (SELECT 'x' AS t UNION ALL SELECT t || t FROM grows) SELECT max(length(t)) "
    "FROM grows",
    "SELECT histogram(range) FROM range(100000000)",
    "SELECT bitstring('1', 2000000000)",
    "SELECT [repeat('x', 100000000), repeat('y', 100000000), repeat('z', 100000000), repeat('a', 100000000)]",
)
"""More memory than there is."""

TIME = (
    "SELECT count(*) FROM range(100000000000)",
    "SELECT count(*) FROM range(1000000) a, range(1000000) b",
    "SELECT count(*) FROM reactions a, reactions b, reactions c, reactions d, reactions e",
    "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
    "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i FROM n) SELECT count(*) FROM n LIMIT 1",
    "SELECT max(md5(range::VARCHAR)) FROM range(10000000000)",
    "SELECT count(*) FROM range(100000000) WHERE regexp_matches(range::VARCHAR, '(a+)+$')",
    "SELECT list_sum(list_transform(range(100000000), x -> x * x)) FROM range(1000)",
    "SELECT sleep_ms(60000)",
    "SELECT pg_sleep(60)",
    "SELECT levenshtein(repeat('ab', 200000), repeat('ba', 200000))",
    "SELECT count(*) FROM range(2000000000) GROUP BY range % 7",
)
"""More time than there is."""

RESULTS = (
    "SELECT * FROM range(10000000000)",
    "SELECT range, repeat('x', 1000) FROM range(10000000)",
    "SELECT repeat('x', 20000000)",
    "SELECT repeat('x', 1000000) FROM range(100)",
    "SELECT * FROM reactions a, reactions b, reactions c",
    f"SELECT {', '.join(f'{i} AS c{i}' for i in range(600))}",
    "SELECT * FROM range(10001)",
    "SELECT [repeat('x', 6000000)]",
    "SELECT {'a': repeat('x', 6000000)}",
)
"""Answers that are too long."""

PARSER = (
    f"SELECT {'(' * 2000}1{')' * 2000}",
    f"SELECT {'-' * 1}{' -' * 2000}1",
    f"SELECT {'NOT ' * 1100}true",
    f"SELECT {'1+' * 2400}1",
    f"SELECT {'[' * 2000}1{']' * 2000}",
    f"SELECT * FROM {'(SELECT * FROM ' * 250}reactions{')' * 250}",
    f"SELECT {'CASE WHEN true THEN ' * 200}1{' END' * 200}",
    "SELECT " + " UNION ALL SELECT ".join(["1"] * 250),
    f"WITH {', '.join(f'a{i} AS (SELECT * FROM range(10))' for i in range(120))} SELECT 1",
    "WITH "
    + ", ".join(f"a{i + 1} AS (SELECT * FROM a{i} x, a{i} y)" for i in range(40)).join(
        ["a0 AS (SELECT 1), ", " SELECT count(*) FROM a40"]
    ),
)
"""Texts that are hard to read."""

ATTACKS: Mapping[str, tuple[str, ...]] = {
    "files read": READS,
    "names taken for files": REPLACEMENTS,
    "files and tables written": WRITES,
    "databases and extensions": DATABASES,
    "settings": SETTINGS,
    "catalog": CATALOG,
    "kept for the next": KEPT,
    "several statements": SEVERAL,
    "letters": UNICODE,
    "memory": MEMORY,
    "time": TIME,
    "long answers": RESULTS,
    "hard to parse": PARSER,
}


def all_of(**places: object) -> Iterator[tuple[str, str]]:
    """Every attack with its kind, at these places."""
    for kind, attacks in ATTACKS.items():
        for attack in attacks:
            text = attack
            for name, place in places.items():
                text = text.replace(f"{{{name}}}", str(place))
            yield kind, text
