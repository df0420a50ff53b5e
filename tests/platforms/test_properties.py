"""What holds for every text and every reference, whatever a person may type."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staydown.platforms import (
    PLATFORMS,
    AccountRef,
    AddressError,
    Found,
    find,
    parse,
    parse_ref,
    platform_named,
    url_of,
)
from staydown.platforms.refusals import SENTENCES
from staydown.platforms.registry import BY_SCHEME

ANY_TEXT = st.text(st.characters(), max_size=60)
"""Every code point, surrogates and unassigned ones included."""
HINTS = st.sampled_from([None, *PLATFORMS])
HOSTS = sorted({host for platform in PLATFORMS.values() for host in platform.hosts})
PATH_WORDS = sorted(
    {"specimen", "@specimen", "i", "user", "c", "s", "profile.php", "groups", "people", "wiki"}
    | {"intent", "channel", "joinchat", "invite", "profile", "users", "_u", "u", "p", "pages"}
    | {"User:Specimen Name", "+447700900123", "+AbCdEf_123456789", "12345678901", "Spe.ci.men"}
    | {word for platform in PLATFORMS.values() for word in platform.pages}
)
SIGNS = " \t\n\r,;|/&?#=@:.()[]<>\"'%+-_*{}\\~^!$`·،؛۔؟\u200b\u200e\u200f\ufeff\u00a0\uff20"
WORDS = ("https://", "tg://", "x:handle:", "did:plc:", "matrix:u/", "FB:", "and", "اور", "+44 7700")


def _urls() -> st.SearchStrategy[str]:
    segment = st.one_of(
        st.sampled_from(PATH_WORDS), st.text(st.characters(codec="utf-8"), max_size=12)
    )
    query = st.sampled_from(
        ["", "?id=100064000000001", "?domain=specimen", "?user_id=12", "?phone=447700900123"]
    )
    return st.builds(
        lambda host, path, query: f"https://{host}/{'/'.join(path)}{query}",
        st.sampled_from(
            [*HOSTS, "wiki.example.org", "fedi.example:8080", "name.t.me", "127.0.0.1:80"]
        ),
        st.lists(segment, max_size=4),
        query,
    )


def _app_links() -> st.SearchStrategy[str]:
    verbs = st.sampled_from(
        ["resolve?domain=", "join?invite=", "user?id=", "send?phone=", "u/", "user?username="]
    )
    return st.builds(
        lambda scheme, verb, value: f"{scheme}://{verb}{value}",
        st.sampled_from(sorted(BY_SCHEME)),
        verbs,
        st.text(max_size=20),
    )


def _names() -> st.SearchStrategy[str]:
    return st.from_regex(
        r"@?[A-Za-z0-9_.·-]{1,36}([@:][a-z0-9-]{1,8}(\.[a-z]{2,5})?(:[0-9]{2,4})?)?", fullmatch=True
    )


def _handwritten() -> st.SearchStrategy[str]:
    parts = st.one_of(
        _urls(), _names(), st.sampled_from(WORDS), st.text(st.sampled_from(SIGNS), max_size=3)
    )
    return st.lists(parts, min_size=1, max_size=6).map("".join)


def _shaped(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(pattern, fullmatch=True)


NAME = _shaped(r"[a-z0-9][a-z0-9_.-]{2,29}")
DIGITS = _shaped(r"[1-9][0-9]{0,18}")
CODE = _shaped(r"[A-Za-z0-9_-]{16,24}")
SERVER = _shaped(r"[a-z]{1,8}\.(org|social|example)(:8448)?")
ANY_NAME = st.text(min_size=1, max_size=20)
VALUES = {
    "group": st.one_of(CODE, NAME, DIGITS),
    "channel": CODE,
    "invite": CODE,
    "phone": _shaped(r"\+(44|92|1|49|39|52|54|55|225)[1-9][0-9]{7,10}"),
    "id": st.one_of(
        DIGITS,
        _shaped(r"UC[A-Za-z0-9_-]{22}"),
        _shaped(r"did:(plc:[a-z2-7]{24}|web:[a-z]{2,9}\.org)"),
        st.builds("@{}:{}".format, st.one_of(_shaped(r"[!-9;-~]{1,12}"), NAME), SERVER),
    ),
    "handle": st.one_of(
        NAME,
        ANY_NAME,
        st.builds("{}@{}".format, NAME, SERVER),
        st.builds("{}/{}".format, SERVER, ANY_NAME),
        st.builds("{}.{}".format, NAME, SERVER),
    ),
}
"""Values that some platform takes, by kind of reference."""


def _references() -> st.SearchStrategy[str]:
    kinds = [(name, kind) for name, platform in PLATFORMS.items() for kind in platform.kinds]
    return st.sampled_from(kinds).flatmap(
        lambda pair: VALUES[pair[1]].map(lambda value: f"{pair[0]}:{pair[1]}:{value}")
    )


def _profiles() -> st.SearchStrategy[str]:
    """Profiles' addresses on the platforms whose names are the freest."""
    doors = (
        "https://en.wikipedia.org/wiki/User:",
        "https://wiki.example:8080/index.php?title=User:",
        "https://www.youtube.com/@",
        "https://matrix.to/#/",
        "https://bsky.app/profile/",
        "https://fedi.example/@",
    )
    values = st.one_of(ANY_NAME, VALUES["id"], VALUES["handle"])
    return st.builds(
        lambda door, value, encode: door + (quote(value, errors="replace") if encode else value),
        st.sampled_from(doors),
        values,
        st.booleans(),
    )


ADDRESSES = st.one_of(
    _urls(), _profiles(), _app_links(), _names(), _handwritten(), _references(), ANY_TEXT
)


def _accounts(text: str, hint: str | None) -> list[AccountRef]:
    return [outcome.ref for outcome in find(text, platform=hint) if isinstance(outcome, Found)]


@settings(max_examples=1500, deadline=None)
@given(text=ADDRESSES, hint=HINTS)
def test_it_reads_back_each_reference_it_prints(text: str, hint: str | None) -> None:
    for ref in _accounts(text, hint):
        assert parse_ref(str(ref)) == ref
        assert parse(str(ref)).ref == ref
        assert parse(str(ref), platform=hint).ref == ref


@settings(max_examples=1500, deadline=None)
@given(text=ADDRESSES, hint=HINTS)
def test_it_reads_back_each_address_it_prints(text: str, hint: str | None) -> None:
    for ref in _accounts(text, hint):
        url = url_of(ref)
        assert url is None or parse(url, platform=hint).ref == ref


@settings(max_examples=800, deadline=None)
@given(
    text=st.one_of(ANY_TEXT, ADDRESSES), hint=HINTS, region=st.sampled_from(["PK", "GB", "zz", ""])
)
def test_it_never_raises_anything_but_its_own_error(
    text: str, hint: str | None, region: str
) -> None:
    outcomes = find(text, platform=hint, region=region)
    assert outcomes
    for outcome in outcomes:
        assert isinstance(outcome, Found) or outcome.code in SENTENCES
    if len(outcomes) == 1 and isinstance(outcomes[0], Found):
        assert parse(text, platform=hint, region=region) == outcomes[0]
    else:
        with pytest.raises(AddressError):
            parse(text, platform=hint, region=region)


@settings(max_examples=400, deadline=None)
@given(text=_references())
def test_it_takes_only_the_canonical_text_of_a_reference(text: str) -> None:
    if text not in map(str, _accounts(text, None)):
        with pytest.raises(AddressError, match="canonical"):
            parse_ref(text)
    else:
        assert str(parse_ref(text)) == text


@settings(max_examples=300, deadline=None)
@given(text=ADDRESSES)
def test_it_finds_each_account_once(text: str) -> None:
    accounts = _accounts(f"{text}\n{text}", "x")
    assert len(accounts) == len(set(accounts))


@settings(max_examples=300, deadline=None)
@given(address=_urls(), before=st.text(st.sampled_from(" \u200b\u200f\u00a0\ufeff"), max_size=3))
def test_invisible_marks_around_an_address_change_nothing(address: str, before: str) -> None:
    plain = "".join(
        sign for sign in address if unicodedata.category(sign) not in {"Cf", "Zs", "Cc"}
    )
    assert _accounts(before + plain + "\u200e ", None) == _accounts(plain, None)


@given(label=st.text(max_size=30))
def test_it_names_a_platform_it_knows_or_none(label: str) -> None:
    assert platform_named(label) in {None, *PLATFORMS}


@pytest.mark.parametrize(
    "sign",
    [
        ",",
        ";",
        "|",
        "/",
        ".",
        "(",
        ")",
        "@",
        "a.",
        "0(",
        "+",
        "\\",
        "=x|",
        "@a|",
        " ",
        "://",
        "x@",
        "%",
    ],
)
def test_it_reads_a_hostile_cell_of_the_greatest_length(sign: str) -> None:
    cell = ("https://x.com/" + sign * 32_000)[:32_767]
    assert find(cell, platform="facebook")
    assert find(sign * (32_767 // len(sign)), platform="whatsapp")
