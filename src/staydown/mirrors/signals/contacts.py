"""Signals on addresses: links, invites, numbers, and client hashes."""

from __future__ import annotations

from collections.abc import Iterable

from staydown.mirrors.background import Background
from staydown.mirrors.prepare import Prepared
from staydown.mirrors.signals.base import Comparison, Example

_STRENGTH = ("invite", "wallet", "phone", "email", "account", "page", "host")


class Links:
    """What the profile points to. A group invite or a wallet is nobody else's; a host is."""

    name = "links"
    levels = ("secret", "contact", "account", "page", "host", "differs")
    examples = (
        Example({"links": ["https://t.me/+Specimen"]}, {"bio": "t.me/joinchat/Specimen"}, "secret"),
        Example({"bio": "+44 7700 900123"}, {"links": ["https://wa.me/447700900123"]}, "contact"),
        Example({"links": ["https://x.com/Specimen"]}, {"bio": "twitter.com/specimen"}, "account"),
        Example({"links": ["https://a.example/b"]}, {"links": ["a.example/b?utm_id=1"]}, "page"),
        Example({"links": ["https://a.example/b"]}, {"links": ["https://a.example/c"]}, "host"),
        Example({"links": ["https://a.example"]}, {"links": ["https://b.example"]}, "differs"),
        Example({"links": ["https://a.example"]}, {"links": []}, None),
    )

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Take the rarest thing that both point to."""
        old, new = entry.links, account.links
        if not (old and new):
            return None
        shared = old & new
        if not shared:
            return Comparison(self.name, "differs", 0.0, 0.0, "They link to different places.")
        best = max(sorted(shared), key=lambda link: _rarity(link, background))
        similarity = len(shared) / len(old | new)
        text = f"Both point to {best.partition(':')[2]}."
        return Comparison(self.name, _level(best), _rarity(best, background), similarity, text)


def _rarity(link: str, background: Background) -> float:
    return background.rarity("host" if link.startswith("host:") else "link", link)


def _level(link: str) -> str:
    kind = link.partition(":")[0]
    return {"invite": "secret", "wallet": "secret", "phone": "contact", "email": "contact"}.get(
        kind, kind
    )


class Shared:
    """A kind of keyed client hash that both accounts bear; the value itself is never known.

    Weighed by how many accounts share it: families, dormitories and carriers stand behind one.
    """

    levels: tuple[str, ...] = ("shared", "differs")

    def __init__(self, name: str, kind: str, field: str, says: str) -> None:
        self.name = name
        self._kind = kind
        self._says = says
        same, other = _client(field, "specimen-hash"), _client(field, "specimen-other")
        self.examples = (
            Example(same, same, "shared"),
            Example(same, other, "differs"),
            Example(same, {}, None),
        )

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Compare the hashes of this kind."""
        old, new = self._values(entry), self._values(account)
        if not (old and new):
            return None
        shared = old & new
        if not shared:
            return Comparison(self.name, "differs", 0.0, 0.0, f"They have another {self._says}.")
        bits = max(background.rarity("client", f"{self._kind}:{value}") for value in shared)
        similarity = len(shared) / min(len(old), len(new))
        return Comparison(self.name, "shared", bits, similarity, f"They share a {self._says}.")

    def _values(self, account: Prepared) -> frozenset[str]:
        client = account.client
        found: dict[str, Iterable[str]] = {
            "phone": (client.phone,),
            "email": (client.email,),
            "device": client.devices,
            "network": client.ip_prefixes,
        }
        return frozenset(value for value in found[self._kind] if value)


def _client(field: str, value: str) -> dict[str, object]:
    single = field in {"phone", "email"}
    return {"client": {field: value if single else [value]}}


PHONE = Shared("phone", "phone", "phone", "telephone number")
EMAIL = Shared("email", "email", "email", "mail address")
DEVICES = Shared("devices", "device", "devices", "device")
NETWORK = Shared("network", "network", "ip_prefixes", "network")
