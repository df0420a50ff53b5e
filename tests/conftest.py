"""Shared fixtures: the database to test on, and the people of the tests."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# The settings are read when Django's are imported; a run must never touch a real installation.
_scratch = tempfile.TemporaryDirectory(prefix="staydown-tests-")
for _name in [name for name in os.environ if name.startswith("STAYDOWN_")]:
    if _name not in {"STAYDOWN_TEST_DATA", "STAYDOWN_SYNAPSE_PYTHON"}:
        del os.environ[_name]
os.environ["STAYDOWN_DATA"] = _scratch.name


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgresql", action="store_true", help="run on a PostgreSQL started for this run"
    )


def pytest_load_initial_conftests() -> None:
    """Nothing may have imported Django's settings before this file has set the folder."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--postgresql"):
        from tests.support.postgres import Cluster

        cluster = Cluster.start()
        config.add_cleanup(cluster.stop)
        os.environ["STAYDOWN_DATABASE_URL"] = cluster.url("postgres")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches a database is worth running again."""
    if not config.getoption("--postgresql"):
        return
    touching = {"db", "transactional_db", "live_server"}
    kept = [
        item
        for item in items
        if item.get_closest_marker("django_db") or touching & set(getattr(item, "fixturenames", ()))
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder for the whole run."""
    with tempfile.TemporaryDirectory(prefix="staydown-run-") as folder:
        yield Path(folder)
