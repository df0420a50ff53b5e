"""News travels upward: a domain records an event, the domains above have registered handlers.

`record` writes the event in the caller's transaction, with one task for each handler, so that an
event is heard if and only if the action happened. `work_off` runs the tasks: each in a transaction
of its own that also marks it done, so a handler that writes only to the database acts exactly once;
one that fails is tried again later, without end but ever more slowly, and its problem is visible.

A private event holds personal data. It is deleted, with its tasks, in the transaction in which the
last of its handlers has heard it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from staydown.kernel import clock
from staydown.kernel.models import Event, EventTask

log = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any]], None]
_handlers: dict[str, dict[str, Handler]] = {}


def on(name: str, handler: Handler) -> None:
    """Let `handler` hear every event `name`; called from `AppConfig.ready`."""
    label = f"{handler.__module__}.{handler.__qualname__}"
    _handlers.setdefault(name, {})[label] = handler


def record(name: str, payload: Mapping[str, Any], *, private: bool = False) -> None:
    """Tell the domains above that `name` happened; within the action's own transaction.

    What nobody has asked to hear is not kept; what is `private`, no longer than until it is heard.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is recorded in the transaction of what it tells")
    listeners = _handlers.get(name)
    if listeners:
        event = Event.objects.create(name=name, payload=dict(payload), private=private)
        EventTask.objects.bulk_create(EventTask(event=event, handler=label) for label in listeners)


def work_off(limit: int = 100) -> int:
    """Run the tasks that are due, oldest first, and answer how many were done."""
    due = EventTask.objects.filter(done_at=None, next_at__lte=clock.now()).order_by("id")
    return sum(_run(task) for task in due.select_related("event")[:limit])


def waiting() -> int:
    """How many tasks are not done yet, whether due or not."""
    return EventTask.objects.filter(done_at=None).count()


def _run(task: EventTask) -> bool:
    try:
        # KeyError where an older version recorded a task for a handler that is gone.
        handler = _handlers[task.event.name][task.handler]
        with transaction.atomic():
            mine = _claim(task)
            if mine:
                handler(task.event.payload)
                _forget_private(task.event)
        return mine
    except Exception as error:
        log.exception(
            "event handler failed", extra={"event": task.event.name, "code": task.handler}
        )
        _postpone(task, error)
        return False


def _claim(task: EventTask) -> bool:
    """Mark the task done before its handler runs; False where another has it or has done it.

    Whoever finds it locked passes on to the next, and waits for no slow handler.
    """
    free = EventTask.objects.select_for_update(skip_locked=True).filter(pk=task.pk, done_at=None)
    return free.exists() and bool(free.update(done_at=clock.now()))


def _forget_private(event: Event) -> None:
    """Delete a private event that everybody has heard.

    Its row is locked first: of two handlers that end together, the later one sees the other's end.
    """
    if not event.private:
        return
    Event.objects.select_for_update().filter(pk=event.pk).first()
    if not EventTask.objects.filter(event=event, done_at=None).exists():
        event.delete()


def _postpone(task: EventTask, error: Exception) -> None:
    wait = timedelta(seconds=min(3600, 2 ** min(task.attempts, 12)))
    kind = type(error).__name__
    # An error's own words may quote what the handler was told.
    problem = kind if task.event.private else f"{kind}: {error}"
    EventTask.objects.filter(pk=task.pk).update(
        attempts=F("attempts") + 1,
        next_at=clock.now() + wait,
        problem=problem[:500],
    )
