"""A real Matrix homeserver for the tests: one for the whole run, started when first asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from staydown.cli.demo.homeserver import Homeserver, find_python
from staydown.kernel.errors import ConfigurationError


@pytest.fixture(scope="session")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homeserver]:
    """Synapse with an admin; skips where no environment with it is installed."""
    try:
        python = find_python()
    except ConfigurationError as error:
        pytest.skip(str(error))
    with Homeserver(python, tmp_path_factory.mktemp("synapse")) as server:
        yield server
