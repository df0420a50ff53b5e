"""Account records: what has the form, and what is said of what has not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from staydown.mirrors.records import Account, RecordError, parse
from staydown.mirrors.stored import record_of
from tests.mirrors.accounts import PICTURE, removed

BARE = {"id": "specimen", "platform": "x"}
NAN, ENDLESS = float("nan"), float("inf")


def test_everything_but_id_and_platform_may_be_absent_or_null() -> None:
    nothing = dict.fromkeys(record_of(removed()))
    assert parse(BARE) == parse(nothing | BARE) == Account("specimen", "x")


def test_unknown_fields_are_ignored() -> None:
    assert parse(BARE | {"verified": True}) == parse(BARE)


def test_a_record_comes_back_as_it_was() -> None:
    assert parse(record_of(removed())) == removed()


def test_an_id_may_be_a_number() -> None:
    assert parse(BARE | {"id": 7}).id == "7"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": ""}, "id is required"),
        ({"id": True}, "id is required"),
        ({"platform": None}, "platform is required"),
        ({"handle": 7}, "handle must be text"),
        ({"links": "t.me/x"}, "links must be a list"),
        ({"follows": [7]}, "follows must be a list of texts"),
        ({"created_at": "yesterday"}, "created_at must be an RFC 3339 time"),
        ({"created_at": 7}, "created_at must be an RFC 3339 time"),
        ({"created_at": "0001-01-01T00:00:00+14:00"}, "created_at must be an RFC 3339 time"),
        (
            {"created_at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))},
            "created_at must be an RFC 3339 time",
        ),
        ({"avatar": "x"}, "avatar must be an object"),
        ({"avatar": {"pdq": "00"}}, "avatar.pdq must be 64 hex digits"),
        ({"avatar": {"pdq": "x" * 64}}, "avatar.pdq must be 64 hex digits"),
        ({"avatar": {"pdq": PICTURE, "quality": "good"}}, "avatar.quality must be a number"),
        ({"avatar": {"pdq": PICTURE, "quality": True}}, "avatar.quality must be a number"),
        ({"avatar": {"pdq": PICTURE, "quality": NAN}}, "avatar.quality must be a number"),
        ({"posts": ["text"]}, "a post must be an object"),
        ({"posts": [{"media": [7]}]}, "posts.media must be an object"),
        ({"client": []}, "client must be an object"),
        ({"client": {"devices": {}}}, "devices must be a list"),
    ],
)
def test_what_has_not_the_form_is_told(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(RecordError, match=reason):
        parse(BARE | fields)


@pytest.mark.parametrize("record", [None, [], "text", 7])
def test_what_is_no_object_is_told(record: object) -> None:
    with pytest.raises(RecordError, match="a record is a JSON object"):
        parse(record)


@pytest.mark.parametrize(
    ("given", "quality"), [(None, 100), (90, 90), (90.7, 90), (-5, 0), (ENDLESS, 100)]
)
def test_quality_lies_between_0_and_100(given: float | None, quality: int) -> None:
    avatar = parse(BARE | {"avatar": {"pdq": PICTURE, "quality": given}}).avatar
    assert avatar is not None
    assert avatar.quality == quality


def test_a_picture_without_a_hash_is_none() -> None:
    assert parse(BARE | {"avatar": {"quality": 90}}).avatar is None


@pytest.mark.parametrize(
    "given",
    ["2025-08-02T10:00:00Z", "2025-08-02T15:00:00+05:00", "2025-08-02T10:00:00",
     datetime(2025, 8, 2, 10), datetime(2025, 8, 2, 10, tzinfo=UTC)],  # noqa: DTZ001
)  # fmt: skip
def test_times_are_kept_in_utc(given: object) -> None:
    assert parse(BARE | {"created_at": given}).created_at == datetime(2025, 8, 2, 10, tzinfo=UTC)
