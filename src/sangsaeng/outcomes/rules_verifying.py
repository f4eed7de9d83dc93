"""The sample of a claim, and what its findings say about the lines nobody looked at. Pure, exact.

The draw can be chosen by nobody: the verifier's number is bound before there is a claim (its digest
is put down at assignment; each number revealed binds the next one, since it must be the digest of
it), and the claim is bound before the number is revealed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model_claim import AgreedMetric, ClaimedSite, ClaimLine

_NONE = Fraction(0)
# Places that an error share is carried to: those of a contract's decimals.
_PLACES = 12


def decide_nonce(nonce: bytes, bound_to: bytes) -> Refusal | None:
    """`nonce_differs`, unless the number is the one bound before."""
    if hashlib.sha256(nonce).digest() != bound_to:
        return refuse("nonce_differs", "nonce")
    return None


def seed_of(nonce: bytes, claim_digest: bytes) -> bytes:
    """The seed that both sides made and neither could choose."""
    return hashlib.sha256(nonce + claim_digest).digest()


def draw_sample(
    seed: bytes, match_ids: Collection[int], share: Decimal, least: int
) -> tuple[int, ...]:
    """The sites to look at, in the order of SHA-256(seed || the match's number in decimal digits):
    a share of all, rounded up, `least` at least, all where there are no more."""
    wanted = max(least, ceil(share * len(match_ids)))
    ordered = sorted(match_ids, key=lambda one: hashlib.sha256(seed + str(one).encode()).digest())
    return tuple(ordered[:wanted])


@dataclass(frozen=True, slots=True)
class Overclaimed:
    """How far the drawn lines of a metric were claimed better than found.

    `share`: of what was claimed (where lower is better: of what was found), 0 to 1. `a_unit`: the
    average gap of the values, which is what a lower-is-better line is raised by.
    """

    share: Fraction
    a_unit: Fraction


def weights_of(metric: AgreedMetric, sites: Sequence[ClaimedSite]) -> Mapping[int, Fraction]:
    """What each site weighs in a metric: its denominator in the locked baseline, which was put down
    before anything was claimed. What a claim or a finding states as denominator scales its own site
    alone. A site without a baseline weighs one unit."""
    return {site.match_id: _baseline(metric, site)[1] for site in sites}


def measure_overclaim(
    metric: AgreedMetric,
    claimed: Sequence[ClaimLine],
    found: Sequence[ClaimLine],
    weights: Mapping[int, Fraction],
) -> Overclaimed:
    """The error of a metric's drawn lines, each by the weight of its site. A line claimed worse
    than found offsets nothing: the claimant knows its own sites."""
    by_match = {line.match_id: line for line in found if line.metric == metric.code}
    over = of = units = _NONE
    for line in claimed:
        seen = by_match.get(line.match_id)
        if line.metric != metric.code or seen is None:
            continue
        weight = weights.get(line.match_id, Fraction(1))
        gap = line.value - seen.value
        over += max(_NONE, -gap if metric.lower_is_better else gap) * weight
        of += (seen.value if metric.lower_is_better else line.value) * weight
        units += weight
    return Overclaimed(
        _carried(over / of) if of else _NONE, _carried(over / units) if units else _NONE
    )


def _carried(exact: Fraction) -> Fraction:
    """To 12 places, rounded up: against who claimed too much, and short enough to be written."""
    return Fraction(ceil(exact * 10**_PLACES), 10**_PLACES)


def extrapolate(metric: AgreedMetric, line: ClaimLine, over: Overclaimed) -> Fraction:
    """The verified numerator of a line nobody looked at: claimed x (1 - error share of the sample),
    or raised by the sample's error where lower is better; never better than claimed."""
    if metric.lower_is_better:
        return Fraction(line.numerator) + over.a_unit * Fraction(line.denominator)
    return Fraction(line.numerator) * (1 - min(over.share, Fraction(1)))


def decide_found(
    found: Sequence[tuple[ClaimLine, date]],
    drawn: Collection[int],
    metrics: Collection[str],
    shares: Collection[str],
    drawn_on: date,
    on: date,
) -> Refusal | None:
    """Whether a verifier's findings are whole: every metric of every site drawn, each looked at
    after the draw.

    Refusals in order, each at its line where it has one: not_drawn, denominator_zero,
    share_above_one (a metric of `shares` is a part of a whole), finding_twice, visited_before_draw,
    finding_missing.
    """
    seen: set[tuple[int, str]] = set()
    for place, (line, visited_on) in enumerate(found, start=1):
        named = {"match": str(line.match_id), "metric": line.metric}
        if line.match_id not in drawn or line.metric not in metrics:
            return refuse("not_drawn", "found", **named).at(place)
        if line.denominator == 0:
            return refuse("denominator_zero", "found", **named).at(place)
        if line.metric in shares and line.numerator > line.denominator:
            return refuse("share_above_one", "found", **named).at(place)
        if (line.match_id, line.metric) in seen:
            return refuse("finding_twice", "found", **named).at(place)
        if not drawn_on <= visited_on <= on:
            day = visited_on.isoformat()
            return refuse("visited_before_draw", "found", day=day).at(place)
        seen.add((line.match_id, line.metric))
    for match_id in drawn:
        for metric in sorted(metrics):
            if (match_id, metric) not in seen:
                named = {"match": str(match_id), "metric": metric}
                return refuse("finding_missing", "found", **named)
    return None


@dataclass(frozen=True, slots=True)
class Counted:
    """A metric over all sites of an award; and why a site counts otherwise than claimed: match ->
    the code of a sentence."""

    claimed: Fraction
    verified: Fraction
    over: Overclaimed
    otherwise: Mapping[int, str]


def count_metric(
    metric: AgreedMetric,
    claimed: Sequence[ClaimLine],
    found: Sequence[ClaimLine],
    sites: Sequence[ClaimedSite],
) -> Counted:
    """Claimed and verified value of a metric: the mean of the sites' values v = numerator /
    denominator, each by its weight w in the locked baseline (`weights_of`): Σ(w × v) / Σ w. Of the
    baselines themselves that is all numerators over all denominators, the agreed baseline.

    A site looked at counts as found. One not looked at counts as its claim less the sample's error
    share, and no better than what was observed there month by month; without timely evidence it
    counts as its baseline. A site that left counts as its baseline too, unless for a listed reason:
    leavers do not improve the result (Seoul's first contract: 27 of 101 left out).
    """
    weights = weights_of(metric, sites)
    over = measure_overclaim(metric, claimed, found, weights)
    lines = {line.match_id: line for line in claimed if line.metric == metric.code}
    seen = {line.match_id: line for line in found if line.metric == metric.code}
    said = verified = whole = _NONE
    otherwise: dict[int, str] = {}
    for site in sites:
        if site.excused:
            otherwise[site.match_id] = "explain_site_excused"
            continue
        line = lines.get(site.match_id)
        if line is None:
            counted, why = _baseline(metric, site), "explain_site_left"
        else:
            counted, why = _verified(metric, line, seen.get(site.match_id), site, over)
        if why:
            otherwise[site.match_id] = why
        claim = counted if line is None else _parts(line)
        weight = weights[site.match_id]
        whole += weight
        said += weight * claim[0] / claim[1]
        verified += weight * counted[0] / counted[1]
    if not whole:
        return Counted(metric.baseline, metric.baseline, over, otherwise)
    return Counted(said / whole, verified / whole, over, otherwise)


def _verified(
    metric: AgreedMetric,
    line: ClaimLine,
    seen: ClaimLine | None,
    site: ClaimedSite,
    over: Overclaimed,
) -> tuple[tuple[Fraction, Fraction], str]:
    """Numerator and denominator that count for a claimed line, and why it is not the claim."""
    if site.state in ("left", "closed"):
        return _baseline(metric, site), "explain_site_left"
    if seen is not None:
        return _parts(seen), ""
    if not site.timely:
        return _baseline(metric, site), "explain_evidence_late"
    counted = extrapolate(metric, line, over), Fraction(line.denominator)
    observed = site.observed.get(metric.code)
    if observed is not None and observed[1]:
        was = Fraction(observed[0]), Fraction(observed[1])
        # Cross-multiplied: dividing fractions is what takes the time here.
        before, after = was[0] * counted[1], counted[0] * was[1]
        if before > after if metric.lower_is_better else before < after:
            return was, "explain_observed_worse"
    return counted, ""


def _parts(line: ClaimLine) -> tuple[Fraction, Fraction]:
    return Fraction(line.numerator), Fraction(line.denominator)


def _baseline(metric: AgreedMetric, site: ClaimedSite) -> tuple[Fraction, Fraction]:
    """A site's own value before the works; where it has none, the agreed one."""
    known = site.baseline.get(metric.code)
    return (
        (metric.baseline, Fraction(1))
        if known is None or not known[1]
        else (Fraction(known[0]), Fraction(known[1]))
    )
