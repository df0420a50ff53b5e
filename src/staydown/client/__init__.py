"""Use a Staydown installation from Python: needs httpx and nothing else, and may be copied whole.

    from staydown.client import Staydown

    staydown = Staydown("https://staydown.example.org", key, on_failure="open")
    found = staydown.screen(event="signup-81", occasion="registration", account=record)
    if found.advice == "hold":
        ...

`screen` never raises for what happens at the other end or on the way there, and never takes longer
than its timeout: a sign-up goes on, as the policy says, whatever has become of the server.
"""

from __future__ import annotations

from staydown.client.errors import Refused, StaydownClientError, Unreachable
from staydown.client.screening import Screening
from staydown.client.staydown import Staydown

__all__ = ["Refused", "Screening", "Staydown", "StaydownClientError", "Unreachable"]
