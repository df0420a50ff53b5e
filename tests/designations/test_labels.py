"""The curated file of labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from staydown.designations import labels
from staydown.designations.names import key
from staydown.kernel.errors import ConfigurationError

GROUP = """
[[group]]
id = "one"
name = "One"
names = ["One"]
acronyms = ["ON"]
source = "invented"
"""
REST = '[[label]]\nkind = "umbrella"\nnames = ["All"]\nwhy = "is many"\nsource = "invented"\n'
REST += '[[weak]]\nnames = ["Base"]\nsource = "invented"\n'


def load(folder: Path, text: str) -> labels.Labels:
    path = folder / "labels.toml"
    path.write_text(text, "utf-8")
    return labels.load(path)


@pytest.mark.parametrize(
    ("label", "group"),
    [
        ("TTP", "ttp"),
        ("تحریک طالبان پاکستان", "ttp"),
        ("IS-K", "iskp"),
        ("ISKP", "iskp"),
        ("داعش خراسان", "iskp"),
        ("BLA", "bla"),
        ("BLF", "blf"),
        ("JuD", "jamaat-ud-dawa"),
        ("JeM", "jaish-e-mohammed"),
        ("SSP", "sipah-e-sahaba"),
        ("پشتون تحفظ موومنٹ", "ptm"),
        ("Majeed Brigade", "majeed-brigade"),
        ("HQN", "haqqani-network"),
    ],
)
def test_a_label_names_one_group(label: str, group: str) -> None:
    found = labels.load().group_of(key(label))
    assert found is not None
    assert found.id == group


def test_umbrellas_and_styles_are_no_names_of_a_group() -> None:
    found = labels.load()
    assert not found.labels.keys() & found.by_key.keys()


def test_khorasan_belongs_under_isil_and_not_the_other_way_round() -> None:
    found = labels.load()
    khorasan, isil = found.groups["iskp"], found.groups["isil"]
    assert found.belongs_under(khorasan, isil)
    assert not found.belongs_under(isil, khorasan)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (GROUP.replace('source = "invented"', ""), "source"),
        (GROUP + REST + GROUP.replace('"one"', '"two"'), "is a name of one and of two"),
        (GROUP.replace('name = "One"', 'name = "One"\nparent = "nobody"') + REST, "unknown parent"),
        ("[[group]", "labels.toml"),
    ],
)
def test_a_faulty_file_is_refused_with_its_fault(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        load(tmp_path, text)
