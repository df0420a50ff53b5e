"""The program that made the model in the package."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from staydown.mirrors.model import Model
from staydown.mirrors.shipped import main
from staydown.mirrors.synth import TRICKS, fold


def test_the_two_folds_are_all_the_tricks_and_share_none() -> None:
    assert set(fold(0)).isdisjoint(fold(1))
    assert set(fold(0)) | set(fold(1)) == set(TRICKS)


def _made(folder: Path, *more: str) -> Path:
    out = folder / "model.json"
    small = ("--entries", "60", "--accounts", "40", "--background", "60", "--worlds", "1")
    assert main([*small, "--out", str(out), *more]) == 0
    return out


def test_the_same_seed_makes_the_same_model(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one, two = (_made(tmp_path / name, "--no-figures") for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    assert Model.load(one).name.startswith("staydown-mirrors")
    assert not one.with_suffix(".figures.json").exists()


@pytest.mark.slow
def test_its_figures_are_of_tricks_that_a_model_never_saw(tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    out = _made(tmp_path, "--report", str(report))
    figures = json.loads(out.with_suffix(".figures.json").read_text())
    assert sum("left out of fitting" in name for name in figures) == 8
    assert "tricks fitted to, one trait kept, all look-alikes" in figures
    assert "<svg" in report.read_text()
