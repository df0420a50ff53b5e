"""The installation as `staydown serve` serves it, with the screening of these tests."""

from __future__ import annotations

from staydown.console.wsgi import application
from staydown.screening import actions
from tests.api.screener import Screener

__all__ = ["application"]

actions.screen = Screener().screen  # type: ignore[assignment]
