"""What people call the platforms, in English and in Urdu."""

from __future__ import annotations

import re
import unicodedata

_NAMES = {
    "x": "x|twitter|tw|x twitter|twitter x|x formerly twitter|x ex twitter|x com|twitter com|tweet|"
    "ٹوئٹر|ٹوئیٹر|ٹویٹر|ٹیوٹر|ٹوٹر|ایکس|ایکس ٹوئٹر|تویتر",
    "facebook": "facebook|fb|face book|facebook com|fb com|meta facebook|facebook page|facebook profile|"
    "facebook group|فیس بک|فیسبک|فیس بُک|ایف بی|فيسبوك",
    "instagram": "instagram|insta|ig|insta gram|instagram com|انسٹاگرام|انسٹا گرام|انسٹا|انستغرام|انستجرام",
    "whatsapp": "whatsapp|wa|whats app|whatsap|watsapp|whatsapp group|whatsapp channel|whatsapp number|"
    "whatsapp business|واٹس ایپ|واٹس اپ|واٹساپ|واٹس ایپ گروپ|واٹس ایپ چینل|وٹس ایپ|واٹسایپ|واتساب",
    "telegram": "telegram|tg|tele gram|telegram channel|telegram group|telegram bot|tg channel|tg group|"
    "ٹیلیگرام|ٹیلی گرام|ٹیلگرام|ٹیلیگرام چینل|ٹیلی گرام چینل|تلگرام|تيليجرام",
    "youtube": "youtube|yt|you tube|youtube channel|youtube com|یوٹیوب|یو ٹیوب|یوٹیوب چینل|يوتيوب",
    "tiktok": "tiktok|tt|tik tok|tiktok com|ٹک ٹاک|ٹکٹاک|ٹک ٹوک|تيك توك",
    "matrix": "matrix|matrix org|element|element matrix|میٹرکس",
    "mastodon": "mastodon|fediverse|مسٹوڈون|ماسٹوڈون",
    "bluesky": "bluesky|blue sky|bsky|bsky app|بلوسکائی|بلیو سکائی",
    "mediawiki": "mediawiki|media wiki|wikipedia|wiki|ویکیپیڈیا|وکیپیڈیا|میڈیا ویکی",
}
_NOISE = re.compile(r"[^\w]+|_+")
_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ة": "ہ", "ۃ": "ہ", "ھ": "ہ"})
"""Arabic and Urdu keyboards write these letters apart; NFKC does not unite them."""


def platform_named(label: str) -> str | None:
    """The platform that a column's `label` means, None where it means none.

    Letter case, blanks, signs, vowel marks and the keyboard's letters do not matter:
    `X (Twitter)`, `facebook `, `ٹیلی گرام`.
    """
    return _BY_KEY.get(_key(label))


def _key(label: str) -> str:
    decomposed = unicodedata.normalize("NFKD", label.casefold().translate(_LETTERS))
    bare = "".join(sign for sign in decomposed if unicodedata.category(sign) not in {"Mn", "Cf"})
    return _NOISE.sub("", bare.translate(_LETTERS))


_BY_KEY = {_key(name): platform for platform, line in _NAMES.items() for name in line.split("|")}
