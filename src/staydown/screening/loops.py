"""What screening does again and again: in every web process, and once beside them."""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
import threading
from datetime import timedelta

from django.db import transaction

from staydown.cases import actions as cases
from staydown.kernel import actors, clock, loops
from staydown.kernel.loops import Loop
from staydown.kernel.settings import load
from staydown.ledger.actions import record
from staydown.screening import counting, keeping, screener
from staydown.screening.errors import NotReady
from staydown.screening.models import Answered, Match

log = logging.getLogger(__name__)

ANSWERS_KEPT = timedelta(days=7)
"""How long an event that raised a match is answered the same."""
_FLUSH_EVERY = 8
_AT_ONCE = 200


def in_each_web_process() -> list[Loop]:
    """Follow the watchlist, so that no request waits for a change; add the counts to the table."""
    return [loops.repeat("watchlist", _Following().step, screener.POLL)]


def beside_the_web() -> list[Loop]:
    """What one process of the installation does: holds that lapse, entries that expire, hours that
    are entered, the base that is renewed."""
    return [
        loops.repeat("holds", lapse_holds, 2),
        loops.repeat("expiry", sweep, 60),
        Loop("compaction", compact_when_due),
    ]


class _Following:
    """The step of a web process. What nobody uses is not opened: a watchlist without any entry."""

    def __init__(self) -> None:
        self._steps = 0
        self._settled = False

    def step(self) -> bool:
        self._steps += 1
        if self._steps % _FLUSH_EVERY == 0:
            counting.flush()
        if keeping.version():
            try:
                screener.screener().follow()
                self._settle()
            except NotReady as error:
                log.warning("the watchlist is not ready", extra={"code": error.code})
        return False

    def _settle(self) -> None:
        """What is there once the watchlist is open stays: looking through it for garbage, again
        and again, would make every hundredth sign-up wait."""
        if not self._settled:
            self._settled = True
            gc.collect()
            gc.freeze()


def lapse_holds() -> bool:
    """End the holds that nobody confirmed in time; True where there may be more."""
    return cases.lapse_due() > 0


def sweep() -> bool:
    """Forget what is over, and enter past hours in the ledger; True where there may be more."""
    counting.flush()
    counting.enter_past_hours()
    Answered.objects.filter(at__lt=clock.now() - ANSWERS_KEPT).delete()
    return keeping.expire_due() + forget_matches() > 0


def forget_matches() -> int:
    """Empty matches that are older than the setting allows; how many.

    The account's record goes, the sentences of the evidence, which quote it, and the salt; the
    kinds of evidence and their bits stay, for the figures.
    """
    before = clock.now() - timedelta(days=load().match_days)
    old = Match.objects.filter(screened_at__lt=before).exclude(account={}).exclude(state="open")
    rows = list(old.order_by("id")[:_AT_ONCE])
    if rows:
        with transaction.atomic():
            for match in rows:
                match.account, match.salt = {}, os.urandom(16)
                match.evidence = [one | {"text": ""} for one in match.evidence]
                match.save(update_fields=["account", "evidence", "salt"])
            data = {"matches": len(rows)}
            record("matches.forget", actors.system("screening"), rows=rows, data=data)
    return len(rows)


def compact_when_due(stop: threading.Event) -> None:
    """Renew the base in a process of its own, whose memory is given back when it is done."""
    while not stop.wait(30):
        try:
            if screener.is_due():
                subprocess.run(
                    [sys.executable, "-m", "staydown", "watchlist", "compact"], check=True
                )
        except Exception:
            log.exception("the watchlist's base cannot be renewed")
