"""Account addresses parsed a second, on one core; one JSON line.

`addresses` is a mix of links and names as a referral holds them, with stray marks here and there
and without phone numbers, which `phones` has alone: there `phonenumbers` does nearly all the work.
`urlsplit` is the yardstick of the same run: the standard library cutting the same links into
parts, and no more. Run: `python benchmarks/addresses.py [ADDRESSES]`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from staydown.platforms import parse

ROUNDS = 5
SHAPES = (
    ("https://x.com/Specimen{}", "x"),
    ("x.com/specimen{}/status/1159284746163544740", "x"),
    ("https://twitter.com/sPecimen{}?s=20&t=abc", "x"),
    ("http://mobile.twitter.com/specimen{}/", "x"),
    ("https://x.com/i/user/87680585176{}", "x"),
    ("@speciMen{}", "x"),
    ("https://web.facebook.com/speciMen.{}", "facebook"),
    ("https://m.facebook.com/profile.php?id=9900471{}&mibextid=ZbWKwL", "facebook"),
    ("https://facebook.com/people/Zar-Khan/9900767335{}/", "facebook"),
    ("\u200bhttps://www.facebook.com/groups/9900156563{}/?ref=share\t", "facebook"),
    ("https://www.instagram.com/_u/specimen{}", "instagram"),
    ("https://instagram.com/specimen{}?igsh=MzRlODBiNWFlZA==", "instagram"),
    ("instagram.com/specimen{}/reels/", "instagram"),
    ("https://t.me/specimen{}_ch", "telegram"),
    ("t.me/s/specimen{}_ch", "telegram"),
    (" https://telegram.me/specimen{}_ch/42", "telegram"),
    ("tg://resolve?domain=specimen{}_ch", "telegram"),
    ("https://t.me/c/93683325{}/615", "telegram"),
    ("@specimen{}_ch", "telegram"),
    ("https://whatsapp.com/channel/0029Va2yCBWcyL7mC{}", "whatsapp"),
    ("https://chat.whatsapp.com/mrjD8YmckNw7kd9tE{}", "whatsapp"),
)
PHONES = (("+44 7700 900{:03}", "whatsapp"), ("https://wa.me/447700900{:03}", "whatsapp"))
"""Numbers that Ofcom keeps for fiction."""

Address = tuple[str, str]


def written(shapes: Sequence[Address], count: int) -> list[Address]:
    """`count` addresses of these shapes, with the numbers from 100 to 999 in them."""
    return [
        (shape.format(100 + number % 900), platform)
        for number in range(count)
        for shape, platform in [shapes[number % len(shapes)]]
    ]


def a_second(read: Callable[[str, str], object], addresses: Sequence[Address]) -> int:
    """How many of `addresses` `read` does a second: the best of some rounds."""
    return int(len(addresses) / min(_seconds(read, addresses) for _ in range(ROUNDS)))


def _seconds(read: Callable[[str, str], object], addresses: Sequence[Address]) -> float:
    start = time.perf_counter()
    for text, platform in addresses:
        read(text, platform)
    return time.perf_counter() - start


def main(count: int) -> None:
    """Measure, and print the line."""
    mix = written(SHAPES, count)
    ours = a_second(lambda text, platform: parse(text, platform=platform), mix)
    phones = a_second(
        lambda text, platform: parse(text, platform=platform), written(PHONES, count // 10)
    )
    yardstick = a_second(lambda text, _platform: urlsplit(text), mix)
    print(
        json.dumps(
            {
                "benchmark": "addresses",
                "addresses": count,
                "addresses_per_second": ours,
                "phones_per_second": phones,
                "urlsplit_per_second": yardstick,
                "ratio_to_urlsplit": round(ours / yardstick, 3),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
