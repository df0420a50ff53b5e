"""What is to be screened comes from anybody: cut or refused with a reason, never a crash."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.kernel import clock
from staydown.kernel.errors import InputError
from staydown.kernel.settings import Settings
from staydown.screening.client_keys import Keyring
from staydown.screening.reading import MOST_TEXT, names_of, read_request
from staydown.screening.values import Request
from tests.support.returning import signing_up


@pytest.fixture(scope="module")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    """With one key of its own: other tests rotate the installation's."""
    return Keyring(Settings(data=tmp_path_factory.mktemp("keys")))  # type: ignore[call-arg]


def read(keyring: Keyring, **fields: Any) -> Request:
    return read_request(signing_up(1, **fields), keyring)


def refused(keyring: Keyring, document: object) -> str:
    with pytest.raises(InputError) as error:
        read_request(document, keyring)
    assert error.value.message
    return error.value.code


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (None, "not-an-object"),
        ([], "not-an-object"),
        ({}, "event-missing"),
        ({"event": ""}, "event-missing"),
        ({"event": "e" * 201}, "event-missing"),
        ({"event": 7}, "event-missing"),
        ({"event": "e"}, "account-missing"),
        ({"event": "e", "account": []}, "account-missing"),
        ({"event": "e", "account": {}}, "account-unusable"),
        ({"event": "e", "account": {"id": "1", "platform": "myspace"}}, "platform-unknown"),
        ({"event": "e", "account": {"id": "no name", "platform": "x"}}, "account-unnamed"),
        ({"event": "e", "account": {"id": "1", "platform": "x", "bio": 7}}, "account-unusable"),
        ({"event": "e", "account": {"id": "1", "platform": "x", "links": "a"}}, "account-unusable"),
        ({"event": "e", "account": {"id": "1", "platform": "x", "posts": [7]}}, "account-unusable"),
        (
            {"event": "e", "account": {"id": "1", "platform": "x", "created_at": "soon"}},
            "account-unusable",
        ),
        ({"event": "e", "account": {"id": "1", "platform": "x", "client": 7}}, "client-unusable"),
        ({"event": "e", "account": {"id": "1", "platform": "x"}, "client": 7}, "client-unusable"),
        (
            {"event": "e", "account": {"id": "1", "platform": "x"}, "client": {"phone": 7}},
            "client-unusable",
        ),
        (
            {"event": "e", "account": {"id": "1", "platform": "x"}, "client": {"ips": [7]}},
            "client-unusable",
        ),
        ({"event": "e", "account": {"id": "1", "platform": "x"}, "occasion": "x"},
         "occasion-unknown"),
        ({"event": "e", "account": {"id": "1", "platform": "x"}, "mode": []}, "mode-unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_by_name(
    keyring: Keyring, document: object, code: str
) -> None:
    assert refused(keyring, document) == code


def test_a_biography_of_a_megabyte_is_cut_and_told(keyring: Keyring) -> None:
    found = read(keyring, bio="x" * 1_000_000)
    assert len(found.account.bio) == MOST_TEXT["bio"]
    assert found.warnings == ("bio-cut",)


def test_ten_thousand_links_and_posts_are_cut_and_told(keyring: Keyring) -> None:
    links = [f"https://specimen.example/{number}" for number in range(10_000)]
    posts = [{"text": "p" * 10_000} for _ in range(1_000)]
    found = read(keyring, links=links, posts=posts)
    assert (len(found.account.links), len(found.account.posts)) == (200, 100)
    assert len(found.account.posts[0].text) == 5_000
    assert set(found.warnings) == {"links-cut", "posts-cut"}


def test_nul_and_lone_surrogates_do_not_reach_the_database(keyring: Keyring) -> None:
    found = read(keyring, bio="a\0b\ud800c", display_name="\udfff")
    assert "\0" not in found.account.bio
    found.account.bio.encode("utf-8")
    found.account.display_name.encode("utf-8")


def test_a_clock_that_is_ahead_says_nothing_of_when_the_account_was_made(keyring: Keyring) -> None:
    soon, later = (clock.now() + timedelta(minutes=minutes) for minutes in (1, 60))
    assert read(keyring, created_at=clock.iso(soon)).account.created_at == soon
    found = read(keyring, created_at=clock.iso(later))
    assert (found.account.created_at, found.warnings) == (None, ("created-in-future",))


def test_deep_json_is_refused_or_ignored(keyring: Keyring) -> None:
    deep: Any = "x"
    for _ in range(500):
        deep = [deep]
    assert refused(keyring, signing_up(1, bio=deep)) == "account-unusable"
    assert read(keyring, unknown_field=deep).warnings == ()


def test_an_account_is_known_by_its_id_and_by_its_handle(keyring: Keyring) -> None:
    found = read(keyring, id="12345", handle="Specimen_Name")
    assert found.names == ("x:id:12345", "x:handle:specimen_name")
    user = {"id": "@specimen:example.org", "platform": "matrix", "handle": "specimen"}
    assert names_of(read_request({"event": "e", "account": user}, keyring).account)[0] == (
        "matrix:id:@specimen:example.org"
    )


def test_clear_identifiers_among_the_keyed_are_dropped_and_told(keyring: Keyring) -> None:
    hashed = "a1" * 20
    found = read(
        keyring,
        client={
            "phone": "+44 7700 900123",
            "email": hashed,
            "devices": [hashed, "my phone"],
            "ip_prefixes": ["203.0.113.7"],
        },
    )
    client = found.account.client
    assert (client.phone, client.email, client.devices, client.ip_prefixes) == (
        "", hashed, (hashed,), (),
    )  # fmt: skip
    assert found.warnings == ("client-not-keyed",)


def test_raw_identifiers_are_keyed_at_the_door(keyring: Keyring) -> None:
    document = signing_up(1) | {
        "client": {
            "phone": "07700 900123 ",
            "email": "Specimen@Example.org",
            "devices": ["device-1"],
            "ips": ["203.0.113.7", "2001:db8::1", "no address"],
        }
    }
    client = read_request(document, keyring).account.client
    everything = json.dumps([client.phone, client.email, client.devices, client.ip_prefixes])
    for raw in ("900123", "pecimen@", "device-1", "203.0", "2001:"):
        assert raw not in everything
    assert len(client.ip_prefixes) == 2
    assert client.email.startswith("k")


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
_FIELDS = (
    "id", "platform", "handle", "display_name", "bio", "location", "language", "links",
    "created_at", "removed_at", "avatar", "posts", "follows", "followers", "groups", "client",
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(_FIELDS), anything), anything)
def test_any_account_is_read_or_refused(fields: dict[str, Any], client: Any) -> None:
    document = signing_up(1, **fields) | {"client": client}
    with suppress(InputError):
        json.dumps(read_request(document, Keyring()).account.bio).encode()


@given(anything)
def test_any_document_is_read_or_refused(document: Any) -> None:
    with pytest.raises(InputError):
        read_request(document, Keyring())
