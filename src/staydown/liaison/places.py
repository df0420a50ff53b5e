"""Countries and their time zones, asked of ICU and of the system's time zone data."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icu

#: The member states of the European Union, written `EU` in rule sheets (ISO 3166-1 alpha-2).
EUROPEAN_UNION = frozenset(
    [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
        "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    ]
)  # fmt: skip

UTC_NAME = "UTC"


@cache
def countries() -> frozenset[str]:
    """Every ISO 3166-1 alpha-2 code in use."""
    return frozenset(icu.Locale.getISOCountries())


def expand(codes: tuple[str, ...]) -> frozenset[str]:
    """`codes` with `EU` replaced by its member states."""
    return frozenset(codes) - {"EU"} | (EUROPEAN_UNION if "EU" in codes else frozenset())


def is_territory(code: str) -> bool:
    """Whether `code` may stand in a rule sheet: a country, or `EU`."""
    return code == "EU" or code in countries()


def is_time_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone that this machine knows."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def only_time_zone(country: str) -> str | None:
    """The time zone of a country that has one; None where it has several.

    Zones that keep the same time are one (CLDR metazones: Büsingen goes by Berlin).
    """
    zones = {_reference_zone(zone, country) for zone in icu.TimeZone.createEnumeration(country)}
    zones.discard("")
    found = zones.pop() if len(zones) == 1 else ""
    return found if found and is_time_zone(found) else None


def _reference_zone(zone: str, country: str) -> str:
    """The zone that stands for all of `country` that keeps the same time; "" where CLDR has none.

    Asked for a fixed summer's day of 2026, so that the answer does not depend on the day it is
    asked.
    """
    names = icu.TimeZoneNames.createInstance(icu.Locale.getRoot())
    metazone = names.getMetaZoneID(zone, _REFERENCE_DAY)
    return str(names.getReferenceZoneID(metazone, country)) if metazone else ""


_REFERENCE_DAY = 1782864000.0  # 2026-07-01T00:00:00Z, as ICU's UDate in Python (seconds)
