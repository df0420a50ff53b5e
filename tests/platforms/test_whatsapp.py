"""WhatsApp: phone numbers as people write them, invites, channels, names."""

from __future__ import annotations

import pytest

from tests.platforms.reading import found, one, pairs, refused

ACCOUNTS = {
    "whatsapp:phone:+447700900123": [
        "https://wa.me/447700900123",
        "wa.me/+447700900123",
        "https://wa.me/c/447700900123",
        "https://wa.me/p/12345/447700900123",
        "https://api.whatsapp.com/send?phone=447700900123&text=salam",
        "https://api.whatsapp.com/send/?phone=%2B447700900123",
        "https://web.whatsapp.com/send?phone=447700900123",
        "whatsapp://send?phone=447700900123",
    ],
    "whatsapp:group:mrjD8YmckNw7kd9tEwTyqx": [
        "https://chat.whatsapp.com/mrjD8YmckNw7kd9tEwTyqx",
        "chat.whatsapp.com/invite/mrjD8YmckNw7kd9tEwTyqx",
        "whatsapp://chat?code=mrjD8YmckNw7kd9tEwTyqx",
    ],
    "whatsapp:channel:0029Va2yCBWcyL7mCwovtr": [
        "https://www.whatsapp.com/channel/0029Va2yCBWcyL7mCwovtr",
    ],
    "whatsapp:handle:specimen.name": [
        "https://wa.me/u/Specimen.Name",
    ],
}
NO_ACCOUNTS = {
    "bare-host": [
        "https://wa.me/",
        "https://www.whatsapp.com/",
        "https://chat.whatsapp.com/",
        "https://wa.me/?text=a",
    ],
    "business-link": [
        "https://wa.me/message/ABCDEF",
        "https://wa.me/qr/ABCDEF",
    ],
    "bad-phone": [
        "https://wa.me/07700900123",
        "https://wa.me/12",
    ],
    "bad-group": [
        "https://chat.whatsapp.com/short",
    ],
    "site-page": [
        "https://call.whatsapp.com/voice/abc",
        "https://www.whatsapp.com/download",
    ],
    "bad-channel": [
        "https://whatsapp.com/channel/x",
    ],
    "share-page": [
        "whatsapp://send?text=a",
    ],
    "platform-needed": [
        "+447700900123",
    ],
}


@pytest.mark.parametrize(("text", "ref"), pairs(ACCOUNTS))
def test_it_reads_an_account(text: str, ref: str) -> None:
    assert one(text) == ref


@pytest.mark.parametrize(("text", "code"), pairs(NO_ACCOUNTS))
def test_it_says_what_is_no_account(text: str, code: str) -> None:
    assert one(text) == f"!{code}"


@pytest.mark.parametrize(
    "written",
    [
        "+44 7700 900123",
        "00447700900123",
        "0044 7700 900 123",
        "447700900123",
        "447700900123.0",
        "+44 (0)7700 900123",
        "+44-7700-900123",
        "'+447700900123",
        "+٤٤ ٧٧٠٠ ٩٠٠١٢٣",
        "+۴۴ ۷۷۰۰ ۹۰۰۱۲۳",
        "＋４４ ７７００ ９００１２３",
        "Contact no: +44 7700 900123",
    ],
)
def test_one_number_in_many_hands_is_one_account(written: str) -> None:
    assert one(written, "whatsapp") == "whatsapp:phone:+447700900123"


@pytest.mark.parametrize("written", ["07700 900123", "(07700) 900-123", "07700.900.123"])
def test_a_national_number_belongs_to_the_region(written: str) -> None:
    assert str(found(written, "whatsapp", "GB").ref) == "whatsapp:phone:+447700900123"


def test_a_number_in_no_range_that_is_in_use_is_taken_and_marked() -> None:
    assert found("+44 7700 900123", "whatsapp").warnings == ("number-not-in-use-range",)


@pytest.mark.parametrize(
    "text", ["12", "+0 7700 900123", "+999 7700 900123", "2345678", "+07700900123"]
)
def test_a_number_that_cannot_be_dialled_is_refused(text: str) -> None:
    assert refused(text, "whatsapp").code == "bad-phone"


def test_a_number_that_a_spreadsheet_rounded_is_not_guessed() -> None:
    assert refused("4.477E+11", "whatsapp").code == "spreadsheet-number"


def test_a_code_without_its_link_is_not_taken_for_a_name() -> None:
    assert refused("mrjD8YmckNw7kd9tEwTyqx", "whatsapp").code == "bare-word"


def test_a_name_is_read_under_the_platform() -> None:
    assert one("@specimen.name", "whatsapp") == "whatsapp:handle:specimen.name"


def test_a_phone_number_is_no_account_elsewhere() -> None:
    assert refused("+44 7700 900123", "instagram").code == "phone-number"
