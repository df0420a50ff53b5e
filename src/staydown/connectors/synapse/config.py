"""Options of the Synapse connector.

``base_url``: where the homeserver answers. ``server_name``: the part of its user ids after the
colon. ``token`` or ``token_file``: the access token of a server admin. ``seconds``: the longest
that one call may take (default 10).
"""

from __future__ import annotations

import re

from staydown.connectors.options import Options
from staydown.connectors.synapse.adapter import SynapseConnector
from staydown.connectors.synapse.client import SynapseClient

_SERVER_NAME = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")
"""https://spec.matrix.org/v1.16/appendices/#server-name"""


def from_options(name: str, options: Options) -> SynapseConnector:
    """Build the connector; raises ConfigurationError naming the option at fault."""
    options.only("base_url", "server_name", "token", "token_file", "seconds")
    server_name = options.text("server_name")
    if not _SERVER_NAME.fullmatch(server_name):
        raise options.wrong("server_name", "is not a Matrix server name such as example.org")
    client = SynapseClient(
        options.url("base_url"), options.secret("token"), seconds=options.seconds("seconds", 10.0)
    )
    return SynapseConnector(name, server_name.lower(), client)
