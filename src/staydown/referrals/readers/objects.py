"""JSON: a list of objects, an object that holds such a list, or one object a line."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import BinaryIO

from staydown.referrals.readers.entries import compose, refuse_wide
from staydown.referrals.readers.errors import ReaderError, no_rows
from staydown.referrals.readers.headers import REQUIRED, Header, header_of, meaning_of
from staydown.referrals.readers.json_text import JsonText, Pairs
from staydown.referrals.readers.limits import Limits
from staydown.referrals.readers.records import VALUE_NESTED, VALUE_REPEATED
from staydown.referrals.readers.sections import Entry, Section
from staydown.referrals.readers.table import HEADER_WITHIN, header_missing
from staydown.referrals.readers.text import cell_text, comparable

LISTS = frozenset({"rows", "accounts", "referrals"})
"""Members of an outer object that hold the list of records."""


def read_objects(file: BinaryIO, encoding: str, limits: Limits) -> Section:
    """The records of a JSON file; what an outer object says before its list becomes titles.

    Raises ReaderError `json-broken` or `json-shape`, with the line, here or while reading.
    """
    text = io.TextIOWrapper(file, encoding=encoding)
    source = JsonText(text, limits)
    titles: list[str] = []
    objects = _objects(source, titles)
    head = list(islice(objects, HEADER_WITHIN))
    if not head:
        raise no_rows()
    headers = [_header(_keys(pairs)) for _, pairs in head]
    if not any(REQUIRED in header.fields for header in headers):
        line, pairs = head[0]
        raise header_missing("", line, _keys(pairs), None)
    columns = {name: text for header in reversed(headers) for name, text in header.columns.items()}
    unknown = tuple(dict.fromkeys(name for each in headers for name in each.unknown_columns))
    entries = (_entry(line, pairs, limits) for line, pairs in chain(head, objects))
    return Section(None, tuple(titles), columns, unknown, _that_say_something(entries))


def _that_say_something(entries: Iterator[Entry]) -> Iterator[Entry]:
    return (entry for entry in entries if entry.cells or entry.extra)


def _objects(source: JsonText, titles: list[str]) -> Iterator[tuple[int, Pairs]]:
    """Each record with the line on which it begins, whichever of the three shapes holds it."""
    if source.peek() == "[":
        yield from _listed(source)
        _nothing_more(source)
        return
    line = source.line
    outer, holds_list = _outer_object(source)
    if holds_list:
        titles.extend(_titles(outer))
        yield from _listed(source)
        _skip_rest(source)
        _nothing_more(source)
        return
    yield line, outer
    while source.peek():
        line = source.line
        yield line, _record(source, line)


def _outer_object(source: JsonText) -> tuple[Pairs, bool]:
    """Members of the first object up to its end, or (True) up to a list of records, left unread."""
    members = Pairs()
    source.take("{")
    while source.peek() != "}":
        name = str(source.value())
        source.take(":")
        if comparable(name) in LISTS and source.peek() == "[":
            return members, True
        members.append((name, source.value()))
        if source.peek() != "}":
            source.take(",")
    source.take("}")
    return members, False


def _listed(source: JsonText) -> Iterator[tuple[int, Pairs]]:
    source.take("[")
    if source.peek() == "]":
        source.take("]")
        return
    more = True
    while more:
        source.peek()
        line = source.line
        yield line, _record(source, line)
        more = source.take(",]") == ","


def _skip_rest(source: JsonText) -> None:
    """The members of an outer object behind its list; they are read for their form only."""
    while source.take(",}") == ",":
        source.value()
        source.take(":")
        source.value()


def _nothing_more(source: JsonText) -> None:
    if source.peek():
        raise _misshapen(source.line, "there is more behind the list")


def _record(source: JsonText, line: int) -> Pairs:
    value = source.value()
    if not isinstance(value, Pairs):
        raise _misshapen(line, "each record must be an object")
    return value


def _misshapen(line: int, what: str) -> ReaderError:
    return ReaderError(
        "json-shape",
        f'line {line:,}: {what}. Send a list of objects, {{"rows": [objects]}}, or one object a '
        'line, each with an "account"',
        line=line,
    )


def _titles(members: Pairs) -> Iterator[str]:
    """What an outer object says of itself, as a letterhead would."""
    for name, value in members:
        if isinstance(value, str) and cell_text(value):
            dated = "demand_date" in {meaning_of(name).field, *meaning_of(name).weak}
            yield f"Dated: {value}" if dated else f"{name} = {value}"


def _keys(pairs: Pairs) -> tuple[str, ...]:
    return tuple(name for name, _ in pairs)


@lru_cache(maxsize=256)
def _header(keys: tuple[str, ...]) -> Header:
    return header_of(keys)


def _entry(line: int, pairs: Pairs, limits: Limits) -> Entry:
    keys = _keys(pairs)
    texts = [_text(value) for _, value in pairs]
    refuse_wide(texts, limits, f"the record on line {line:,}")
    problems = [VALUE_REPEATED] if len(set(keys)) < len(keys) else []
    nested = {i for i, (_, value) in enumerate(pairs) if isinstance(value, list)}
    if not nested:
        return compose(_header(keys), texts, line, problems=tuple(problems))
    plain = ["" if i in nested else text for i, text in enumerate(texts)]
    entry = compose(_header(keys), plain, line, problems=(*problems, VALUE_NESTED))
    return Entry(
        line, entry.cells, entry.extra | {keys[i]: texts[i] for i in nested}, entry.problems
    )


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return cell_text(json.dumps(_plain(value), ensure_ascii=False))
    return "" if value is None else cell_text(str(value))


def _plain(value: object) -> object:
    """Pairs as the dicts that json writes as objects."""
    if isinstance(value, Pairs):
        return {name: _plain(inner) for name, inner in value}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
