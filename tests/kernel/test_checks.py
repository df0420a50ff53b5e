"""What `staydown check` finds: each finding has an id that stays, and a hint that helps."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from staydown.kernel import checks
from staydown.kernel.settings import Settings, load


@pytest.fixture
def set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Gives a sound installation other settings."""
    tmp_path.chmod(0o700)
    sound = {
        "data": tmp_path,
        "operator_name": "Specimen Forum",
        "checkpoint_folder": tmp_path / "elsewhere",
        "allowed_hosts": ["localhost"],
        "debug": False,
        "https": False,
    }

    def change(**other: object) -> Settings:
        settings = load().model_copy(update=sound | other)
        monkeypatch.setattr(checks, "load", lambda: settings)
        return settings

    change()
    return change


def found() -> list[str]:
    """The ids of all findings; every one has a sentence and a hint."""
    of_ours = (
        checks.data_folder, checks.operator_name, checks.served_safely,
        checks.checkpoints_elsewhere,
    )  # fmt: skip
    messages = [message for check in of_ours for message in check(None)]
    assert all(message.msg and message.hint for message in messages)
    return [str(message.id) for message in messages]


def test_a_sound_installation_has_no_finding(set_up: Any) -> None:
    assert found() == []


def test_a_folder_that_everybody_reads(set_up: Any, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert found() == ["staydown.W001"]
    tmp_path.chmod(0o750)
    assert found() == []


def test_a_folder_that_cannot_be_written(set_up: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)  # root may always
    assert found() == ["staydown.E001"]


def test_an_operator_without_a_name(set_up: Any) -> None:
    set_up(operator_name="Staydown")
    assert found() == ["staydown.W002"]


def test_a_console_for_others_without_tls(set_up: Any) -> None:
    set_up(allowed_hosts=["forum.example"])
    assert found() == ["staydown.W003"]
    set_up(allowed_hosts=["forum.example"], https=True)
    assert found() == []


def test_debug_pages(set_up: Any) -> None:
    set_up(debug=True)
    assert found() == ["staydown.W004"]


def test_checkpoints_beside_the_database(set_up: Any) -> None:
    set_up(checkpoint_folder=None)
    assert found() == ["staydown.W005"]
