"""The evaluation as one HTML page that needs nothing else: figures, intervals, plots.

It holds counts and rates only, never an account, so that it can be shown to anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from staydown.mirrors.evaluate import Evaluation, Figure
from staydown.mirrors.model import Model
from staydown.mirrors.plots import Axis, plot

STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}
td,th{padding:.15rem .8rem .15rem 0;text-align:left;border-bottom:1px solid #ddd}
td.n{text-align:right;font-variant-numeric:tabular-nums}
.plots{display:flex;flex-wrap:wrap;gap:1rem}svg{width:26rem;max-width:100%}
svg text{font:11px system-ui,sans-serif;fill:#333}svg .title{font-weight:600;font-size:13px}
svg .x{text-anchor:middle}svg .y{text-anchor:end}svg .grid{stroke:#e4e4e4}
svg polyline{fill:none;stroke:#0b57a4;stroke-width:2}svg .dashed{stroke:#999;stroke-dasharray:4 4}
.bar{display:inline-block;height:.7rem;background:#0b57a4}p.note{color:#555}
"""


def html(evaluation: Evaluation, model: Model, title: str = "Mirror engine: evaluation") -> str:
    """The whole page."""
    parts = (
        f"<h1>{escape(title)}</h1>",
        _lead(evaluation, model),
        _overall(evaluation),
        _tiers(evaluation, model),
        f'<div class="plots">{_plots(evaluation)}</div>',
        _alarms(evaluation),
        _ablation(evaluation),
        _coverage(evaluation),
        *(_slice(name, values) for name, values in evaluation.slices.items()),
        _table_of_bits(model),
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style><body>{''.join(parts)}</body></html>\n"
    )


def _lead(evaluation: Evaluation, model: Model) -> str:
    returns = evaluation.counts.get("return", 0)
    others = sum(evaluation.counts.values()) - returns
    return (
        f"<p>Model <b>{escape(model.name)}</b>, base rate {model.base_rate:g}: {returns:,} returns "
        f"among {others:,} accounts that are nobody's mirror. Intervals are 95%, by resampling the "
        "removed accounts.</p>"
    )


def _overall(evaluation: Evaluation) -> str:
    rows = [
        (f"Recall at a false-positive rate of {rate:g}", _figure(figure))
        for rate, figure in evaluation.recall.items()
    ]
    rows += [
        ("Area under the ROC curve", _figure(evaluation.auc)),
        ("Average precision at the base rate", f"{evaluation.average_precision:.3f}"),
        ("Attribution: mean reciprocal rank", _figure(evaluation.mrr)),
        ("Attribution: true entry first", _figure(evaluation.top1)),
        ("Calibration error on candidate pairs", f"{evaluation.calibration_error:.4f}"),
    ]
    return "<h2>Overall</h2>" + _table(("Measure", "Figure"), rows)


def _tiers(evaluation: Evaluation, model: Model) -> str:
    rows = [
        (
            f"{name} (p ≥ {model.thresholds[name]:g})",
            f"{tier.recall:.3f}",
            f"{tier.false_per_100k:.1f} (≤ {tier.false_per_100k_bound:.1f})",
            f"{tier.precision:.4f} (≥ {tier.precision_bound:.4f})",
            f"{tier.alerts_per_100k:.1f}",
        )
        for name, tier in evaluation.tiers.items()
    ]
    heads = ("Tier", "Recall", "False per 100,000 ordinary", "Precision at the base rate",
             "Alerts per 100,000")  # fmt: skip
    note = (
        "<p class=note>In brackets the 95% bound, which the number of ordinary accounts limits. "
        "Look-alikes are counted apart, below.</p>"
    )
    return "<h2>Tiers</h2>" + _table(heads, rows) + note


def _plots(evaluation: Evaluation) -> str:
    share = Axis("said", 0, 1)
    said = [(said, true) for said, true, _ in evaluation.reliability]
    lowest = min(0.1, *(rate for rate, _ in evaluation.roc))
    rates = Axis("false-positive rate", lowest, 1.0, log=True)
    return "".join(
        (
            plot("Recall by false-positive rate", rates, Axis("recall", 0, 1), [evaluation.roc]),
            plot(
                "Precision by recall",
                Axis("recall", 0, 1),
                Axis("precision", 0, 1),
                [evaluation.pr],
            ),
            plot("Probability said and true", share, Axis("true", 0, 1), [said, [(0, 0), (1, 1)]]),
        )
    )


def _alarms(evaluation: Evaluation) -> str:
    rows = [
        (kind, f"{shares['accounts']:.0f}", *(f"{shares[name]:.4f}" for name in evaluation.tiers))
        for kind, shares in evaluation.alarms.items()
    ]
    return "<h2>Who is accused wrongly</h2>" + _table(("Kind", "Accounts", *evaluation.tiers), rows)


def _ablation(evaluation: Evaluation) -> str:
    rows = [
        (name, f"{lost:+.4f}")
        for name, lost in sorted(evaluation.ablation.items(), key=lambda pair: -pair[1])
    ]
    title = "<h2>What each signal adds</h2>"
    note = "<p class=note>Recall lost at a false-positive rate of 1e-3 without its bits.</p>"
    return title + note + _table(("Signal", "Recall lost"), rows)


def _coverage(evaluation: Evaluation) -> str:
    if not evaluation.coverage:
        return ""
    rows = [
        (way.kind, way.name, f"{way.pairs:,}", f"{way.true:,}", f"{way.alone:,}")
        for way in evaluation.coverage
    ]
    note = (
        "<p class=note>Pairs that each way of finding candidates makes; how many are a return and "
        "its own entry; how many of these no way of another kind finds.</p>"
    )
    heads = ("Kind", "Way", "Pairs", "True", "Found by this kind alone")
    return "<h2>How candidates are found</h2>" + note + _table(heads, rows)


def _slice(name: str, values: Mapping[str, Figure]) -> str:
    rows = [
        (value, str(figure.count), _figure(figure), _bar(figure.value))
        for value, figure in sorted(values.items(), key=lambda pair: pair[1].value)
    ]
    note = "<p class=note>Recall at one false-positive rate of 1e-3 for all.</p>"
    return f"<h2>By {escape(name)}</h2>{note}" + _table((name, "Returns", "Recall", ""), rows)


def _table_of_bits(model: Model) -> str:
    rows = [
        (signal, level, f"{row.weight:.2f}", f"{row.offset:+.2f}", f"{table.cap:g}")
        for signal, table in model.signals.items()
        for level, row in sorted(table.levels.items())
    ]
    note = (
        "<p class=note>Bits of a finding: offset + weight × rarity, which counts up to the cap.</p>"
    )
    heads = ("Signal", "Level", "Weight", "Offset", "Cap")
    return "<h2>The table of bits</h2>" + note + _table(heads, rows)


def _figure(figure: Figure) -> str:
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def _bar(share: float) -> Markup:
    return Markup(f'<span class="bar" style="width:{max(share, 0.005) * 12:.2f}rem"></span>')


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"


def _cell(text: str) -> str:
    kind = ' class="n"' if text[:1].isdigit() or text[:1] in "+-" else ""
    return f"<td{kind}>{text if isinstance(text, Markup) else escape(text)}</td>"
