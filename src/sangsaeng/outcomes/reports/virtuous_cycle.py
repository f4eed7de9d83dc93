"""The virtuous-cycle report: what the programme's money did, for whom, and what of it came back.

Pure: the same figures give the same report. Won are whole; shares and ratios are text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sangsaeng.kernel.messages import Language, sentence
from sangsaeng.kernel.refusals import Fact
from sangsaeng.outcomes.model_money import PayableFor
from sangsaeng.outcomes.reports.model import DeterminationFigures, Figures
from sangsaeng.outcomes.reports.pooled import Controls, state_accidents

_TO_SUPPLIERS = (PayableFor.ADVANCE, PayableFor.STAGE1, PayableFor.REWARD, PayableFor.RETENTION)
# Achievement by steps people speak of; the last takes everything from the target on.
_BANDS = ("0", "0.2", "0.4", "0.6", "0.8", "1")
_PLACES = Decimal("0.0001")
# The code of a sentence, and what fills its blanks.
_Line = tuple[str, Mapping[str, Fact]]


def render_report(figures: Figures, controls: Controls | None = None) -> dict[str, Any]:
    """The report as data. With matched `controls` the accidents are a difference in differences;
    without, only before and after, which is no proof of an effect, and the report says so."""
    programme, totals = figures.programme, figures.totals
    to_suppliers = figures.paid_won(*_TO_SUPPLIERS)
    paid = {one.company_id for one in figures.payables if one.paid_on and one.award_id is not None}
    workers = sum(one.workers for one in figures.awards)
    return {
        "programme_id": programme.programme_id,
        "name_ko": programme.name_ko,
        "name_en": programme.name_en,
        "read_at": figures.read_at.isoformat(),
        "suppliers": {
            "called": totals.called,
            "selected": totals.selected,
            "paid": len(paid & {one.supplier_id for one in figures.awards}),
        },
        "sites": {"improved": sum(one.sites for one in figures.awards), "workers": workers},
        "won_per_worker": to_suppliers // workers if workers else None,
        "hazards": [
            {"kind": one.kind, "found": one.found, "removed": one.removed}
            for one in figures.hazards
        ],
        "achievement": _distribution(figures),
        "rewards": _rewards(figures),
        "follow_on": _follow_on(figures),
        "money": _money(figures, to_suppliers),
        "verification": {
            "claims": totals.claims,
            "verified": totals.verified,
            "cut": totals.cut,
            "cut_share": _share(totals.cut, totals.verified),
            "lines": totals.lines,
            "lines_cut": totals.lines_cut,
            "lines_cut_share": _share(totals.lines_cut, totals.lines),
        },
        "accidents": state_accidents(figures.accidents, controls),
        "controls": {"findings": totals.findings, "open": totals.findings_open},
    }


def render_text(report: Mapping[str, Any], language: Language) -> str:
    """The report as plain text, a line each."""
    return (
        "\n".join(sentence(code, language, facts) for code, facts in _lines(report, language))
        + "\n"
    )


def _money(figures: Figures, to_suppliers: int) -> dict[str, int]:
    totals = figures.totals
    kept = totals.retained_won - totals.retention_released_won - totals.retention_forfeited_won
    return {
        "budget_won": figures.programme.budget_won,
        "reserved_won": sum(one.reserved_won for one in figures.awards),
        "spent_won": sum(one.spent_won for one in figures.awards),
        "released_won": sum(one.released_won for one in figures.awards),
        "paid_to_suppliers_won": to_suppliers,
        "paid_stage1_won": figures.paid_won(PayableFor.ADVANCE, PayableFor.STAGE1),
        "paid_rewards_won": figures.paid_won(PayableFor.REWARD, PayableFor.RETENTION),
        "paid_fees_won": figures.paid_won(PayableFor.FEE),
        "owed_won": sum(one.amount_won for one in figures.payables if one.paid_on is None),
        "retained_won": kept,
        "forfeited_won": totals.retention_forfeited_won,
        "clawed_back_won": totals.refund_won + totals.penalty_won,
        "recovered_won": totals.recovered_won,
        "lost_won": totals.lost_won,
    }


def _distribution(figures: Figures) -> list[dict[str, Any]]:
    counts = Counter(
        _band(one.achieved) for one in figures.determinations if one.achieved is not None
    )
    ends = (*_BANDS[1:], None)
    return [
        {"least": least, "below": below, "claims": counts[least]}
        for least, below in zip(_BANDS, ends, strict=True)
    ]


def _band(achieved: str) -> str:
    # As it is explained: exact, or cut after six places and then marked; no band lies between.
    cut = Decimal(achieved.partition("…")[0])
    reached = [least for least in _BANDS if cut >= Decimal(least)]
    return reached[-1] if reached else _BANDS[0]


def _rewards(figures: Figures) -> dict[str, int]:
    counts = Counter(_reward_of(one) for one in figures.determinations)
    return {name: counts[name] for name in ("none", "part", "full")}


def _reward_of(one: DeterminationFigures) -> str:
    if one.amount_won == 0:
        return "none"
    return "full" if one.amount_won >= one.cap_won else "part"


def _follow_on(figures: Figures) -> dict[str, Any]:
    instruments = Counter(one.instrument for one in figures.awards)
    return {
        "linked_to_policy_funds": sum(one.policy_reference is not None for one in figures.awards),
        "instruments": dict(sorted(instruments.items())),
        "told": [
            {"kind": x.kind, "times": x.times, "sites": x.sites, "amount_won": x.amount_won}
            for x in figures.follow_ons
        ],
    }


def _share(part: int, whole: int) -> str | None:
    return str((Decimal(part) / whole).quantize(_PLACES, ROUND_HALF_UP)) if whole else None


def _lines(report: Mapping[str, Any], language: Language) -> Iterator[_Line]:
    """What the report says, a sentence a line, in the order people read it."""
    yield "report_title", {"name": report[f"name_{language}"]}
    yield "report_read_at", {"at": report["read_at"]}
    yield "report_suppliers", report["suppliers"]
    yield "report_sites", report["sites"]
    if report["won_per_worker"] is not None:
        yield "report_per_worker", {"won": report["won_per_worker"]}
    for hazard in report["hazards"]:
        yield "report_hazard", hazard
    for band in report["achievement"]:
        yield "report_achievement", {**band, "below": band["below"] or "..."}
    yield "report_rewards", report["rewards"]
    money = report["money"]
    yield "report_money_reserved", money
    yield "report_money_paid", money
    yield "report_money_back", money
    check = report["verification"]
    yield "report_verified", {**check, "cut_share": check["cut_share"] or "-"}
    follow = report["follow_on"]
    yield "report_policy_funds", {"awards": follow["linked_to_policy_funds"]}
    for one in follow["told"]:
        yield "report_follow_on", one
    yield from _accident_lines(report["accidents"])
    yield "report_controls", report["controls"]


def _accident_lines(seen: Mapping[str, Any]) -> Iterator[_Line]:
    counts = {name: seen[name] for name in ("before", "hours_before", "after", "hours_after")}
    yield "report_accidents", counts
    if seen["reason"] is not None:
        yield "report_ratio_unknown", {}
        return
    ratio = {name: seen[name] for name in ("ratio", "low", "high", "p")}
    if seen["against_controls"]:
        yield "report_ratio_against_controls", ratio
    else:
        yield "report_ratio_before_after", ratio
