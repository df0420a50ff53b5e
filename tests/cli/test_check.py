"""`staydown check`: what is unsound about an installation, with ids and hints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.installation import Finished, Installation

pytestmark = pytest.mark.django_db


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """A sound one."""
    made = Installation.new(tmp_path / "data")
    made.folder.chmod(0o700)
    made.settings["STAYDOWN_OPERATOR_NAME"] = "Specimen Forum"
    made.settings["STAYDOWN_CHECKPOINT_FOLDER"] = str(tmp_path / "elsewhere")
    return made


def ids(done: Finished) -> list[str]:
    """The findings; each is followed by its hint."""
    lines = done.out.splitlines()
    found = [line.partition(":")[0] for line in lines if re.match(r"[\w.]+\.[EW]\d{3}: ", line)]
    assert len(lines) == 2 * len(found)
    return found


def test_a_sound_installation_ends_with_0(installation: Installation) -> None:
    done = installation.command("check")
    assert (done.status, done.out, done.err) == (0, "All is well.\n", "")


def test_every_finding_has_an_id_and_a_hint_and_ends_with_1(installation: Installation) -> None:
    installation.settings.update(
        STAYDOWN_OPERATOR_NAME="",
        STAYDOWN_CHECKPOINT_FOLDER="",
        STAYDOWN_DEBUG="true",
        STAYDOWN_ALLOWED_HOSTS='["forum.example"]',
    )
    done = installation.command("check")
    assert done.status == 1
    assert sorted(ids(done)) == [f"staydown.W00{number}" for number in (2, 3, 4, 5)]


def test_a_platform_that_cannot_be_reached_is_found_only_if_asked_for(
    installation: Installation,
) -> None:
    (installation.folder / "staydown.toml").write_text(
        '[[connectors]]\nkind = "webhook"\nname = "forum"\nurl = "http://127.0.0.1:1/"\n'
        'secret = "whsec_c3BlY2ltZW4tc3BlY2ltZW4tc3BlY2ltZW4="\nplatforms = ["x"]\n'
    )
    assert installation.command("check").status == 0
    done = installation.command("check", "--reach")
    assert done.status == 1
    assert set(ids(done)) == {"staydown.E010"}
    assert "forum" in done.out
    assert "c3BlY2ltZW4" not in done.out + done.err


def test_a_connector_that_cannot_be_built_is_one_line(installation: Installation) -> None:
    (installation.folder / "staydown.toml").write_text(
        '[[connectors]]\nkind = "pigeon"\nname = "forum"\n'
    )
    done = installation.command("check", "--reach")
    assert (done.status, done.out) == (2, "")
    [line] = done.err.splitlines()
    assert "pigeon" in line
