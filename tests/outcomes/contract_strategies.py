"""Terms and inputs of every kind, drawn at random; whole documents as they would be written."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from sangsaeng.outcomes.contracts.shape import render_exact

Data = dict[str, Any]
CODES = ("a", "b", "c", "d")
# Small ones beside large ones, so that caps bite.
amounts = st.integers(0, 10**9) | st.integers(0, 3_000)
quantities = st.one_of(
    st.decimals("0", "1000", places=3).map(str),
    st.fractions(0, 1000, max_denominator=97).map(render_exact),
)
shares = st.decimals("0", "1", places=4).map(str)
exacts = st.decimals("-1000", "1000", places=3).map(str)
tolerances = st.none() | st.decimals("0", "2", places=2).map(str)


@st.composite
def weights(draw: st.DrawFn, count: int) -> list[str]:
    """Shares that add up to exactly 1."""
    cuts = sorted(draw(st.lists(st.integers(0, 1000), min_size=count - 1, max_size=count - 1)))
    edges = [0, *cuts, 1000]
    return [render_exact(Fraction(two - one, 1000)) for one, two in pairwise(edges)]


@st.composite
def reported(draw: st.DrawFn, code: str) -> Data:
    """A quantity, its claim mostly near what was verified."""
    verified = draw(quantities)
    claimed = draw(st.sampled_from([verified]) | quantities)
    return {"code": code, "claimed": claimed, "verified": verified}


@st.composite
def gated(draw: st.DrawFn) -> tuple[list[Data], dict[str, bool]]:
    """Gates, and whether each is kept."""
    codes = draw(st.lists(st.sampled_from(CODES), unique=True, max_size=2))
    return [{"code": code} for code in codes], {code: draw(st.booleans()) for code in codes}


@st.composite
def forms(draw: st.DrawFn, allowed: tuple[str, ...] = ("steps", "points", "price")) -> Data:
    """A form of amounts."""
    kind = draw(st.sampled_from(allowed))
    if kind == "price":
        return {"kind": kind, "price": draw(quantities), "cap": draw(amounts)}
    count = draw(st.integers(2, 5))
    at = draw(st.lists(st.integers(1, 2000), min_size=count, max_size=count, unique=True))
    pays = sorted(draw(st.lists(amounts, min_size=count, max_size=count)))
    lower = draw(st.booleans())
    lines = [
        {"at": render_exact(Fraction(one, 1000)), "pays": two}
        for one, two in zip(sorted(at, reverse=lower), pays, strict=True)
    ]
    return {"kind": kind, "lines": lines, "lower_is_better": lower}


_NEEDED = {
    "value": ("value",),
    "ratio": ("achieved",),
    "share": ("achieved", "evaluated", "left"),
    "reduction": ("control", "treated"),
    "avoided": ("flagged", "still"),
}


@st.composite
def measured(draw: st.DrawFn) -> tuple[Data, Data]:
    """A measure and what it needs."""
    kind = draw(st.sampled_from([*_NEEDED, "estimate"]))
    gates, kept = draw(gated())
    terms: Data = {"measure": {"kind": kind}, "tolerance": draw(tolerances), "gates": gates}
    inputs: Data = {"gates": kept}
    if kind == "estimate":
        parts = zip(CODES, draw(weights(3)), strict=False)
        terms["measure"]["parts"] = [{"code": code, "weight": weight} for code, weight in parts]
        inputs["estimates"] = {code: draw(exacts) for code in CODES[:3]}
        return terms, inputs
    if kind == "ratio":
        terms["measure"]["target"] = draw(st.integers(1, 999).map(str))
    if kind == "share":
        terms["measure"]["leavers"] = draw(st.sampled_from(["counted", "left_out"]))
    if kind == "avoided":
        terms["measure"]["deadweight"] = draw(shares)
    inputs["quantities"] = [draw(reported(code)) for code in _NEEDED[kind]]
    return terms, inputs


@st.composite
def band(draw: st.DrawFn) -> tuple[Data, Data]:
    """A step table."""
    terms, inputs = draw(measured())
    return {**terms, "form": draw(forms(("steps",)))}, inputs


@st.composite
def linear(draw: st.DrawFn) -> tuple[Data, Data]:
    """A line through points."""
    terms, inputs = draw(measured())
    return {**terms, "form": draw(forms(("points",)))}, inputs


@st.composite
def pooled_bonus(draw: st.DrawFn) -> tuple[Data, Data]:
    """A bonus and who shares in it."""
    terms, inputs = draw(measured())
    exposures = {code: draw(quantities) for code in draw(st.sets(st.sampled_from(CODES)))}
    terms |= {"form": draw(forms()), "cap": draw(amounts)}
    return terms, {**inputs, "exposures": exposures}


@st.composite
def waterfall(draw: st.DrawFn) -> tuple[Data, Data]:
    """An investment, tiers, split, guarantee and fees."""
    terms, inputs = draw(measured())
    fees = [{"to": "fee", "amount": draw(st.integers(0, 10**6))} for _ in range(draw(_few))]
    split = zip(CODES, draw(weights(3)), strict=False)
    return {
        **terms,
        "invested": draw(amounts),
        "cap": draw(amounts) + sum(fee["amount"] for fee in fees),
        "principal": draw(forms()),
        "bonus": draw(st.none() | forms()),
        "fees": fees,
        "tiers": [{"to": code, "most": draw(amounts)} for code in CODES[: draw(_few)]],
        "split": [{"to": code, "share": share} for code, share in split],
        "guarantee": draw(st.none() | st.builds(lambda most: {"by": "g", "most": most}, amounts)),
        "operator_fee": {"reduced": 1, "full": 2, "full_from": draw(exacts)},
    }, inputs


_few = st.integers(0, 2)


@st.composite
def composite(draw: st.DrawFn) -> tuple[Data, Data]:
    """A score of metrics that rise and fall."""
    codes = CODES[: draw(st.integers(1, 4))]
    metrics = []
    for code, weight in zip(codes, draw(weights(len(codes))), strict=True):
        baseline, target = draw(st.lists(st.integers(0, 500), min_size=2, max_size=2, unique=True))
        cap = draw(st.decimals("0", "2", places=2).map(str))
        metric = {"code": code, "weight": weight, "baseline": str(baseline)}
        metrics.append({**metric, "target": str(target), "achievement_cap": cap})
        metrics[-1]["tolerance"] = draw(tolerances)
    gates, kept = draw(gated())
    parts = draw(st.lists(amounts, max_size=3))
    terms: Data = {"metrics": metrics, "gates": gates, "form": draw(share_forms())}
    terms["cap"] = sum(parts) if parts else draw(amounts)
    terms["periods"] = [{"no": no, "cap": part} for no, part in enumerate(parts, 1)]
    terms["retention"] = draw(st.none() | st.builds(lambda rate: {"rate": rate}, shares))
    inputs: Data = {"metrics": [draw(reported(code)) for code in codes], "gates": kept}
    if parts:
        inputs["period"] = draw(st.integers(1, len(parts)))
    return terms, inputs


@st.composite
def share_forms(draw: st.DrawFn) -> Data:
    """Steps or a line of shares of a cap."""
    if draw(st.booleans()):
        floor = draw(st.integers(-500, 900))
        full = floor + draw(st.integers(1, 900))
        ends = {"floor": Fraction(floor, 1000), "full": Fraction(full, 1000)}
        return {"kind": "linear", **{name: render_exact(end) for name, end in ends.items()}}
    count = draw(st.integers(1, 4))
    at = sorted(draw(st.lists(st.integers(0, 1500), min_size=count, max_size=count, unique=True)))
    pays = sorted(draw(st.lists(st.integers(0, 1000), min_size=count, max_size=count)))
    steps = [
        {"least": render_exact(Fraction(one, 1000)), "pays": render_exact(Fraction(two, 1000))}
        for one, two in zip(at, pays, strict=True)
    ]
    return {"kind": "steps", "steps": steps}


@st.composite
def per_unit(draw: st.DrawFn) -> tuple[Data, Data]:
    """A rate card with every cap there is."""
    codes = CODES[: draw(st.integers(1, 3))]
    lines = []
    for code in codes:
        caps = {"most_units": draw(st.none() | quantities), "most": draw(st.none() | amounts)}
        line = {"code": code, "price": draw(quantities), "tolerance": draw(tolerances)}
        lines.append({**line, **caps})
    gates, kept = draw(gated())
    terms: Data = {"lines": lines, "cap": draw(amounts), "gates": gates}
    terms["participant_cap"] = draw(st.none() | amounts)
    inputs: Data = {"gates": kept, "paid_before": draw(amounts), "advanced": draw(amounts)}
    inputs["participants"] = [
        {
            "code": f"site {number}",
            "lines": [draw(reported(code)) for code in codes],
            "paid_before": draw(amounts),
        }
        for number in range(draw(st.integers(0, 3)))
    ]
    if draw(st.booleans()):
        terms["quality"] = {"scores": [{"code": "q", "weight": draw(quantities), "scale": "2"}]}
        points = {"scored": draw(quantities), "possible": draw(st.integers(1, 99).map(str))}
        inputs["quality"] = [{"code": "q", "points": [points]}]
    if draw(st.booleans()):
        terms["periods"] = {"first": 1, "last": 2}
        inputs["period"] = draw(st.integers(0, 3))
    return terms, inputs


@st.composite
def milestone(draw: st.DrawFn) -> tuple[Data, Data]:
    """Things done or not."""
    gates, kept = draw(gated())
    terms: Data = {"milestones": [{"code": code, "pays": draw(amounts)} for code in CODES]}
    terms |= {"cap": draw(st.none() | amounts), "gates": gates}
    reached = [
        {"code": code, "claimed": draw(st.booleans()), "verified": draw(st.booleans())}
        for code in draw(st.sets(st.sampled_from(CODES)))
    ]
    paid = sorted(draw(st.sets(st.sampled_from(CODES))))
    inputs = {"milestones": reached, "paid": paid, "paid_before": draw(amounts), "gates": kept}
    return terms, inputs


@st.composite
def delivery_fee(draw: st.DrawFn) -> tuple[Data, Data]:
    """Equal months."""
    months = draw(st.integers(1, 120))
    terms = {"value": draw(amounts), "share": draw(shares), "months": months}
    return terms, {"month": draw(st.integers(1, months)), "deferred": draw(st.booleans())}


@st.composite
def premium_relief(draw: st.DrawFn) -> tuple[Data, Data]:
    """A cut by days."""
    terms = {"base_rate": draw(shares), "cut": draw(shares), "most_wages": draw(amounts)}
    return terms, {"wages": draw(amounts), "days": draw(st.integers(0, 365))}


@st.composite
def clawback(draw: st.DrawFn) -> tuple[Data, Data]:
    """Grounds with multiples."""
    grounds = [
        {
            "code": code,
            "refund": draw(quantities),
            "penalty": draw(quantities),
            "again_penalty": draw(st.none() | quantities),
            "most_mitigation": draw(shares),
        }
        for code in CODES[: draw(st.integers(1, 3))]
    ]
    most = draw(amounts)
    ground = draw(st.sampled_from(grounds))
    inputs = {"ground": ground["code"], "paid": draw(st.just(most) | st.integers(0, most))}
    inputs |= {"again": draw(st.booleans())}
    inputs["mitigation"] = draw(st.sampled_from(["0", ground["most_mitigation"]]))
    return {"most_paid": most, "grounds": grounds}, inputs


DOCUMENTS = {
    "band": band(),
    "clawback": clawback(),
    "composite": composite(),
    "delivery_fee": delivery_fee(),
    "linear": linear(),
    "milestone": milestone(),
    "per_unit": per_unit(),
    "pooled_bonus": pooled_bonus(),
    "premium_relief": premium_relief(),
    "waterfall": waterfall(),
}
