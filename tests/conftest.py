"""Shared fixtures: the database to test on, and the people of the tests."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from hypothesis import HealthCheck, settings

from tests.support.postgres import Cluster

# Django's settings are read once, and other conftests import tables: so before all of them the
# run's own folder is set, its PostgreSQL started where one is asked for, and Django set up. (Naming
# the settings in pyproject.toml would have pytest-django read them first, without any of this.)
# A run never touches a real installation.
_scratch = tempfile.TemporaryDirectory(prefix="staydown-tests-")
for _name in [name for name in os.environ if name.startswith("STAYDOWN_")]:
    if _name not in {"STAYDOWN_TEST_DATA", "STAYDOWN_SYNAPSE_PYTHON", "STAYDOWN_CHROMIUM"}:
        del os.environ[_name]
os.environ["STAYDOWN_DATA"] = _scratch.name
os.environ["DJANGO_SETTINGS_MODULE"] = "staydown.kernel.django_settings"
_cluster = Cluster.start() if "--postgresql" in sys.argv else None
if _cluster:
    os.environ["STAYDOWN_DATABASE_URL"] = _cluster.url("postgres")
django.setup()

# How long an example takes says something about the machine, not about the code.
settings.register_profile("staydown", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("staydown")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgresql", action="store_true", help="run on a PostgreSQL started for this run"
    )


def pytest_unconfigure() -> None:
    """The run's PostgreSQL ends with it."""
    if _cluster:
        _cluster.stop()


def pytest_report_header() -> str:
    """Say on which database this run is: a run that meant another would prove nothing."""
    from django.conf import settings

    return f"database: {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}"


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
