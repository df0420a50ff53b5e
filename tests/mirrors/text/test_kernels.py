"""Compiled code is thrown away when any source changes: Numba alone would not notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from staydown.mirrors import kernels


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with compiled code, as an earlier process left it."""
    (tmp_path / "text" / "__pycache__").mkdir(parents=True)
    (tmp_path / "text" / "specimen.py").write_text("STEPS = 4\n", encoding="utf-8")
    monkeypatch.setattr(kernels, "_HOME", tmp_path)
    monkeypatch.setattr(kernels, "_STAMP", tmp_path / "__pycache__" / "kernels.stamp")
    kernels._forget_outdated()
    for name in ("specimen.nbi", "specimen.nbc"):
        (tmp_path / "text" / "__pycache__" / name).write_bytes(b"compiled")
    return tmp_path


def compiled(home: Path) -> list[str]:
    return sorted(path.name for path in home.rglob("*.nb?"))


def test_what_was_compiled_from_these_sources_is_kept(home: Path) -> None:
    kernels._forget_outdated()
    assert compiled(home) == ["specimen.nbc", "specimen.nbi"]


def test_a_changed_source_throws_it_away(home: Path) -> None:
    (home / "text" / "specimen.py").write_text("STEPS = 5\n", encoding="utf-8")
    kernels._forget_outdated()
    assert compiled(home) == []


def test_so_does_a_new_source_and_only_once(home: Path) -> None:
    (home / "other.py").write_text("", encoding="utf-8")
    (home / "text" / "other.py").write_text("LIMIT = 3\n", encoding="utf-8")
    kernels._forget_outdated()
    assert compiled(home) == []
    (home / "text" / "__pycache__" / "other.nbi").write_bytes(b"compiled")
    kernels._forget_outdated()
    assert compiled(home) == ["other.nbi"]


def test_a_folder_that_cannot_be_written_does_no_harm(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernels, "_STAMP", home / "text" / "specimen.py" / "kernels.stamp")
    kernels._forget_outdated()


def test_a_kernel_is_the_function_it_was_made_of() -> None:
    @kernels.kernel
    def doubled(number: int) -> int:
        """Twice the number."""
        return 2 * number

    assert doubled(21) == 42
    assert doubled.__doc__ == "Twice the number."
