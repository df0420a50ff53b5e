"""Settings of the module: each fault is named, and stops Synapse before it starts."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from staydown.cli.demo.homeserver import HomeserverError
from staydown_synapse.settings import SettingError, Settings, read
from tests.integrations.synapse.homeserver import MODULE_FOLDER, make

RIGHT = {"url": "https://staydown.example.org", "key": "sdk_specimen_0123"}


def test_the_least_that_is_needed_gives_shadow_mode_and_no_personal_extras():
    assert read(RIGHT) == Settings("https://staydown.example.org", "sdk_specimen_0123")
    settings = read({**RIGHT, "url": "http://127.0.0.1:8000/"})
    assert settings.url == "http://127.0.0.1:8000"
    assert (settings.mode, settings.fail) == ("shadow", "open")
    assert not settings.message_text
    assert not settings.client
    assert "sdk_specimen" not in repr(settings)


def test_the_key_may_stand_in_a_file(tmp_path: Path):
    file = tmp_path / "key"
    file.write_text("sdk_specimen_file\n")
    assert read({"url": RIGHT["url"], "key_file": str(file)}).key == "sdk_specimen_file"


@pytest.mark.parametrize(
    ("change", "name", "says"),
    [
        ({"url": None}, "url", "must be an address"),
        ({"url": "staydown.example.org"}, "url", "must be an address"),
        ({"url": "https://[staydown"}, "url", "is not an address"),
        ({"url": "http://staydown.example.org"}, "url", "https://"),
        ({"url": "https://user:word@staydown.example.org"}, "url", "password"),
        ({"key": ""}, "key", "one word"),
        ({"key": "two words"}, "key", "one word"),
        ({"key": "sdk_ключ"}, "key", "one word"),
        ({"key_file": "/nowhere"}, "key_file", "exclude each other"),
        ({"mode": "block"}, "mode", "shadow, flag, hold"),
        ({"mode": ["hold"]}, "mode", "shadow, flag, hold"),
        ({"fail": "close"}, "fail", "open, hold"),
        ({"timeout_ms": 0}, "timeout_ms", "50 to 30000"),
        ({"timeout_ms": "800"}, "timeout_ms", "50 to 30000"),
        ({"timeout_ms": True}, "timeout_ms", "50 to 30000"),
        ({"fail_hold_hours": float("nan")}, "fail_hold_hours", "0 to 168"),
        ({"report_rooms": -1}, "report_rooms", "0 to 100"),
        ({"report_messages": 1000}, "report_messages", "0 to 200"),
        ({"report_hours": 10**6}, "report_hours", "0 to 2160"),
        ({"message_text": "no"}, "message_text", "true or false"),
        ({"client": 1}, "client", "true or false"),
        ({"flag_room": "!room:example.org"}, "flag_room", "both or neither"),
        ({"flag_room": "#staff:example.org", "flag_sender": "@a:b"}, "flag_room", "begins with !"),
        ({"timeout": 5}, "timeout", "is not a setting; there are: url, key, mode"),
    ],
)
def test_a_fault_is_named(change: dict[str, Any], name: str, says: str):
    with pytest.raises(SettingError, match=says) as caught:
        read({**RIGHT, **change})
    assert caught.value.name == name


@pytest.mark.parametrize("name", ["url", "key"])
def test_what_is_missing_is_named(name: str):
    with pytest.raises(SettingError, match=f"{name} is missing"):
        read({each: RIGHT[each] for each in RIGHT if each != name})


def test_a_key_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(SettingError, match="key_file cannot be read"):
        read({"url": RIGHT["url"], "key_file": str(tmp_path / "none")})


def test_every_setting_is_described_and_no_other():
    text = (MODULE_FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|.*\|.*\|$", text, re.MULTILINE)
    described = {name.strip("`") for row in rows for name in row.split(", ")}
    settings = {each.name for each in fields(Settings)} | {"key_file"}
    assert described - {"shadow", "flag", "hold"} == settings


@pytest.mark.synapse
def test_synapse_does_not_start_with_a_fault_and_says_which(synapse_python: Path, tmp_path: Path):
    server = make(synapse_python, tmp_path, {**RIGHT, "mode": "block"})
    try:
        with pytest.raises(HomeserverError, match="mode must be one of: shadow, flag, hold"):
            server.start()
    finally:
        server.stop()
