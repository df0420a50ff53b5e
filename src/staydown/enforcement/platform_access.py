"""The connectors of this installation, loaded once for each process."""

from __future__ import annotations

from functools import lru_cache

from staydown.connectors.registry import ConnectorConfig, Registry
from staydown.connectors.registry import load as load_registry
from staydown.kernel.settings import load


@lru_cache(maxsize=1)
def registry() -> Registry:
    """The connectors that the settings name; ConfigurationError where one cannot be built."""
    return load_registry(
        [ConnectorConfig(one.kind, one.name, one.options()) for one in load().connectors]
    )
