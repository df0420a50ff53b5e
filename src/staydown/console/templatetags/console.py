"""What the templates of the console say in one word."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from staydown.console import evidence, times, wording
from staydown.kernel import clock
from staydown.liaison.queries import Instrument

register = template.Library()

#: Colour and sign of each verdict: nobody has to tell them apart by colour.
_BADGES = {
    "supported": ("text-bg-success", "✓"),
    "contradicted": ("text-bg-danger", "✗"),
    "ambiguous": ("text-bg-warning", "?"),
    "unknown": ("text-bg-secondary", "–"),
    "": ("border text-body-secondary", "·"),
}
_STATES = {
    "waiting": "text-bg-info",
    "done": "text-bg-success",
    "stuck": "text-bg-danger",
    "void": "text-bg-secondary",
}
_MATCHED = {"open": "text-bg-warning", "mirror": "text-bg-danger", "not_mirror": "text-bg-success"}
_POLICIES = {"in_force": "text-bg-success", "draft": "text-bg-info", "signed": "text-bg-info"}
_DRIFTS = {"found": "text-bg-danger", "restoring": "text-bg-info", "restored": "text-bg-success"}


@register.filter
def word(code: str, table: str) -> str:
    """`{{ outcome|word:"outcome" }}`: the word for a code of a domain."""
    return wording.word(code, table)


@register.filter
def sheet_title(sheet: Instrument) -> str:
    """The name of an instrument in the language of the page."""
    return wording.title(sheet)


@register.filter
def ltr(text: object) -> SafeString:
    """A reference, address or handle: always left to right, whatever stands around it."""
    return format_html('<bdi dir="ltr" class="ref">{}</bdi>', text)


@register.filter
def isolated(text: str) -> str:
    """A name inside a sentence: its own direction does not turn the sentence around."""
    return wording.isolated(text)


@register.filter
def notes(reasons: list[dict[str, str]]) -> list[dict[str, str]]:
    """What there is to say of a row besides the claims that are shown with their verdicts."""
    return [reason for reason in reasons if reason["code"] != "claim-contradicted"]


@register.filter
def foreign(text: object) -> SafeString:
    """A sentence that a domain wrote in English, marked as such on a page in another language."""
    return format_html('<span lang="en" dir="ltr" class="d-inline-block">{}</span>', text)


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """A moment in UTC, for people and for programs."""
    if at is None:
        return "–"
    return format_html(
        '<time datetime="{}"><bdi dir="ltr">{}</bdi></time>', clock.short(at), times.utc(at)
    )


@register.filter
def left(due: datetime | timedelta | None) -> str:
    """How long there is until a deadline, or by how much it has passed."""
    if due is None:
        return ""
    return times.time_left(due - clock.now() if isinstance(due, datetime) else due)


@register.filter
def is_past(due: datetime | None) -> bool:
    """Whether a deadline has passed."""
    return due is not None and due < clock.now()


@register.filter
def verdict(code: str) -> SafeString:
    """The badge of a verdict: sign, word and colour."""
    colour, sign = _BADGES.get(code, _BADGES[""])
    return format_html(
        '<span class="badge {}"><span aria-hidden="true">{}</span> {}</span>',
        colour,
        sign,
        wording.word(code, "verdict"),
    )


@register.filter
def state(code: str) -> SafeString:
    """The badge of a delivery's state."""
    colour = _STATES.get(code, "text-bg-secondary")
    return format_html('<span class="badge {}">{}</span>', colour, wording.word(code, "state"))


@register.filter
def percent(share: float | None) -> str:
    """A share from 0 to 1, in percent; a dash where there is none."""
    return "–" if share is None else f"{share:.0%}"


@register.filter
def rate(share: float | None) -> str:
    """A small share, in percent with two digits behind the point."""
    return "–" if share is None else f"{share:.2%}"


@register.filter
def between(interval: tuple[float, float] | None) -> SafeString | str:
    """An interval of shares: `61–93%`."""
    if interval is None:
        return "–"
    low, high = (round(100 * one) for one in interval)
    return format_html('<bdi dir="ltr">{}–{}%</bdi>', low, high)


@register.filter
def step(share: float | None) -> int:
    """A share from 0 to 1 as a step of the bars' classes, `at-0` to `at-20` (see console.css)."""
    return round(evidence.STEPS * min(1.0, max(0.0, share or 0.0)))


@register.filter
def span(interval: tuple[float, float]) -> int:
    """How many steps an interval is wide, at least one."""
    return max(1, step(interval[1]) - step(interval[0]))


@register.filter
def length_of_time(seconds: float | None) -> str:
    """A length of time in seconds, in words."""
    return "–" if seconds is None else times.duration(timedelta(seconds=seconds))


@register.filter
def tier(code: str) -> SafeString:
    """The badge of a match's tier."""
    colour, sign = ("text-bg-dark border", "≈") if code == "likely" else ("border text-body", "~")
    return format_html(
        '<span class="badge {}"><span aria-hidden="true">{}</span> {}</span>',
        colour,
        sign,
        wording.word(code, "return"),
    )


@register.filter
def matched(code: str) -> SafeString:
    """The badge of a match's state."""
    colour = _MATCHED.get(code, "text-bg-secondary")
    return format_html('<span class="badge {}">{}</span>', colour, wording.word(code, "matched"))


@register.filter
def policy_state(code: str) -> SafeString:
    """The badge of a standing policy's state."""
    colour = _POLICIES.get(code, "text-bg-secondary")
    return format_html('<span class="badge {}">{}</span>', colour, wording.word(code, "policy"))


@register.filter
def drift_state(code: str) -> SafeString:
    """The badge of a drift's state."""
    colour = _DRIFTS.get(code, "text-bg-secondary")
    return format_html('<span class="badge {}">{}</span>', colour, wording.word(code, "drift"))


@register.filter
def cells(row: dict[str, str]) -> list[tuple[str, str]]:
    """The cells of a row as sent, each with the name of its column, in the usual order."""
    known = [name for name in wording.CELLS if name in row]
    rest = [name for name in row if name not in wording.CELLS]
    return [(wording.word(name, "cell"), row[name]) for name in [*known, *rest]]


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The address's query with some parameters changed."""
    asked = context["request"].GET.copy()
    for name, value in changes.items():
        asked[name] = str(value)
    return f"?{asked.urlencode()}"
