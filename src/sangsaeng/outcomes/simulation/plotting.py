"""The plots of a report as SVG to stand in a page: no script, no font file, no date.

Words in the plots are the report's own codes; captions in the reader's language stand in the page.
"""

from __future__ import annotations

import io
import re
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from sangsaeng.outcomes.simulation.judging import BINS

# Of the Okabe-Ito palette: told apart by the colour-blind and in grey.
_COLOURS = ("#0072B2", "#E69F00")
_NAMES = ("A", "B")
_MILLION = 1_000_000
# Text stays text, which a reader can copy; a fixed salt gives the same ids every time.
_STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "sangsaeng", "font.size": 9.0}
_BEFORE_SVG = re.compile(r"^.*?(?=<svg)", re.DOTALL)
# Ids that nothing refers to, the same in every plot; several plots stand in one page.
_LOOSE_ID = re.compile(r' id="[a-z0-9.]+_[0-9]+"')

Figures = dict[str, Any]


def draw_plots(report: Figures) -> dict[str, str]:
    """SVG by name: rewards, cost, curve, strategies."""
    with mpl.rc_context(_STYLE):
        return {
            "rewards": _draw(report, _rewards),
            "cost": _draw(report, _cost),
            "curve": _draw(report, _curve),
            "strategies": _draw(report, _strategies),
        }


def _draw(report: Figures, plot: Any) -> str:
    figure = Figure(figsize=(6.4, 3.2), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    plot(axes, report)
    axes.spines[["top", "right"]].set_visible(False)
    if len(report["rules"]) > 1:
        axes.legend(frameon=False)
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return _LOOSE_ID.sub("", _BEFORE_SVG.sub("", text.getvalue()))


def _bars(axes: Axes, heights: list[list[float]]) -> None:
    """Bars of all rule sets side by side."""
    wide = 0.8 / len(heights)
    for number, values in enumerate(heights):
        places = [place - 0.4 + wide * (number + 0.5) for place in range(len(values))]
        axes.bar(places, values, wide, color=_COLOURS[number], label=_NAMES[number])


def _rewards(axes: Axes, report: Figures) -> None:
    shares = []
    for one in report["rules"]:
        counts = one["reward"]["histogram"]
        shares.append([count / sum(counts) * 100 for count in counts])
    _bars(axes, shares)
    axes.set_xlabel("% of cap")
    axes.set_ylabel("% of suppliers")
    axes.set_xticks(range(0, BINS + 1, 4), [f"{place * 100 // BINS}" for place in range(0, 21, 4)])


def _cost(axes: Axes, report: Figures) -> None:
    for number, one in enumerate(report["rules"]):
        cost = one["cost"]
        most = (cost["reserved_won"] + cost["visits_won"]) / _MILLION
        edges = [most * place / BINS for place in range(BINS + 1)]
        shares = [count / report["programmes"] * 100 for count in cost["histogram"]]
        axes.stairs(shares, edges, fill=True, alpha=0.6, color=_COLOURS[number])
        axes.axvline(cost["mean_won"] / _MILLION, color=_COLOURS[number], label=_NAMES[number])
    axes.set_xlabel("million won a programme")
    axes.set_ylabel("% of programmes")


def _curve(axes: Axes, report: Figures) -> None:
    for number, one in enumerate(report["rules"]):
        middles = [(point["from"] + 0.5 / BINS) * 100 for point in one["curve"]]
        paid = [point["paid"] * 100 for point in one["curve"]]
        axes.plot(middles, paid, marker="o", color=_COLOURS[number], label=_NAMES[number])
    axes.axvline(report["world"]["deserving"] * 100, color="#555555", linestyle="--")
    axes.set_xlabel("% of injuries truly taken away")
    axes.set_ylabel("% paid")
    axes.set_ylim(-2, 102)


def _strategies(axes: Axes, report: Figures) -> None:
    names = list(report["rules"][0]["strategies"])
    won = [
        [one["strategies"][name]["mean_won"] / _MILLION for name in names]
        for one in report["rules"]
    ]
    _bars(axes, won)
    axes.set_xticks(range(len(names)), [name.replace("_", "\n") for name in names])
    axes.set_ylabel("million won, mean")
