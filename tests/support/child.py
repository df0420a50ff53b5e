"""What a child process does on an installation; see `tests.support.installation`.

The verbs are done in order. `die@STEP` lets the process kill itself at a step of what follows.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from multiprocessing.connection import Connection

from staydown.kernel import boot


def main(environment: Mapping[str, str], verbs: tuple[str, ...], answer: Connection) -> None:
    """Do the verbs in an environment of one's own, and send back what the last one gives."""
    os.environ.clear()
    os.environ.update(environment)
    boot.ready()
    from tests.support.child_verbs import VERBS
    from tests.support.dying import STEPS

    result = None
    for verb in verbs:
        name, _, step = verb.partition("@")
        result = STEPS[step]() if name == "die" else VERBS[name]()
    answer.send(result)
