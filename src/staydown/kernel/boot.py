"""Make the installation ready: Django set up, the data folder there, the database migrated."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.apps import apps

from staydown.kernel.errors import ConfigurationError
from staydown.kernel.settings import Settings, load

#: The number of the advisory lock on PostgreSQL: any, but always the same.
_LOCK = 0x57A7D033


def ready() -> Settings:
    """Set Django up and bring the database to the newest migration; call as often as you like.

    Raises ConfigurationError where the folder cannot be written or the database not be reached.
    """
    settings = load()
    _make_folder(settings)
    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "staydown.kernel.django_settings")
        django.setup()
    _migrate(settings)
    return settings


def _make_folder(settings: Settings) -> None:
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigurationError(
            "data-folder",
            f"cannot make the data folder {settings.data}: {error.strerror}; "
            "set STAYDOWN_DATA to a folder that can be written",
        ) from error


def _migrate(settings: Settings) -> None:
    from django.db import DatabaseError

    try:
        if _behind():
            with _alone(settings):
                _catch_up()
    except (DatabaseError, sqlite3.Error) as error:
        reason = str(error).strip().splitlines()[0]
        raise ConfigurationError(
            "database",
            f"the database cannot be used: {reason}; check STAYDOWN_DATABASE_URL or STAYDOWN_DATA",
        ) from error


def _behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _catch_up() -> None:
    from django.core.management import call_command

    if _behind():  # nobody else did it while we waited
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Let one process at a time migrate: several may start on a new installation together."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    else:
        with (settings.data / ".migrating").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # given back when the file is closed
            yield
