"""A report as a page: what the rules pay, to whom wrongly, and how they compare. No scripts.

The same report as data is `report.json`; the page shows nothing that is not in it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from sangsaeng.kernel.messages import Language, sentence
from sangsaeng.outcomes.simulation.plotting import draw_plots

Figures = dict[str, Any]
# How a figure is shown.
_WON, _PART, _RATIO, _TEXT = "won", "part", "ratio", "text"
# Rows of the first table: sentence, where the figure stands, how it is shown.
_ROWS = (
    ("sim_row_sites_seen", ("verification", "sites_a_supplier"), _TEXT),
    ("sim_row_reward_mean", ("reward", "mean_won"), _WON),
    ("sim_row_reward_median", ("reward", "quantiles_won", "p50"), _WON),
    ("sim_row_paid", ("reward", "paid"), _PART),
    ("sim_row_paid_in_full", ("reward", "paid_in_full"), _PART),
    ("sim_row_cost_mean", ("cost", "mean_won"), _WON),
    ("sim_row_cost_p05", ("cost", "quantiles_won", "p05"), _WON),
    ("sim_row_cost_p95", ("cost", "quantiles_won", "p95"), _WON),
    ("sim_row_cost_most", ("cost", "most_won"), _WON),
    ("sim_row_reserved", ("cost", "reserved_won"), _WON),
    ("sim_row_used", ("cost", "used_of_reserve"), _PART),
    ("sim_row_deserving", ("errors", "deserving"), _PART),
    ("sim_row_false", ("errors", "false_reward"), _PART),
    ("sim_row_missed", ("errors", "missed_reward"), _PART),
    ("sim_row_power", ("errors", "power"), _PART),
    ("sim_row_false_won", ("errors", "false_won_a_programme"), _WON),
    ("sim_row_false_share", ("errors", "false_of_all_won"), _PART),
    ("sim_row_pooled", ("pooled", "significant"), _PART),
    ("sim_row_pooled_power", ("pooled", "power_closed_form"), _PART),
    ("sim_row_ratio_reported", ("pooled", "median_ratio_reported"), _RATIO),
    ("sim_row_ratio_true", ("pooled", "ratio_true"), _RATIO),
)
_GATES = {
    "near_miss_floor": "sim_gate_near_miss_floor",
    "no_concealment": "sim_gate_no_concealment",
    "no_death": "sim_gate_no_death",
}
_STRATEGIES = {
    "honest": "sim_strategy_honest",
    "soft_targets": "sim_strategy_soft_targets",
    "over_claiming": "sim_strategy_over_claiming",
    "concealment": "sim_strategy_concealment",
    "cherry_picking": "sim_strategy_cherry_picking",
    "leavers_dropped": "sim_strategy_leavers_dropped",
    "paper_units": "sim_strategy_paper_units",
}
# The sentence under each plot of `draw_plots`.
PLOTS = {
    "rewards": "sim_plot_rewards",
    "cost": "sim_plot_cost",
    "curve": "sim_plot_curve",
    "strategies": "sim_plot_strategies",
}
_NAMES = ("A", "B")
_CSS = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "table{border-collapse:collapse;margin:1rem 0;width:100%}"
    "th,td{border-bottom:1px solid #ccc;padding:.25rem .5rem;text-align:right}"
    "th:first-child,td:first-child{text-align:left}svg{max-width:100%;height:auto}"
    "figure{margin:1.5rem 0}figcaption{color:#555}code{overflow-wrap:anywhere}"
)


def render_json(report: Figures) -> str:
    """The report as data, the same bytes for the same figures."""
    return json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def render_html(report: Figures, language: Language) -> str:
    """The page in one language."""
    plots = draw_plots(report)
    title = sentence("sim_title", language)
    parts = [
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{escape(title)}</title><style>{_CSS}</style></head><body>",
        f"<h1>{escape(title)}</h1>",
        _paragraph(summary(report, language)),
        *(_paragraph(line) for line in names(report, language)),
        _table(headings(report, language), rows(report, language)),
    ]
    for name, code in PLOTS.items():
        caption = escape(sentence(code, language))
        parts.append(f"<figure>{plots[name]}<figcaption>{caption}</figcaption></figure>")
    parts += [
        f"<h2>{escape(sentence('sim_strategies', language))}</h2>",
        _table(*strategy_rows(report, language)),
        f"<h2>{escape(sentence('sim_world', language))}</h2>",
        _paragraph(sentence("sim_world_note", language)),
        _table(["", ""], [[name, str(value)] for name, value in _flat(report["world"])]),
        "</body></html>\n",
    ]
    return "\n".join(parts)


def headings(report: Figures, language: Language) -> list[str]:
    """Of the first table: a column each rule set, and what the second has more of."""
    found = [sentence("sim_figure", language), *_NAMES[: len(report["rules"])]]
    return [*found, "B − A"] if len(report["rules"]) > 1 else found


def rows(report: Figures, language: Language) -> list[list[str]]:
    """Of the first table."""
    found = []
    for code, path, kind in _ROWS:
        values = [_at(one, path) for one in report["rules"]]
        found.append([sentence(code, language), *_cells(values, kind)])
    for code, said in _GATES.items():
        values = [one["gates_broken"].get(code, 0.0) for one in report["rules"]]
        if any(code in one["gates_broken"] for one in report["rules"]):
            found.append([sentence(said, language), *_cells(values, _PART)])
    return found


def strategy_rows(report: Figures, language: Language) -> tuple[list[str], list[list[str]]]:
    """Heads and rows of the table of suppliers by what they do."""
    heads = [sentence("sim_strategy", language), sentence("sim_suppliers", language)]
    for number in range(len(report["rules"])):
        for code in ("sim_strategy_mean", "sim_strategy_gain", "sim_strategy_paid"):
            heads.append(f"{_NAMES[number]}: {sentence(code, language)}")
    found = []
    for name, code in _STRATEGIES.items():
        told = [one["strategies"].get(name) for one in report["rules"]]
        if told[0] is None:
            continue
        row = [sentence(code, language), f"{told[0]['suppliers']:,}"]
        for one in told:
            row += [_show(one["mean_won"], _WON), _show(one["gain_won"], _WON)]
            row.append(_show(one["paid"], _PART))
        found.append(row)
    return heads, found


def summary(report: Figures, language: Language) -> str:
    """How much was played, in a sentence."""
    return sentence(
        "sim_summary",
        language,
        {
            "programmes": report["programmes"],
            "suppliers": report["suppliers"],
            "sites": report["sites"],
            "seed": str(report["seed"]),
            "compared": report["compared_exactly"],
        },
    )


def names(report: Figures, language: Language) -> list[str]:
    """Which rules A and B are."""
    return [
        sentence(
            "sim_rules_named",
            language,
            {"place": place, "name": one["name"], "digest": one["contract_digest"][:12]},
        )
        for place, one in zip(_NAMES, report["rules"], strict=False)
    ]


def _cells(values: list[Any], kind: str) -> list[str]:
    shown = [_show(value, kind) for value in values]
    if len(values) > 1:
        shown.append(_show(values[1] - values[0], kind))
    return shown


def _show(value: Any, kind: str) -> str:
    if kind == _WON:
        return f"{value:,.0f}"
    if kind == _PART:
        return f"{value * 100:.1f}%"
    return f"{value:.3f}" if kind == _RATIO else f"{value:,}"


def _at(figures: Figures, path: Sequence[str]) -> Any:
    found: Any = figures
    for name in path:
        found = found[name]
    return found


def _flat(world: Figures) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in world.items():
        if isinstance(value, dict):
            found += [(f"{name}.{inner}", one) for inner, one in value.items()]
        else:
            found.append((name, value))
    return found


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _table(heads: list[str], body: list[list[str]]) -> str:
    lines = ["<table><tr>", *(f"<th>{escape(one)}</th>" for one in heads), "</tr>"]
    for row in body:
        lines += ["<tr>", *(f"<td>{escape(one)}</td>" for one in row), "</tr>"]
    return "".join([*lines, "</table>"])
