"""The curated file of labels: acronyms, spellings and styles of groups, each with its source."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from staydown.designations.names import key
from staydown.kernel.errors import ConfigurationError

FILE = Path(__file__).with_name("labels.toml")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str = Field(min_length=1)


class Group(_Table):
    """One organisation and what it is called."""

    id: str
    name: str
    names: tuple[str, ...] = Field(min_length=1)
    acronyms: tuple[str, ...]
    parent: str | None = None
    references: Mapping[str, str] = {}


class Label(_Table):
    """A label that never resolves to an entry: an umbrella, or an official style."""

    kind: Literal["umbrella", "style"]
    names: tuple[str, ...]
    why: str
    group: str | None = None


class WeakNames(_Table):
    """Names too general to name one organisation."""

    names: tuple[str, ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    group: list[Group]
    label: list[Label]
    weak: list[WeakNames]


@dataclass(frozen=True, slots=True)
class Labels:
    """The file, by key of name."""

    groups: Mapping[str, Group]
    by_key: Mapping[str, Group]
    labels: Mapping[str, Label]
    weak: frozenset[str]

    def group_of(self, name_key: str) -> Group | None:
        """The group that is known under a name with this key."""
        return self.by_key.get(name_key)

    def parent_of(self, group: Group | None) -> Group | None:
        """The group that `group` belongs under."""
        return self.groups[group.parent] if group and group.parent else None

    def belongs_under(self, group: Group | None, other: Group | None) -> bool:
        """Does `group` belong, directly or not, under `other`?"""
        parent = self.parent_of(group)
        while parent and other:
            if parent is other:
                return True
            parent = self.parent_of(parent)
        return False


@cache
def load(path: Path = FILE) -> Labels:
    """Read and check the file; ConfigurationError names what is wrong with it."""
    try:
        content = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError("labels", f"{path.name}: {error}") from error
    groups = {group.id: group for group in content.group}
    _check_parents(content.group, groups)
    return Labels(
        groups=groups,
        by_key=_by_key(content.group),
        labels={key(name): label for label in content.label for name in label.names},
        weak=frozenset(key(name) for table in content.weak for name in table.names),
    )


def _check_parents(groups: Iterable[Group], by_id: Mapping[str, Group]) -> None:
    for group in groups:
        if group.parent and group.parent not in by_id:
            message = f"{FILE.name}: {group.id} has an unknown parent {group.parent!r}"
            raise ConfigurationError("labels", message)


def _by_key(groups: Iterable[Group]) -> dict[str, Group]:
    """Groups by the key of each name and acronym; a name of two groups is a fault of the file."""
    found: dict[str, Group] = {}
    for group in groups:
        for name in (*group.names, *group.acronyms):
            other = found.setdefault(key(name), group)
            if other is not group:
                message = f"{FILE.name}: {name!r} is a name of {other.id} and of {group.id}"
                raise ConfigurationError("labels", message)
    return found
