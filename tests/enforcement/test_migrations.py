"""Migrations of enforcement with data in the tables, down and up again."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from staydown.enforcement.models import Delivery
from staydown.kernel.actors import Actor
from tests.support import world
from tests.support.flow import decided
from tests.support.scripted import NEVER, ScriptedPlatform, Step
from tests.support.world import PRESS


def migrate(*to: str) -> None:
    call_command("migrate", "enforcement", *to, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_what_was_confirmed_before_is_read_back_as_soon_as_there_is_a_read_back(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    removed = decided(senior, tmp_path)
    world.work_off(platform)
    platform.script = [Step(NEVER)]
    decided(senior, tmp_path, line=PRESS, name="second.csv")
    world.work_off(platform)
    try:
        migrate("0002")
    finally:
        migrate()
    due = Delivery.objects.get(check_at__isnull=False)
    assert (due.case_id, due.check_at, due.round) == (removed, due.ended_at, 1)
