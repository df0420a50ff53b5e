"""What the documents promise is there: settings, commands, files, house rules."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from staydown.cli import COMMANDS
from staydown.connectors.registry import KINDS
from staydown.kernel.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_every_setting_is_described_and_no_other():
    described = set(re.findall(r"^\| `(\w+)` \|", _text("docs/settings.md"), re.MULTILINE))
    assert described == set(Settings.model_fields)


def test_every_kind_of_connector_is_described():
    text = _text("docs/settings.md")
    assert [kind for kind in KINDS if f"**{kind}**" not in text] == []


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"demo", "serve", "check"}))
def test_every_command_group_is_shown_somewhere(command):
    shown = re.compile(rf"staydown {command} \w+")
    assert any(shown.search(document.read_text(encoding="utf-8")) for document in DOCUMENTS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_images_lead_somewhere(document):
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_targets_that_the_documents_name_are_in_the_makefile():
    targets = set(re.findall(r"^([a-z]+):", _text("Makefile"), re.MULTILINE))
    named = {
        name for path in DOCUMENTS for name in re.findall(r"`?make ([a-z]+)`", path.read_text())
    }
    assert named - targets == set()


def test_nothing_tracked_names_a_place_on_a_machine_or_a_registry():
    machine = re.compile(r"(^|[^\w./-])/(root|work|home/\w+)/|--(extra-)?index-url")
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()[:80]}"
        for path in _tracked()
        if path.suffix in {".py", ".md", ".toml", ".txt", ".in", ".html", ".js", ".css", ""}
        and path.is_file()
        and path != Path(__file__)
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
        if machine.search(line)
    ]
    assert found == []
