"""Signals on addresses: links, invites, numbers, and client hashes."""

from __future__ import annotations

import numpy as np

from staydown.mirrors.reading import SECRETS
from staydown.mirrors.records import Account
from staydown.mirrors.signals.base import Example, Findings, Pairs, graded
from staydown.mirrors.text.links import link_ids
from staydown.mirrors.traits import DEVICE, EMAIL, HOST, LINK, NETWORK, PHONE, SECRET


class Links:
    """What the profile and the posts point to. A group invite or a wallet is nobody else's; a host
    is."""

    name = "links"
    levels = ("secret", "shared", "host", "differs")
    examples = (
        Example({"links": ["https://t.me/+Specimen"]}, {"bio": "t.me/joinchat/Specimen"}, "secret"),
        Example({"bio": "+44 7700 900123"}, {"links": ["https://wa.me/447700900123"]}, "secret"),
        Example({"links": ["https://x.com/Specimen"]}, {"bio": "twitter.com/specimen"}, "shared"),
        Example({"links": ["https://a.example/b"]}, {"links": ["a.example/b?utm_id=1"]}, "shared"),
        Example({"links": ["https://a.example/b"]}, {"links": ["https://a.example/c"]}, "host"),
        Example({"links": ["https://a.example"]}, {"links": ["https://b.example"]}, "differs"),
        Example({"links": ["https://a.example"]}, {"links": []}, None),
    )

    def compare(self, pairs: Pairs) -> Findings:
        """What both point to, the rarest first."""
        kinds = [pairs.overlap(family) for family in (SECRET, LINK, HOST)]
        present = np.any([kind.old > 0 for kind in kinds], axis=0)
        present &= np.any([kind.new > 0 for kind in kinds], axis=0)
        levels = graded(present, *(kind.found > 0 for kind in kinds))
        bits = np.select([levels == n for n in range(3)], [kind.company for kind in kinds], 0.0)
        found = np.select([levels == n for n in range(3)], [kind.found for kind in kinds], 0)
        return Findings(levels, bits, found)

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """What both point to."""
        if level == "differs":
            return "They link to different places."
        common = sorted(_pointed(entry) & _pointed(account))
        kinds = {"secret": SECRETS, "host": ("host",)}.get(level, ("account", "page"))
        wanted = [link for link in common if link.partition(":")[0] in kinds]
        return f"Both point to {', '.join(link.partition(':')[2] for link in wanted[:3])}."


def _pointed(account: Account) -> frozenset[str]:
    return link_ids(account.links, account.bio, account.location, *account.post_texts())


class Shared:
    """A kind of keyed client hash that both accounts bear; the value itself is never known.

    Weighed by how many accounts share it: families, dormitories and carriers stand behind one.
    """

    levels = ("shared", "differs")

    def __init__(self, name: str, family: int, field: str, says: str) -> None:
        self.name = name
        self._family = family
        self._says = says
        same, other = _client(field, "specimen-hash"), _client(field, "specimen-other")
        self.examples = (
            Example(same, same, "shared"),
            Example(same, other, "differs"),
            Example(same, {}, None),
        )

    def compare(self, pairs: Pairs) -> Findings:
        """Compare the hashes of this kind."""
        found = pairs.overlap(self._family)
        return Findings(graded(found.present(), found.found > 0), found.company, found.found)

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """Whether they share one."""
        if level == "differs":
            return f"They have another {self._says}."
        several = f"{count} {self._says}s" if count > 1 else f"a {self._says}"
        return f"They share {several}."


def _client(field: str, value: str) -> dict[str, object]:
    single = field in {"phone", "email"}
    return {"client": {field: value if single else [value]}}


PHONE_NUMBER = Shared("phone", PHONE, "phone", "telephone number")
MAIL = Shared("email", EMAIL, "email", "mail address")
DEVICES = Shared("devices", DEVICE, "devices", "device")
NETWORKS = Shared("network", NETWORK, "ip_prefixes", "network")
