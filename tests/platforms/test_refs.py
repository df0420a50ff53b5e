"""References and refusals as values."""

from __future__ import annotations

import pickle

import pytest

from staydown.platforms import AccountRef, AddressError, parse_ref, url_of
from tests.platforms.reading import refused


def test_a_value_may_hold_colons() -> None:
    ref = parse_ref("bluesky:id:did:plc:abcdefghijklmnopqrstuvwx")
    assert (ref.kind, ref.value) == ("id", "did:plc:abcdefghijklmnopqrstuvwx")


def test_references_sort_by_platform_then_kind_then_value() -> None:
    texts = ["x:id:1", "x:handle:b", "facebook:id:9", "x:handle:a"]
    ordered = sorted(map(parse_ref, texts))
    assert list(map(str, ordered)) == ["facebook:id:9", "x:handle:a", "x:handle:b", "x:id:1"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "x:handle",
        "x:handle:",
        "x:handle:Specimen",
        " x:handle:specimen",
        "x:name:specimen",
        "myspace:handle:specimen",
        "facebook:handle:speci.men",
        "whatsapp:phone:447700900123",
        "telegram:invite:447700900123",
    ],
)
def test_only_canonical_text_is_a_reference(text: str) -> None:
    with pytest.raises(AddressError, match="canonical") as refusal:
        parse_ref(text)
    assert refusal.value.code == "bad-reference"


def test_a_telegram_id_has_no_public_address() -> None:
    assert url_of(AccountRef("telegram", "id", "123")) is None


def test_a_refusal_crosses_to_another_process_whole() -> None:
    refusal = refused("https://x.com/search?q=a")
    copy = pickle.loads(pickle.dumps(refusal))  # noqa: S301 - our own bytes
    assert (copy.code, copy.message, copy.text) == (refusal.code, refusal.message, refusal.text)
    assert copy == refusal
