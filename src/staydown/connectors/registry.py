"""Which connector serves an account. A kind of connector is a folder and one line of `KINDS`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

from staydown.connectors.base import Connector
from staydown.connectors.options import Options, OptionValue
from staydown.kernel.errors import ConfigurationError

if TYPE_CHECKING:
    from staydown.platforms import AccountRef

KINDS: Mapping[str, str] = {
    "synapse": "staydown.connectors.synapse.config",
    "webhook": "staydown.connectors.webhook.config",
}
"""Kind of connector → its module with `from_options(name, options) -> Connector`."""


@dataclass(frozen=True, slots=True)
class ConnectorConfig:
    """One connector as the settings name it; its options may hold secrets and are not shown."""

    kind: str
    name: str
    options: Mapping[str, OptionValue] = field(repr=False)


class Registry:
    """The connectors of this installation, in the order of the settings."""

    def __init__(self, connectors: Sequence[Connector]) -> None:
        self._connectors = tuple(connectors)

    def for_ref(self, ref: AccountRef) -> Connector | None:
        """The first connector that serves the account; None where nobody does."""
        return next((one for one in self._connectors if one.serves(ref)), None)

    def named(self, name: str) -> Connector | None:
        """The connector of that name; None where there is none any more."""
        return next((one for one in self._connectors if one.name == name), None)

    def __iter__(self) -> Iterator[Connector]:
        return iter(self._connectors)

    def __len__(self) -> int:
        return len(self._connectors)

    def check(self) -> list[str]:
        """The problems of all connectors, each with the connector's name before it."""
        return [f"{one.name}: {problem}" for one in self for problem in one.check()]

    def close(self) -> None:
        """Let go of every connector's connections."""
        for connector in self._connectors:
            connector.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def load(configs: Sequence[ConnectorConfig]) -> Registry:
    """Build every configured connector; raises ConfigurationError for the first that cannot be."""
    _refuse_doubles(configs)
    return Registry([_build(config) for config in configs])


def _refuse_doubles(configs: Sequence[ConnectorConfig]) -> None:
    seen: set[str] = set()
    for config in configs:
        if config.name in seen:
            raise ConfigurationError(
                "connector-named-twice",
                f"Two connectors are named {config.name}; give each a name of its own.",
                connector=config.name,
            )
        seen.add(config.name)


def _build(config: ConnectorConfig) -> Connector:
    if config.kind not in KINDS:
        raise ConfigurationError(
            "connector-kind-unknown",
            f"Connector {config.name}: there is no kind {config.kind!r}; "
            f"there are: {', '.join(sorted(KINDS))}.",
            connector=config.name,
            kind=config.kind,
        )
    module = import_module(KINDS[config.kind])
    options = Options(config.name, config.options)
    return cast(Connector, module.from_options(config.name, options))
