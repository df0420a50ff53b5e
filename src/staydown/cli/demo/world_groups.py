"""The invented groups of the demonstration, and the two lists that name them.

None of these groups, people or references exists. Each group is there for one situation that a
referral brings: on both lists, on one of them, banned and lifted again, on none.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape


@dataclass(frozen=True, slots=True)
class Ban:
    """One row of the national list: banned from, lifted on (None while it stands)."""

    since: date
    until: date | None
    reference: str


@dataclass(frozen=True, slots=True)
class UnEntry:
    """One entity of the United Nations list."""

    reference: str
    listed_on: date
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A fictitious organisation, as lists and referrals call it."""

    key: str
    name: str
    urdu: str
    acronym: str
    bans: tuple[Ban, ...] = ()
    un: UnEntry | None = None

    @property
    def listed(self) -> bool:
        """Whether any list of the demonstration has ever named it."""
        return bool(self.bans or self.un)


DRY_RIVER = Group(
    "dryriver",
    "Specimen Front of Dry River",
    "نمونہ محاذ خشک دریا",
    "SFDR",
    (Ban(date(2015, 3, 2), None, "SPECIMEN-01"),),
    UnEntry("QDe.901", date(2016, 7, 11), ("SFDR", "Dry River Front", "Free Orchard Fighters")),
)
GLASS_MOUNTAIN = Group(
    "glassmt",
    "Specimen Brigade of Glass Mountain",
    "نمونہ بریگیڈ کوہ شیشہ",
    "SBGM",
    (Ban(date(2012, 9, 19), None, "SPECIMEN-02"),),
    UnEntry("QDe.902", date(2018, 2, 5), ("SBGM", "Glass Mountain Brigade")),
)
SALTMARSH = Group(
    "saltmarsh",
    "Specimen Vanguard of Saltmarsh",
    "نمونہ ہراول نمک زار",
    "SVOS",
    (),
    UnEntry("QDe.903", date(2020, 11, 30), ("SVOS", "Free Orchard Fighters")),
)
PAPER_MOON = Group(
    "papermoon",
    "Specimen Army of Paper Moon",
    "نمونہ لشکر کاغذی چاند",
    "SAPM",
    (Ban(date(2019, 5, 8), None, "SPECIMEN-03"),),
)
LANTERN_HILL = Group(
    "lantern",
    "Specimen Council of Lantern Hill",
    "نمونہ شوریٰ چراغ پہاڑ",
    "SCLH",
    (
        Ban(date(2021, 4, 15), date(2021, 11, 7), "SPECIMEN-04"),
        Ban(date(2025, 10, 24), None, "SPECIMEN-05"),
    ),
)
NINTH_GATE = Group(
    "ninthgate",
    "Specimen Society of Ninth Gate",
    "نمونہ انجمن نواں دروازہ",
    "SSNG",
    (Ban(date(2009, 1, 14), date(2020, 6, 30), "SPECIMEN-06"),),
)
TIN_BRIDGE = Group(
    "tinbridge", "Specimen Rights Committee of Tin Bridge", "نمونہ حقوق کمیٹی ٹین پل", "SRCT"
)
BLUE_KITE = Group("bluekite", "Specimen Students of Blue Kite", "نمونہ طلبہ نیلی پتنگ", "SSBK")

GROUPS = (
    DRY_RIVER,
    GLASS_MOUNTAIN,
    SALTMARSH,
    PAPER_MOON,
    LANTERN_HILL,
    NINTH_GATE,
    TIN_BRIDGE,
    BLUE_KITE,
)

RUNNING = (DRY_RIVER, GLASS_MOUNTAIN, SALTMARSH, PAPER_MOON, LANTERN_HILL)
"""The groups that run accounts in the community: those that a list names today."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a referral says of an organisation, and what the lists of the demonstration make of it.

    `verdicts` names every verdict that the claims in `basis` give, as DESIGN.md defines them.
    """

    organisation: str
    basis: str
    verdicts: frozenset[str]


def _claim(organisation: str, basis: str, *verdicts: str) -> Claim:
    return Claim(organisation, basis, frozenset(verdicts))


CLAIMS: dict[str, tuple[Claim, ...]] = {
    DRY_RIVER.key: (
        _claim("Specimen Front of Dry River", "UN QDe.901", "supported"),
        _claim("SFDR", "UN 1267", "supported"),
        _claim("نمونہ محاذ خشک دریا", "انسداد دہشت گردی ایکٹ 1997", "supported"),
        _claim("Specimen Front of Dry River (SFDR)", "ATA First Schedule", "supported"),
        _claim("Free Orchard Fighters", "UN", "ambiguous"),  # an alias of two entries
        _claim("SFDR", "UK TA2000", "unknown"),  # no snapshot of that list is loaded
    ),
    GLASS_MOUNTAIN.key: (
        _claim("Specimen Brigade of Glass Mountain", "ATA s.11B", "supported"),
        _claim("Glass Mountain Brigade", "UN QDe.902", "supported"),
        _claim("SBGM", "UNSC/ATA", "supported"),
        _claim("Specimen Brigade of Glass Mountain", "UN QDe.901", "ambiguous"),  # wrong reference
    ),
    SALTMARSH.key: (
        _claim("Specimen Vanguard of Saltmarsh", "UN", "supported"),
        _claim("SVOS", "UN QDe.903", "supported"),
        _claim("Specimen Vanguard of Saltmarsh", "ATA First Schedule", "contradicted"),
    ),
    PAPER_MOON.key: (
        _claim("Specimen Army of Paper Moon", "ATA First Schedule", "supported"),
        _claim("نمونہ لشکر کاغذی چاند", "انسداد دہشت گردی ایکٹ 1997", "supported"),
        _claim("SAPM", "UN 1267", "contradicted"),
        _claim("Specimen Army of Paper Moon", "UN, US, UK", "contradicted", "unknown"),
        _claim("SAPM", "US FTO", "unknown"),
    ),
    LANTERN_HILL.key: (
        _claim("Specimen Council of Lantern Hill", "ATA 1997 First Schedule", "supported"),
        _claim("SCLH", "ATA", "supported"),
        _claim("Specimen Council of Lantern Hill", "UN", "contradicted"),
    ),
    NINTH_GATE.key: (_claim("Specimen Society of Ninth Gate", "ATA", "contradicted"),),
    TIN_BRIDGE.key: (
        _claim("Specimen Rights Committee of Tin Bridge", "ATA First Schedule", "contradicted"),
    ),
    BLUE_KITE.key: (_claim("Specimen Students of Blue Kite", "UN", "contradicted"),),
}
"""By the key of the group. Each is weighed the same when a row is made."""


def national_list_csv() -> bytes:
    """The specimen list in the documented CSV of `pk-nacta-organisations`, one row a ban."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["name", "aliases", "date_from", "date_to", "reference"])
    for group in GROUPS:
        for ban in group.bans:
            until = ban.until.isoformat() if ban.until else ""
            aliases = "|".join((group.acronym, group.urdu, *_short_names(group)))
            writer.writerow([group.name, aliases, ban.since.isoformat(), until, ban.reference])
    return text.getvalue().encode("utf-8")


def un_list_xml(made: date) -> bytes:
    """Three entities and one person in the shape of the UN's consolidated list, made on `made`."""
    entities = "".join(
        _entity(number, group) for number, group in enumerate(GROUPS, start=9900001) if group.un
    )
    return _DOCUMENT.format(made=made.isoformat(), entities=entities).encode("utf-8")


def _short_names(group: Group) -> tuple[str, ...]:
    """The aliases that the UN list gives besides the acronym, but for the one that two share."""
    aliases = group.un.aliases if group.un else ()
    return tuple(name for name in aliases if name not in {group.acronym, "Free Orchard Fighters"})


def _entity(number: int, group: Group) -> str:
    if group.un is None:
        return ""
    return _ENTITY.format(
        number=number,
        name=escape(group.name.upper()),
        # The published file has such trailing blanks too.
        reference=f"{group.un.reference} " if group is SALTMARSH else group.un.reference,
        listed=group.un.listed_on.isoformat(),
        script=escape(group.urdu),
        aliases="".join(_ALIAS.format(name=escape(name)) for name in group.un.aliases),
    )


_DOCUMENT = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<CONSOLIDATED_LIST xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:noNamespaceSchemaLocation="https://www.un.org/sc/resources/sc-sanctions.xsd" \
dateGenerated="{made}T00:00:09.554Z">
  <INDIVIDUALS>
    <INDIVIDUAL>
      <DATAID>9900100</DATAID>
      <VERSIONNUM>1</VERSIONNUM>
      <FIRST_NAME>SPECIMEN</FIRST_NAME>
      <SECOND_NAME>NOBODY</SECOND_NAME>
      <UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE>
      <REFERENCE_NUMBER>QDi.901</REFERENCE_NUMBER>
      <LISTED_ON>2017-01-09</LISTED_ON>
      <COMMENTS1>An invented person of the demonstration.</COMMENTS1>
      <LIST_TYPE>
        <VALUE>UN List</VALUE>
      </LIST_TYPE>
      <INDIVIDUAL_ALIAS>
        <QUALITY/>
        <ALIAS_NAME/>
      </INDIVIDUAL_ALIAS>
      <INDIVIDUAL_DOCUMENT/>
      <SORT_KEY/>
      <SORT_KEY_LAST_MOD/>
    </INDIVIDUAL>
  </INDIVIDUALS>
  <ENTITIES>
{entities}  </ENTITIES>
</CONSOLIDATED_LIST>
"""

_ENTITY = """\
    <ENTITY>
      <DATAID>{number}</DATAID>
      <VERSIONNUM>1</VERSIONNUM>
      <FIRST_NAME>{name}</FIRST_NAME>
      <UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE>
      <REFERENCE_NUMBER>{reference}</REFERENCE_NUMBER>
      <LISTED_ON>{listed}</LISTED_ON>
      <NAME_ORIGINAL_SCRIPT>{script}</NAME_ORIGINAL_SCRIPT>
      <COMMENTS1>An invented organisation of the demonstration.</COMMENTS1>
      <LIST_TYPE>
        <VALUE>UN List</VALUE>
      </LIST_TYPE>
{aliases}      <ENTITY_ADDRESS>
        <COUNTRY/>
      </ENTITY_ADDRESS>
      <SORT_KEY/>
      <SORT_KEY_LAST_MOD/>
    </ENTITY>
"""

_ALIAS = """\
      <ENTITY_ALIAS>
        <QUALITY>a.k.a.</QUALITY>
        <ALIAS_NAME>{name}</ALIAS_NAME>
      </ENTITY_ALIAS>
"""
