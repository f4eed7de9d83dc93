"""Whatever is claimed, found and found again: no more is paid than was reserved, and the books
balance (G9, G14, G15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paying_stage import CLAIMS_ON, NEXT_CLAIMS_ON, NONCES, WEIGHTS, Paying

from clusters import Cluster
from sangsaeng.database.connection import Database, Tx
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.model_claim import AgreedMetric, ClaimedSite, ClaimLine, Period
from sangsaeng.outcomes.rules_claims import decide_period
from sangsaeng.outcomes.rules_determining import (
    decide_booking,
    decide_correction,
    period_cap_won,
    reckon,
)
from sangsaeng.outcomes.rules_verifying import count_metric, draw_sample
from sangsaeng.outcomes.service_claims import Claimed, check_claim, submit_claim
from sangsaeng.outcomes.service_determining import (
    DeterminationPut,
    determine_claim,
    redetermine_claim,
)
from sangsaeng.outcomes.service_settling import Settled, settle_determination
from sangsaeng.outcomes.service_verifying import Drawn, Found, Reported, draw, report
from sangsaeng.oversight.verify import list_proofs

# Two of the three are shares: of a hundred, no more than a hundred.
RESULTS = st.fixed_dictionaries({metric: st.integers(0, 100) for metric in WEIGHTS})
WON = st.integers(0, 10**12)


class UndoneError(Exception):
    """Ends an example: the next one begins where this one did."""


@pytest.fixture(scope="module")
def paying(cluster: Cluster) -> Iterator[Paying]:
    with cluster.fresh() as url, Database(url) as database:
        made = Paying(database, sites=3, success_won=99_999_999)
        for match_id in made.matches:
            made.evidence(match_id, 300)
        yield made


def lines(paying: Paying, results: Mapping[str, int], matches: Any = None) -> list[ClaimLine]:
    """The same results of a hundred at every site."""
    return [
        ClaimLine(match_id, metric, Decimal(value), Decimal(100))
        for match_id in (paying.matches if matches is None else matches)
        for metric, value in results.items()
    ]


def seen(paying: Paying, results: Mapping[str, int], drawn: Drawn) -> list[Found]:
    """The same results found at every drawn site, today."""
    today = paying.at.date()
    return [Found(line, today) for line in lines(paying, results, drawn.match_ids)]


def live(tx: Tx, paying: Paying, period_no: int, told: Mapping[str, Any]) -> tuple[Claimed, Drawn]:
    """A period from the claim to the money."""
    programme, company = paying.programme, paying.stage.company
    paying.days = CLAIMS_ON if period_no == 1 else NEXT_CLAIMS_ON
    claimed = lines(paying, told["claimed"])
    about = (programme, paying.award, company("supplier"))
    claim = submit_claim(tx, *about, period_no, claimed, paying.at)
    assert isinstance(claim, Claimed), claim
    passed = check_claim(tx, programme, claim.claim_id, company("kosme"), True, None, paying.at)
    assert passed == "checked"
    named = (programme, claim.claim_id, company("verifier"))
    drawn = draw(tx, *named, NONCES[period_no - 1], paying.at)
    assert isinstance(drawn, Drawn), drawn
    found = seen(paying, told["found"], drawn)
    done = report(tx, *named, found, told["duties"], paying.at)
    assert isinstance(done, Reported), done
    made = determine_claim(tx, *named, paying.at)
    assert isinstance(made, DeterminationPut), made
    settle(tx, paying, made)
    return claim, drawn


def settle(tx: Tx, paying: Paying, made: DeterminationPut) -> Settled:
    """A determination's money after its window."""
    paying.days += 15
    payer = paying.stage.company("kb")
    done = settle_determination(tx, paying.programme, made.determination_id, payer, paying.at)
    assert isinstance(done, Settled), done
    return done


def again(tx: Tx, paying: Paying, claim: Claimed, drawn: Drawn, told: Mapping[str, Any]) -> None:
    """An error found after the money was booked."""
    made = redetermine_claim(
        tx,
        paying.programme,
        claim.claim_id,
        paying.stage.company("verifier"),
        "found_error",
        seen(paying, told["found"], drawn),
        told["duties"],
        paying.at,
    )
    assert isinstance(made, DeterminationPut), made
    settle(tx, paying, made)


def check(tx: Tx, paying: Paying) -> None:
    """Nothing above what is reserved, and every proof holds."""
    about = {"p": paying.programme, "a": paying.award}
    row = tx.the(
        "SELECT coalesce(sum(owed_won + retained_won - taken_back_won), 0) AS paid_won"
        " FROM outcomes.earning WHERE programme_id = %(p)s AND award_id = %(a)s",
        **about,
    )
    assert row["paid_won"] <= paying.success_won
    broken = [str(proof) for proof in list_proofs(tx) if not proof.holds]
    assert broken == []


TOLD = st.fixed_dictionaries({"claimed": RESULTS, "found": RESULTS, "duties": st.booleans()})


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(periods=st.lists(TOLD, min_size=1, max_size=2), later=st.lists(TOLD, max_size=2))
def test_no_more_is_paid_than_is_reserved_and_the_books_balance(
    paying: Paying, periods: list[dict[str, Any]], later: list[dict[str, Any]]
) -> None:
    with pytest.raises(UndoneError), paying.book.database.transaction() as tx:
        made = [live(tx, paying, no, told) for no, told in enumerate(periods, start=1)]
        check(tx, paying)
        for told in later:
            again(tx, paying, *made[0], told)
            check(tx, paying)
        raise UndoneError


METRICS = st.sampled_from(
    [
        AgreedMetric("m", Fraction(1, 10), Fraction(9, 10)),
        AgreedMetric("m", Fraction(9, 10), Fraction(1, 10)),
    ]
)
PARTS = st.tuples(st.integers(0, 200), st.integers(1, 200), st.integers(0, 200), st.booleans())


@given(metric=METRICS, sites=st.lists(PARTS, min_size=1, max_size=12), drawn=st.integers(0, 12))
def test_sites_nobody_saw_never_count_better_than_they_were_claimed(
    metric: AgreedMetric, sites: list[tuple[int, int, int, bool]], drawn: int
) -> None:
    """Where nothing was found better than claimed, the whole is not better than the claim; and the
    more was overclaimed in the sample, the less the rest counts."""
    claimed, found, seen_sites = [], [], []
    for number, (one, of, other, timely) in enumerate(sites):
        claimed.append(ClaimLine(number, "m", Decimal(one), Decimal(of)))
        baseline = {"m": (Decimal(10), Decimal(100))}
        if metric.lower_is_better:
            baseline = {"m": (Decimal(of * 300), Decimal(of))}
            worse = max(one, other)
        else:
            baseline = {"m": (Decimal(0), Decimal(of))}
            worse = min(one, other)
        if number < drawn:
            found.append(ClaimLine(number, "m", Decimal(worse), Decimal(of)))
        seen_sites.append(ClaimedSite(number, "accepted", timely, baseline=baseline))
    counted = count_metric(metric, claimed, found, seen_sites)
    if metric.lower_is_better:
        assert counted.verified >= counted.claimed
    else:
        assert counted.verified <= counted.claimed
    assert 0 <= counted.over.share <= 1
    honest = count_metric(metric, claimed, claimed[:drawn], seen_sites)
    assert honest.over.share == 0
    assert (counted.verified >= honest.verified) is metric.lower_is_better or (
        counted.verified == honest.verified
    )


@given(
    cap=WON,
    shares=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    numbers=st.permutations(range(1, 7)),
)
def test_the_periods_parts_add_up_to_the_cap(
    cap: int, shares: list[int], numbers: list[int]
) -> None:
    whole = sum(shares)
    first = date(2026, 1, 1)
    periods = [
        Period(no, first, first, first, Decimal(share) / Decimal(whole))
        for no, share in zip(numbers, shares, strict=False)
    ]
    caps = [period_cap_won(cap, periods, one.period_no) for one in periods]
    assert sum(caps) == cap and min(caps) >= 0


@given(amount=WON, left=WON, held=WON, rate=st.fractions(0, 1))
def test_a_booking_gives_away_no_more_than_is_there(
    amount: int, left: int, held: int, rate: Fraction
) -> None:
    left = amount + held + left
    booked = decide_booking(amount, rate, left, held)
    assert booked.owed_won + booked.retained_won == amount
    assert booked.owed_won + booked.retained_won + booked.released_won + held == left
    assert min(booked.owed_won, booked.retained_won, booked.released_won) >= 0


@given(amount=WON, standing=WON, kept=WON, free=st.integers(-(10**12), 10**12))
def test_a_correction_comes_as_near_to_the_new_amount_as_the_reserve_lets(
    amount: int, standing: int, kept: int, free: int
) -> None:
    change = decide_correction(amount, standing, kept, free)
    new = standing + change.extra_won - change.taken_back_won - change.clawback_won
    assert new == amount or (new < amount and change.extra_won == max(0, free))
    assert change.taken_back_won <= kept and change.extra_won <= max(0, free)
    assert change.extra_won == 0 or change.taken_back_won + change.clawback_won == 0


@given(seed=st.binary(min_size=32, max_size=32), count=st.integers(1, 60), least=st.integers(1, 9))
def test_a_sample_hangs_on_its_seed_and_the_sites_and_on_nothing_else(
    seed: bytes, count: int, least: int
) -> None:
    numbers = list(range(1000, 1000 + count))
    drawn = draw_sample(seed, numbers, Decimal("0.2"), least)
    assert drawn == draw_sample(seed, numbers[::-1], Decimal("0.2"), least)
    assert len(drawn) == len(set(drawn)) == min(count, max(least, -(-count // 5)))


def test_a_claim_counts_for_the_first_window_that_is_open_and_free() -> None:
    day = date
    one = Period(1, day(2026, 1, 1), day(2026, 6, 30), day(2026, 7, 31), Decimal("0.5"))
    two = replace(one, period_no=2, observed_until=day(2026, 12, 31), claim_until=day(2027, 1, 31))
    cases: list[tuple[int, set[int], Any, Any]] = [
        (1, set(), day(2026, 7, 1), (1, None)),
        (1, set(), day(2026, 7, 31), (1, None)),
        (1, set(), day(2026, 12, 31), "period_still_observed"),
        (1, set(), day(2027, 1, 1), (2, 1)),
        (1, {2}, day(2026, 8, 1), "claim_too_late"),
        (2, set(), day(2026, 8, 1), "period_still_observed"),
        (2, set(), day(2027, 2, 1), "claim_too_late"),
        (1, {1}, day(2026, 7, 1), "period_claimed"),
        (3, set(), day(2026, 7, 1), "unknown_period"),
    ]
    for period_no, taken, on, wanted in cases:
        found = decide_period([two, one], period_no, taken, on)
        assert (found.code if isinstance(found, Refusal) else found) == wanted


@pytest.mark.parametrize(
    ("rule", "given_text"),
    [("{}", "{}"), ("nonsense", "{}"), ('{"terms": 1}', '{"metrics": []}'), ("[]", "[]")],
)
def test_texts_that_no_determination_left_are_told_and_break_nothing(
    rule: str, given_text: str
) -> None:
    refused = reckon(rule, given_text)
    assert isinstance(refused, Refusal) and refused.code == "determination_unreadable"
