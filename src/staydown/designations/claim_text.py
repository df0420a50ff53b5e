"""Reading a "legal basis" cell: which lists it claims, with reference and regime.

`UN 1267` claims the Al-Qaida part of the UN list, `QDe.161` one entry of it, `US FTO, UN, UK` three
lists, `PECA s.37` none (it is the instrument, not a list). What is not understood is kept as a
claim without a list, so that somebody looks at it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class ClaimedList:
    """One list claimed, in the words of the cell.

    `list` is None where the words name no list that can be checked; `recognised` is False where
    they were not understood at all.
    """

    text: str
    list: str | None
    reference: str | None = None
    regime: str | None = None
    recognised: bool = True


#: Regime of the UN list by the resolution that made or renewed it: UN_LIST_TYPE in the XML.
#: 1267 (1999) covered the Taliban too until 1988 (2011) gave them a list of their own.
_RESOLUTIONS = {
    "1267": "Al-Qaida", "1989": "Al-Qaida", "2253": "Al-Qaida", "1988": "Taliban",
    "1718": "DPRK", "1533": "DRC", "1737": "Iran", "2231": "Iran", "1970": "Libya",
    "751": "Somalia", "1844": "Somalia", "2713": "Somalia", "2127": "CAR", "2745": "CAR",
    "2140": "Yemen", "1591": "Sudan", "2206": "SouthSudan", "2653": "Haiti", "1518": "Iraq",
    "2048": "GB",
}  # fmt: skip

_REFERENCE = re.compile(r"\b(QD|TA|CD|CF|GB|HT|IQ|IR|KP|LY|SD|SO|SS|YE)([ie])\.? ?(\d{3})\b", re.I)
_RESOLUTION = re.compile(rf"(?<![\d.])({'|'.join(_RESOLUTIONS)})(?!\d)")

#: What names a list, the more particular first; several lists may be named in one part.
_MARKS: tuple[tuple[str, str], ...] = tuple(
    (list_id, rf"(?:{pattern})")
    for list_id, pattern in (
        ("us-fto", r"\bf\.?t\.?o\b|foreign terrorist org\w*"),
        ("us-ofac-sdn", r"\bofac\b|\bsdgt\b|\bsdn\b|13224|\bu\.?s\.?a?\b|\bunited states\b"
                        r"|امریک[ہا]|یو ایس"),
        ("uk-sanctions", r"\buk sanctions?\b|\bofsi\b"),
        ("uk-proscribed", r"\bterrorism act\b|\bta ?2000\b|\bu\.?k\b|\bunited kingdom\b|\bbritain\b"
                          r"|برطانی[ہا]"),
        ("eu-fsf", r"\be\.?u\b|\beuropean union\b|\b881/2002\b|\b2580/2001\b|یورپی یونین"),
        ("pk-nacta-persons", r"\b(?:4th|fourth|iv) schedule\b|\bschedule[ -](?:4|iv)\b"
                             r"|فورتھ شیڈول|شیڈول چہارم"),
        ("pk-nacta-organisations", r"\bata\b|\banti[ -]?terror\w* act\b|\bnacta\b|\bpakistan\b"
                                   r"|\b(?:1st|first|i) schedule\b|\bschedule[ -](?:1|i)\b"
                                   r"|\b11[ -]?b\b|انسداد دہشت ?گردی|اے ٹی اے|نیکٹا|پہلا شیڈول"
                                   r"|فرسٹ شیڈول|کالعدم"),
        ("un-sc", r"\bu\.?n\.?(?:s\.?c\.?(?:r\.?)?)?(?![a-z])|\bunited nations\b"
                  r"|\bsecurity council\b|اقوام ?متحدہ|سلامتی کونسل"),
    )
)  # fmt: skip
_ANY_LIST = re.compile(
    "|".join(f"(?P<{list_id.replace('-', '_')}>{pattern})" for list_id, pattern in _MARKS), re.I
)

#: Laws and rules that order something, but are no list of anybody.
_INSTRUMENT = re.compile(r"\bpeca\b|\bprevention of electronic crimes\b|پیکا|\btco\b|\bdsa\b", re.I)

_SEPARATOR = re.compile(r"[,;،؛|&+\n]|(?<!\d)/|/(?!\d)|\band\b|\bاور\b|\bas well as\b", re.I)
_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ۃ": "ہ", "ة": "ہ"})
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def read_claim_text(text: str) -> list[ClaimedList]:
    """The lists that a legal-basis cell claims, in its order; none for an empty cell."""
    claims: list[ClaimedList] = []
    for part in _SEPARATOR.split(_INVISIBLE.sub("", text)):
        tidy = " ".join(part.split()).strip(" .:-–—()")
        for claim in _read_part(tidy) if tidy else ():
            _append(claims, claim)
    return claims


def _read_part(part: str) -> Iterator[ClaimedList]:
    plain = unicodedata.normalize("NFKC", part).translate(_LETTERS)
    references = [
        f"{kind.upper()}{letter.lower()}.{number}"
        for kind, letter, number in _REFERENCE.findall(plain)
    ]
    if references:
        yield from (ClaimedList(part, "un-sc", reference) for reference in references)
        return
    lists = _lists_in(plain)
    regime = _regime_in(plain)
    if regime and "un-sc" not in lists:
        lists = ["un-sc", *lists]
    for list_id in lists:
        yield ClaimedList(part, list_id, None, _regime_for(list_id, plain, regime))
    if not lists:
        yield ClaimedList(part, None, recognised=bool(_INSTRUMENT.search(plain)))


def _lists_in(plain: str) -> list[str]:
    """The lists named, each once. A country beside one of its own lists is that list's country."""
    marks = (found.lastgroup for found in _ANY_LIST.finditer(plain))
    found = list(dict.fromkeys(mark.replace("_", "-") for mark in marks if mark))
    for general, particular in (
        ("us-ofac-sdn", "us-fto"),
        ("uk-proscribed", "uk-sanctions"),
        ("pk-nacta-organisations", "pk-nacta-persons"),
    ):
        if general in found and particular in found:
            found.remove(general)
    return found


def _regime_in(plain: str) -> str | None:
    resolution = _RESOLUTION.search(plain)
    return _RESOLUTIONS[resolution.group(1)] if resolution else None


def _regime_for(list_id: str, plain: str, un_regime: str | None) -> str | None:
    if list_id == "un-sc":
        return un_regime
    return "SDGT" if list_id == "us-ofac-sdn" and re.search(r"sdgt|13224", plain, re.I) else None


def _append(claims: list[ClaimedList], claim: ClaimedList) -> None:
    """Add a claim, or let it complete the one before: `ATA, First Schedule` and `UN, 1267` are one
    claim each, and a list claimed twice is claimed once.
    """
    for at, known in enumerate(claims):
        if claim.list is None or known.list != claim.list:
            continue
        if claim.reference in {None, known.reference} and claim.regime in {None, known.regime}:
            return
        if known.reference is None and known.regime is None:
            text = f"{known.text}, {claim.text}"
            claims[at] = replace(claim, text=text)
            return
    claims.append(claim)
