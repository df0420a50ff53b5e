"""Make the installation ready: Django set up, the data folder there, the database migrated."""

from __future__ import annotations

import os
import sqlite3

import django
from django.apps import apps

from staydown.kernel.errors import ConfigurationError
from staydown.kernel.settings import Settings, load


def ready() -> Settings:
    """Set Django up and bring the database to the newest migration; call as often as you like.

    Raises ConfigurationError where the folder cannot be written or the database not be reached.
    """
    settings = load()
    _make_folder(settings)
    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "staydown.kernel.django_settings")
        django.setup()
    _migrate()
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


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
    except (DatabaseError, sqlite3.Error) as error:
        reason = str(error).strip().splitlines()[0]
        raise ConfigurationError(
            "database",
            f"the database cannot be used: {reason}; check STAYDOWN_DATABASE_URL or STAYDOWN_DATA",
        ) from error
