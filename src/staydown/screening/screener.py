"""The watchlist as one process searches it: the saved base, mapped, and what changed since.

The base lies in `watchlist/` of the data folder, shared by all processes; `staydown watchlist
compact` renews it in the background. A process follows the database's version several times a
second. A base that is cut, of another format, of another model or ahead of the database (a backup
was put back) is refused, and the watchlist is made of the database anew.
"""

from __future__ import annotations

import fcntl
import json
import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from staydown.kernel.settings import load
from staydown.mirrors.generations import current_folder
from staydown.mirrors.index import NOTE, Watchlist
from staydown.mirrors.matches import Match
from staydown.mirrors.model import Model
from staydown.mirrors.records import Account, parse
from staydown.mirrors.shelf import WatchlistError
from staydown.screening import keeping, model_store
from staydown.screening.client_keys import Keyring
from staydown.screening.errors import NotReady
from staydown.screening.models import WatchEntry

log = logging.getLogger(__name__)

POLL = 0.25
"""Seconds between two looks at the watchlist's version."""
PATIENCE = 3
"""Polls that a request waits for the following thread before it looks for itself."""
MOST_IN_MEMORY = 20_000
"""Entries up to which a process makes the watchlist of the database itself, in a few seconds."""
COMPACT_FROM = 1_000
"""Changes since the base was saved from which it is worth renewing."""
_TOP = 5


@dataclass(slots=True)
class _Open:
    """A watchlist in use: of which model, up to which version, and the base's place."""

    watchlist: Watchlist
    model_sha: str
    version: int
    base_version: int
    generation: Path | None


@dataclass(frozen=True, slots=True)
class Screened:
    """The engine's matches of some accounts, by which model and version of the watchlist."""

    matches: list[list[Match]]
    model: Model
    version: int


class Screener:
    """Screens accounts against the live watchlist; one a process, for all its threads."""

    def __init__(self) -> None:
        self.keyring = Keyring()
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._open: _Open | None = None
        self._looked = 0.0

    def screen(self, accounts: Sequence[Account]) -> Screened:
        """The matches of each account, best first. Raises NotReady while the watchlist is made."""
        with self._lock:
            current = self._current()
            found = current.watchlist.screen_batch(accounts, top=_TOP)
            return Screened(found, current.watchlist.model, current.version)

    def follow(self) -> int:
        """Bring this process's watchlist up to the database's version, and answer it.

        A new base or model is opened beside those who screen, who go on with what is open; they
        wait only while what has changed is added.
        """
        wanted, version = model_store.current(), keeping.version()
        found = self._open
        if found and _is_up_to_date(found, wanted, version):
            self._looked = time.monotonic()
            return version
        with self._opening:
            fresh = self._fresh(wanted, version)
        with self._lock:
            return self._taken_up(fresh, version).version

    def _current(self) -> _Open:
        """The open watchlist, not older than a second: where a thread follows, it never is."""
        if self._open is None or time.monotonic() - self._looked > PATIENCE * POLL:
            return self._followed()
        return self._open

    def _followed(self) -> _Open:
        """The same for a request that finds nothing open, or whose process has no follower."""
        wanted, version = model_store.current(), keeping.version()
        return self._taken_up(self._fresh(wanted, version), version)

    def _fresh(self, wanted: model_store.Chosen, version: int) -> _Open:
        """What is open, or what is opened in its place.

        Where a new model's watchlist is not made yet, the one of the model before serves on.
        """
        found = self._open
        if found is None or found.version > version:
            return self._opened(wanted, version)
        try:
            if found.model_sha != wanted.sha256 or _newer_base(found):
                return self._opened(wanted, version)
        except NotReady:
            log.warning("the watchlist of the new model is not made yet")
        return found

    def _taken_up(self, fresh: _Open, version: int) -> _Open:
        """Use a watchlist from now on, with what changed since; the caller holds the lock."""
        if fresh.version < version:
            _apply(fresh, self.keyring, version)
        self._open, self._looked = fresh, time.monotonic()
        return fresh

    def _opened(self, wanted: model_store.Chosen, version: int) -> _Open:
        model = model_store.load(wanted)
        found = open_base(folder(), model, wanted.sha256, version)
        if found is None:
            found = self._made(model, wanted.sha256)
        found.watchlist.warm()
        return found

    def _made(self, model: Model, sha: str) -> _Open:
        """The watchlist made of the database, where it is small enough to be made in passing."""
        number = WatchEntry.objects.filter(ended_at=None).count()
        if number > MOST_IN_MEMORY:
            raise NotReady(
                "watchlist-not-ready",
                f"the watchlist of {number:,} entries is being rebuilt: staydown watchlist compact",
                retry_after=10,
            )
        return made(model, sha, self.keyring)


def folder() -> Path:
    """Where the base lies."""
    return load().data / "watchlist"


def _is_up_to_date(found: _Open, wanted: model_store.Chosen, version: int) -> bool:
    same = (found.model_sha, found.version) == (wanted.sha256, version)
    return same and not _newer_base(found)


def open_base(place: Path, model: Model, sha: str, version: int) -> _Open | None:
    """The saved base; None, and a warning, where it cannot be used."""
    try:
        generation = current_folder(place)
        watchlist, note = Watchlist.open_noted(place, model)
        base = int(note["version"])
        if note["model"] != sha:
            raise WatchlistError("it was made for another model")  # noqa: TRY301
        if base > version:
            raise WatchlistError("it is ahead of the database")  # noqa: TRY301
    except (WatchlistError, KeyError, TypeError, ValueError):
        if (place / "current").exists():
            log.warning("the saved watchlist is refused and made anew", exc_info=True)
        return None
    return _Open(watchlist, sha, base, base, generation)


def made(model: Model, sha: str, keyring: Keyring) -> _Open:
    """The watchlist made of the database; streaming, whatever its size."""
    version = keeping.version()
    active = WatchEntry.objects.filter(ended_at=None, version__lte=version).order_by("id")
    accounts = (account_of(one, keyring) for one in active.iterator(chunk_size=2_000))
    watchlist = Watchlist.build(accounts, model)
    return _Open(watchlist, sha, version, version, None)


def compact(*, force: bool = False) -> int | None:
    """Renew the base where it is due, or `force`d; the version saved, None where nothing was done.

    One process at a time: another one's renewal is waited for. Killed in the middle, the base
    before stays the one in use.
    """
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted, keyring = model_store.current(), Keyring()
        model = model_store.load(wanted)
        found = open_base(place, model, wanted.sha256, keeping.version())
        if found is None:
            found = made(model, wanted.sha256, keyring)
        elif force or keeping.version() - found.version >= COMPACT_FROM:
            _apply(found, keyring, keeping.version())
        else:
            return None
        found.watchlist.save(place, {"version": found.version, "model": wanted.sha256})
    return found.version


def is_due() -> bool:
    """Whether the base should be renewed: it lacks so many changes, or cannot be used."""
    wanted, version = model_store.current(), keeping.version()
    if version == 0:
        return False
    found = open_base(folder(), model_store.load(wanted), wanted.sha256, version)
    return found is None or version - found.version >= COMPACT_FROM


def base_version() -> int | None:
    """The version of the saved base; None where there is none that could be read."""
    try:
        note = json.loads((current_folder(folder()) / NOTE).read_text(encoding="utf-8"))
        return int(note["version"])
    except (WatchlistError, OSError, ValueError, KeyError, TypeError):
        return None


def account_of(entry: WatchEntry, keyring: Keyring) -> Account:
    """An entry as the engine takes it: under its own id, without what retired keys made."""
    client: dict[str, Any] = keyring.still_keyed(entry.record.get("client") or {})
    return parse(entry.record | {"id": str(entry.id), "client": client})


def _apply(found: _Open, keyring: Keyring, version: int) -> None:
    """Bring a watchlist up to a version that was read before: what it brought is visible now."""
    for entry in keeping.changed_since(found.version):
        if entry.ended_at:
            found.watchlist.remove(str(entry.id))
        else:
            found.watchlist.add(account_of(entry, keyring))
        found.version = max(found.version, entry.version)
    found.version = max(found.version, version)  # a version may have changed no entry


def _newer_base(found: _Open) -> bool:
    if found.version - found.base_version < COMPACT_FROM:
        return False
    try:
        return current_folder(folder()) != found.generation
    except WatchlistError:
        return False


_screener: list[Screener] = []
_making = threading.Lock()


def screener() -> Screener:
    """This process's screener; made on first use, followed from then on."""
    with _making:
        if not _screener:
            _screener.append(Screener())
    return _screener[0]
