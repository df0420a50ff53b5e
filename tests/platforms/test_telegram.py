"""Telegram: names, revocable invites, ids, and the phone links between them."""

from __future__ import annotations

import pytest

from tests.platforms.reading import found, one, pairs, refused

ACCOUNTS = {
    "telegram:handle:specimen_ch": [
        "https://t.me/Specimen_ch",
        "https://telegram.me/specimen_ch/42",
        "https://telegram.dog/specimen_ch",
        "t.me/s/Specimen_ch",
        "tg://resolve?domain=Specimen_ch",
    ],
    "telegram:handle:specimen": [
        "https://specimen.t.me",
        "https://t.me/boost/specimen",
        "tg:resolve?domain=specimen&post=4",
        "https://web.telegram.org/k/#@specimen",
    ],
    "telegram:invite:ALyGdakUmSwgWGPs": [
        "https://t.me/joinchat/ALyGdakUmSwgWGPs",
    ],
    "telegram:invite:AirFzMPQMVGD_WxK": [
        "https://t.me/+AirFzMPQMVGD_WxK",
    ],
    "telegram:id:9368332599349": [
        "https://t.me/c/9368332599349/615",
    ],
    "telegram:invite:A-tXjJGqtxfpWoSE": [
        "tg://join?invite=A-tXjJGqtxfpWoSE",
    ],
    "telegram:id:12345": [
        "tg://user?id=12345",
        "tg://privatepost?channel=12345&post=4",
        "tg://openmessage?user_id=12345",
    ],
    "telegram:id:1234567890": [
        "https://web.telegram.org/a/#-1001234567890",
    ],
}
NO_ACCOUNTS = {
    "bare-host": [
        "https://t.me/",
    ],
    "phone-link": [
        "https://t.me/+447700900123",
        "tg://resolve?phone=447700900123",
    ],
    "site-page": [
        "https://t.me/addstickers/Pack",
        "https://t.me/proxy?server=a",
        "https://t.me/socks?server=a",
        "https://telegram.org/faq",
        "tg://settings",
    ],
    "share-page": [
        "https://t.me/share/url?url=https://x.com/specimen",
        "https://t.me/iv?url=https://x.com/specimen&rhash=1",
    ],
    "explore-page": [
        "https://t.me/addlist/abc",
    ],
    "login-page": [
        "https://t.me/login/12",
    ],
    "bad-handle": [
        "https://t.me/abc",
        "https://t.me/1specimen",
    ],
    "bad-id": [
        "https://t.me/c/abc/1",
    ],
    "bad-invite": [
        "https://t.me/joinchat/447700900123",
        "https://t.me/+short",
    ],
}


@pytest.mark.parametrize(("text", "ref"), pairs(ACCOUNTS))
def test_it_reads_an_account(text: str, ref: str) -> None:
    assert one(text) == ref


@pytest.mark.parametrize(("text", "code"), pairs(NO_ACCOUNTS))
def test_it_says_what_is_no_account(text: str, code: str) -> None:
    assert one(text) == f"!{code}"


def test_an_invite_is_marked_as_revocable_and_keeps_its_case() -> None:
    invite = found("https://t.me/joinchat/AbCdEfGhIjKlMnOp")
    assert invite.warnings == ("invite-revocable",)
    assert invite.url == "https://t.me/+AbCdEfGhIjKlMnOp"


def test_a_number_from_the_bot_api_loses_its_prefix_and_says_so() -> None:
    channel = found("-1001234567890", "telegram")
    assert (str(channel.ref), channel.warnings) == ("telegram:id:1234567890", ("bot-api-id",))


def test_an_id_has_no_public_address() -> None:
    assert found("https://t.me/c/9368332599349/1").url is None


@pytest.mark.parametrize(
    ("text", "code"), [("1234567890", "bare-number"), ("+447700900123", "phone-number")]
)
def test_other_numbers_alone_name_nobody(text: str, code: str) -> None:
    assert refused(text, "telegram").code == code
