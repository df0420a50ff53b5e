"""The live watchlist: who enters and leaves it, how processes follow, and what a bad base costs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db.models import F

from staydown.kernel import actors, clock
from staydown.kernel.actors import Actor
from staydown.ledger import queries as ledger
from staydown.screening import actions, counting, gate, keeping, model_store, screener
from staydown.screening.actions import screen
from staydown.screening.errors import NotReady, Overloaded
from staydown.screening.models import HourCount, Match, WatchEntry, WatchHead
from staydown.screening.screener import Screener
from staydown.screening.values import Answer
from tests.support import world
from tests.support.flow import decided, entries, lifted
from tests.support.returning import coming_back
from tests.support.scripted import ScriptedPlatform

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The base of this test's watchlist."""
    place = tmp_path / "watchlist"
    monkeypatch.setattr(screener, "folder", lambda: place)
    return place


def verdict(actor: Actor, number: int = 1) -> str:
    [answer] = screen(actor, [coming_back(number)])
    assert isinstance(answer, Answer)
    return answer.verdict


def generation(place: Path) -> Path:
    return place / (place / "current").read_text()


def test_an_entry_is_kept_as_long_as_the_rule_sheet_says(removed: UUID) -> None:
    entry = WatchEntry.objects.get()
    assert entry.expires_at - entry.removed_at == timedelta(days=365)


def test_an_entry_expires_and_nothing_of_it_is_left(
    asker: Actor, removed: UUID, platform: ScriptedPlatform
) -> None:
    assert verdict(asker) == "likely"
    with clock.frozen(clock.now() + timedelta(days=366)):
        assert keeping.expire_due() == 1
        assert keeping.expire_due() == 0
    entry = WatchEntry.objects.get()
    assert (entry.ended_why, entry.record) == ("expired", {})
    assert Match.objects.get().state == "closed"
    assert verdict(asker, 2) == "none"
    assert ledger.verify(actors.shell()).findings == []


def test_what_the_ledger_said_of_an_expired_entry_can_be_guessed_by_nobody(removed: UUID) -> None:
    """The salt that hid the record's digest goes with the record."""
    entry = WatchEntry.objects.get()
    salt, sealed = bytes(entry.salt), bytes(entry.sealed)
    assert entry.digest() == sealed
    with clock.frozen(clock.now() + timedelta(days=366)):
        keeping.expire_due()
    assert bytes(WatchEntry.objects.get().salt) != salt


def test_the_same_account_removed_again_replaces_its_entry(
    senior: Actor, removed: UUID, platform: ScriptedPlatform, tmp_path: Path
) -> None:
    lifted(senior, removed)
    world.work_off(platform)
    decided(senior, tmp_path, name="again.csv")
    world.work_off(platform)
    assert sorted(WatchEntry.objects.values_list("ended_why", flat=True)) == ["", "lifted"]


def test_a_removal_confirmed_twice_is_remembered_once(removed: UUID) -> None:
    before = keeping.version()
    entry = WatchEntry.objects.get()
    again = keeping.add(
        actors.system("watchlist"), measure=entry.measure_id, case=removed, ref=entry.ref,
        account=entry.record, removed_at=clock.now(), keep=timedelta(days=1),
    )  # fmt: skip
    assert again is None
    assert WatchEntry.objects.count() == 1
    assert keeping.version() == before


def test_ending_what_is_not_remembered_is_no_change(removed: UUID) -> None:
    before = keeping.version()
    assert keeping.end(actors.system("watchlist"), removed, "lifted") is None
    assert keeping.version() == before


def test_a_version_that_changed_no_entry_is_caught_up_with(removed: UUID) -> None:
    """Two processes ended the same entry at once: the second's version brought nothing."""
    following = Screener()
    following.follow()
    WatchHead.objects.update(version=F("version") + 2_000)
    assert following.follow() == keeping.version()
    assert actions.compact() == keeping.version()
    assert not screener.is_due()


def test_a_withheld_account_is_not_remembered(
    senior: Actor, platform: ScriptedPlatform, tmp_path: Path
) -> None:
    decided(senior, tmp_path, outcome="withhold")
    world.work_off(platform)
    assert WatchEntry.objects.count() == 0


def test_a_process_follows_what_another_changed(
    asker: Actor, senior: Actor, removed: UUID, platform: ScriptedPlatform
) -> None:
    """Two processes, each with a watchlist of its own, on one database."""
    one, other = Screener(), Screener()
    assert one.follow() == other.follow() == keeping.version()
    lifted(senior, removed)
    world.work_off(platform)
    assert one.follow() == keeping.version()
    assert len(other._open.watchlist) == 1  # type: ignore[union-attr]
    assert other.follow() == keeping.version()
    assert len(other._open.watchlist) == 0  # type: ignore[union-attr]


def test_a_base_is_opened_and_what_changed_since_is_added(
    asker: Actor, senior: Actor, removed: UUID, platform: ScriptedPlatform, tmp_path: Path
) -> None:
    assert actions.compact(force=True) == keeping.version()
    line = world.Line("https://x.com/specimen_later")
    decided(senior, tmp_path, line=line, name="later.csv")
    world.work_off(platform)
    opened = Screener()
    opened.follow()
    assert opened._open.base_version < opened._open.version  # type: ignore[union-attr]
    assert len(opened._open.watchlist) == 2  # type: ignore[union-attr]


def test_a_renewed_base_is_taken_up(
    asker: Actor, removed: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screener, "COMPACT_FROM", 0)
    following = Screener()
    following.follow()
    assert following._open.generation is None  # type: ignore[union-attr]
    assert screener.is_due()
    actions.compact(force=True)
    following.follow()
    assert following._open.generation is not None  # type: ignore[union-attr]


def test_nothing_is_renewed_that_is_recent_enough(removed: UUID) -> None:
    assert actions.compact() is not None
    assert actions.compact() is None
    assert not screener.is_due()


@pytest.mark.parametrize("harm", ["cut", "format", "note", "model", "ahead", "gone"])
def test_a_base_that_cannot_be_used_is_refused_and_made_anew(
    asker: Actor, removed: UUID, folder_of_its_own: Path, harm: str
) -> None:
    actions.compact(force=True)
    place = generation(folder_of_its_own)
    shelf, note = place / "shelf.json", place / "note.json"
    if harm == "cut":
        keys = place / "keys.npy"
        keys.write_bytes(keys.read_bytes()[:-64])
    elif harm == "format":
        shelf.write_text(json.dumps(json.loads(shelf.read_text()) | {"format": 2}))
    elif harm == "note":
        note.write_text("{")
    elif harm == "model":
        note.write_text(json.dumps(json.loads(note.read_text()) | {"model": "another"}))
    elif harm == "ahead":
        note.write_text(json.dumps(json.loads(note.read_text()) | {"version": 10**6}))
    else:
        (folder_of_its_own / "current").write_text("generation-000099")
    assert verdict(asker) == "likely"
    assert screener.is_due()
    assert actions.compact() is not None
    assert not screener.is_due()


def test_a_large_watchlist_without_a_base_says_so_and_when_to_ask_again(
    asker: Actor, removed: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screener, "MOST_IN_MEMORY", 0)
    with pytest.raises(NotReady) as refused:
        verdict(asker)
    assert refused.value.facts["retry_after"] == 10
    assert "staydown watchlist compact" in refused.value.message
    actions.compact(force=True)
    assert verdict(asker) == "likely"


def test_the_model_before_serves_until_the_new_one_has_its_base(
    asker: Actor, removed: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from staydown.mirrors.model import Model

    monkeypatch.setattr(model_store, "folder", lambda: tmp_path / "models")
    actions.compact(force=True)
    assert verdict(asker, 1) == "likely"
    monkeypatch.setattr(screener, "MOST_IN_MEMORY", 0)
    path = tmp_path / "new.json"
    replace(Model.load(), name="new").save(path)
    actions.activate_model(actors.shell(), path, override="a test")
    current = screener.screener()
    current.follow()
    assert current.screen([]).model.name == Model.load().name
    assert verdict(asker, 2) == "likely"
    actions.compact()
    current.follow()
    assert current.screen([]).model.name == "new"


def test_more_than_can_be_taken_are_shed_at_once(asker: Actor, removed: UUID) -> None:
    with ExitStack() as inside:
        for _ in range(gate.MOST_AT_ONCE):
            inside.enter_context(gate.entered())
        with pytest.raises(Overloaded) as refused:
            verdict(asker)
    assert refused.value.facts["retry_after"] == 1
    assert verdict(asker) == "likely"
    counting.flush()
    assert HourCount.objects.get(verdict="shed", asker=str(asker)).number == 1


def test_a_model_whose_file_was_altered_is_refused(
    asker: Actor, removed: UUID, tmp_path: Path
) -> None:
    from staydown.kernel.errors import ConfigurationError
    from staydown.mirrors.model import Model

    path = tmp_path / "model.json"
    Model.load().save(path)
    chosen = actions.activate_model(actors.shell(), path, override="a test")
    kept = model_store.folder() / f"{chosen.sha256}.json"
    content = kept.read_bytes()
    for harm, word in ((b"{}", "altered"), (None, "cannot be read")):
        kept.unlink()
        if harm is not None:
            kept.write_bytes(harm)
        model_store.load.cache_clear()
        with pytest.raises(ConfigurationError, match=word):
            Screener().follow()
        kept.write_bytes(content)
    model_store.load.cache_clear()
    assert Screener().follow() == keeping.version()


def test_changing_and_ending_leave_one_entry_each_in_the_ledger(
    senior: Actor, removed: UUID, platform: ScriptedPlatform
) -> None:
    lifted(senior, removed)
    world.work_off(platform)
    assert len(entries("watchlist.add")) == 1
    assert len(entries("watchlist.end")) == 1


_KILLED = """
import os, signal
from staydown.kernel import boot
boot.ready()
from staydown.mirrors import shelf
from staydown.screening import actions
real = shelf.Shelf.save
def dies(self, folder):
    if {after}:
        real(self, folder)
    os.kill(os.getpid(), signal.SIGKILL)
shelf.Shelf.save = dies
actions.compact(force=True)
"""


@pytest.mark.parametrize("after", [False, True])
def test_a_renewal_that_is_killed_leaves_the_base_before(tmp_path: Path, after: bool) -> None:
    """In an installation of its own: the file's fixtures are of no use to another process."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("STAYDOWN_")},
        "STAYDOWN_DATA": str(tmp_path / "data"),
        "STAYDOWN_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "staydown", "watchlist"]
    subprocess.run([*command, "compact", "--force"], env=environment, check=True)
    place = tmp_path / "data" / "watchlist"
    before = (place / "current").read_text()
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED.format(after=after)], env=environment, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert (place / "current").read_text() == before
    subprocess.run([*command, "compact", "--force"], env=environment, check=True)
    assert (place / "current").read_text() != before
    left = [path.name for path in place.glob("generation-*")]
    assert len(left) <= 2
