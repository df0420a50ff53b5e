"""FollowTheMoney: `{id, caption, schema, properties: {prop: [...]}}`, and `Sanction`s beside them.

A `Sanction` names its entity and says under which programme and between which days it is listed.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from staydown.designations.errors import NotThisList
from staydown.designations.sources.base import SourceFile
from staydown.designations.sources.xml import what_is
from staydown.designations.values import (
    Finding,
    Kind,
    ListedEntry,
    NameKind,
    NameList,
    ParsedList,
    Strength,
    tidied,
)

_LIST = "ftm"
_KINDS = {
    **dict.fromkeys(("Organization", "Company", "LegalEntity", "PublicBody"), Kind.ORGANISATION),
    "Person": Kind.PERSON,
    **dict.fromkeys(("Vessel", "Airplane", "Vehicle"), Kind.OTHER),
}


class _Object(BaseModel):
    """One line, as far as it is read."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    id: str
    caption: str = ""
    schema_: str
    properties: dict[str, list[str]] = {}

    def all(self, *names: str) -> list[str]:
        return [value for name in names for value in self.properties.get(name, ())]


def parse(files: Sequence[SourceFile]) -> ParsedList:
    """Entities of all files, with the sanctions that name them."""
    objects = [found for file in files for found in _objects(file)]
    sanctions: dict[str, list[_Object]] = defaultdict(list)
    for found in objects:
        if found.schema_ == "Sanction":
            for entity in found.all("entity"):
                sanctions[entity].append(found)
    entities = [found for found in objects if found.schema_ in _KINDS]
    entries = [_entry(found, sanctions.get(found.id, [])) for found in entities]
    return ParsedList(tuple(entries), None, tuple(_unknown(objects)))


def _objects(file: SourceFile) -> Iterator[_Object]:
    for number, line in enumerate(file.content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
            content["schema_"] = content.pop("schema")
            yield _Object.model_validate(content)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            known = what_is(file.content)
            reason = f"line {number} is no FollowTheMoney entity"
            page = f"{known}; " if "page" in known else ""
            raise NotThisList(_LIST, file.name, f"{page}{reason}") from error


def _entry(found: _Object, sanctions: Sequence[_Object]) -> ListedEntry:
    names = NameList()
    names.add(found.caption, NameKind.OFFICIAL)
    names.extend(found.all("name", "alias", "abbreviation"))
    names.extend(found.all("previousName"), NameKind.FORMER)
    for weak in found.all("weakAlias"):
        names.add(weak, NameKind.ALIAS, Strength.WEAK)
    starts = _dates(sanctions, "listingDate", "startDate")
    ends = _dates(sanctions, "endDate")
    over = bool(sanctions) and all(each.all("endDate") for each in sanctions)
    programmes = dict.fromkeys(
        value for each in sanctions for value in each.all("programId", "program")
    )
    return ListedEntry(
        reference=tidied(found.id),
        kind=_KINDS[found.schema_],
        names=names.done(),
        programmes=tuple(map(tidied, programmes)),
        listed_on=min(starts, default=None),
        until=max(ends, default=None) if over else None,
    )


def _dates(sanctions: Sequence[_Object], *properties: str) -> list[date]:
    """Whole days only: a year or a month is not a day from which something holds."""
    texts = [text for each in sanctions for text in each.all(*properties)]
    found = []
    for text in texts:
        try:
            found.append(date.fromisoformat(text[:10]))
        except ValueError:
            continue
    return found


def _unknown(objects: Sequence[_Object]) -> Iterator[Finding]:
    counts = Counter(each.schema_ for each in objects)
    for schema, count in sorted(counts.items()):
        if schema not in _KINDS and schema != "Sanction":
            yield Finding("unknown-value", f"{count} objects of schema {schema} were not read")
