"""A cell as people fill it: marks, quotes, labels, several addresses, remarks."""

from __future__ import annotations

import pytest

from staydown.platforms import AddressError, parse
from tests.platforms.reading import found, one, read, refused

BOTH = ["x:handle:specimen", "telegram:handle:specimen"]


@pytest.mark.parametrize(
    "written",
    [
        " https://x.com/specimen ",
        "\ufeffhttps://x.com/specimen",
        "\u00a0https://x.com/specimen\u200e",
        "\u200fhttps://x.com/speci\u200bmen\t",
        "https://x.com/specimen.",
        "https://x.com/specimen۔",
        "https://x.com/specimen،",
        "“https://x.com/specimen”",
        "(https://x.com/specimen)",
        "<https://x.com/specimen>",
        "[specimen](https://x.com/specimen)",
        "HTTPS://X.COM/SPECIMEN",
        "x.com/specimen",
        "//x.com/specimen",
        "www.x.com/specimen/",
        "https://x.com./specimen",
        "https://x.com:443/specimen",
        "htps://x.com/specimen",
        "https//x.com/specimen",
        "https://https://x.com/specimen",
        "hxxps://x[.]com/specimen",
        "https%3A%2F%2Fx.com%2Fspecimen",
        "ｈｔｔｐｓ：／／ｘ．ｃｏｍ／ｓｐｅｃｉｍｅｎ",
        "1. https://x.com/specimen",
        "Twitter: @specimen",
        "ٹوئٹر - @specimen",
        "x:handle:specimen",
    ],
)
def test_one_address_in_many_dresses_is_one_account(written: str) -> None:
    assert one(written) == "x:handle:specimen"


@pytest.mark.parametrize(
    "between",
    [" ", "\n", "\r\n", ",", ", ", ";", "، ", "؛ ", " / ", " | ", "|", " & ", " and ", " اور ", ""],
)
def test_it_finds_both_addresses_of_a_cell(between: str) -> None:
    assert read(f"https://x.com/specimen{between}https://t.me/specimen") == BOTH


@pytest.mark.parametrize("between", [" ", "\n", ",", ", ", " / ", "/", "؛"])
def test_it_finds_both_names_of_a_cell(between: str) -> None:
    assert read(f"@specimen{between}@specimentwo", "x") == [
        "x:handle:specimen",
        "x:handle:specimentwo",
    ]


@pytest.mark.parametrize("between", ["\n", ", ", " / ", "/", " ", " and ", "؛"])
def test_it_finds_both_phone_numbers_of_a_cell(between: str) -> None:
    cell = f"+44 7700 900123{between}+44 7700 900124"
    assert read(cell, "whatsapp") == [
        "whatsapp:phone:+447700900123",
        "whatsapp:phone:+447700900124",
    ]


def test_a_written_down_number_is_not_split_at_its_blanks() -> None:
    assert read("+44 (0) 7700 - 900 123", "whatsapp") == ["whatsapp:phone:+447700900123"]


def test_labels_in_a_cell_say_which_platform_each_name_is_of() -> None:
    assert read("FB: specimen, TG: @specimen") == [
        "facebook:handle:specimen",
        "telegram:handle:specimen",
    ]


def test_the_same_account_written_twice_is_found_once() -> None:
    assert read("@Specimen / https://twitter.com/specimen?s=20", "x") == ["x:handle:specimen"]


def test_two_accounts_where_one_is_asked_for_are_refused() -> None:
    with pytest.raises(AddressError) as refusal:
        parse("@specimen @specimentwo", platform="x")
    assert refusal.value.code == "several"


def test_one_good_and_one_bad_address_each_have_their_outcome() -> None:
    assert read("https://x.com/specimen\nhttps://x.com/search?q=a") == [
        "x:handle:specimen",
        "!search-page",
    ]


def test_an_address_outweighs_the_column_and_says_so() -> None:
    account = found("https://t.me/specimen", "x")
    assert (str(account.ref), account.warnings) == (
        "telegram:handle:specimen",
        ("platform-mismatch",),
    )


def test_the_evidence_is_the_address_without_its_invisible_marks() -> None:
    assert (
        found("\u200fhttps://X.com/Specimen/status/12\u200e.").text
        == "https://X.com/Specimen/status/12"
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://x.com.evil.example/specimen",
        "https://evil.example/x.com/specimen",
        "https://x.com@evil.example/specimen",
        "https://evil.example?x.com/specimen",
        "https://evil.example#x.com/specimen",
        "https://xcom.example/specimen",
        "https://notx.com/specimen",
        "https://х.com/specimen",
        "https://x.com:8080/specimen",
    ],
)
def test_a_host_that_only_looks_like_a_platform_is_unknown(address: str) -> None:
    assert one(address) == "!unknown-host"


def test_user_info_before_the_host_is_not_believed_and_is_marked() -> None:
    assert found("https://t.me:secret@x.com/specimen").warnings == ("user-info",)


@pytest.mark.parametrize(
    "address",
    [
        "https://exa mple",
        "https://",
        "http://x",
        "https://x.com\\@evil.example",
        "https://x.com/%FF",
        "ftp://a",
    ],
)
def test_an_address_that_cannot_be_read_is_malformed(address: str) -> None:
    assert one(address) == "!malformed"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \u200b\u00a0\n", "empty"),
        ("-", "placeholder"),
        ("N/A", "placeholder"),
        ("account deleted", "placeholder"),
        ("see attached screenshot", "placeholder"),
        ("اکاؤنٹ حذف", "placeholder"),
        ("Facebook", "placeholder"),
        ("Zar Khan of Kech", "not-an-address"),
        ("specimen@gmail.com", "email"),
        ("mailto:specimen@gmail.com", "email"),
        ("https://bit.ly/abc", "short-link"),
        ("https://play.google.com/store/apps/details?id=a", "app-store"),
        ("https://www.linkedin.com/in/specimen", "unknown-host"),
        ('=HYPERLINK("https://x.com/specimen","click")', "formula"),
        ('\'=HYPERLINK("https://x.com/specimen")', "formula"),
        ("@SUM(1+1)", "formula"),
        ("+cmd|' /C calc'!A0", "formula"),
        ("x" * 40_000, "too-long"),
    ],
)
def test_what_is_no_address_has_its_own_refusal(text: str, code: str) -> None:
    assert refused(text, "facebook").code == code


@pytest.mark.parametrize("text", ["@specimen", "+44 7700 900123", "990047166103149"])
def test_a_name_or_number_alone_needs_its_platform(text: str) -> None:
    assert refused(text).code == "platform-needed"


def test_one_bare_word_is_a_handle_under_its_platform_and_is_marked() -> None:
    assert found("SpecimenName", "x").warnings == ("bare-word",)
    assert refused("SpecimenName").code == "not-an-address"


def test_a_word_beside_an_address_is_neither_taken_nor_dropped_in_silence() -> None:
    assert read("https://x.com/specimen, specimentwo", "x") == ["x:handle:specimen", "!bare-word"]


@pytest.mark.parametrize(
    "cell", ["https://x.com/specimen (suspended)", "old one: https://x.com/specimen, deleted"]
)
def test_a_remark_beside_an_address_is_ignored_and_said_to_be(cell: str) -> None:
    assert found(cell, "x").warnings == ("words-ignored",)


def test_words_with_a_comma_are_not_read_as_names() -> None:
    assert read("by the mountain, khabar", "x") == ["!not-an-address"]


def test_a_reference_that_is_not_canonical_is_refused() -> None:
    assert refused("x:handle:Specimen").code == "bad-reference"


def test_a_platform_that_does_not_exist_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="myspace"):
        parse("@specimen", platform="myspace")
