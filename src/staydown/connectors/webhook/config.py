"""Options of the webhook connector.

``url``: where the platform listens. ``secret`` or ``secret_file``: the shared secret, `whsec_…` of
Standard Webhooks. ``platforms``: the platforms whose accounts it serves. ``abilities``: the
measures that it can apply, lift and read (default: all four). ``seconds``: the longest that one
call may take (default 10).
"""

from __future__ import annotations

from staydown.connectors.base import MeasureKind
from staydown.connectors.options import Options
from staydown.connectors.webhook.adapter import WebhookConnector
from staydown.connectors.webhook.client import WebhookClient, signer

_ALL = tuple(kind.value for kind in MeasureKind)


def from_options(name: str, options: Options) -> WebhookConnector:
    """Build the connector; raises ConfigurationError naming the option at fault."""
    options.only("url", "secret", "secret_file", "platforms", "abilities", "seconds")
    try:
        sign = signer(options.secret("secret"))
    except ValueError as error:
        raise options.wrong("secret", "must be whsec_ and at least 24 bytes as base64") from error
    client = WebhookClient(options.url("url"), sign, seconds=options.seconds("seconds", 10.0))
    return WebhookConnector(name, options.texts("platforms"), _measures(options), client)


def _measures(options: Options) -> frozenset[MeasureKind]:
    named = options.texts("abilities", _ALL)
    for measure in named:
        if measure not in _ALL:
            raise options.wrong("abilities", f"knows {', '.join(_ALL)}, and not {measure!r}")
    return frozenset(MeasureKind(measure) for measure in named)
