"""What `staydown serve` does in the background: it hears news, and signs the head."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from staydown.cli import serving
from staydown.connectors.base import Order
from staydown.connectors.registry import Registry
from staydown.enforcement import worker
from staydown.kernel import actors, events, loops
from staydown.kernel.permissions import Role
from staydown.kernel.settings import load
from staydown.ledger import actions as ledger
from staydown.ledger import checkpoints
from tests.support import world
from tests.support.flow import decided, quick_passwords, the_ledger_holds
from tests.support.scripted import ScriptedPlatform

__all__ = ["quick_passwords", "the_ledger_holds"]

NAME = "specimen.happened"


@pytest.mark.django_db(transaction=True)
def test_news_is_heard_while_every_worker_waits_for_a_slow_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, go, heard = threading.Event(), threading.Event(), threading.Event()

    def slow(_order: Order) -> None:
        stuck.set()
        assert go.wait(60)

    def hear(_payload: dict[str, Any]) -> None:
        heard.set()

    platform = ScriptedPlatform(during=slow)
    world.serve(monkeypatch, platform)
    monkeypatch.setitem(events._handlers, NAME, {"tests.hear": hear})
    world.load_lists()
    world.add_peers()
    decided(world.person("senior", Role.SENIOR_REVIEWER).as_actor(), tmp_path)
    stop, threads = worker.start(1, lambda: Registry([platform]))
    threads += loops.start(serving.background(load())[:1], stop)
    try:
        assert stuck.wait(60)
        with transaction.atomic():
            events.record(NAME, {})
        assert heard.wait(30)  # the only worker is in its call still
        assert not go.is_set()
    finally:
        go.set()
        stop.set()
        for thread in threads:
            thread.join(60)


@pytest.mark.django_db
def test_the_head_is_signed_when_it_has_grown_and_only_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    def write(*_: object) -> None:
        written.append(serving.queries.size())

    monkeypatch.setattr(checkpoints, "write", write)
    clock = serving.Checkpoints(load())
    assert not clock.step()
    clock.step()
    with transaction.atomic():
        ledger.record("specimen.happened", actors.shell())
    clock.step()
    assert written == [0, 1]


@pytest.mark.django_db
def test_a_checkpoint_that_cannot_be_written_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    clock = serving.Checkpoints(load())
    with monkeypatch.context() as patch:
        patch.setattr(checkpoints, "write", fails)
        with pytest.raises(OSError, match="No space"):
            clock.step()
    written: list[object] = []
    monkeypatch.setattr(checkpoints, "write", lambda *_: written.append(_))
    clock.step()
    assert len(written) == 1


def test_every_loop_has_a_name_of_its_own() -> None:
    names = [loop.name for loop in serving.background(load())]
    assert len(set(names)) == len(names) >= 2
