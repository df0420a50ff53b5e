"""The lists that can be loaded, by id. A new one is a folder with a SOURCE, named here."""

from __future__ import annotations

from staydown.designations.errors import UnknownList
from staydown.designations.sources import (
    eu_fsf,
    ftm,
    pk_nacta_organisations,
    pk_nacta_persons,
    uk_proscribed,
    uk_sanctions,
    un_sc,
    us_fto,
    us_ofac_sdn,
)
from staydown.designations.sources.base import Source

SOURCES: dict[str, Source] = {
    folder.SOURCE.id: folder.SOURCE
    for folder in (
        un_sc,
        us_ofac_sdn,
        us_fto,
        uk_sanctions,
        uk_proscribed,
        pk_nacta_organisations,
        pk_nacta_persons,
        eu_fsf,
        ftm,
    )
}


def source(list_id: str) -> Source:
    """The source of that id; UnknownList names those that there are."""
    if list_id not in SOURCES:
        raise UnknownList(list_id, list(SOURCES))
    return SOURCES[list_id]
