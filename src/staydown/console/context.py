"""What every page of the console needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from staydown.console import people, rooms
from staydown.kernel.settings import load


def console(request: HttpRequest) -> dict[str, Any]:
    """`may`: what the person may do; `rooms`: where they may go; `operator`: whose house it is."""
    may = people.may(request)
    return {"may": may, "rooms": rooms.open_to(may), "operator": load().operator_name}
