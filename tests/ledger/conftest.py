"""A whole story in the database: lists, peers, a referral, decisions, deliveries, one undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from pytest_django.plugin import DjangoDbBlocker

from staydown.cases import actions as cases
from staydown.cases.queries import Draft, PolicyDraft
from staydown.connectors.registry import Registry
from staydown.enforcement import actions as enforcement
from staydown.enforcement import drift, queries
from staydown.kernel import actors, clock, events
from staydown.kernel.actors import Actor
from staydown.kernel.permissions import Role
from staydown.liaison import actions as liaison
from staydown.screening import actions as screening
from staydown.screening import screener
from tests.support import returning, world
from tests.support.world import CONTRADICTED, NOT_AN_ACCOUNT, PRESS, SUPPORTED

REMOVE = Draft("remove", "It posts for the group.", ground="policy", policy_ground="Rule 4")


@pytest.fixture(scope="module")
def story(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Told once for a module, through the actions that everybody uses, and gone after it."""
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patched,
        transaction.atomic(),
    ):
        _tell(tmp_path_factory.mktemp("story"), patched)
        with _without_checks():
            yield
        transaction.set_rollback(True)


def _tell(folder: Path, patched: pytest.MonkeyPatch) -> None:
    platform = world.MemoryPlatform()
    world.serve(patched, platform)
    world.load_lists()
    world.add_peers()
    email = ("email", "desk@specimen-ministry.example")
    phone = ("phone", "+44 7700 900123")
    liaison.add_contact_points(actors.shell(), world.MINISTRY, [email, phone])
    senior = world.person("senior", Role.SENIOR_REVIEWER).as_actor()
    batch = world.refer(folder, SUPPORTED, CONTRADICTED, PRESS, NOT_AN_ACCOUNT)
    world.refer(folder, SUPPORTED, peer=world.FLAGGER)
    for row in (1, 2):
        acknowledged = ("Specimen Army of Paper Moon: UN 1267",) if row == 2 else ()
        draft = replace(REMOVE, acknowledged=acknowledged)
        cases.decide(senior, world.case_of(batch, row), draft)
    world.work_off(platform)
    _lose_and_restore(platform)
    for number in (1, 2):
        _tell_user(world.case_of(batch, number), f"notice-{number}")
    world.work_off(platform)
    _screen(folder, senior, patched)
    world.work_off(platform)
    cases.lift(senior, world.case_of(batch, 1), facts="The account belongs to a namesake.")
    world.work_off(platform)


def _screen(folder: Path, senior: Actor, patched: pytest.MonkeyPatch) -> None:
    """A return is held at sign-up, another one is found by a scan, and a model is chosen."""
    patched.setattr(screener, "_screener", [])
    ends = clock.now() + timedelta(days=9)
    draft = PolicyDraft("Hold returns", "likely", 24, "policy", "Rule 4", ends)
    policy = cases.draft_policy(senior, draft)
    cases.sign_policy(senior, policy.id)
    cases.sign_policy(world.person("legal", Role.LEGAL).as_actor(), policy.id)
    asker = world.person("integrator", Role.INTEGRATOR).as_actor()
    screening.screen(asker, [returning.coming_back()])
    manifest, accounts = returning.scanned(folder)
    screening.import_scan(senior, manifest, accounts)
    screening.activate_model(actors.shell(), Path("shipped"))


def _lose_and_restore(platform: world.MemoryPlatform) -> None:
    """Somebody lifts everything on the platform; the first is restored, and the other is not."""
    platform.in_force.clear()
    drift.look_at_all(Registry([platform]))
    enforcement.restore(actors.shell(), queries.drifts(actors.shell())[-1].id)
    world.work_off(platform)


def _tell_user(case: UUID, key: str) -> None:
    events.record(
        "cases.notice_wanted",
        {
            "case": str(case),
            "ref": "x:handle:specimen_river",
            "key": key,
            "language": "en",
            "subject": "Your account",
            "text": "It was removed.",
        },
        private=True,
    )


@pytest.fixture
def undone() -> Iterator[None]:
    """Whatever the test does to the tables is undone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _without_checks() -> Iterator[None]:
    """No CHECK holds: somebody who can write to the database can drop its rules as well."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            yield
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
        else:
            _drop_checks(cursor)
            yield


def _drop_checks(cursor: CursorWrapper) -> None:
    """Until the transaction is rolled back; a table may not change while a check is pending."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    cursor.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint"
        " WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conrelid <> 0"
    )
    for table, constraint in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
