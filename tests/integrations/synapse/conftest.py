"""Fixtures of the module's tests: a door to ask at, and homeservers that ask there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integrations.synapse.door import Door, open_door
from tests.support.synapse import synapse_python

__all__ = ["synapse_python"]


@pytest.fixture(scope="module")
def module_door() -> Iterator[Door]:
    """One door for all tests of a file, as its homeserver knows only one address."""
    with open_door() as door:
        yield door


@pytest.fixture
def door(module_door: Door) -> Iterator[Door]:
    """The file's door, answering “nobody's mirror” until a test says otherwise."""
    yield module_door
    module_door.rules.clear()
    module_door.silent.clear()
