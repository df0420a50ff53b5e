"""Where a child process can kill itself.

The steps are functions of the product, found by name and replaced in the dying process alone:
nothing in the product knows of them.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any, NoReturn

from staydown.cases import actions as cases
from staydown.connectors.webhook import client as webhook
from staydown.enforcement import actions as enforcement
from staydown.enforcement import carrying, drift, handlers, leases, notices, snapshots
from staydown.kernel import files
from staydown.referrals import importing as referrals

Function = Callable[..., Any]


def die(*_: object, **__: object) -> NoReturn:
    """As if the machine had lost its power."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def instead(module: Any, name: str) -> None:
    """Die instead of doing the step."""
    setattr(module, name, die)


def after(module: Any, name: str) -> None:
    """Die when the step is done."""
    real: Function = getattr(module, name)

    def step(*args: Any, **kwargs: Any) -> NoReturn:
        real(*args, **kwargs)
        die()

    setattr(module, name, step)


def instead_if(module: Any, name: str, condition: Callable[..., bool]) -> None:
    """Die instead of doing the step, where its arguments fulfil the condition."""
    real: Function = getattr(module, name)

    def step(*args: Any, **kwargs: Any) -> Any:
        return die() if condition(*args, **kwargs) else real(*args, **kwargs)

    setattr(module, name, step)


def is_entry(action: str) -> Callable[..., bool]:
    """Whether the ledger's entry that is to be written is of this action."""
    return lambda name, *_, **__: name == action


def is_answer_to_an_order(_answer: object, *, changes: bool) -> bool:
    """The platform has acted, and its answer is not read yet."""
    return changes


def second_chunk() -> None:
    """Die between the chunks of an import."""
    referrals._CHUNK = 2
    instead_if(referrals.Import, "_store", lambda self, *_: bool(self.seen))


STEPS: dict[str, Callable[[], None]] = {
    "event: its work done and not committed": lambda: instead_if(
        handlers, "record", is_entry("deliveries.make")
    ),
    "lease taken": lambda: instead(carrying, "carry_out"),
    "snapshot taken and not kept": lambda: instead(files, "keep"),
    "snapshot kept and not committed": lambda: instead(carrying, "_begin"),
    "intent written and not committed": lambda: instead_if(
        carrying, "record", is_entry("deliveries.attempt")
    ),
    "intent committed": lambda: instead(carrying._Work, "call"),
    "platform has acted": lambda: instead_if(webhook, "_read", is_answer_to_an_order),
    "answer read": lambda: instead(carrying, "_conclude"),
    "read back": lambda: instead(carrying, "_succeed"),
    "outcome written and not committed": lambda: instead(carrying, "_enter"),
    "outcome committed": lambda: after(carrying, "_succeed"),
    "failure written and not committed": lambda: instead(carrying, "postpone"),
    "failure committed": lambda: instead(leases, "give_back"),
    "first snapshot kept and not committed": lambda: instead_if(
        snapshots, "record", is_entry("snapshots.take")
    ),
    "notice heard of and not committed": lambda: instead_if(
        notices, "record", is_entry("notices.make")
    ),
    "notice taken": lambda: instead(notices, "carry_out"),
    "user told": lambda: instead_if(webhook, "_read", is_answer_to_an_order),
    "answer to notice read": lambda: instead(notices, "_succeed"),
    "notice written and not committed": lambda: instead_if(
        notices, "record", is_entry("notices.done")
    ),
    "notice committed": lambda: after(notices, "_succeed"),
    "drift read and not written": lambda: instead(drift, "_drifted"),
    "drift written and not committed": lambda: instead_if(
        drift, "record", is_entry("enforcement.drift_found")
    ),
    "drift committed": lambda: instead(enforcement, "restore"),
    "restoring written and not committed": lambda: instead_if(
        enforcement, "record", is_entry("enforcement.drift_restore")
    ),
    "restoring committed": lambda: after(enforcement, "restore"),
    "import between chunks": second_chunk,
    "import written and not committed": lambda: instead(referrals, "record"),
    "decision written and not committed": lambda: instead(cases, "record"),
}
