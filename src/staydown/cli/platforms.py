"""`staydown platforms`: what an address means on a platform. Needs no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator

import click

from staydown.platforms import PLATFORMS, AddressError, Found, find

_BYTE_ORDER_MARK = "\ufeff"
_NOT_UTF8 = AddressError(
    "not-utf8", "This line is not UTF-8: save the file as UTF-8 and send it again.", ""
)


@click.group("platforms")
def command() -> None:
    """Read account addresses; print account references."""


@command.command("parse")
@click.option(
    "--platform",
    metavar="P",
    type=click.Choice(list(PLATFORMS), case_sensitive=False),
    help="The platform where the text alone does not say: " + ", ".join(PLATFORMS) + ".",
)
@click.option(
    "--region", default="PK", show_default=True, help="Country of national phone numbers."
)
def parse_lines(platform: str | None, region: str) -> None:
    """Lines on standard input to JSON Lines: one for each account, at least one for each line.

    Exit status 1 if a line has an error, which its "error" field explains.
    """
    failed = False
    for record in _records(sys.stdin.buffer, platform, region):
        click.echo(json.dumps(record, ensure_ascii=False).encode())
        failed = failed or record["error"] is not None
    if failed:
        sys.exit(1)


def _records(
    lines: Iterable[bytes], platform: str | None, region: str
) -> Iterator[dict[str, object]]:
    for number, raw in enumerate(lines, start=1):
        line, readable = _decoded(raw)
        if number == 1:
            line = line.removeprefix(_BYTE_ORDER_MARK)
        outcomes = find(line, platform=platform, region=region) if readable else [_NOT_UTF8]
        for outcome in outcomes:
            yield {"line": number, "input": line, **_fields(outcome)}


def _decoded(raw: bytes) -> tuple[str, bool]:
    """The line without its end, and whether it is UTF-8; what is not shows as U+FFFD."""
    bare = raw.removesuffix(b"\n").removesuffix(b"\r")
    try:
        return bare.decode(), True
    except UnicodeDecodeError:
        return bare.decode(errors="replace"), False


def _fields(outcome: Found | AddressError) -> dict[str, object]:
    if isinstance(outcome, AddressError):
        nothing = dict.fromkeys(("ref", "platform", "kind", "value", "url"))
        error = {"code": outcome.code, "message": outcome.message}
        return {**nothing, "warnings": [], "error": error}
    ref = outcome.ref
    return {
        "ref": str(ref),
        "platform": ref.platform,
        "kind": ref.kind,
        "value": ref.value,
        "url": outcome.url,
        "warnings": list(outcome.warnings),
        "error": None,
    }
