"""Countries and the time zone that each has, if it has just one."""

from __future__ import annotations

import pytest

from staydown.liaison import places


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("PK", "Asia/Karachi"),
        ("DE", "Europe/Berlin"),  # Büsingen keeps the same time
        ("GB", "Europe/London"),
        ("FR", "Europe/Paris"),
        ("US", None),
        ("ES", None),  # the Canary Islands are an hour behind
        ("ZZ", None),
    ],
)
def test_a_country_of_one_time_gives_its_zone(country: str, zone: str | None) -> None:
    assert places.only_time_zone(country) == zone


def test_every_zone_given_is_one_that_this_machine_knows() -> None:
    zones = {places.only_time_zone(country) for country in places.countries()} - {None}
    assert len(zones) > 100
    assert all(places.is_time_zone(str(zone)) for zone in zones)


@pytest.mark.parametrize("name", ["", "Mars/Base", "../etc/passwd", "Asia", "/etc/localtime"])
def test_what_is_no_time_zone_is_not_taken_for_one(name: str) -> None:
    assert not places.is_time_zone(name)


def test_eu_stands_for_its_27_states() -> None:
    assert len(places.expand(("EU",))) == 27
    assert places.expand(("EU", "PK")) == places.EUROPEAN_UNION | {"PK"}
    assert places.expand(()) == frozenset()
