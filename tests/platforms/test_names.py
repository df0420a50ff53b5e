"""What a platform column says."""

from __future__ import annotations

import pytest

from staydown.platforms import platform_named


@pytest.mark.parametrize(
    ("label", "platform"),
    [
        ("X (Twitter)", "x"),
        ("twitter", "x"),
        (" X ", "x"),
        ("ٹوئٹر", "x"),
        ("FB", "facebook"),
        ("facebook ", "facebook"),
        ("Face\u00a0Book", "facebook"),
        ("فیس بک", "facebook"),
        ("فيس بك", "facebook"),
        ("IG", "instagram"),
        ("Insta", "instagram"),
        ("انسٹاگرام", "instagram"),
        ("انسٹا گرام", "instagram"),
        ("WA", "whatsapp"),
        ("Whats-App", "whatsapp"),
        ("واٹس ایپ", "whatsapp"),
        ("TG", "telegram"),
        ("telegram channel", "telegram"),
        ("ٹیلیگرام", "telegram"),
        ("ٹیلی\u200cگرام", "telegram"),
        ("You Tube", "youtube"),
        ("یوٹیوب", "youtube"),
        ("ٹک ٹاک", "tiktok"),
        ("Matrix", "matrix"),
        ("mastodon", "mastodon"),
        ("BlueSky", "bluesky"),
        ("ویکیپیڈیا", "mediawiki"),
    ],
)
def test_it_knows_a_platform_by_its_usual_names(label: str, platform: str) -> None:
    assert platform_named(label) == platform


@pytest.mark.parametrize("label", ["", "-", "platform", "Fax", "Facebook and Instagram"])
def test_it_names_none_where_the_label_names_none(label: str) -> None:
    assert platform_named(label) is None
