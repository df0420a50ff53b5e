"""Matrix: users of a server; rooms are not accounts."""

from __future__ import annotations

import pytest

from tests.platforms.reading import found, one, pairs, refused

ACCOUNTS = {
    "matrix:id:@specimen:example.org": [
        "@specimen:example.org",
        "https://matrix.to/#/@specimen:example.org",
        "https://matrix.to/#/%40specimen%3Aexample.org?via=example.org",
        "https://app.element.io/#/user/@specimen:example.org",
        "matrix:u/specimen:example.org",
    ],
    "matrix:id:@specimen:example.org:8448": [
        "@specimen:Example.ORG:8448",
    ],
    "matrix:id:@specimen:localhost": [
        "@specimen:localhost",
    ],
    "matrix:id:@specimen=2fa/b+c:example.org": [
        "@specimen=2fa/b+c:example.org",
    ],
}
NO_ACCOUNTS = {
    "bare-host": [
        "https://matrix.to/",
    ],
    "room": [
        "https://matrix.to/#/#room:example.org",
        "https://matrix.to/#/!room:example.org/$event",
        "matrix:r/room:example.org",
    ],
    "site-page": [
        "https://app.element.io/#/home",
    ],
    "bad-id": [
        "@specimen:exa_mple.org",
    ],
}


@pytest.mark.parametrize(("text", "ref"), pairs(ACCOUNTS))
def test_it_reads_an_account(text: str, ref: str) -> None:
    assert one(text) == ref


@pytest.mark.parametrize(("text", "code"), pairs(NO_ACCOUNTS))
def test_it_says_what_is_no_account(text: str, code: str) -> None:
    assert one(text) == f"!{code}"


def test_letter_case_is_kept_for_old_accounts_differ_in_it_alone() -> None:
    old = found("@Specimen:Example.org")
    assert (str(old.ref), old.warnings) == ("matrix:id:@Specimen:example.org", ("legacy-user-id",))


def test_a_name_needs_its_server() -> None:
    assert refused("@specimen", "matrix").code == "host-needed"


def test_a_server_without_a_stop_is_not_read_under_another_platform() -> None:
    assert refused("@specimen:localhost", "telegram").code == "bad-handle"
