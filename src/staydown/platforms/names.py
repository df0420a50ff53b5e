"""What people call the platforms, in English and in Urdu."""

from __future__ import annotations

import unicodedata

_NAMES = {
    "x": "x|twitter|tw|x (twitter)|twitter (x)|x (formerly twitter)|x/ex-twitter|x.com|twitter.com|"
    "ٹوئٹر|ٹوئیٹر|ٹویٹر|ٹیوٹر|ایکس|ایکس (ٹوئٹر)|ٹوئٹر (ایکس)|تويتر",
    "facebook": "facebook|fb|facebook.com|fb.com|facebook page|facebook profile|facebook group|"
    "facebook account|فیس بک|فیس بک گروپ|فیس بک پیج|ایف بی|فيسبوك",
    "instagram": "instagram|insta|ig|instagram.com|instagram account|"
    "انسٹاگرام|انسٹا|انستغرام|انستجرام",
    "whatsapp": "whatsapp|wa|whatsap|watsapp|whats up|whatsapp group|whatsapp channel|"
    "whatsapp number|whatsapp business|واٹس ایپ|واٹس اپ|واٹسپ|وٹس ایپ|واٹس ایپ گروپ|"
    "واٹس ایپ چینل|واٹس ایپ نمبر|واتساب",
    "telegram": "telegram|tg|t.me|telegram channel|telegram group|telegram bot|tg channel|tg group|"
    "ٹیلیگرام|ٹیلگرام|ٹیلیگرام چینل|ٹیلیگرام گروپ|تلگرام|تيليجرام|تيليغرام",
    "youtube": "youtube|yt|youtube.com|youtube channel|یوٹیوب|یوٹیوب چینل|يوتيوب",
    "tiktok": "tiktok|tt|tiktok.com|tiktok account|ٹک ٹاک|ٹک ٹوک|تيك توك",
    "matrix": "matrix|element|matrix (element)|element (matrix)|میٹرکس",
    "mastodon": "mastodon|fediverse|مسٹوڈون|ماسٹوڈون",
    "bluesky": "bluesky|bsky|bsky.app|بلیو سکائی|بلوسکائی",
    "mediawiki": "mediawiki|wikipedia|wiki|میڈیا ویکی|ویکیپیڈیا|وکیپیڈیا|ویکی",
}
_KEYBOARDS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ة": "ہ", "ۃ": "ہ", "ھ": "ہ"})
"""Arabic and Urdu keyboards write these letters apart; NFKC does not unite them."""


def platform_named(label: str) -> str | None:
    """The platform that a column's `label` means, None where it means none.

    Letter case, blanks, signs, vowel marks and the keyboard's letters do not matter:
    `X (Twitter)`, `facebook `, `ٹیلی گرام`.
    """
    return _BY_KEY.get(_key(label))


def _key(label: str) -> str:
    """The letters and digits of a label alone, without case, vowel marks or keyboard."""
    plain = unicodedata.normalize("NFKD", label.casefold().translate(_KEYBOARDS))
    return "".join(sign for sign in plain.translate(_KEYBOARDS) if sign.isalnum())


_BY_KEY = {_key(name): platform for platform, line in _NAMES.items() for name in line.split("|")}
