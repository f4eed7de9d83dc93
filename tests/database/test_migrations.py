"""The schema comes up on every PostgreSQL promised, and a second time changes nothing."""

from __future__ import annotations

import psycopg

from clusters import Cluster
from sangsaeng.database.migrations import create_database, drop_database, migrate

_TABLES = """
    SELECT schemaname || '.' || tablename FROM pg_tables
    WHERE schemaname IN ('ledger', 'parties', 'programmes', 'receivables', 'payouts', 'settlement')
    ORDER BY 1
"""


def test_the_schema_comes_up_and_a_second_migration_changes_nothing(every_cluster: Cluster) -> None:
    create_database(every_cluster.url_of("postgres"), "migrated_twice")
    try:
        url = every_cluster.url_of("migrated_twice")
        migrate(url)
        with psycopg.connect(url) as connection:
            first = connection.execute(_TABLES).fetchall()
        migrate(url)
        with psycopg.connect(url) as connection:
            assert connection.execute(_TABLES).fetchall() == first
            version = connection.execute("SHOW server_version_num").fetchone()
        assert ("receivables.receivable",) in first
        assert version is not None and int(version[0]) >= 150000
    finally:
        drop_database(every_cluster.url_of("postgres"), "migrated_twice")
