"""MediaWiki: a user of one wiki."""

from __future__ import annotations

import pytest

from tests.platforms.reading import found, one, pairs, refused

ACCOUNTS = {
    "mediawiki:handle:en.wikipedia.org/Specimen_Name": [
        "https://en.wikipedia.org/wiki/User:Specimen_Name",
    ],
    "mediawiki:handle:en.wikipedia.org/Specimen": [
        "https://en.m.wikipedia.org/wiki/User_talk:specimen",
        "https://en.wikipedia.org/wiki/User:Specimen/Sandbox",
        "https://en.wikipedia.org/wiki/Special:Contributions/Specimen",
    ],
    "mediawiki:handle:wiki.example.org/Specimen_Name": [
        "https://wiki.example.org/w/index.php?title=User:Specimen%20Name&action=edit",
    ],
    "mediawiki:handle:localhost:8080/Specimen": [
        "http://localhost:8080/index.php/User:Specimen",
    ],
    "mediawiki:handle:ur.wikipedia.org/Specimen": [
        "https://ur.wikipedia.org/wiki/صارف:Specimen",
    ],
    "mediawiki:handle:de.wikipedia.org/Specimen_(WMF)": [
        "https://de.wikipedia.org/wiki/Benutzer:Specimen_(WMF)",
    ],
}
NO_ACCOUNTS = {
    "bare-host": [
        "https://en.wikipedia.org/",
    ],
    "site-page": [
        "https://en.wikipedia.org/wiki/Pakistan",
    ],
    "unknown-host": [
        "https://wiki.example.org/wiki/Pakistan",
    ],
    "bad-handle": [
        "https://en.wikipedia.org/wiki/User:192.0.2.1",
        "https://en.wikipedia.org/wiki/User:2001:DB8::1",
    ],
}


@pytest.mark.parametrize(("text", "ref"), pairs(ACCOUNTS))
def test_it_reads_an_account(text: str, ref: str) -> None:
    assert one(text) == ref


@pytest.mark.parametrize(("text", "code"), pairs(NO_ACCOUNTS))
def test_it_says_what_is_no_account(text: str, code: str) -> None:
    assert one(text) == f"!{code}"


def test_a_wiki_of_no_list_is_marked() -> None:
    assert found("https://wiki.example.org/wiki/User:Specimen").warnings == ("unlisted-host",)


def test_a_name_needs_its_wiki() -> None:
    assert refused("Specimen", "mediawiki").code == "host-needed"
