"""Reading rule sheets from their files, one TOML file an instrument."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from staydown.liaison.errors import BadRuleSheet
from staydown.liaison.instrument import Instrument

SHIPPED = Path(__file__).parent / "instruments"


@cache
def shipped() -> Mapping[str, Instrument]:
    """The sheets that come with the program, by id. BadRuleSheet if one cannot be used."""
    return read_folder(SHIPPED)


def read_folder(folder: Path) -> Mapping[str, Instrument]:
    """Every `*.toml` of `folder` by id, in the order of their ids."""
    sheets = [
        read_sheet(path) for path in sorted(folder.glob("*.toml"), key=lambda path: path.stem)
    ]
    return MappingProxyType({sheet.id: sheet for sheet in sheets})


def read_sheet(path: Path) -> Instrument:
    """One sheet. BadRuleSheet names the file and the first field that cannot be used."""
    try:
        sheet = Instrument.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _bad(path, "", f"not readable as TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise _bad(path, field, first["msg"]) from error
    if sheet.id != path.stem:
        raise _bad(path, "id", f"{sheet.id!r} must be the name of its file")
    return sheet


def _bad(path: Path, field: str, problem: str) -> BadRuleSheet:
    where = f"{path.name}, {field}" if field else path.name
    return BadRuleSheet("bad-rule-sheet", f"{where}: {problem}", file=path.name, field=field)
