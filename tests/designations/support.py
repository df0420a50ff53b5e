"""The lists of these tests: small files of our own in the shape of the real ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from staydown.designations import labels
from staydown.designations.basis import Basis, Claim, Held
from staydown.designations.lookup import NameIndex
from staydown.designations.rules import judge
from staydown.designations.sources import SOURCES
from staydown.designations.sources.base import SourceFile
from staydown.designations.values import Kind, ListedEntry, ListedName, NameKind, ParsedList
from staydown.designations.verdicts import SnapshotFacts, Verdict

FIXTURES = Path(__file__).parent / "fixtures"
EXAMPLE = Path(labels.__file__).parent / "sources" / "pk_nacta_organisations" / "example.csv"

#: The three lists and the files that these tests load them from.
FILES = {
    "un-sc": [FIXTURES / "un.xml"],
    "us-ofac-sdn": [FIXTURES / "sdn.csv", FIXTURES / "alt.csv"],
    "pk-nacta-organisations": [EXAMPLE],
}


def read(*paths: Path) -> list[SourceFile]:
    """Files as a parser gets them."""
    return [SourceFile(path.name, path.read_bytes()) for path in paths]


def parsed(list_id: str) -> ParsedList:
    """What the parser makes of a list's files."""
    return SOURCES[list_id].parse(read(*FILES[list_id]))


def held(list_id: str, day: str, entries: list[ListedEntry] | None = None) -> Held:
    """A snapshot of `day` in memory; of the list's own files, or of `entries`."""
    moment = datetime.combine(date.fromisoformat(day), time.min, UTC)
    facts = SnapshotFacts(f"{list_id}-{day}", list_id, moment, moment, "0" * 64)
    return Held(facts, NameIndex(parsed(list_id).entries if entries is None else entries))


def ask(
    name: str,
    list_id: str,
    on: str,
    used: Held,
    after: Held | None = None,
    *,
    reference: str | None = None,
    regime: str | None = None,
    programme: str | None = None,
) -> Verdict:
    """The verdict on a claim, given the snapshots around its date."""
    source = SOURCES[list_id]
    basis = Basis(used, after, source.refresh, source.gives_start_dates)
    claim = Claim(name, list_id, date.fromisoformat(on), reference, regime, programme)
    return judge(claim, basis, labels.load())


def organisation(
    reference: str, name: str, *aliases: str, since: str | None = None, until: str | None = None
) -> ListedEntry:
    """An entry as a parser would make it."""
    return ListedEntry(
        reference,
        Kind.ORGANISATION,
        (ListedName(name, NameKind.OFFICIAL), *(ListedName(alias) for alias in aliases)),
        listed_on=date.fromisoformat(since) if since else None,
        until=date.fromisoformat(until) if until else None,
    )


def un_xml(day: str, *organisations: tuple[str, str]) -> bytes:
    """A list in the UN's XML of that day, with (reference, name) entities listed since 2011."""
    entities = "".join(
        f"<ENTITY><FIRST_NAME>{name}</FIRST_NAME><UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE>"
        f"<REFERENCE_NUMBER>{reference}</REFERENCE_NUMBER><LISTED_ON>2011-07-29</LISTED_ON></ENTITY>"
        for reference, name in organisations
    )
    return (
        f'<CONSOLIDATED_LIST dateGenerated="{day}T00:00:00Z"><INDIVIDUALS/>'
        f"<ENTITIES>{entities}</ENTITIES></CONSOLIDATED_LIST>"
    ).encode()


def days_after(day: str, days: int) -> str:
    """`day` plus some days."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
