"""Reading back what is in force: what somebody lifted on the platform, or what it lost, is noticed.

One look at one measure, each `┃` a commit::

    claim ┃ read the platform ┃ what was found ┃ restore, where the settings say so

The claim moves `check_at` by a lease, so that several processes do not read the same account at
once, and a look that died is taken again. Nothing is restored but what is in force still, under
the decision that made it (`actions.restore`).
"""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta

from django.db import transaction

from staydown.cases import queries as cases
from staydown.connectors.base import Connector, Reading
from staydown.connectors.registry import Registry
from staydown.enforcement import actions, carrying, drift_ends
from staydown.enforcement.models import Delivery, Drift, Job
from staydown.kernel import actors, clock
from staydown.kernel.errors import Conflict
from staydown.kernel.settings import load
from staydown.ledger.actions import record
from staydown.platforms import parse_ref

log = logging.getLogger(__name__)

#: Candidates asked for together: where another process is at the first, there is a next.
_AT_ONCE = 8
#: When a platform that could not be read, or an account that is being worked on, is seen again.
_SOON = timedelta(minutes=5)

_ME = actors.system("drift")


def step(registry: Registry) -> bool:
    """Look at one measure that is due; False where none is."""
    due = Delivery.objects.filter(check_at__lte=clock.now()).order_by("check_at", "id")[:_AT_ONCE]
    candidates = list(due)
    mine = next((one for one in candidates if _claim(one)), None)
    if mine:
        _look(mine, registry.for_ref(parse_ref(mine.ref)))
    return bool(candidates)


def look_at_all(registry: Registry) -> int:
    """Read back every measure in force now, due or not; how many were read, or tried to."""
    everything = Delivery.objects.filter(check_at__isnull=False)
    count = everything.update(check_at=clock.now())
    while step(registry):
        pass
    return count


def _claim(delivery: Delivery) -> bool:
    """Keep others from this measure for the length of a lease; False where one was faster."""
    until = clock.now() + timedelta(seconds=load().delivery_lease_seconds)
    unchanged = Delivery.objects.filter(pk=delivery.pk, check_at=delivery.check_at)
    delivery.check_at = until
    return bool(unchanged.update(check_at=until))


def _look(delivery: Delivery, connector: Connector | None) -> None:
    order, wanted = carrying.order_of(delivery)
    if not wanted:
        _see_again(delivery, None)
        return
    reading = connector.read(order.ref) if connector and not _under_way(delivery) else None
    if reading is None or not reading.known:
        _see_again(delivery, _SOON)
    elif reading.exists is False:
        _nothing_wrong(delivery, Drift.State.MOOT)  # who is gone cannot come back by drift
    elif reading.upholds(order.kind):
        _nothing_wrong(delivery, Drift.State.RESTORED)
    else:
        _drifted(delivery, order.kind, reading)


def _under_way(delivery: Delivery) -> bool:
    """Whether something else is being done to the account: half of it may be done."""
    return Delivery.objects.filter(ref=delivery.ref, state=Job.State.WAITING).exists()


def _nothing_wrong(delivery: Delivery, ends_as: str) -> None:
    """The platform is as wanted; drift that was found before has ended without us."""
    with transaction.atomic():
        if not _still_ours(delivery):
            return
        ended = drift_ends.end_open(delivery.measure_id, ends_as)
        _see_again(delivery, _interval())
        if ended:
            data = {**_facts(delivery), "state": ends_as}
            record("enforcement.drift_ended", _ME, rows=ended, data=data)


def _drifted(delivery: Delivery, kind: str, reading: Reading) -> None:
    """Write down, once, that the measure does not hold; restore it where that is wanted."""
    restores = load().drift_restore
    with transaction.atomic():
        if not _still_ours(delivery):
            return
        known = drift_ends.open_of(delivery.measure_id)
        drift = known or _found(delivery, kind, reading.detail)
        _see_again(delivery, _SOON if restores else _interval())
        if not known:
            record("enforcement.drift_found", _ME, rows=[drift], data=_facts(delivery))
    if not known:
        log.warning(
            "a measure in force does not hold on its platform",
            extra={"measure": str(delivery.measure_id), "code": "drift"},
        )
    if restores:
        with suppress(Conflict):  # lifted meanwhile, or restored by somebody
            actions.restore(_ME, drift.id)


def _found(delivery: Delivery, kind: str, detail: str) -> Drift:
    drift = Drift(
        measure_id=delivery.measure_id,
        case_id=delivery.case_id,
        ref=delivery.ref,
        kind=kind,
        detail=detail[:500],
    )
    drift.save(force_insert=True)
    return drift


def _still_ours(delivery: Delivery) -> bool:
    """Whether our claim lasts and the measure is in force still; locks its deliveries."""
    newest = drift_ends.locked_applies(delivery.measure_id)[-1]
    ours = (newest.pk, newest.check_at) == (delivery.pk, delivery.check_at)
    return ours and cases.measure(delivery.measure_id).in_force


def _see_again(delivery: Delivery, after: timedelta | None) -> None:
    """Look again after that time, or never; not where somebody has changed it since our claim."""
    at = clock.now() + after if after else None
    Delivery.objects.filter(pk=delivery.pk, check_at=delivery.check_at).update(check_at=at)


def _interval() -> timedelta:
    return timedelta(minutes=load().drift_minutes)


def _facts(delivery: Delivery) -> dict[str, str]:
    return {"measure": str(delivery.measure_id), "case": str(delivery.case_id)}
