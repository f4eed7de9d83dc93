"""The world of the readings' tests, made once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from readings_world import World, live

from clusters import Cluster
from sangsaeng.database.connection import Database


@pytest.fixture(scope="session")
def world(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two rival buyers, two funders, four tiers. Tests add to it and take nothing away."""
    with cluster.fresh() as url, Database(url) as database:
        yield live(database, tmp_path_factory.mktemp("pack"))
