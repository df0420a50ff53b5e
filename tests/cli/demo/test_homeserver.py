"""The homeserver of the demonstration: it starts, says why where it cannot, and ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from staydown.cli.demo.homeserver import Homeserver, HomeserverError, NewUser, find_python
from staydown.kernel.errors import ConfigurationError
from tests.support.synapse import homeserver, synapse_python

__all__ = ["homeserver", "synapse_python"]


def test_without_synapse_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STAYDOWN_SYNAPSE_PYTHON", str(tmp_path / "nowhere"))
    with pytest.raises(ConfigurationError, match="run `make setup`"):
        find_python()


def test_an_environment_without_synapse_gives_the_reason_that_python_gave(tmp_path: Path) -> None:
    with pytest.raises(HomeserverError, match="No module named"):
        Homeserver(Path(sys.executable), tmp_path).start()


@pytest.mark.synapse
def test_it_ends_with_its_block(
    homeserver: Homeserver, synapse_python: Path, tmp_path: Path
) -> None:
    with Homeserver(synapse_python, tmp_path) as another:
        pid = another.pid
        assert pid
        assert another.base_url != homeserver.base_url
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.synapse
def test_members_can_log_in_and_others_cannot(homeserver: Homeserver) -> None:
    homeserver.register([NewUser("specimen_member", "right", "Specimen Member")])
    assert homeserver.can_log_in("specimen_member", "right").allowed
    assert homeserver.can_log_in("specimen_member", "wrong").reason == "M_FORBIDDEN"
    assert not homeserver.can_log_in("specimen_stranger", "right").allowed


@pytest.mark.synapse
def test_it_says_what_the_server_refused(homeserver: Homeserver) -> None:
    homeserver.register([NewUser("specimen_twice", "right", "Specimen")])
    with pytest.raises(HomeserverError, match="M_USER_IN_USE"):
        homeserver.register([NewUser("specimen_twice", "right", "Specimen")])


@pytest.mark.synapse
def test_its_secrets_are_readable_by_its_owner_only(synapse_python: Path, tmp_path: Path) -> None:
    with Homeserver(synapse_python, tmp_path / "home"):
        assert (tmp_path / "home" / "homeserver.yaml").stat().st_mode & 0o077 == 0
