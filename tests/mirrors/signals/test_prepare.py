"""Reading an account once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.mirrors.prepare import Prepared, prepare
from staydown.mirrors.records import parse
from tests.support.data import shared_data

PDQ = "0f" * 32


def account(**fields: Any) -> Prepared:
    return prepare(parse({"id": "specimen", "platform": "x", **fields}))


def test_an_empty_account_is_empty_in_every_field() -> None:
    assert account() == Prepared(id="specimen", platform="x")


def test_it_reads_links_out_of_the_biography_and_the_location() -> None:
    links = account(bio="t.me/+Specimen", location="specimen.example/place").links
    assert {"invite:t.me/Specimen", "page:specimen.example/place"} <= links


def test_an_avatar_of_low_quality_is_kept_but_not_compared() -> None:
    poor = account(avatar={"pdq": PDQ, "quality": 20})
    good = account(avatar={"pdq": PDQ, "quality": 80})
    assert poor.avatar is not None
    assert poor.avatar_forms == ()
    assert len(good.avatar_forms) == 8


def test_it_reads_how_and_when_an_account_posts() -> None:
    posts = [
        {"at": f"2025-08-0{day}T21:00:00Z", "text": "A specimen #Tag of @words and more!"}
        for day in range(1, 4)
    ]
    writing = account(posts=posts).writing
    assert writing.count == 3
    assert writing.hashtags == {"tag"}
    assert writing.mentions == {"words"}
    assert writing.hours[21] == 3
    assert writing.first is not None
    assert writing.habits


def test_a_language_is_its_primary_subtag() -> None:
    assert account(language="UR-pk").language == "ur"


@given(st.text(max_size=3000))
def test_any_text_in_any_field_is_read(text: str) -> None:
    posts = [{"text": text}]
    read = account(handle=text, display_name=text, bio=text, location=text, posts=posts)
    assert read.writing.count == 1


@pytest.mark.parametrize("pattern", ["@ab", "my account ", "a.", "a1", "ﷺ", "old : ", "a\u0301"])
def test_a_hostile_text_is_cut_short(pattern: str) -> None:
    text = pattern * 20_000
    read = account(handle=text, display_name=text, bio=text, links=[text])
    assert len(read.handle.words) <= 12
    assert len(read.bio.words) <= 400
    assert len(read.declared.handles) <= 20


def test_every_real_profile_is_read() -> None:
    path = shared_data("mirrors", "benign_profiles.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines()
    read = [prepare(parse(json.loads(line))) for line in lines]
    assert sum(bool(one.handle) for one in read) / len(read) > 0.99
    claims = sum(bool(one.declared.handles) for one in read)
    assert claims / len(read) < 0.03
