"""`python -m pytest tests/year --years 20`: that many whole years instead of a few months."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """The long version is asked for by name."""
    parser.addoption("--years", type=int, default=0, help="random years to live through")
    parser.addoption("--first-year", type=int, default=0, help="seed of the first one")
