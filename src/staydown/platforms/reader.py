"""From the text of a cell to the accounts that it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from staydown.platforms import warnings
from staydown.platforms.address import Address, split_app_link, split_web_address
from staydown.platforms.bluesky import BLUESKY
from staydown.platforms.cells import (
    Tokens,
    is_app_link,
    is_email,
    is_number,
    is_reference,
    is_web_address,
    label_of,
    phones_in,
    pieces_of,
    tokens_of,
)
from staydown.platforms.mastodon import MASTODON
from staydown.platforms.matrix import MATRIX
from staydown.platforms.platform import Platform, Reading
from staydown.platforms.refs import AccountRef, AddressError, Found
from staydown.platforms.refusals import refusal
from staydown.platforms.registry import BY_SCHEME, PLATFORMS, platform_of, redirect_target
from staydown.platforms.remarks import is_formula, is_remark
from staydown.platforms.text import ascii_digits, clean, unwrap
from staydown.platforms.whatsapp import WHATSAPP

_LONGEST_CELL = 32_767
"""The most characters that a cell of a spreadsheet program can hold."""
_SINGLE = re.compile(r"(?:https?://|@)?[A-Za-z][!-'*+\-./0-9<-{}~]*")
"""One token of plain signs without any that divides addresses, nor a label's colon."""
_WORD = re.compile(r"[\w.·-]+")
_WEB_DOMAIN = re.compile(r".*\.(?:com|net|org|info|pk)", re.IGNORECASE)
_INVITE_CODE = re.compile(
    r"(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?:[A-Za-z0-9]{16}|[A-Za-z0-9]{22,24})"
)
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")


class Hint(NamedTuple):
    """What is known beside the text: the platform for bare names, as given by the caller or by a
    label in the cell; the caller's own word; the region of national phone numbers."""

    platform: Platform | None
    given: Platform | None
    region: str


Outcome = Found | AddressError


def find(text: str, *, platform: str | None = None, region: str = "PK") -> list[Outcome]:
    """The accounts that a cell names, one or several, and a typed error for each text that names none.

    Never empty: an empty cell gives one AddressError `empty`. The same account written twice is
    found once. `platform` (a name of PLATFORMS) is the default where the text alone does not say;
    `region` (ISO 3166) is where national phone numbers belong. Raises ValueError only for a
    `platform` that does not exist.
    """
    hint = _hint(platform, region)
    if is_reference(text):
        return [_outcome(_reference, text, hint)]
    if _SINGLE.fullmatch(text) and not text.startswith("@"):
        return [_outcome(_token, unwrap(text), hint)]
    return _find_in_cell(text, hint)


def parse(text: str, *, platform: str | None = None, region: str = "PK") -> Found:
    """The one account that `text` names; raises AddressError, `several` where it names more."""
    outcomes = find(text, platform=platform, region=region)
    if len(outcomes) > 1:
        raise refusal("several", text)
    if isinstance(outcomes[0], AddressError):
        raise outcomes[0]
    return outcomes[0]


def parse_ref(text: str) -> AccountRef:
    """The reference whose canonical text is `text`; raises AddressError `bad-reference` for any other."""
    platform_name, _, rest = text.partition(":")
    kind_name, _, value = rest.partition(":")
    platform = PLATFORMS.get(platform_name)
    kind = platform.kinds.get(kind_name) if platform else None
    if kind is None:
        raise refusal(
            "bad-reference", text, rule="it begins with platform:kind:, as in x:handle:name"
        )
    if kind.canonical(value) != value:
        raise refusal("bad-reference", text, rule=f"in canonical form, {kind.rule}")
    return AccountRef(platform_name, kind_name, value)


def url_of(ref: AccountRef) -> str | None:
    """The canonical public address of `ref`; None where none exists (Telegram's numeric ids)."""
    url = PLATFORMS[ref.platform].kinds[ref.kind].url
    return url(ref.value) if url else None


def _hint(name: str | None, region: str) -> Hint:
    if name is not None and name not in PLATFORMS:
        raise ValueError(f"{name!r} is not a platform; it is one of {', '.join(PLATFORMS)}")
    platform = PLATFORMS[name] if name else None
    return Hint(platform, platform, region.upper())


def _outcome(read: Callable[[str, Hint], Reading], token: str, hint: Hint) -> Outcome:
    try:
        ref, marks = read(token, hint)
    except AddressError as error:
        return error
    if hint.given and hint.given.name != ref.platform:
        marks = (*marks, warnings.PLATFORM_MISMATCH)
    return Found(ref, url_of(ref), marks, token)


# --- A cell ---------------------------------------------------------------------------------------


class Piece(NamedTuple):
    """One part of a cell, its label taken off and its tokens told apart."""

    text: str
    tokens: Tokens
    phones: list[str]
    hint: Hint

    @property
    def is_bare(self) -> bool:
        """Whether nothing in it is an address by its shape alone."""
        return not (self.tokens.addresses or self.phones or is_number(self.text))


def _find_in_cell(text: str, hint: Hint) -> list[Outcome]:
    cell = clean(text)
    if refused := _refused_as_a_whole(text, cell):
        return [refused]
    pieces = [_piece(part, hint) for part in pieces_of(cell)]
    bare = [piece for piece in pieces if piece.is_bare]
    if len(bare) == len(pieces):
        return _distinct(_bare_cell(cell, bare))
    outcomes = [outcome for piece in pieces for outcome in _beside_addresses(piece)]
    if any(_has_ignored_words(piece) for piece in pieces):
        outcomes = [_marked(outcome, warnings.WORDS_IGNORED) for outcome in outcomes]
    return _distinct(outcomes)


def _refused_as_a_whole(text: str, cell: str) -> AddressError | None:
    if not cell:
        return refusal("empty", text)
    if len(cell) > _LONGEST_CELL:
        return refusal("too-long", cell)
    if is_formula(cell):
        return refusal("formula", cell)
    return None


def _piece(text: str, hint: Hint) -> Piece:
    if label := label_of(text):
        hint, text = hint._replace(platform=PLATFORMS[label[0]]), label[1]
    tokens = tokens_of(text)
    phones = phones_in(tokens.rest) if hint.platform is WHATSAPP and tokens.words else []
    return Piece(unwrap(text), tokens, phones, hint)


def _bare_cell(cell: str, pieces: list[Piece]) -> list[Outcome]:
    """Words alone: handles if each piece is one word, else the whole cell is a remark."""
    if not pieces or any(len(piece.text.split()) != 1 for piece in pieces):
        return [_remark_or_unknown(cell)]
    return [_outcome(_token, piece.text, piece.hint) for piece in pieces]


def _remark_or_unknown(cell: str) -> AddressError:
    words = [word for word in (unwrap(word) for word in cell.split()) if word]
    return refusal("placeholder" if not words or is_remark(words) else "not-an-address", cell)


def _beside_addresses(piece: Piece) -> list[Outcome]:
    """What a piece gives in a cell where at least one address stands."""
    if piece.is_bare:
        return [] if _is_prose(piece) else [_lone_word(piece)]
    texts = [*piece.tokens.addresses, *piece.phones] or [piece.text]
    return [_outcome(_token, text, piece.hint) for text in texts]


def _is_prose(piece: Piece) -> bool:
    words = [unwrap(word) for word in piece.tokens.words]
    return len(words) != 1 or is_remark(words)


def _lone_word(piece: Piece) -> AddressError:
    return refusal("bare-word", piece.text, value=piece.text)


def _has_ignored_words(piece: Piece) -> bool:
    return bool(piece.tokens.words) and (not piece.is_bare or _is_prose(piece))


def _marked(outcome: Outcome, warning: str) -> Outcome:
    if isinstance(outcome, AddressError):
        return outcome
    return replace(outcome, warnings=(*outcome.warnings, warning))


def _distinct(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Each account and each refusal once, the first."""
    seen = {o if isinstance(o, AddressError) else o.ref: o for o in reversed(list(outcomes))}
    return list(reversed(seen.values()))


# --- A token --------------------------------------------------------------------------------------


def _token(token: str, hint: Hint) -> Reading:
    if token.startswith("http") and "://" in token:
        return _web_address(token)
    if token.startswith("@"):
        return _at_name(token, hint)
    if is_reference(token):
        return _reference(token, hint)
    if is_app_link(token):
        return _app_link(token)
    if is_web_address(token):
        return _web_address(token)
    if is_email(token):
        return _email(token, hint)
    if is_number(token):
        return _number(token, hint)
    return _bare_word(token, hint)


def _reference(text: str, _hint: Hint) -> Reading:
    ref = parse_ref(text)
    return PLATFORMS[ref.platform].account(ref.kind, ref.value, text)


def _web_address(token: str) -> Reading:
    address = split_web_address(token)
    target = redirect_target(address)
    reading = _read(target or address)
    marks = (warnings.REDIRECT_UNWRAPPED,) if target else ()
    if address.user_info:
        marks = (*marks, warnings.USER_INFO)
    return reading._replace(warnings=(*reading.warnings, *marks)) if marks else reading


def _read(address: Address) -> Reading:
    return platform_of(address).read_address(address)


def _app_link(token: str) -> Reading:
    lower = token.lower()
    if lower.startswith("did:"):
        return BLUESKY.named(token)
    if lower.startswith("at://"):
        return BLUESKY.named(token[5:].partition("/")[0])
    if lower.startswith("acct:"):
        return MASTODON.named(token[5:].removeprefix("@"))
    address = split_app_link(token)
    if address is None or address.scheme not in BY_SCHEME:
        raise refusal("email", token)
    return BY_SCHEME[address.scheme].read_address(address)


def _at_name(token: str, hint: Hint) -> Reading:
    name = token[1:]
    if "@" in name:
        return MASTODON.named(name)
    if _is_matrix_id(name, hint):
        return MATRIX.named(name)
    if name.lower().endswith(".bsky.social"):
        return BLUESKY.named(name)
    if hint.platform is None:
        raise refusal("platform-needed", token, value=token)
    return hint.platform.named(name)


def _is_matrix_id(name: str, hint: Hint) -> bool:
    """`user:server`; a server without a full stop counts only where no other platform was named."""
    server = name.partition(":")[2]
    return bool(server) and (hint.platform in {None, MATRIX} or "." in server)


def _email(token: str, hint: Hint) -> Reading:
    """Mastodon's names look like e-mail addresses, and are believed only under its label."""
    if hint.platform is MASTODON:
        return MASTODON.named(token)
    raise refusal("email", token)


def _number(token: str, hint: Hint) -> Reading:
    platform, digits = hint.platform, ascii_digits(token)
    if platform is None:
        raise refusal("platform-needed", token, value=token)
    if platform.read_number:
        return platform.read_number(digits, hint.region)
    code = "phone-number" if digits.startswith(("+", "0")) else "bare-number"
    raise platform.refuse(code, token, value=token)


def _bare_word(word: str, hint: Hint) -> Reading:
    """One word without an @: a handle if the platform is known and the word is no remark."""
    if _ROUNDED.fullmatch(word):
        raise refusal("spreadsheet-number", word, value=word)
    if not word or is_remark([word]):
        raise refusal("placeholder", word)
    if hint.platform is None or not _WORD.fullmatch(word):
        raise refusal("not-an-address", word)
    if _INVITE_CODE.fullmatch(word):
        raise refusal("bare-word", word, value=word)
    if _WEB_DOMAIN.fullmatch(word) and hint.platform is not BLUESKY:
        raise refusal("unknown-host", word, host=word)
    reading = hint.platform.named(word)
    return reading._replace(warnings=(*reading.warnings, warnings.BARE_WORD))
