"""Callbacks never raise, whatever goes wrong behind them: in Synapse's Python, without a server."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.integrations.synapse.homeserver import MODULE_FOLDER

pytestmark = pytest.mark.synapse

SCRIPT = """
import asyncio, json, logging, sys
from staydown_synapse.module import Staydown

logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(message)s")


class Broken:
    \"\"\"A module API on which everything fails, once the module is registered.\"\"\"

    worker_app = http_client = _store = None

    def __getattr__(self, name):
        def call(*args, **kwargs):
            if name.startswith("register_") or name == "looping_background_call":
                return None
            raise RuntimeError("the private words of a user")
        return call


class Event:
    sender, type, state_key, room_id = "@specimen:b", "m.room.message", None, "!a:b"
    origin_server_ts, content = "never", None


async def main():
    for mode in ("shadow", "flag", "hold"):
        config = {"url": "http://127.0.0.1:1", "key": "k", "mode": mode, "client": True}
        module = Staydown(Staydown.parse_config(config), Broken())
        yield await module.on_user_registration("@specimen:b")
        yield await module.on_profile_update("@specimen:b", None, False, False)
        yield await module.on_new_event(Event(), {})
        yield await module.on_new_event(Event(), None)
        yield await module.report("@specimen:b")
        yield await module.ask_again()
        arrival = await module.on_arrival({"medium": "email"}, "specimen", [("agent", "127.0.0.1")])
        yield arrival.value


async def gather():
    return [each async for each in main()]


print(json.dumps(asyncio.run(gather())))
"""


def test_whatever_fails_stays_in_the_log_without_its_words(synapse_python: Path):
    done = subprocess.run(
        [synapse_python, "-c", SCRIPT],
        env={**os.environ, "PYTHONPATH": str(MODULE_FOLDER)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert json.loads(done.stdout) == [None, None, None, None, None, None, "allow"] * 3
    assert "WARNING Staydown: _keep: RuntimeError at" in done.stderr
    assert "WARNING Staydown: on_new_event: RuntimeError at" in done.stderr
    assert "private words" not in done.stderr
