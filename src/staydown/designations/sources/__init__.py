"""The lists that can be loaded, by id. A new one is a folder with a SOURCE, named here."""

from __future__ import annotations

from staydown.designations.errors import UnknownList
from staydown.designations.sources import pk_nacta_organisations, un_sc, us_ofac_sdn
from staydown.designations.sources.base import Source
from staydown.kernel.errors import NotFound

SOURCES: dict[str, Source] = {
    source.id: source
    for source in (un_sc.SOURCE, us_ofac_sdn.SOURCE, pk_nacta_organisations.SOURCE)
}

#: Lists that a claim may name although no parser for them is here: the verdict is then `unknown`.
UNREADABLE = frozenset(
    {"us-fto", "uk-sanctions", "uk-proscribed", "pk-nacta-persons", "eu-fsf", "ftm"}
) - frozenset(SOURCES)


def source(list_id: str) -> Source:
    """The source of that id; the error names the sources that there are."""
    if list_id in SOURCES:
        return SOURCES[list_id]
    if list_id in UNREADABLE:
        message = f"{list_id} cannot be loaded yet; available are {', '.join(sorted(SOURCES))}"
        raise NotFound("source-unavailable", message, list=list_id)
    raise UnknownList(list_id, sorted(SOURCES))


def require_list(list_id: str) -> None:
    """Raise UnknownList unless claims can name this list."""
    if list_id not in SOURCES and list_id not in UNREADABLE:
        raise UnknownList(list_id, sorted({*SOURCES, *UNREADABLE}))
