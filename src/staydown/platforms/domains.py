"""Whose a domain is, as far as we know: a platform's, a link shortener's, another service's.

Anybody may run a Mastodon or a MediaWiki, so their accounts are told by the shape of a path; this
table keeps them from claiming `x.com/@name` or `bit.ly/wiki/User:Name`.
"""

from __future__ import annotations

SHORTENER = "short-link"
APP_SHOP = "app-store"
_OTHER = "unknown-host"

_DOMAINS = {
    "x": "x.com twitter.com",
    "facebook": "facebook.com fb.com m.me messenger.com",
    "instagram": "instagram.com instagr.am",
    "whatsapp": "whatsapp.com wa.me",
    "telegram": "t.me telegram.me telegram.dog telegram.org",
    "youtube": "youtube.com youtu.be",
    "tiktok": "tiktok.com",
    "matrix": "matrix.to element.io",
    "mastodon": "fosstodon.org hachyderm.io infosec.exchange mas.to mastodon.cloud mastodon.online "
    "mastodon.social mastodon.world mstdn.jp mstdn.social pawoo.net techhub.social",
    "bluesky": "bsky.app bsky.social",
    "mediawiki": "wikipedia.org wikimedia.org wikidata.org wiktionary.org wikiquote.org "
    "wikisource.org wikinews.org wikivoyage.org wikiversity.org wikibooks.org mediawiki.org",
    SHORTENER: "t.co fb.me fb.watch bit.ly tinyurl.com goo.gl ow.ly is.gd cutt.ly rb.gy buff.ly "
    "shorturl.at lnkd.in tiny.cc rebrand.ly s.id v.gd t.ly redd.it l.facebook.com lm.facebook.com "
    "l.messenger.com l.instagram.com l.wl.co",
    APP_SHOP: "play.google.com apps.apple.com itunes.apple.com appgallery.huawei.com",
    _OTHER: "archive.org discord.com gmail.com google.com hotmail.com linkedin.com mail.ru "
    "medium.com outlook.com pinterest.com quora.com reddit.com rumble.com snapchat.com "
    "substack.com threads.com threads.net twitch.tv vk.com yahoo.com",
}
_OWNERS = {domain: owner for owner, line in _DOMAINS.items() for domain in line.split()}


def owner_of(host: str) -> str | None:
    """The platform's name, or the kind of service, whose domain holds `host`; None if unknown."""
    domain = host.partition(":")[0]
    while domain:
        if domain in _OWNERS:
            return _OWNERS[domain]
        domain = domain.partition(".")[2]
    return None


def domains_of(owner: str) -> frozenset[str]:
    """The domains that stand under `owner` in the table."""
    return frozenset(_DOMAINS[owner].split())
